package sim

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/shipment"
	"doorstep/shared/sim/dynamo"
	"doorstep/shared/sim/life"
	"doorstep/shared/store"
)

// world is one run.
type world struct {
	sys       *System
	opt       Options
	rnd       *rand.Rand // of the scheduler
	weather   weather
	outages   map[edge]time.Time
	calm      bool      // everything is repaired: nothing fails any more
	lostSince time.Time // the first batch that the stream lost and nobody has recovered

	life     *life.Life
	carriers http.RoundTripper
	mails    *life.Mailboxes
	values   map[string]string
	senders  []*sender
	answered map[int]int

	engine   *dynamo.Engine
	replica  store.Client // eventually consistent
	current  store.Client
	lag      time.Duration // of the read that is made now
	due      map[string]time.Time
	written  bool // since the stream was read
	queues   map[string]*waitingLine
	shards   []*shard
	streamed int
	hosts    map[string]*host
	pollers  []*poller
	ticker   *ticker

	mu      sync.Mutex // of waiting
	waiting []*call
	running []*invocation
	later   []deferred
	stir    chan struct{}

	invocations, messages int
	crashes, lostAnswers  int // that excuse a message that left twice
	history               history
	tally                 Tally
	complaints            []string
	log                   journal
}

// journal is what the functions log.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// firstDay is when every run begins: a Monday in spring, before the clocks change.
var firstDay = [...]int{2026, 3, 23}

func newWorld(s *System, o Options) (*world, error) {
	start := time.Date(firstDay[0], time.Month(firstDay[1]), firstDay[2], 8, 0, 0, 0, time.UTC)
	time.Sleep(time.Until(start)) // a bubble begins in the year 2000
	w := &world{
		sys: s, opt: o, rnd: rand.New(rand.NewPCG(o.Seed, 1)), outages: map[edge]time.Time{}, answered: map[int]int{},
		due: map[string]time.Time{}, queues: map[string]*waitingLine{}, hosts: map[string]*host{}, stir: make(chan struct{}, 1), tally: Tally{},
	}
	w.weather = drawWeather(w.rnd)
	w.life = life.Draw(rand.New(rand.NewPCG(o.Seed, 2)), start)
	w.carriers, w.mails, w.values = w.life.Carriers(time.Now), w.life.Mailboxes(time.Now), w.life.Parameters()
	for _, e := range w.life.Events() {
		w.senders = append(w.senders, &sender{event: e, next: e.At, fickle: w.rnd.IntN(3) == 0})
	}
	if err := w.found(); err != nil {
		return nil, err
	}
	w.connect()
	return w, nil
}

// found makes the tables and fills in the brands.
func (w *world) found() error {
	w.engine = dynamo.New(time.Now)
	ctx := context.Background()
	for _, t := range w.sys.tables {
		if _, err := w.engine.CreateTable(ctx, tableInput(t)); err != nil {
			return fmt.Errorf("create table %s: %w", t.ID, err)
		}
		if t.TTL == "" {
			continue
		}
		_, err := w.engine.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{TableName: &t.Name,
			TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &t.TTL, Enabled: aws.Bool(true)}})
		if err != nil {
			return fmt.Errorf("set the time to live of %s: %w", t.ID, err)
		}
	}
	w.current = w.engine.Client(nil)
	w.replica = w.engine.Client(func() time.Duration { return w.lag })
	return w.life.Fill(ctx, w.store())
}

// store reads and writes without faults.
func (w *world) store() *store.Store {
	return store.New(w.current, store.Tables{Main: w.mainTable(), Keys: w.keysTable()}, time.Now, func() float64 { return 0.5 })
}

func (w *world) mainTable() string { return w.sys.tables["Table"].Name }
func (w *world) keysTable() string { return w.sys.tables["KeysTable"].Name }

// connect makes the queues, the functions, and what wakes them, as the template says.
func (w *world) connect() {
	for _, id := range w.sys.order {
		w.queues[id] = &waitingLine{id: id, conf: w.sys.queues[id]}
	}
	for _, id := range simulated {
		conf := w.sys.functions[id]
		h := &host{id: id, conf: conf, build: w.build(id)}
		w.hosts[id] = h
		for _, e := range conf.SQS {
			w.pollers = append(w.pollers, &poller{queue: w.queues[e.Queue], host: h, conf: e})
		}
		for _, e := range conf.Streams {
			for i := range shards {
				w.shards = append(w.shards, &shard{name: fmt.Sprintf("shard-%d", i), host: h, conf: e})
			}
		}
		for range conf.Schedules {
			w.ticker = &ticker{host: h}
		}
	}
}

// simulated are the functions that run here, by logical id.
var simulated = [...]string{"Webhook", "Ingest", "Relay", "Notify", "Feedback", "Orders", "Schedule", "Poll", "Watch"}

// stirred wakes the scheduler while it lets time pass.
func (w *world) stirred() {
	select {
	case w.stir <- struct{}{}:
	default:
	}
}

// complain notes a problem of its own.
func (w *world) complain(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints = append(w.complaints, fmt.Sprintf(format, args...))
}

// completing is the table of relay, which claims nothing in a run without Completion.
func (w *world) completing(s *store.Store) relayTable {
	if w.opt.Without == Completion {
		return idle{s}
	}
	return s
}

// relayTable is what relay needs of the store.
type relayTable interface {
	LatestNumber(ctx context.Context, number string) (store.Number, error)
	LatestOrder(ctx context.Context, id string) (store.Order, error)
	Claim(ctx context.Context, number string, claim shipment.Claim, first store.Due) (shipment.Status, error)
}

// idle claims nothing.
type idle struct{ *store.Store }

// Claim does nothing.
func (idle) Claim(context.Context, string, shipment.Claim, store.Due) (shipment.Status, error) {
	return "", nil
}
