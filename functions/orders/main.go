package main

import (
	"context"
	"crypto/rand"
	random "math/rand/v2"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

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
	recorder := obs.New(os.Stdout, "orders", env.LogLevel(), time.Now)
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, random.Float64)
	values := config.NewParameters(env.SSM(aws, client), time.Now)
	d := desk{
		brands: table,
		table:  table,
		tell:   table,
		eraser: table,
		looks:  table,
		claims: claims{table: table, now: time.Now},
		keys:   parameters{from: secret.Keys{Values: values.Trusted(), Prefix: prefix}, table: table, rnd: rand.Reader},
		now:    time.Now,
	}
	h := &handler{
		brands: table,
		desk:   d,
		// Names of shops come from outside, so their parameters are rationed apart from our own keys.
		shops:     shops{secrets: values, prefix: prefix, refs: table, parking: table, desk: d, client: config.CarrierClient(), obs: recorder},
		publicURL: public,
		obs:       recorder,
	}
	lambda.Start(web.Handler(h.routes()))
}
