package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/infra/bench/meter"
	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// decided is a decision about a message, with what recording it and what became of it cost.
type decided struct {
	store.Decision
	writes  float64 // request units, those of its due entries included
	writers int     // how many invocations wrote it
}

// left reports whether the message was handed over.
func (d decided) left() bool { return d.State == store.StateSent }

// atOnce reports whether it was handed over by whoever decided it, with nobody else at it; shared, that somebody was. "Picked up" and
// "on its way" are one message, and the pushes of a life come within a second here, hours apart in a real one: where SES is slow, the
// second finds the message in somebody's hands and has it fall due, lest that one dies. That is three units which no ordinary life pays.
func (d decided) atOnce() bool { return d.left() && d.writers == 1 }
func (d decided) shared() bool { return d.left() && d.writers > 1 }

// speak has the demo's brand decide about messages of every kind as it is by itself, by e-mail, and in a mode: the demo's own file shows
// more than most shops want. Processes that remember the brand end.
func (w *world) speak(ctx context.Context, mode string) error {
	s := w.store()
	stored, err := s.Brand(ctx, demo.Brand)
	if err != nil {
		return err
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		return err
	}
	record.Messages = brand.Messages{Mode: mode, From: "parcels@aster.example"}
	encoded, err := brand.Encode(record)
	if err != nil {
		return err
	}
	w.end("Notify")
	return s.ApplyBrand(ctx, demo.Brand, encoded, nil)
}

func (w *world) store() *store.Store {
	return store.New(w.DynamoDB(), store.Tables{Main: w.Table, Keys: w.KeyTable}, time.Now, func() float64 { return 0 })
}

// decided lists what was decided about an order, each with the writes of it among calls. What the bench itself writes has no trace.
func (w *world) decided(ctx context.Context, number string, calls []meter.Call) ([]decided, error) {
	id := order.ID(demo.Brand, number)
	all, err := w.store().Decisions(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]decided, len(all))
	for i, d := range all {
		key := "O#" + id + " N#" + d.Key
		mine := filter(calls, func(c meter.Call) bool { return c.Trace != "" && slices.Contains(c.Keys, key) })
		out[i] = decided{d, unitsOf(mine).write, invocations(mine)}
	}
	return out, nil
}

// sentLives is how often a life whose messages are sent is begun at most.
const sentLives = 3

// sent takes a parcel through the life whose messages were only decided on, and has them sent this time. Where a message came into two
// hands, another parcel goes the same way.
func (w *world) sent(ctx context.Context, u *usage) error {
	if err := w.speak(ctx, "live"); err != nil {
		return err
	}
	for i := range sentLives {
		if err := w.sendLife(ctx, i, u); err != nil {
			return err
		}
		if slices.IndexFunc(u.sent, decided.shared) < 0 {
			return nil
		}
	}
	if !slices.ContainsFunc(u.sent, decided.atOnce) {
		return fmt.Errorf("of the messages of %d lives, none stayed in one hand: %s", sentLives, kindsOf(u.sent))
	}
	return nil
}

// sendLife is the i-th of these lives.
func (w *world) sendLife(ctx context.Context, i int, u *usage) error {
	number := fmt.Sprintf("LIFE-%d", 2+i)
	p := &parcel{source: "ups", carrier: "ups", signer: "EXAMPLE", number: fmt.Sprintf("1ZA2B3C403000007%02d", 2+i), scans: story(7, pushesPerLife, time.Now())}
	if err := errors.Join(w.register(ctx, number, p), w.quiet(ctx)); err != nil {
		return err
	}
	if err := w.makeDue(ctx, p.number, time.Now().Add(24*time.Hour)); err != nil {
		return err
	}
	begin := w.meter.Mark()
	if err := w.tell(ctx, p, begin); err != nil {
		return err
	}
	calls := w.meter.After(begin)
	deciding, _ := byNotify(calls)
	u.sending = unitsOf(deciding)
	u.sendingLooks = unitsOf(filter(deciding, func(c meter.Call) bool { return c.Of("B#") }))
	var err error
	if u.sent, err = w.decided(ctx, number, calls); err != nil {
		return err
	}
	items, err := w.meter.Items(ctx, w.Table)
	u.sentBytes = decisionBytes(items, number)
	u.mailBytes = w.mailBytes()
	return err
}

