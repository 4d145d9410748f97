package handler

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

func TestWhatIsFound(t *testing.T) {
	t.Parallel()
	promised := func(o *order.Order) { o.Promises = []order.Promise{{Latest: "2026-11-20"}} }
	moved := scan(shipment.InTransit, "2026-11-16T20:00:00")
	for _, c := range []struct {
		name  string
		edit  func(*order.Order)
		facts []shipment.Fact
		want  string
	}{
		{"never scanned", nil, []shipment.Fact{scan(shipment.InfoReceived, "2026-11-16T15:00:00")}, "never_scanned open told"},
		{"silent since last Monday", nil, []shipment.Fact{moved}, "silent open told"},
		{"silent and late", promised, []shipment.Fact{moved}, "past_promise open told, silent open told"},
		{"moving and late", promised, []shipment.Fact{moved, scan(shipment.InTransit, "2026-11-22T20:00:00")}, "past_promise open told"},
		{"moving", nil, []shipment.Fact{moved, scan(shipment.InTransit, "2026-11-22T20:00:00")}, ""},
		{"delivered late", promised, []shipment.Fact{moved, scan(shipment.Delivered, "2026-11-22T20:00:00")}, ""},
		{"an economy parcel may be silent for longer", func(o *order.Order) { o.Shipments[0].Service = "SurePost" }, []shipment.Fact{moved}, ""},
		{"an erased order", func(o *order.Order) { *o = o.Skeleton(now) }, []shipment.Fact{moved}, ""},
		{"last year's parcel", func(o *order.Order) { o.PlacedAt, o.Shipments[0].ShippedAt = "2025-11-16", "2025-11-16" }, []shipment.Fact{scan(shipment.InTransit, "2025-11-17T20:00:00")}, ""},
		{"back without a refund", nil, []shipment.Fact{scan(shipment.Returned, "2026-11-16T01:00:00")}, "return_stuck open told"},
		{"back and refunded", func(o *order.Order) { o.Milestones = []order.Milestone{{What: order.Refund}} }, []shipment.Fact{scan(shipment.Returned, "2026-11-16T01:00:00")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			b.table.decisions = []store.Decision{{Order: "o1", Key: "s1/0/delivered/1/owner/email"}}
			b.known(c.edit, c.facts...)
			for range 2 { // whoever is asked twice records once
				if again := b.deliver(suspected("silent"), suspected("past_promise")); again != "" {
					t.Errorf("come back: %s", again)
				}
			}
			if got := b.table.list(); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
			if len(b.box.sent) != len(b.table.findings) {
				t.Errorf("told %s of %d findings", b.box.kinds(), len(b.table.findings))
			}
			for _, n := range b.box.sent {
				if n.About != queue.AboutFinding || n.Order != "o1" || n.Shipment != "s1" || n.Number != "1Z0001" || n.Version != 1 || n.Occurrence < 20000 {
					t.Errorf("news %+v", n)
				}
			}
		})
	}
}

// A parcel is silent, moves, and goes silent again: two findings, and each is taken off the list when it is over.
func TestAGapIsFoundOnce(t *testing.T) {
	t.Parallel()
	b := setup()
	b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
	b.deliver(suspected("silent"))
	o := order.Order{ID: "o1", Brand: "aster", Shipments: []order.Shipment{{ID: "s1", Number: "1Z0001", Carrier: "ups", ShippedAt: "2026-11-16"}}}
	b.tell(o, scan(shipment.InTransit, "2026-11-23T08:00:00"))
	due := b.entry(t, "silent")
	b.deliver(note("m", queue.Check{Order: "o1", Finding: due.Finding, Reason: "due"}))
	if got := b.table.list(); got != "silent over told" {
		t.Errorf("after a scan: %s", got)
	}
	b.at(now.AddDate(0, 0, 4))
	b.deliver(suspected("silent"))
	b.tell(o, scan(shipment.InTransit, "2026-11-15T08:00:00")) // arrives late, and makes nothing new
	b.deliver(suspected("silent"))
	if got := b.table.list(); got != "silent open told, silent over told" || len(b.box.sent) != 2 {
		t.Errorf("after another gap: %s, told %s", got, b.box.kinds())
	}
}

// entry gives the due entry of the one finding of a kind.
func (b *bench) entry(t *testing.T, kind string) store.DueEntry {
	t.Helper()
	for _, f := range b.table.findings {
		if f.Found.Kind == kind && f.State == store.FindingOpen {
			if f.Due.Kind != store.CheckDue || !f.Due.At.Equal(b.now().Add(again)) || f.Due.Lease != again {
				t.Errorf("it is looked at again as %+v", f.Due)
			}
			return store.DueEntry{Order: f.Order, Finding: f.Name(), Due: f.Due}
		}
	}
	t.Fatalf("no %s is open", kind)
	return store.DueEntry{}
}

