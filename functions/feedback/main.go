// Command feedback remembers who is not to be written to: see package handler.
package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/functions/feedback/handler"
	"doorstep/shared/config"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	http := config.HTTPClient()
	aws := env.AWS(http)
	tables := store.Tables{Main: env.Required("TABLE")}
	prefix, public := env.Prefix("PARAMETERS"), env.Optional("PUBLIC_URL", "")
	recorder := obs.New(os.Stdout, "feedback", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	pages, err := page.New()
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(operations(dynamodb.NewFromConfig(aws)), tables, time.Now, rand.Float64)
	h := handler.New(handler.Parts{
		Table:     table,
		Keys:      secret.Keys{Values: config.NewParameters(env.SSM(aws, http), time.Now), Prefix: prefix},
		Looks:     look.New(table, nil, time.Now), // what feeds say stands on no page here
		Pages:     pages,
		PublicURL: public,
		Obs:       recorder,
		Now:       time.Now,
	})
	lambda.Start(h.Handle)
}

// operations is what feedback asks of DynamoDB.
func operations(c *dynamodb.Client) store.Operations {
	return store.Operations{Get: c.GetItem, Find: c.Query, Update: c.UpdateItem}
}
