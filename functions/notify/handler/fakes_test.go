package handler

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // main embeds it as well

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

var start = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// row is a stored decision with its place in the due index.
type row struct {
	store.Decision
	due time.Time
}

// left is a message that was handed over.
type left struct {
	key, shipment, what string
	with                []string
	at                  time.Time
	accepted            time.Time
}

// world is everything around the handler: a table, people and an outbox. step, when set, is asked around each call.
type world struct {
	now     time.Time
	numbers map[string]store.Number
	copies  map[string]store.Number // what a read that is not consistent still shows
	orders  map[string]store.Order
	brands  map[string]store.Brand
	rows    map[string]row
	hidden  map[string]bool // decisions that a read that is not consistent does not show yet
	people  []message.Recipient
	left    []left
	refuse  func(Outgoing) error
	step    func(ctx context.Context, call string, do func() error) error
	changes int
}

func (w *world) call(ctx context.Context, name string, do func() error) error {
	if w.step == nil {
		return do()
	}
	return w.step(ctx, name, do)
}

func item[T any](w *world, ctx context.Context, what, id string, from map[string]T) (found T, err error) {
	err = w.call(ctx, what, func() error {
		var ok bool
		if found, ok = from[id]; !ok {
			return fault.New(fault.NotFound, "no %s", what)
		}
		return nil
	})
	return found, err
}

// Number gives the old copy where there is one, as an eventually consistent read may.
func (w *world) Number(ctx context.Context, id string) (store.Number, error) {
	if old, ok := w.copies[id]; ok {
		return old, nil
	}
	return item(w, ctx, "number", id, w.numbers)
}

func (w *world) LatestNumber(ctx context.Context, id string) (store.Number, error) {
	return item(w, ctx, "latest number", id, w.numbers)
}

func (w *world) Numbers(ctx context.Context, ids []string) (map[string]store.Number, error) {
	found := map[string]store.Number{}
	err := w.call(ctx, "numbers", func() error {
		for _, id := range ids {
			if n, ok := w.numbers[id]; ok {
				found[id] = n
			}
		}
		return nil
	})
	return found, err
}

func (w *world) OrderDecisions(ctx context.Context, id string, latest bool) (store.Order, []store.Decision, error) {
	var all []store.Decision
	o, err := item(w, ctx, "order", id, w.orders)
	if fault.KindOf(err) == fault.Unavailable {
		return o, nil, err
	}
	if err == nil {
		o.Body = w.watched(o)
	}
	for _, key := range slices.Sorted(maps.Keys(w.rows)) {
		if r := w.rows[key]; r.Order == id && (latest || !w.hidden[key]) {
			all = append(all, r.Decision)
		}
	}
	return o, all, err
}

// watched gives the body of an order with those who are reached among its watchers, as the order has them that People opens.
func (w *world) watched(stored store.Order) []byte {
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return stored.Body
	}
	for _, r := range w.people {
		if r.ID != message.Owner && !slices.ContainsFunc(o.Watchers, func(known order.Watcher) bool { return known.ID == r.ID }) {
			o.Watchers = append(o.Watchers, order.Watcher{ID: r.ID})
		}
	}
	body, err := order.Encode(o)
	if err != nil {
		panic(err)
	}
	return body
}

func (w *world) Brand(ctx context.Context, id string) (store.Brand, error) {
	return item(w, ctx, "brand", id, w.brands)
}

func (w *world) Decide(ctx context.Context, d store.Decision) (recorded store.Decision, first bool, err error) {
	err = w.call(ctx, "decide", func() error {
		if r, ok := w.rows[d.Key]; ok {
			recorded = r.Decision
			return nil
		}
		recorded, first = w.write(d), true
		return nil
	})
	return recorded, first, err
}

// write stores a decision as the real store does: named anew, due when it is deferred.
func (w *world) write(d store.Decision) store.Decision {
	w.changes++
	d.Token = fmt.Sprint(w.changes)
	r := row{Decision: d}
	if d.Outcome == store.OutcomeDefer {
		r.due = d.NotBefore
	}
	w.rows[d.Key] = r
	return d
}

func (w *world) change(ctx context.Context, name string, d store.Decision) (changed store.Decision, ok bool, err error) {
	err = w.call(ctx, name, func() error {
		if r := w.rows[d.Key]; r.Token == d.Token {
			changed, ok = w.write(d), true
		}
		return nil
	})
	return changed, ok, err
}

func (w *world) Take(ctx context.Context, d store.Decision, until time.Time) (store.Decision, bool, error) {
	d.Outcome, d.State, d.LeaseUntil, d.Attempts = store.OutcomeSend, store.StateClaimed, until, d.Attempts+1
	return w.change(ctx, "take", d)
}

func (w *world) Settle(ctx context.Context, d store.Decision) (bool, error) {
	d.LeaseUntil = time.Time{}
	_, ok, err := w.change(ctx, "settle", d)
	return ok, err
}

func (w *world) Await(ctx context.Context, d store.Decision) (ok bool, err error) {
	err = w.call(ctx, "await", func() error {
		if r := w.rows[d.Key]; r.Token == d.Token {
			r.due, ok = d.LeaseUntil, true
			w.rows[d.Key] = r
		}
		return nil
	})
	return ok, err
}

func (w *world) Reach(ctx context.Context, _ store.Order, _ order.Order, _ string) ([]message.Recipient, error) {
	return w.people, w.call(ctx, "reach", func() error { return nil })
}

