package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	recorder := obs.New(os.Stdout, "notify", env.LogLevel(), time.Now)
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64)
	h := &handler{table: table, decisions: table, obs: recorder, now: time.Now}
	lambda.Start(h.handle)
}
