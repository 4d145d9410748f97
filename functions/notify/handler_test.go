package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// world is a table: numbers, orders, brands and the decisions made so far.
type world struct {
	numbers   map[string]store.Number
	orders    map[string]store.Order
	brands    map[string]store.Brand
	decisions map[string]store.Decision
	copies    map[string]store.Number // what a read that is not consistent still shows
	fail      func(what string) error
}

func look[T any](w *world, what string, items map[string]T, id string) (T, error) {
	item, ok := items[id]
	if w.fail != nil {
		if err := w.fail(what); err != nil {
			return item, err
		}
	}
	if !ok {
		return item, fault.New(fault.NotFound, "no %s", what)
	}
	return item, nil
}

// Number gives the old copy where there is one, as an eventually consistent read may.
func (w *world) Number(_ context.Context, id string) (store.Number, error) {
	if old, ok := w.copies[id]; ok {
		return old, nil
	}
	return look(w, "number", w.numbers, id)
}
func (w *world) LatestNumber(_ context.Context, id string) (store.Number, error) {
	return look(w, "number", w.numbers, id)
}
func (w *world) Order(_ context.Context, id string) (store.Order, error) {
	return look(w, "order", w.orders, id)
}
func (w *world) Brand(_ context.Context, id string) (store.Brand, error) {
	return look(w, "brand", w.brands, id)
}

func (w *world) Decide(_ context.Context, d store.Decision) (store.Decision, bool, error) {
	if w.fail != nil {
		if err := w.fail("decision"); err != nil {
			return store.Decision{}, false, err
		}
	}
	key := d.Order + " " + d.Key
	if recorded, ok := w.decisions[key]; ok {
		return recorded, false, nil
	}
	w.decisions[key] = d
	return d, true, nil
}

type bench struct {
	*handler
	world *world
	log   *strings.Builder
}

func setup() *bench {
	moving := shipment.Milestone{Direction: shipment.Outbound, Status: shipment.InTransit, Occurrence: 1,
		At: shipment.Moment{Local: "2026-11-21T07:00:00", Offset: "+00:00", Precision: shipment.Second}}
	w := &world{
		numbers: map[string]store.Number{"1Z0001": {Number: "1Z0001", Version: 5, Claims: []store.ClaimState{{
			Claim: shipment.Claim{Order: "o1", Shipment: "s1", Brand: "aster"}, Status: shipment.InTransit, Milestones: []shipment.Milestone{moving}}}}},
		orders:    map[string]store.Order{"o1": {ID: "o1", Brand: "aster"}},
		brands:    map[string]store.Brand{"aster": {ID: "aster"}},
		decisions: map[string]store.Decision{},
	}
	log := &strings.Builder{}
	return &bench{world: w, log: log, handler: &handler{table: w, decisions: w, now: func() time.Time { return now },
		obs: obs.New(io.Writer(log), "notify", slog.LevelInfo, func() time.Time { return now })}}
}

func news(id string, receives int, edit func(*queue.News)) events.SQSMessage {
	n := queue.News{Number: "1Z0001", Order: "o1", Shipment: "s1", Milestone: "in_transit", Occurrence: 1, Version: 5}
	if edit != nil {
		edit(&n)
	}
	m, err := queue.Note(n)
	if err != nil {
		panic(err)
	}
	return events.SQSMessage{MessageId: id, Body: m.Body, Attributes: map[string]string{"ApproximateReceiveCount": fmt.Sprint(receives)}}
}

