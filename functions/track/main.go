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
	"doorstep/shared/page"
	"doorstep/shared/sight"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	recorder := obs.New(os.Stdout, "track", env.LogLevel(), time.Now)
	pages, err := page.New()
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(newReader(dynamodb.NewFromConfig(aws)), tables, time.Now, rand.Float64)
	h := &handler{
		finder: sight.Finder{Table: table, Now: time.Now},
		looks:  newLooks(table, time.Now),
		pages:  pages,
		obs:    recorder,
	}
	lambda.Start(web.Handler(h.routes()))
}
