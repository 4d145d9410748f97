package life

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	feedback "doorstep/functions/feedback/handler"
	ingest "doorstep/functions/ingest/handler"
	notify "doorstep/functions/notify/handler"
	"doorstep/functions/notify/outbox"
	orders "doorstep/functions/orders/handler"
	poll "doorstep/functions/poll/handler"
	relay "doorstep/functions/relay/handler"
	schedule "doorstep/functions/schedule/handler"
	watch "doorstep/functions/watch/handler"
	webhook "doorstep/functions/webhook/handler"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/config"
	"doorstep/shared/fault"
	"doorstep/shared/locale/letters"
	"doorstep/shared/look"
	"doorstep/shared/mail/post"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/queue"
	"doorstep/shared/secret"
	"doorstep/shared/sim/dynamo"
	"doorstep/shared/store"
	rules "doorstep/shared/watch"
	"doorstep/shared/watch/workdays"
	"doorstep/shared/web"
)

// calm is Doorstep where nothing fails and one thing happens after the other: what it leaves behind is right.
type calm struct {
	*Life
	t      testing.TB
	now    time.Time
	engine *dynamo.Engine
	mails  *Mailboxes
	log    bytes.Buffer
	values map[string]string
	mu     sync.Mutex // of chaos
	chaos  *rand.ChaCha8

	inbound, polls, messages, checks, later postbag
	answered                                map[int]int
	streamed                                int

	push, order       func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)
	ingest, poll      func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	notify, watch     func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	relay, feed, tick func(context.Context, json.RawMessage) (any, error)
}

// postbag is a queue.
type postbag struct {
	mu      sync.Mutex
	waiting []queue.Message
}

func (l *postbag) Send(_ context.Context, m queue.Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, m)
	return nil
}

func (l *postbag) SendAll(_ context.Context, all []queue.Message) []error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, all...)
	return make([]error, len(all))
}

// take empties the queue.
func (l *postbag) take() events.SQSEvent {
	var e events.SQSEvent
	for i, m := range l.waiting {
		r := events.SQSMessage{MessageId: fmt.Sprint(i), Body: m.Body, MessageAttributes: map[string]events.SQSMessageAttribute{}, Attributes: map[string]string{"ApproximateReceiveCount": "1"}}
		for name, value := range m.Attributes {
			if value != "" {
				r.MessageAttributes[name] = events.SQSMessageAttribute{StringValue: aws.String(value), DataType: "String"}
			}
		}
		e.Records = append(e.Records, r)
	}
	l.waiting = nil
	return e
}

// Parameter implements config.Source.
func (c *calm) Parameter(_ context.Context, name string) (string, error) {
	if v, ok := c.values[name]; ok {
		return v, nil
	}
	return "", fault.New(fault.NotFound, "no parameter %s", name)
}

func (c *calm) clock() time.Time { return c.now }

// Read implements io.Reader, for keys.
func (c *calm) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.chaos.Read(p)
}

func (c *calm) float() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return rand.New(c.chaos).Float64()
}

func (c *calm) store() *store.Store {
	return store.New(c.engine.Client(nil), store.Tables{Main: "main", Keys: "keys"}, c.clock, c.float)
}

// settle builds Doorstep around a life.
func settle(t testing.TB, seed uint64) *calm {
	t.Helper()
	c := &calm{Life: drawn(seed), t: t, now: start, answered: map[int]int{}, chaos: rand.NewChaCha8([32]byte{byte(seed)})}
	c.engine = dynamo.New(c.clock)
	c.values = c.Parameters()
	c.mails = c.Mailboxes(c.clock)
	c.tables()
	if err := c.Fill(t.Context(), c.store()); err != nil {
		t.Fatal(err)
	}
	c.wire()
	return c
}

