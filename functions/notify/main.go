// Command notify decides what becomes of news, records it, and has messages sent: see package handler. It reaches nobody yet: every
// order's owner counts as having an e-mail address and no wish, and what would be sent is logged.
package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"
	_ "time/tzdata" // the zones of brands' quiet hours; Lambda's image has no table of its own

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/functions/notify/handler"
	"doorstep/shared/config"
	"doorstep/shared/message"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

func main() {
	env := config.New(os.LookupEnv)
	aws := env.AWS(config.HTTPClient())
	tables := store.Tables{Main: env.Required("TABLE")}
	recorder := obs.New(os.Stdout, "notify", env.LogLevel(), time.Now)
	if err := env.Err(); err != nil {
		recorder.Begin(context.Background(), "start").End(err)
		os.Exit(1)
	}
	table := store.New(dynamodb.NewFromConfig(aws), tables, time.Now, rand.Float64)
	h := handler.New(table, owners{}, logged{recorder}, recorder, time.Now)
	lambda.Start(h.Handle)
}

// owners stands for the people of an order until their addresses are read.
type owners struct{}

// Reach gives the owner, by e-mail.
func (owners) Reach(context.Context, store.Order, order.Order, string) ([]message.Recipient, error) {
	return []message.Recipient{{ID: message.Owner, Channel: message.Email, Known: true, Consent: true, Extra: true}}, nil
}

// logged writes a line for each message instead of sending it.
type logged struct{ obs *obs.Recorder }

// Send logs keys only.
func (l logged) Send(ctx context.Context, m handler.Outgoing) (handler.Receipt, error) {
	l.obs.Begin(ctx, "send").Note("message logged instead of sent", nil, "about", string(m.Kind), "order", m.Decision.Order,
		"channel", string(m.Recipient.Channel))
	return handler.Receipt{}, nil
}
