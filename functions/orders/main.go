// Command orders is the door for merchants and their shops: see package handler.
package main

import (
	"context"
	"crypto/rand"
	random "math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/functions/orders/handler"
	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/secret"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

func main() {
	env := config.New(os.LookupEnv)
	client := config.HTTPClient()
	aws := env.AWS(client)
	tables := store.Tables{Main: env.Required("TABLE"), Keys: env.Required("KEYS_TABLE")}
	prefix, public := env.Prefix("PARAMETERS"), env.Optional("PUBLIC_URL", "")
	recorder := obs.New(os.Stdout, "orders", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, random.Float64)
	values := config.NewParameters(env.SSM(aws, client), time.Now)
	h := handler.New(handler.Parts{
		Table:     table,
		Keys:      secret.Keys{Values: values.Trusted(), Prefix: prefix},
		Shops:     values,
		Prefix:    prefix,
		Client:    config.CarrierClient(),
		PublicURL: public,
		Rnd:       rand.Reader,
		Obs:       recorder,
		Now:       time.Now,
	})
	lambda.Start(web.Handler(h.Routes()))
}
