package life

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/carrier"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// rich is the first seed whose world has everything that the checks look at: an erasure, a bounce, a forger, a body that nobody can
// read, a parcel that nobody claims, and an order for one parcel that is delivered.
var rich = sync.OnceValue(func() uint64 {
	for seed := uint64(1); ; seed++ {
		l := drawn(seed)
		some := func(is func(h *happening) bool) bool { return slices.ContainsFunc(l.all, is) }
		if some(func(h *happening) bool { return h.Kind == Erase }) && some(func(h *happening) bool { return h.Kind == Feedback }) &&
			some(func(h *happening) bool { return h.push != nil && h.push.forged }) && some(func(h *happening) bool { return h.push != nil && h.push.garbage }) &&
			l.unclaimed() != "" && l.single() != "" {
			return seed
		}
	}
})

// past is a calm run of it, made once: it is only read.
var past = sync.OnceValues(func() (Evidence, []told) {
	c := settle(quiet{}, rich())
	return c.run(), c.answers
})

// quiet is a test for what is made outside of one.
type quiet struct{ testing.TB }

func (quiet) Helper()                      {}
func (quiet) Fatal(args ...any)            { panic(args) }
func (quiet) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
func (quiet) Context() context.Context     { return context.Background() }

// witness is evidence that can be tampered with.
type witness struct {
	t *testing.T
	*inquest
}

func called(t *testing.T) *witness {
	t.Helper()
	e, answers := past()
	l := drawn(rich())
	l.answers = answers
	e.Items, e.Keys, e.Mails, e.Log = slices.Clone(e.Items), slices.Clone(e.Keys), slices.Clone(e.Mails), slices.Clone(e.Log)
	e.Answered, e.Waiting, e.Dead = maps.Clone(e.Answered), maps.Clone(e.Waiting), maps.Clone(e.Dead)
	for i := range e.Mails {
		e.Mails[i].Tags = maps.Clone(e.Mails[i].Tags)
	}
	q, err := l.inquest(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return &witness{t, q}
}

// single is a number that one order alone claims, of a parcel that is delivered and whose sources push.
func (l *Life) single() string {
	for _, o := range l.orders {
		if o.erase == nil && len(o.lines) == 1 && o.lines[0].parcel != nil && len(o.lines[0].parcel.sources) > 0 && o.lines[0].parcel.end == shipment.Delivered &&
			!o.lines[0].released && !slices.ContainsFunc(l.orders, func(other *purchase) bool { return other != o && other.names(o.lines[0].parcel.number) }) {
			return o.lines[0].parcel.number
		}
	}
	return ""
}

func (w *witness) number() string { return w.single() }

// life is the parcel of number.
func (w *witness) life() *parcel {
	n := w.number()
	return w.parcels[slices.IndexFunc(w.parcels, func(p *parcel) bool { return p.number == n })]
}

// unclaimed is a number that no order names.
func (l *Life) unclaimed() string {
	for _, p := range l.parcels {
		if len(p.sources) > 0 && !slices.ContainsFunc(l.orders, func(o *purchase) bool { return o.names(p.number) }) {
			return p.number
		}
	}
	return ""
}

func (w *witness) facts(number string, facts []shipment.Fact) {
	n := w.numbers[number]
	n.Facts = facts
	w.numbers[number] = n
}

// withoutScan gives the facts of a number but a scan of an acknowledged push.
func (w *witness) withoutScan(number string) []shipment.Fact {
	facts := slices.Clone(w.numbers[number].Facts)
	at := slices.IndexFunc(facts, func(f shipment.Fact) bool { return w.model[number].must[f.ID].event > 0 })
	return slices.Delete(facts, at, at+1)
}

func (w *witness) claims(number string, claims []store.ClaimState) {
	n := w.numbers[number]
	n.Claims = claims
	w.numbers[number] = n
}

// claim changes a claim of number.
func (w *witness) claim(change func(c *store.ClaimState)) {
	number := w.number()
	claims := slices.Clone(w.numbers[number].Claims)
	change(&claims[0])
	w.claims(number, claims)
}

// lie is a fact that only a forger told, and its number.
func (w *witness) lie() (string, shipment.Fact) {
	for _, h := range w.all {
		if h.push == nil || !h.push.forged {
			continue
		}
		entry, _ := adapters().Find(h.push.source)
		u, err := entry.Adapter.Decode(carrier.Webhook, h.push.body)
		if err != nil {
			w.t.Fatal(err)
		}
		return u.Parcels[0].Number, u.Parcels[0].Facts[0]
	}
	w.t.Fatal("there is no forger")
	return "", shipment.Fact{}
}

// answered answers the first event that is so with a status.
func (w *witness) answered(is func(h *happening) bool, status int) {
	w.Answered[w.all[slices.IndexFunc(w.all, is)].ID] = status
}

// drop takes items away, and what was read of them.
func (w *witness) drop(is func(pk, sk string) bool) {
	w.Items = slices.DeleteFunc(w.Items, func(it map[string]types.AttributeValue) bool { return is(text(it, "pk"), text(it, "sk")) })
	for id := range w.stored {
		if is("O#"+id, "O") {
			delete(w.stored, id)
		}
	}
}

// first is the first order, other one that is not id.
func (w *witness) first() string { return w.orders[0].id }

func (w *witness) other(id string) string {
	for _, o := range w.orders {
		if o.id != id {
			return o.id
		}
	}
	return ""
}

func (w *witness) order(change func(o *order.Order)) { w.orderOf(w.first(), change) }

func (w *witness) orderOf(id string, change func(o *order.Order)) {
	h := w.stored[id]
	h.order.Items = slices.Clone(h.order.Items)
	change(&h.order)
	w.stored[id] = h
}

// erased is an order that was erased.
func (w *witness) erased() *purchase {
	for _, o := range w.orders {
		if o.erase != nil {
			return o
		}
	}
	w.t.Fatal("no order is erased")
	return nil
}

// decision changes every decision to send.
func (w *witness) decision(change func(d *store.Decision)) {
	for id, h := range w.stored {
		h.decisions = slices.Clone(h.decisions)
		for i, d := range h.decisions {
			if d.Outcome == store.OutcomeSend && strings.Count(d.Key, "/") == 5 {
				change(&h.decisions[i])
			}
		}
		w.stored[id] = h
	}
}

// decisionsOf keeps the decisions that are so.
func (w *witness) decisionsOf(keep func(d store.Decision) bool) {
	for id, h := range w.stored {
		h.decisions = slices.DeleteFunc(slices.Clone(h.decisions), func(d store.Decision) bool { return !keep(d) })
		w.stored[id] = h
	}
}