// Whatever ends a parcel ends what was found about it.
func TestWhatEndsAFinding(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*bench, order.Order){
		"delivered":        func(b *bench, o order.Order) { b.tell(o, scan(shipment.Delivered, "2026-11-23T08:00:00")) },
		"the order erased": func(b *bench, o order.Order) { b.store(o.Skeleton(now)) },
		"the parcel taken back": func(b *bench, o order.Order) {
			o.Shipments[0].Cancelled = "2026-11-23"
			b.store(o)
		},
		"the number corrected": func(b *bench, o order.Order) {
			o.Shipments[0].Number = "1Z0002"
			b.store(o)
			b.tell(o, scan(shipment.InTransit, "2026-11-23T08:00:00"))
		},
		"the number forgotten": func(b *bench, _ order.Order) { clear(b.table.numbers) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			var known order.Order
			b.known(func(o *order.Order) { known = *o }, scan(shipment.InTransit, "2026-11-16T20:00:00"))
			b.deliver(suspected("silent"))
			e := b.entry(t, "silent")
			end(b, known)
			if again := b.deliver(note("m", queue.Check{Order: "o1", Finding: e.Finding, Reason: "due"})); again != "" || !strings.HasPrefix(b.table.list(), "silent over told") {
				t.Errorf("comes back %q: %s", again, b.table.list())
			}
		})
	}
}

// What a person has closed stays closed.
func TestAClosedFindingStaysClosed(t *testing.T) {
	t.Parallel()
	b := setup()
	b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
	b.deliver(suspected("silent"))
	if ended, err := b.table.EndFinding(t.Context(), "o1", b.entry(t, "silent").Finding, store.FindingClosed); err != nil || !ended {
		t.Fatal(ended, err)
	}
	b.deliver(suspected("silent"))
	if got := b.table.list(); got != "silent closed told" || len(b.box.sent) != 1 {
		t.Errorf("%s, told %s", got, b.box.kinds())
	}
}

// What was found long ago is looked at no more. It stays on the list for whoever cleans it.
func TestLooksAtAFindingEnd(t *testing.T) {
	t.Parallel()
	b := setup()
	b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
	b.deliver(suspected("silent"))
	e := b.entry(t, "silent")
	b.at(now.AddDate(0, 0, 61))
	b.deliver(note("m", queue.Check{Order: "o1", Finding: e.Finding, Reason: "due"}))
	if f := b.table.findings["o1 "+e.Finding]; f.State != store.FindingOpen || f.Due != (store.Due{}) {
		t.Errorf("two months later: %s, due %+v", f.State, f.Due)
	}
}

// An order without shipments is found, and its entry moves on or goes away.
func TestOrdersWithoutShipments(t *testing.T) {
	t.Parallel()
	lease := store.Due{Kind: store.CheckDue, At: now.Add(again), Lease: again}
	check := queue.Check{Order: "o1", Reason: "due", Due: lease.At.Format(time.RFC3339)}
	for _, c := range []struct {
		name, want string
		edit       func(*order.Order)
		due        time.Time // zero: no more
	}{
		{"a week ago", "whole order: no_shipment open told", func(o *order.Order) { o.Shipments = nil }, time.Time{}},
		{"on Friday", "", func(o *order.Order) { o.Shipments, o.PlacedAt = nil, "2026-11-20T08:00:00Z" }, time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)},
		{"cancelled", "", func(o *order.Order) { o.Shipments, o.CancelledAt = nil, "2026-11-20" }, time.Time{}},
		{"picked up", "", func(o *order.Order) { o.Shipments, o.Method = nil, order.Pickup }, time.Time{}},
		{"shipped meanwhile", "", func(o *order.Order) { o.Shipments[0].ShippedAt = "2026-11-22" }, time.Time{}},
	} {
		b := setup()
		b.known(c.edit, scan(shipment.InTransit, "2026-11-22T20:00:00"))
		o := b.table.orders["o1"]
		o.Due = lease
		b.table.orders["o1"] = o
		for range 2 {
			b.deliver(note("m", check))
		}
		if got := b.table.list(); got != c.want {
			t.Errorf("%s: found %q", c.name, got)
		}
		if due := b.table.orders["o1"].Due; !due.At.Equal(c.due) {
			t.Errorf("%s: looked at again at %s, want %s", c.name, due.At, c.due)
		}
	}
}

