package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	polls := env.URL("POLLS_QUEUE")
	recorder := obs.New(os.Stdout, "schedule", env.LogLevel(), time.Now)
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	h := &handler{
		due:   store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64),
		polls: queue.New(sqs.NewFromConfig(aws), polls, rand.Float64),
		obs:   recorder,
		now:   time.Now,
	}
	lambda.Start(h.handle)
}
