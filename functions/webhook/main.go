// Command webhook takes pushes from carriers and aggregators: see package handler.
package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/functions/webhook/handler"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
)

func main() {
	env := config.New(os.LookupEnv)
	client := config.HTTPClient()
	aws := env.AWS(client)
	inbound, prefix := env.URL("INBOUND_QUEUE"), env.Prefix("PARAMETERS")
	recorder := obs.New(os.Stdout, "webhook", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	h := handler.New(handler.Parts{
		Secrets: config.NewParameters(env.SSM(aws, client), time.Now),
		Prefix:  prefix,
		Client:  config.CarrierClient(),
		Inbound: queue.New(sqs.NewFromConfig(aws), inbound, rand.Float64),
		Obs:     recorder,
		Now:     time.Now,
	})
	lambda.Start(h.Handle)
}
