// Command schedule finds, every minute, what is due, and queues it: see package handler.
package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/functions/schedule/handler"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	polls, messages, checks := env.URL("POLLS_QUEUE"), env.URL("MESSAGES_QUEUE"), env.URL("CHECKS_QUEUE")
	recorder := obs.New(os.Stdout, "schedule", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	due := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64)
	queues := sqs.NewFromConfig(aws)
	to := handler.Queues{
		Polls: queue.New(queues, polls, rand.Float64), Messages: queue.New(queues, messages, rand.Float64), Checks: queue.New(queues, checks, rand.Float64),
	}
	h := handler.New(due, to, recorder, time.Now)
	lambda.Start(h.Handle)
}
