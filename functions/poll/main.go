package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/shared/carrier/registry"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	client := config.HTTPClient()
	aws := env.AWS(client)
	tables := store.Tables{Main: env.Required("TABLE")}
	inbound, prefix := env.URL("INBOUND_QUEUE"), env.Prefix("PARAMETERS")
	recorder := obs.New(os.Stdout, "poll", env.LogLevel(), time.Now)
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	sources := roads{registry.New()}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64)
	h := &handler{
		numbers:    table,
		inbound:    queue.New(sqs.NewFromConfig(aws), inbound, rand.Float64),
		accounts:   &accounts{parameters: config.NewParameters(env.SSM(aws, client), time.Now).Trusted(), prefix: prefix, brands: table, obs: recorder, now: time.Now},
		gate:       &gate{budgets: table, now: time.Now},
		source:     sources.find,
		candidates: sources.candidates,
		client:     config.CarrierClient(),
		obs:        recorder,
		now:        time.Now,
	}
	lambda.Start(h.handle)
}
