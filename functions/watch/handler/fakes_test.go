package handler

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// now is a Monday.
var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// memory is a table.
type memory struct {
	numbers     map[string]store.Number
	orders      map[string]store.Order
	findings    map[string]store.Finding // by order and name
	decisions   []store.Decision
	disruptions []watch.Disruption
	asked       int                     // for disruptions
	fail        func(what string) error // nil: nothing fails
	now         func() time.Time
}

func (m *memory) broken(what string) error {
	if m.fail == nil {
		return nil
	}
	return m.fail(what)
}

func look[T any](m *memory, what string, items map[string]T, id string) (T, error) {
	item, ok := items[id]
	if err := m.broken(what); err != nil {
		return item, err
	}
	if !ok {
		return item, fault.New(fault.NotFound, "no %s", what)
	}
	return item, nil
}

func (m *memory) Number(_ context.Context, number string) (store.Number, error) {
	return look(m, "number", m.numbers, number)
}

func (m *memory) Order(_ context.Context, id string) (store.Order, error) {
	return look(m, "order", m.orders, id)
}

func (m *memory) Decisions(context.Context, string) ([]store.Decision, error) {
	return m.decisions, m.broken("decisions")
}

func (m *memory) Disruptions(context.Context) ([]watch.Disruption, error) {
	m.asked++
	return m.disruptions, m.broken("disruptions")
}

func (m *memory) MoveDue(_ context.Context, number string, from store.Due, to *store.Due) (bool, error) {
	n, ok := m.numbers[number]
	if err := m.broken("move"); err != nil {
		return false, err
	}
	if !ok || n.Due != from {
		return false, nil
	}
	n.Due = store.Due{}
	if to != nil {
		n.Due = *to
	}
	m.numbers[number] = n
	return true, nil
}

func (m *memory) MoveEntry(_ context.Context, e store.DueEntry, to *store.Due) (bool, error) {
	if err := m.broken("move"); err != nil {
		return false, err
	}
	due := store.Due{}
	if to != nil {
		due = *to
	}
	if e.Finding != "" {
		f, ok := m.findings[e.Order+" "+e.Finding]
		if !ok || f.Due != e.Due {
			return false, nil
		}
		f.Due = due
		m.findings[e.Order+" "+e.Finding] = f
		return true, nil
	}
	o, ok := m.orders[e.Order]
	if !ok || o.Due != e.Due {
		return false, nil
	}
	o.Due = due
	m.orders[e.Order] = o
	return true, nil
}

func (m *memory) Findings(_ context.Context, order string) ([]store.Finding, error) {
	var out []store.Finding
	for _, f := range m.findings {
		if f.Order == order {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b store.Finding) int { return strings.Compare(a.Name(), b.Name()) })
	return out, m.broken("findings")
}

func (m *memory) RecordFinding(_ context.Context, f store.Finding) (store.Finding, bool, error) {
	if err := m.broken("record"); err != nil {
		return store.Finding{}, false, err
	}
	key := f.Order + " " + f.Name()
	if there, ok := m.findings[key]; ok {
		return there, false, nil
	}
	f.State = store.FindingOpen
	m.findings[key] = f
	return f, true, nil
}

func (m *memory) TellFinding(_ context.Context, order, name string) error {
	if err := m.broken("tell"); err != nil {
		return err
	}
	f := m.findings[order+" "+name]
	f.Told = true
	m.findings[order+" "+name] = f
	return nil
}

func (m *memory) EndFinding(_ context.Context, order, name, state string) (bool, error) {
	if err := m.broken("end"); err != nil {
		return false, err
	}
	f, ok := m.findings[order+" "+name]
	if !ok || f.State != store.FindingOpen {
		return false, nil
	}
	f.State, f.Due, f.Ended = state, store.Due{}, m.now()
	m.findings[order+" "+name] = f
	return true, nil
}

