// Command watch finds what nobody tells: silent parcels, missed promises, orders without shipments. See package handler.
package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/functions/watch/handler"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
	"doorstep/shared/watch"
	"doorstep/shared/watch/workdays"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	messages := env.URL("MESSAGES_QUEUE")
	limits, bad := watch.Defaults()
	recorder := obs.New(os.Stdout, "watch", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := errors.Join(env.Err(), bad); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64)
	h := handler.New(table, queue.New(sqs.NewFromConfig(aws), messages, rand.Float64), limits, workdays.New(), recorder, time.Now)
	lambda.Start(h.Handle)
}