func (b *bench) deliver(messages ...events.SQSMessage) string {
	response, err := b.handle(context.Background(), events.SQSEvent{Records: messages})
	if err != nil {
		return err.Error()
	}
	ids := []string{}
	for _, f := range response.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return strings.Join(ids, " ")
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		receives int
		edit     func(*queue.News)
		world    func(*world)
		again    bool
		want     string // key outcome reason state
	}{
		{"it is news", 1, nil, nil, false, "o1 s1/0/shipped/1/owner/email send news logged"},
		{"it is over", 1, nil, func(w *world) { w.numbers["1Z0001"].Claims[0].Status = shipment.Delivered }, false, "o1 s1/0/shipped/1/owner/email skip superseded "},
		{"it was taken back", 1, func(n *queue.News) { n.Retracted = true }, nil, false, "o1 s1/0/shipped-retracted/1/owner/email skip retracted "},
		{"a label", 1, func(n *queue.News) { n.Milestone = "info_received" }, nil, false, "o1 s1/0/info_received/1/owner/email skip not_customer_news "},
		{"the brand is off", 1, nil, func(w *world) { delete(w.brands, "aster") }, false, "o1 s1/0/shipped/1/owner/email skip brand_off "},
		{"the claim is released", 1, nil, func(w *world) { w.numbers["1Z0001"].Claims[0].Released = true }, false, "o1 s1/0/shipped/1/owner/email skip released "},
		{"a copy older than the news", 1, nil, func(w *world) { w.copies = map[string]store.Number{"1Z0001": {Number: "1Z0001", Version: 4}} }, false, "o1 s1/0/shipped/1/owner/email send news logged"},
		{"even the latest is older than the news", 1, func(n *queue.News) { n.Version = 6 }, nil, true, ""},
		{"and so it stays", 3, func(n *queue.News) { n.Version = 6 }, nil, false, "o1 s1/0/shipped/1/owner/email send news logged"},
		{"the number is not there", 2, nil, func(w *world) { clear(w.numbers) }, true, ""},
		{"and so it stays, too", 3, nil, func(w *world) { clear(w.numbers) }, false, "o1 s1/0/shipped/1/owner/email skip released "},
		{"the order is not there", 1, nil, func(w *world) { clear(w.orders) }, true, ""},
		{"the order is gone", 4, nil, func(w *world) { clear(w.orders) }, false, "o1 s1/0/shipped/1/owner/email skip order_gone "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			if c.world != nil {
				c.world(b.world)
			}
			again := b.deliver(news("m1", c.receives, c.edit))
			got := ""
			for key, d := range b.world.decisions {
				got += fmt.Sprintf("%s %s %s %s", key, d.Outcome, d.Reason, d.State)
			}
			if got != c.want || (again == "m1") != c.again {
				t.Errorf("decided %q, come back: %q", got, again)
			}
			if sent := strings.Contains(b.log.String(), "logged instead of sent"); sent != strings.HasSuffix(c.want, "logged") {
				t.Errorf("the log says sent: %v\n%s", sent, b.log)
			}
		})
	}
}

func TestNewsTwiceIsDecidedOnce(t *testing.T) {
	t.Parallel()
	b := setup()
	if again := b.deliver(news("m1", 1, nil), news("m2", 1, nil)); again != "" || len(b.world.decisions) != 1 {
		t.Errorf("come back: %q, %d decisions", again, len(b.world.decisions))
	}
	if n := strings.Count(b.log.String(), "logged instead of sent"); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestTroubleOfOneIsNotTheOthers(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"number", "order", "brand", "decision"} {
		b := setup()
		n := 0
		b.world.fail = func(asked string) error {
			if asked != what {
				return nil
			}
			if n++; n == 1 {
				return fault.New(fault.Unavailable, "no answer")
			}
			return nil
		}
		junk := events.SQSMessage{MessageId: "junk", Body: "junk"}
		if again := b.deliver(news("m1", 1, nil), junk, news("m2", 1, nil)); again != "m1 junk" || len(b.world.decisions) != 1 {
			t.Errorf("%s fails: come back %q, %d decisions", what, again, len(b.world.decisions))
		}
	}
}

// Whatever fails and however often news is delivered: once it is acknowledged there is exactly one decision, and at most one
// message.
func TestOneDecisionAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := setup()
		b.world.fail = func(string) error {
			if rapid.IntRange(0, 2).Draw(t, "luck") == 0 {
				return fault.New(fault.Unavailable, "no answer")
			}
			return nil
		}
		for delivery := 1; ; delivery++ {
			if delivery == 8 {
				b.world.fail = nil
			}
			if b.deliver(news("m1", delivery, nil)) == "" && rapid.Bool().Draw(t, "no more copies") {
				break
			}
		}
		if n := strings.Count(b.log.String(), "logged instead of sent"); len(b.world.decisions) != 1 || n > 1 {
			t.Fatalf("%d decisions, %d messages", len(b.world.decisions), n)
		}
	})
}
