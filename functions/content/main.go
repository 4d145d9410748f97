package main

import (
	"context"
	"math/rand/v2"
	"net"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/config"
	"doorstep/shared/obs"
	"doorstep/shared/outside"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	recorder := obs.New(os.Stdout, "content", env.LogLevel(), time.Now).In(env.Required("STAGE"))
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	h := &handler{
		table: store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64),
		feeds: outside.Client(net.DefaultResolver, feedTimeout),
		obs:   recorder,
		now:   time.Now,
	}
	lambda.Start(h.handle)
}
