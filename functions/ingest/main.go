// Command ingest turns inbound bodies into facts about tracking numbers: see package handler.
package main

import (
	"context"
	"crypto/rand"
	mathrand "math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/functions/ingest/handler"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	client := config.HTTPClient()
	aws := env.AWS(client)
	tables := store.Tables{Main: env.Required("TABLE"), Keys: env.Required("KEYS_TABLE")}
	polls := env.URL("POLLS_QUEUE")
	prefix := env.Prefix("PARAMETERS")
	recorder := obs.New(os.Stdout, "ingest", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, mathrand.Float64)
	h := handler.New(handler.Parts{
		Sources: registry.New(),
		Numbers: table,
		Sealer:  secret.Sealer{Keys: secret.Keys{Values: config.NewParameters(env.SSM(aws, client), time.Now), Prefix: prefix}, Table: table, Rnd: rand.Reader},
		Polls:   queue.New(sqs.NewFromConfig(aws), polls, mathrand.Float64),
		Obs:     recorder,
		Now:     time.Now,
	})
	lambda.Start(h.Handle)
}
