// Command notify decides what becomes of news, records it, and has messages sent: see package handler, and package outbox for those who
// carry them.
package main

import (
	"context"
	"crypto/rand"
	mathrand "math/rand/v2"
	"net"
	"os"
	"time"
	_ "time/tzdata" // the zones of brands' quiet hours; Lambda's image has no table of its own

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/functions/notify/handler"
	"doorstep/functions/notify/outbox"
	"doorstep/shared/config"
	"doorstep/shared/locale/letters"
	"doorstep/shared/look"
	"doorstep/shared/mail/post"
	"doorstep/shared/obs"
	"doorstep/shared/outside"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	client := config.HTTPClient()
	cfg := env.AWS(client)
	mails, texts := services(env, cfg)
	tables := store.Tables{Main: env.Required("TABLE"), Keys: env.Required("KEYS_TABLE")}
	parameters := env.Prefix("PARAMETERS")
	origin := env.URL("PUBLIC_URL")
	stage := env.Required("STAGE")
	streams := outbox.Streams{Messages: env.Required("MESSAGES_CONFIG_SET"), Extras: env.Required("EXTRAS_CONFIG_SET"), Texts: env.Optional("TEXTS_CONFIG_SET", "")}
	recorder := obs.New(os.Stdout, "notify", env.LogLevel(), time.Now).In(stage)
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	db := dynamodb.NewFromConfig(cfg)
	table := store.New(store.Operations{Get: db.GetItem, Batch: db.BatchGetItem, Find: db.Query, Put: db.PutItem, Update: db.UpdateItem}, tables, time.Now, mathrand.Float64)
	values := config.NewParameters(env.SSM(cfg, client), time.Now).Trusted() // its names come from our own table
	keys := secret.Keys{Values: values, Prefix: parameters}
	people := outbox.People{Sealed: secret.Sealer{Keys: keys, Table: table, Rnd: rand.Reader}, Keys: keys, Stops: table}
	out := outbox.Outbox{
		People: people, Looks: look.New(table, nil, time.Now).Telling(letters.Files()), Links: outbox.Links{Keys: keys, Table: table, Origin: origin, Now: time.Now},
		Mails: post.NewSES(mails), Texts: post.NewTexts(texts),
		Chats:   post.NewChat(outside.Client(net.DefaultResolver, post.ChatPatience), values, parameters, time.Now),
		Streams: streams, Stage: stage, Now: time.Now, Findings: table, Disruptions: store.NewDisruptionCache(table, time.Now),
	}
	lambda.Start(handler.New(table, people, out, recorder, time.Now).Handle)
}

// services gives the two that carry messages. Their calls are not made twice, so each is given time.
func services(env *config.Env, cfg aws.Config) (mails, texts post.Service) {
	client := config.PatientHTTPClient()
	mails.Client, mails.Address = env.Signed(cfg, client, config.SES())
	texts.Client, texts.Address = env.Signed(cfg, client, config.SMS())
	return mails, texts
}
