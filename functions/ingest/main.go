// Command ingest turns inbound bodies into facts about tracking numbers: see package handler.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
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
	"doorstep/shared/seal"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	client := config.HTTPClient()
	aws := env.AWS(client)
	tables := store.Tables{Main: env.Required("TABLE"), Keys: env.Required("KEYS_TABLE")}
	polls := env.URL("POLLS_QUEUE")
	kek := env.Prefix("PARAMETERS") + "/keys/kek"
	recorder := obs.New(os.Stdout, "ingest", env.LogLevel(), time.Now)
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, mathrand.Float64)
	h := handler.New(handler.Parts{
		Sources: registry.New(),
		Numbers: table,
		Sealer:  vault{parameters: config.NewParameters(env.SSM(aws, client), time.Now), name: kek, keys: table},
		Polls:   queue.New(sqs.NewFromConfig(aws), polls, mathrand.Float64),
		Obs:     recorder,
		Now:     time.Now,
	})
	lambda.Start(h.Handle)
}

// vault seals with the key-encrypting key that is live now. It is read with the first body that holds something personal,
// because most batches hold nothing.
type vault struct {
	parameters *config.Parameters
	name       string
	keys       seal.Keys
}

func (v vault) Seal(ctx context.Context, owner, label string, plain []byte) ([]byte, error) {
	raw, err := v.parameters.Key(ctx, v.name)
	if err != nil {
		return nil, fmt.Errorf("read key-encrypting key: %w", err)
	}
	master, err := seal.NewKey(raw)
	if err != nil {
		return nil, fmt.Errorf("make key-encrypting key: %w", err)
	}
	return seal.NewVault(master, v.keys, rand.Reader).Seal(ctx, owner, label, plain)
}