// decisionBytes is what the decisions of an order take.
func decisionBytes(items []meter.Item, number string) (sum int) {
	for _, i := range items {
		if strings.HasPrefix(i.Key, "O#"+order.ID(demo.Brand, number)+" N#") {
			sum += i.Size + itemOverhead
		}
	}
	return sum
}

// merged has two parcels of one order leave within a minute: the news of the first waits for others, and one message tells both.
func (w *world) merged(ctx context.Context) ([]decided, error) {
	const number = "MERGE-1"
	begin := w.meter.Mark()
	parcels := []*parcel{
		{source: "ups", carrier: "ups", number: "1ZA2B3C40300000507", scans: story(21, pushesPerLife, time.Now().Add(20*time.Hour))[:2]},
		{source: "ups", carrier: "ups", number: "1ZA2B3C40300000516", scans: story(22, pushesPerLife, time.Now().Add(20*time.Hour))[:2]},
	}
	if err := w.register(ctx, number, parcels...); err != nil {
		return nil, err
	}
	for _, p := range parcels {
		if err := w.makeDue(ctx, p.number, time.Now().Add(24*time.Hour)); err != nil {
			return nil, err
		}
	}
	for i := range parcels[0].scans {
		if err := w.round(ctx, parcels, begin, i); err != nil {
			return nil, err
		}
	}
	if err := w.quiet(ctx); err != nil {
		return nil, err
	}
	if err := w.hasten(ctx, order.ID(demo.Brand, number)); err != nil {
		return nil, err
	}
	if err := w.quiet(ctx); err != nil {
		return nil, err
	}
	return w.decided(ctx, number, w.meter.After(begin))
}

// hasten brings forward what waits, as time would, and runs the clock.
func (w *world) hasten(ctx context.Context, id string) error {
	all, err := w.store().Decisions(ctx, id)
	if err != nil {
		return err
	}
	waiting := 0
	for _, d := range all {
		if d.Outcome != store.OutcomeDefer {
			continue
		}
		waiting++
		d.NotBefore = time.Now().Add(-time.Second)
		if ours, err := w.store().Settle(ctx, d); err != nil || !ours {
			return errors.Join(err, fmt.Errorf("decision %s was moved by somebody else", d.Key))
		}
	}
	if waiting == 0 {
		return fmt.Errorf("nothing waits among %d decisions", len(all))
	}
	return w.Fire(ctx, "Schedule.EveryMinute")
}

// hurries is how many messages the latency is read off.
const hurries = 48

// hurried pushes the first scan of some dozens of parcels, one after the other, and gives how long each message took from the moment its
// push was accepted until SES had it, the quickest first.
func (w *world) hurried(ctx context.Context) ([]time.Duration, error) {
	var parcels []*parcel
	for i := range hurries {
		p := &parcel{source: "ups", carrier: "ups", number: fmt.Sprintf("1ZA2B3C403000006%02d", i), scans: story(7, pushesPerLife, time.Now().Add(23*time.Hour))[:2]}
		if err := w.register(ctx, fmt.Sprintf("FAST-%d", i), p); err != nil {
			return nil, err
		}
		parcels = append(parcels, p)
	}
	if err := w.quiet(ctx); err != nil {
		return nil, err
	}
	before := len(w.Mailbox())
	for _, p := range parcels {
		if err := w.push(ctx, p, 1); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for len(w.Mailbox())-before < hurries {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%d of %d messages left within %s", len(w.Mailbox())-before, hurries, patience)
		case <-time.After(100 * time.Millisecond):
		}
	}
	var took []time.Duration
	for _, m := range w.Mailbox()[before:] {
		if m.Latency == nil {
			return nil, fmt.Errorf("the message %q does not tell when its push was accepted", m.Subject)
		}
		took = append(took, time.Duration(*m.Latency)*time.Millisecond)
	}
	slices.Sort(took)
	return took, nil
}

// mailBytes is the mean size of the e-mails that left so far, both parts as SES got them.
func (w *world) mailBytes() int {
	bytes, all := 0, w.Mailbox()
	for _, m := range all {
		bytes += len(m.HTML) + len(m.Text)
	}
	return bytes / max(1, len(all))
}

// kindsOf names decisions for the report: "shipped, sent: 2".
func kindsOf(all []decided) string {
	var words []string
	for _, d := range all {
		what := d.Outcome + " " + d.Reason
		if d.left() {
			what = d.State
		}
		if d.shared() {
			what += fmt.Sprintf(" by %d invocations", d.writers)
		}
		words = append(words, d.Kind+" "+what)
	}
	return strings.Join(words, ", ")
}