func (c *calm) tables() {
	s, n := types.ScalarAttributeTypeS, aws.String
	def := func(names ...string) (out []types.AttributeDefinition) {
		for _, name := range names {
			out = append(out, types.AttributeDefinition{AttributeName: n(name), AttributeType: s})
		}
		return out
	}
	key := func(hash string, sort ...string) []types.KeySchemaElement {
		out := []types.KeySchemaElement{{AttributeName: n(hash), KeyType: types.KeyTypeHash}}
		for _, r := range sort {
			out = append(out, types.KeySchemaElement{AttributeName: n(r), KeyType: types.KeyTypeRange})
		}
		return out
	}
	index := func(name, hash, sort string) types.GlobalSecondaryIndex {
		return types.GlobalSecondaryIndex{IndexName: n(name), KeySchema: key(hash, sort), Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}}
	}
	for _, in := range []*dynamodb.CreateTableInput{
		{TableName: n("main"), BillingMode: types.BillingModePayPerRequest, KeySchema: key("pk", "sk"), AttributeDefinitions: def("pk", "sk", "dk", "dt", "ab", "at"),
			GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{index("due", "dk", "dt"), index("attention", "ab", "at")},
			StreamSpecification:    &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages}},
		{TableName: n("keys"), BillingMode: types.BillingModePayPerRequest, KeySchema: key("pk"), AttributeDefinitions: def("pk")},
	} {
		if _, err := c.engine.CreateTable(c.t.Context(), in); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *calm) wire() {
	t, values := c.store(), config.NewParameters(c, c.clock).Trusted()
	keys := secret.Keys{Values: values, Prefix: Prefix}
	recorder := func(name string) *obs.Recorder { return obs.New(io.Writer(&c.log), name, slog.LevelInfo, c.clock) }
	carriers, mailing := &http.Client{Transport: c.Carriers(c.clock)}, &http.Client{Transport: c.mails}
	sealer := secret.Sealer{Keys: keys, Table: t, Rnd: c}
	limits, err := rules.Defaults()
	if err != nil {
		c.t.Fatal(err)
	}
	pages, err := page.New()
	if err != nil {
		c.t.Fatal(err)
	}
	sources := registry.New()
	c.push = webhook.New(webhook.Parts{Secrets: values, Prefix: Prefix, Client: carriers, Inbound: &c.inbound, Obs: recorder("webhook"), Now: c.clock}).Handle
	c.ingest = ingest.New(ingest.Parts{Sources: sources, Numbers: t, Sealer: sealer, Polls: &c.polls, Obs: recorder("ingest"), Now: c.clock}).Handle
	c.relay = relay.New(relay.Parts{Table: t, Messages: &c.messages, Later: &c.later, Obs: recorder("relay"), Now: c.clock}).Handle
	people := outbox.People{Sealed: sealer, Keys: keys, Stops: t}
	out := outbox.Outbox{
		People: people, Looks: look.New(t, nil, c.clock).Telling(letters.Files()), Links: outbox.Links{Keys: keys, Table: t, Origin: "https://" + host, Now: c.clock},
		Mails: post.NewSES(post.Service{Client: mailing, Address: "https://email.sim.example"}), Texts: post.NewTexts(post.Service{Client: mailing, Address: "https://sms.sim.example"}),
		Chats: post.NewChat(mailing, values, Prefix, c.clock), Streams: outbox.Streams{Messages: "messages", Extras: "extras"}, Stage: "sim", Now: c.clock, Findings: t,
		Disruptions: store.NewDisruptionCache(t, c.clock),
	}
	c.notify = notify.New(t, people, out, recorder("notify"), c.clock).Handle
	c.feed = feedback.New(feedback.Parts{Table: t, Keys: keys, Looks: look.New(t, nil, c.clock), Pages: pages, PublicURL: "https://" + host, Obs: recorder("feedback"), Now: c.clock}).Handle
	c.order = web.Handler(orders.New(orders.Parts{Table: t, Keys: keys, Shops: values, Prefix: Prefix, Client: carriers, PublicURL: "https://" + host, Rnd: c,
		Obs: recorder("orders"), Now: c.clock}).Routes())
	ticks := schedule.New(t, schedule.Queues{Polls: &c.polls, Messages: &c.messages, Checks: &c.checks}, recorder("schedule"), c.clock)
	c.tick = func(ctx context.Context, raw json.RawMessage) (any, error) { return nil, ticks.Handle(ctx, raw) }
	c.poll = poll.New(poll.Parts{Table: t, Inbound: &c.inbound, Checks: &c.checks, Rules: rules.Rules{Limits: limits, Calendar: workdays.New()}, Parameters: values,
		Prefix: Prefix, Sources: sources, Client: carriers, Obs: recorder("poll"), Now: c.clock}).Handle
	c.watch = watch.New(t, &c.messages, limits, workdays.New(), recorder("watch"), c.clock).Handle
}