// A shipment that no carrier tracks is looked at until the merchant tells its end.
func TestShipmentsWithoutANumber(t *testing.T) {
	t.Parallel()
	own := order.OwnNumber("o1", "P1")
	lease := store.Due{Kind: store.CheckDue, At: now.Add(again), Lease: again}
	for _, c := range []struct {
		name, want string
		facts      []shipment.Fact
		until      string
		due        time.Time
	}{
		{"nothing told for a week", "never_scanned open told", nil, "", now.Add(again)},
		{"waits at the counter until Tuesday", "pickup_expiring open told", []shipment.Fact{scan(shipment.AvailableForPickup, "2026-11-20T08:00:00")}, "2026-11-24", now.Add(again)},
		{"waits at the counter until next week", "", []shipment.Fact{scan(shipment.AvailableForPickup, "2026-11-20T08:00:00")}, "2026-11-30", now.Add(again)},
		{"picked up", "", []shipment.Fact{scan(shipment.Delivered, "2026-11-20T08:00:00")}, "", time.Time{}},
	} {
		b := setup()
		b.known(func(o *order.Order) {
			o.Method, o.Pickup.Until = order.Pickup, c.until
			o.Shipments = []order.Shipment{{ID: "s1", Number: own, Ref: "P1", ShippedAt: "2026-11-16"}}
		}, c.facts...)
		n := b.table.numbers[own]
		n.Due = lease
		b.table.numbers[own] = n
		b.deliver(note("m", queue.Check{Number: own, Reason: "due", Due: lease.At.Format(time.RFC3339)}))
		if got := b.table.list(); got != c.want {
			t.Errorf("%s: found %q", c.name, got)
		}
		if due := b.table.numbers[own].Due; !due.At.Equal(c.due) {
			t.Errorf("%s: looked at again at %s, want %s", c.name, due.At, c.due)
		}
	}
}

// A check about a number that poll looks at leaves poll's entry alone.
func TestThePollsOfANumberStay(t *testing.T) {
	t.Parallel()
	b := setup()
	b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
	n := b.table.numbers["1Z0001"]
	n.Due = store.Due{Kind: "poll", At: now.Add(time.Hour)}
	b.table.numbers["1Z0001"] = n
	b.deliver(suspected("silent"), note("m", queue.Check{Number: "1Z0001", Reason: "due", Due: n.Due.At.Format(time.RFC3339)}))
	if got := b.table.numbers["1Z0001"].Due; got != n.Due {
		t.Errorf("due %+v", got)
	}
}

// Disruptions are read once a minute, and a finding carries their words.
func TestDisruptions(t *testing.T) {
	t.Parallel()
	b := setup()
	b.table.disruptions = []watch.Disruption{{ID: "ice", Carrier: "ups", From: "2026-11-17", Until: "2026-11-18", Texts: map[string]string{"en": "Ice."}}}
	b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
	b.deliver(suspected("silent"), suspected("silent"))
	if got := b.table.list(); got != "" || b.table.asked != 1 {
		t.Errorf("two days of ice: %q, asked %d times", got, b.table.asked)
	}
	b.at(now.AddDate(0, 0, 1))
	b.deliver(suspected("silent"))
	for _, f := range b.table.findings {
		if f.Found.Disruption != "ice" || watch.Text(f.Found.Words, "de") != "Ice." {
			t.Errorf("found %+v", f.Found)
		}
	}
	if b.table.asked != 2 || len(b.table.findings) != 1 {
		t.Errorf("asked %d times, found %s", b.table.asked, b.table.list())
	}
}

// A milestone about which nothing was decided is told again; one that was decided about, one of just now and history are not.
func TestMilestonesWithoutADecision(t *testing.T) {
	t.Parallel()
	moved := shipment.Milestone{}
	for _, c := range []struct {
		name, want string
		at         string
		decisions  []store.Decision
	}{
		{"lost", " in_transit", "2026-11-23T01:00:00", nil},
		{"decided", "", "2026-11-23T01:00:00", []store.Decision{{Order: "o1", Key: "s1/0/shipped/1/owner/email"}}},
		{"decided about another parcel", " in_transit", "2026-11-23T01:00:00", []store.Decision{{Order: "o1", Key: "s2/0/shipped/1/owner/email"}, {Order: "o1", Key: "odd"}}},
		{"decided, of its first time", " in_transit", "2026-11-23T01:00:00", []store.Decision{{Order: "o1", Key: "s1/0/shipped/2/owner/email"}}},
		{"of just now", "", "2026-11-23T08:30:00", nil},
		{"history", "", "2026-11-20T08:30:00", nil},
	} {
		b := setup()
		b.known(func(o *order.Order) { o.Shipments[0].Service = "SurePost" }, scan(shipment.InTransit, c.at))
		b.table.decisions = c.decisions
		b.deliver(suspected("silent"))
		if got := b.box.kinds(); got != c.want {
			t.Errorf("%s: told %q, want %q", c.name, got, c.want)
		}
		for _, n := range b.box.sent {
			if n.Journey != moved.Journey || n.Occurrence != 1 || n.Version != 1 || n.Number != "1Z0001" {
				t.Errorf("%s: news %+v", c.name, n)
			}
		}
	}
}