// list shows the findings: kind, state, told.
func (m *memory) list() string {
	var out []string
	for _, f := range m.findings {
		line := fmt.Sprintf("%s %s", f.Found.Kind, f.State)
		if f.Told {
			line += " told"
		}
		if f.Shipment == "" {
			line = "whole order: " + line
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// outbox is the messages queue.
type outbox struct {
	sent []queue.News
	fail func() error
}

func (o *outbox) SendAll(_ context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		if o.fail != nil {
			if errs[i] = o.fail(); errs[i] != nil {
				continue
			}
		}
		var n queue.News
		n, errs[i] = queue.ReadNote[queue.News](queue.Record{Body: m.Body})
		o.sent = append(o.sent, n)
	}
	return errs
}

// kinds shows what was told.
func (o *outbox) kinds() string {
	var out []string
	for _, n := range o.sent {
		out = append(out, n.About+" "+n.Milestone)
	}
	return strings.Join(out, ", ")
}

type weekdays struct{}

func (weekdays) Working(_ string, day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

type bench struct {
	*Handler
	table *memory
	box   *outbox
}

func setup() *bench {
	limits, err := watch.Defaults()
	if err != nil {
		panic(err)
	}
	b := &bench{box: &outbox{}, table: &memory{numbers: map[string]store.Number{}, orders: map[string]store.Order{}, findings: map[string]store.Finding{}}}
	recorder := obs.New(io.Discard, "watch", slog.LevelError, time.Now)
	b.Handler = New(b.table, b.box, limits, weekdays{}, recorder, time.Now)
	b.at(now)
	return b
}

// at sets the clock of everything; what was remembered is forgotten.
func (b *bench) at(t time.Time) {
	clock := func() time.Time { return t }
	b.now, b.table.now, b.trouble = clock, clock, store.NewDisruptionCache(b.table, clock)
}

func scan(status shipment.Status, at string) shipment.Fact {
	f := shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", Assurance: shipment.Signed, Status: status, Code: string(status),
		At: shipment.Moment{Local: at, Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}
	return shipment.Identify(f, string(status), at)
}

// known stores an order with one UPS parcel and its scans.
func (b *bench) known(edit func(*order.Order), facts ...shipment.Fact) {
	o := order.Order{ID: "o1", Brand: "aster", Number: "1001", PlacedAt: "2026-11-16T08:00:00Z", Country: "US",
		Items: []order.Item{{ID: "a", Quantity: 1}}, Shipments: []order.Shipment{{ID: "s1", Number: "1Z0001", Carrier: "ups", ShippedAt: "2026-11-16"}}}
	if edit != nil {
		edit(&o)
	}
	b.store(o)
	b.tell(o, facts...)
}

func (b *bench) store(o order.Order) {
	body, err := order.Encode(o)
	if err != nil {
		panic(err)
	}
	was := b.table.orders[o.ID]
	b.table.orders[o.ID] = store.Order{ID: o.ID, Brand: o.Brand, Number: o.Number, Version: was.Version + 1, Body: body, Due: was.Due}
}

// tell gives the parcels of an order their scans.
func (b *bench) tell(o order.Order, facts ...shipment.Fact) {
	for _, s := range o.Shipments {
		n := b.table.numbers[s.Number]
		n.Number, n.Version = s.Number, n.Version+1
		n.Facts, _ = shipment.Merge(n.Facts, facts)
		n.Claims = []store.ClaimState{{Claim: o.Claim(s)}}
		b.table.numbers[s.Number] = n
	}
}

func note(id string, c queue.Check) events.SQSMessage {
	m, err := queue.Note(c)
	if err != nil {
		panic(err)
	}
	return events.SQSMessage{MessageId: id, Body: m.Body}
}

// suspected is what poll asks.
func suspected(kind string) events.SQSMessage {
	return note("m-"+kind, queue.Check{Order: "o1", Shipment: "s1", Number: "1Z0001", Reason: kind})
}

func (b *bench) deliver(messages ...events.SQSMessage) string {
	response, err := b.Handle(context.Background(), events.SQSEvent{Records: messages})
	if err != nil {
		return err.Error()
	}
	ids := []string{}
	for _, f := range response.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return strings.Join(ids, " ")
}
