package main

import (
	"context"
	"math/rand/v2"
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
	client := config.HTTPClient()
	aws := env.AWS(client)
	tables := store.Tables{Main: env.Required("TABLE")}
	prefix, public := env.Prefix("PARAMETERS"), env.Optional("PUBLIC_URL", "")
	recorder := obs.New(os.Stdout, "track", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	pages, err := page.New()
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := newTable(store.New(operations(dynamodb.NewFromConfig(aws)), tables, time.Now, rand.Float64))
	looks := look.New(table, table, time.Now)
	h := &handler{
		finder: sight.Finder{Table: table, Now: time.Now, Days: looks.Days},
		search: search{
			table: table,
			keys:  secret.Keys{Values: config.NewParameters(env.SSM(aws, client), time.Now), Prefix: prefix},
			now:   time.Now,
		},
		links:     table,
		looks:     looks,
		hosts:     newHosts(table, time.Now),
		pages:     pages,
		publicURL: public,
		obs:       recorder,
	}
	lambda.Start(web.Handler(h.routes()))
}

// operations is what track asks of DynamoDB. It puts links of presents and counts misses of lookups; everything else it reads.
func operations(c *dynamodb.Client) store.Operations {
	return store.Operations{Get: c.GetItem, Batch: c.BatchGetItem, Put: c.PutItem, Update: c.UpdateItem}
}