func TestTroubleOfOneIsNotTheOthers(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"number", "order", "findings", "record", "tell", "disruptions"} {
		b := setup()
		b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
		n := 0
		b.table.fail = func(asked string) error {
			if asked != what {
				return nil
			}
			if n++; n == 1 {
				return fault.New(fault.Unavailable, "no answer")
			}
			return nil
		}
		junk := events.SQSMessage{MessageId: "junk", Body: "junk"}
		again := b.deliver(note("first", queue.Check{Order: "o1", Shipment: "s1", Number: "1Z0001", Reason: "silent"}), junk, suspected("silent"))
		if again != "first junk" || b.table.list() != "silent open told" {
			t.Errorf("%s fails: come back %q, %s", what, again, b.table.list())
		}
	}
	b := setup()
	if again := b.deliver(note("m", queue.Check{Order: "gone", Reason: "due"}), note("n", queue.Check{Number: "GONE", Reason: "due"})); again != "" {
		t.Errorf("what is gone comes back: %s", again)
	}
}

// Two orders in one box share a number. What is wrong with the record of one keeps nobody from looking at the other.
func TestAnUnreadableOrderIsItsOwnTrouble(t *testing.T) {
	t.Parallel()
	b := setup()
	b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
	b.table.orders["odd"] = store.Order{ID: "odd", Brand: "aster", Number: "1000", Version: 1, Body: []byte("{")}
	n := b.table.numbers["1Z0001"]
	odd := n.Claims[0]
	odd.Order = "odd"
	n.Claims = []store.ClaimState{odd, n.Claims[0]}
	n.Due = store.Due{Kind: store.CheckDue, At: now.Add(time.Hour)}
	b.table.numbers["1Z0001"] = n
	again := b.deliver(note("m", queue.Check{Number: "1Z0001", Reason: "due", Due: n.Due.At.Format(time.RFC3339)}))
	if again != "m" || b.table.list() != "silent open told" {
		t.Errorf("come back %q, found %s", again, b.table.list())
	}
	if due := b.table.numbers["1Z0001"].Due; due != n.Due {
		t.Errorf("the entry was moved to %v although one claim was not looked at", due)
	}
}

// Wherever it dies and however often it is asked: once all checks are acknowledged the finding is on record once, and told.
func TestCrashes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := setup()
		b.known(func(o *order.Order) { o.Promises = []order.Promise{{Latest: "2026-11-20"}} }, scan(shipment.InTransit, "2026-11-16T20:00:00"))
		lucky := false
		fail := func() error {
			if !lucky && rapid.IntRange(0, 2).Draw(t, "luck") == 0 {
				return fault.New(fault.Unavailable, "no answer")
			}
			return nil
		}
		b.table.fail = func(string) error { return fail() }
		b.box.fail = fail
		for delivery := 1; ; delivery++ {
			lucky = delivery == 8
			if b.deliver(suspected("silent")) == "" {
				break
			}
		}
		if got := b.table.list(); got != "past_promise open told, silent open told" {
			t.Fatalf("on record: %s", got)
		}
		told := map[string]bool{}
		for _, n := range b.box.sent {
			told[fmt.Sprint(n.Milestone, n.Occurrence)] = true
		}
		if len(told) != 2 {
			t.Fatalf("told %s", b.box.kinds())
		}
	})
}

// A batch that runs out of time leaves the rest to the queue.
func TestNoTimeLeft(t *testing.T) {
	t.Parallel()
	b := setup()
	ctx, cancel := context.WithTimeout(t.Context(), reserve/2)
	defer cancel()
	response, err := b.Handle(ctx, events.SQSEvent{Records: []events.SQSMessage{suspected("silent")}})
	if err != nil || len(response.BatchItemFailures) != 1 {
		t.Errorf("%+v, %v", response, err)
	}
}
