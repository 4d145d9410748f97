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
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/secret"
	"doorstep/shared/sight"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

func main() {
	env := config.New(os.LookupEnv)
	http := config.HTTPClient()
	aws := env.AWS(http)
	tables := store.Tables{Main: env.Required("TABLE"), Keys: env.Required("KEYS_TABLE")}
	prefix, public := env.Prefix("PARAMETERS"), env.Optional("PUBLIC_URL", "")
	recorder := obs.New(os.Stdout, "survey", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	pages, err := page.New()
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(operations(dynamodb.NewFromConfig(aws)), tables, time.Now, random.Float64)
	looks := look.New(table, nil, time.Now) // no form shows what feeds say
	h := &handler{
		finder:    sight.Finder{Table: table, Now: time.Now, Days: looks.Days},
		table:     table,
		looks:     looks,
		sealer:    secret.Sealer{Keys: secret.Keys{Values: config.NewParameters(env.SSM(aws, http), time.Now), Prefix: prefix}, Table: table, Rnd: rand.Reader},
		pages:     pages,
		publicURL: public,
		obs:       recorder,
	}
	lambda.Start(web.Handler(h.routes()))
}

// operations is what survey asks of DynamoDB.
func operations(c *dynamodb.Client) store.Operations {
	return store.Operations{Get: c.GetItem, Batch: c.BatchGetItem, Find: c.Query, Put: c.PutItem, Transact: c.TransactWriteItems}
}