// run lives the life to its end and two days beyond.
func (c *calm) run() Evidence {
	events, end := c.Events(), c.End().Add(48*time.Hour)
	for tick := start; tick.Before(end); tick = tick.Add(10 * time.Minute) {
		for len(events) > 0 && events[0].At.Before(tick) {
			c.now = later(c.now, events[0].At)
			c.happen(events[0])
			c.work()
			events = events[1:]
		}
		c.now = later(c.now, tick)
		if _, err := c.tick(c.t.Context(), nil); err != nil {
			c.t.Fatal(err)
		}
		c.work()
	}
	return Evidence{Table: c.store(), Items: c.engine.Items("main"), Keys: c.engine.Items("keys"), Answered: c.answered, Mails: c.mails.Mails(),
		Waiting: map[string]int{"inbound": len(c.inbound.waiting)}, Dead: map[string]int{}, Log: c.log.Bytes()}
}

func (c *calm) happen(e Event) {
	serve := c.order
	switch e.Kind {
	case Push:
		serve = c.push
	case Feedback:
		body, err := json.Marshal(events.SQSEvent{Records: []events.SQSMessage{{MessageId: "1", EventSource: "aws:sqs", Body: e.Body}}})
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := c.feed(c.t.Context(), body); err != nil {
			c.t.Fatal(err)
		}
		return
	}
	answer, err := serve(c.t.Context(), e.Request)
	if err != nil {
		c.t.Fatal(err)
	}
	c.answered[e.ID] = answer.StatusCode
}

// work treats what is there until nothing is.
func (c *calm) work() {
	for range 50 {
		idle := true
		for _, w := range []struct {
			from *postbag
			do   func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
		}{{&c.inbound, c.ingest}, {&c.polls, c.poll}, {&c.checks, c.watch}, {&c.messages, c.notify}} {
			if len(w.from.waiting) == 0 {
				continue
			}
			idle = false
			batch := w.from.take()
			answer, err := w.do(c.t.Context(), batch)
			if err != nil || len(answer.BatchItemFailures) > 0 {
				c.t.Fatalf("%v, %d failures\n%s", err, len(answer.BatchItemFailures), c.log.String()[max(0, c.log.Len()-3000):])
			}
		}
		if records := c.engine.Stream("main", c.streamed); len(records) > 0 {
			idle = false
			c.streamed += len(records)
			body, err := json.Marshal(events.DynamoDBEvent{Records: records})
			if err != nil {
				c.t.Fatal(err)
			}
			if _, err := c.relay(c.t.Context(), body); err != nil {
				c.t.Fatal(err)
			}
		}
		if idle {
			return
		}
	}
	c.t.Fatal("it never comes to rest")
}

func TestCalmLivesAreWithoutProblems(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := settle(t, seed)
			e := c.run()
			begun := time.Now()
			problems := c.Check(t.Context(), e)
			t.Logf("%d events, %d items, %d mails, %d answers of carriers; checked in %s", len(c.all), len(e.Items), len(e.Mails), len(c.answers), time.Since(begun))
			for _, p := range problems {
				t.Error(p)
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	c := settle(b, 4)
	e := c.run()
	for b.Loop() {
		if problems := c.Check(b.Context(), e); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		drawn(4)
	}
}