func (w *world) Send(ctx context.Context, m Outgoing) (Receipt, error) {
	err := w.call(ctx, "send", func() error {
		if w.refuse != nil {
			if err := w.refuse(m); err != nil {
				return err
			}
		}
		name, err := message.ParseKey(m.Decision.Key)
		if err != nil {
			return err
		}
		if len(m.Parcels) != 1+len(m.Decision.With) && m.Subject.Shipment != "" {
			return fault.New(fault.Invalid, "%d parcels", len(m.Parcels))
		}
		w.left = append(w.left, left{m.Decision.Key, name.Shipment, name.What, m.Decision.With, w.now, m.Accepted})
		return nil
	})
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{MessageID: fmt.Sprintf("m%d", len(w.left))}, nil
}

// due takes what is due out of the index, as schedule does, and gives the news of it.
func (w *world) dueNews() []queue.News {
	var all []queue.News
	for _, key := range slices.Sorted(maps.Keys(w.rows)) {
		if r := w.rows[key]; !r.due.IsZero() && !r.due.After(w.now) {
			r.due = w.now.Add(15 * time.Minute)
			w.rows[key] = r
			all = append(all, queue.News{About: queue.AboutDecision, Order: r.Order, Decision: key})
		}
	}
	return all
}

// moment is an exact time.
func moment(at time.Time) shipment.Moment {
	return shipment.Moment{Local: at.UTC().Format("2006-01-02T15:04:05"), Offset: "+00:00", Precision: shipment.Second}
}

func milestone(s shipment.Status, at time.Time) shipment.Milestone {
	return shipment.Milestone{Direction: shipment.Outbound, Status: s, Occurrence: 1, At: moment(at)}
}

// bench is a handler in a world with one order of some parcels, s1 with number N1 and so on.
type bench struct {
	*Handler
	world *world
	log   *strings.Builder
}

var everybody = []message.Recipient{
	{ID: message.Owner, Channel: message.Email, Known: true, Consent: true, Extra: true},
	{ID: message.Owner, Channel: message.SMS, Known: true, Consent: true},
	{ID: "anna", Channel: message.Email, Known: true, Consent: true, Gift: true},
}

func setup(parcels int, edit func(*brand.Messages)) *bench {
	m := brand.Messages{Mode: message.Live, From: "parcels@aster.example"}
	if edit != nil {
		edit(&m)
	}
	record, err := brand.Encode(brand.Record{Version: 1, Name: "Aster", Messages: m})
	if err != nil {
		panic(err)
	}
	w := &world{
		now: start, numbers: map[string]store.Number{}, copies: map[string]store.Number{}, rows: map[string]row{}, hidden: map[string]bool{},
		brands: map[string]store.Brand{"aster": {ID: "aster", Record: record}}, orders: map[string]store.Order{}, people: everybody[:1],
	}
	o := order.Order{ID: "o1", Brand: "aster", Number: "1001", PlacedAt: start.Add(-time.Hour).Format(time.RFC3339)}
	for i := range parcels {
		id, number := fmt.Sprintf("s%d", i+1), fmt.Sprintf("N%d", i+1)
		o.Shipments = append(o.Shipments, order.Shipment{ID: id, Number: number, Carrier: "ups"})
		w.numbers[number] = store.Number{Number: number, Version: 1, Claims: []store.ClaimState{{Claim: shipment.Claim{Order: "o1", Shipment: id, Brand: "aster"}}}}
	}
	w.putOrder(o)
	b := &bench{world: w, log: &strings.Builder{}}
	b.restart()
	return b
}

func (w *world) putOrder(o order.Order) {
	body, err := order.Encode(o)
	if err != nil {
		panic(err)
	}
	w.orders[o.ID] = store.Order{ID: o.ID, Brand: o.Brand, Number: o.Number, Version: w.orders[o.ID].Version + 1, Body: body}
}

// restart makes a new process.
func (b *bench) restart() {
	clock := func() time.Time { return b.world.now }
	b.Handler = New(b.world, b.world, b.world, obs.New(io.Writer(b.log), "notify", slog.LevelInfo, clock), clock)
}

// stand puts parcel i (from 1) at a status with its milestones and gives the news of the last one.
func (w *world) stand(i int, status shipment.Status, sub string, milestones ...shipment.Milestone) queue.News {
	n := w.numbers[fmt.Sprintf("N%d", i)]
	n.Version++
	c := n.Claims[0]
	c.Status, c.Sub, c.Milestones = status, sub, milestones
	n.Claims = []store.ClaimState{c}
	w.numbers[n.Number] = n
	m := milestones[len(milestones)-1]
	return queue.News{Number: n.Number, Order: "o1", Shipment: c.Shipment, Journey: m.Journey, Milestone: string(m.Status), Sub: m.Sub,
		Occurrence: m.Occurrence, Retracted: m.Retracted, Version: n.Version}
}

func record(id string, receives int, n queue.News) events.SQSMessage {
	m, err := queue.Note(n)
	if err != nil {
		panic(err)
	}
	return events.SQSMessage{MessageId: id, Body: m.Body, Attributes: map[string]string{"ApproximateReceiveCount": fmt.Sprint(receives)}}
}

// deliver hands news over and names what comes back.
func (b *bench) deliver(receives int, news ...queue.News) string {
	var event events.SQSEvent
	for i, n := range news {
		event.Records = append(event.Records, record(fmt.Sprintf("m%d", i+1), receives, n))
	}
	return b.take(context.Background(), event)
}

func (b *bench) take(ctx context.Context, event events.SQSEvent) string {
	response, err := b.Handle(ctx, event)
	if err != nil {
		return err.Error()
	}
	var ids []string
	for _, f := range response.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return strings.Join(ids, " ")
}

// decided lists the records as "key outcome reason state".
func (w *world) decided() string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(w.rows)) {
		d := w.rows[key]
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", key, d.Outcome, d.Reason, d.State)))
	}
	return strings.Join(all, "\n")
}
