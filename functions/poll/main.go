// Command poll asks carriers about numbers that are due: see package handler.
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

	"doorstep/functions/poll/handler"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
	"doorstep/shared/watch"
	"doorstep/shared/watch/workdays"
)

func main() {
	env := config.New(os.LookupEnv)
	client := config.HTTPClient()
	aws := env.AWS(client)
	tables := store.Tables{Main: env.Required("TABLE")}
	inbound, checks, prefix := env.URL("INBOUND_QUEUE"), env.URL("CHECKS_QUEUE"), env.Prefix("PARAMETERS")
	limits, bad := watch.Defaults()
	recorder := obs.New(os.Stdout, "poll", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := errors.Join(env.Err(), bad); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	h := handler.New(handler.Parts{
		Table:      store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64),
		Inbound:    queue.New(sqs.NewFromConfig(aws), inbound, rand.Float64),
		Checks:     queue.New(sqs.NewFromConfig(aws), checks, rand.Float64),
		Rules:      watch.Rules{Limits: limits, Calendar: workdays.New()},
		Parameters: config.NewParameters(env.SSM(aws, client), time.Now).Trusted(),
		Prefix:     prefix,
		Sources:    registry.New(),
		Client:     config.CarrierClient(),
		Obs:        recorder,
		Now:        time.Now,
	})
	lambda.Start(h.Handle)
}
