// Command relay carries news from the table's stream to those who act on it: see package handler.
package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/functions/relay/handler"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	messages, later := env.URL("MESSAGES_QUEUE"), env.URL("RELAY_QUEUE")
	recorder := obs.New(os.Stdout, "relay", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64)
	queues := sqs.NewFromConfig(aws)
	h := handler.New(handler.Parts{
		Table:    table,
		Messages: queue.New(queues, messages, rand.Float64),
		Later:    queue.New(queues, later, rand.Float64),
		Obs:      recorder,
		Now:      time.Now,
	})
	lambda.Start(h.Handle)
}
