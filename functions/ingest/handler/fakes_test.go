package handler

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// lines is a source whose payloads are one word group per line:
//
//	number scan [signed-by] | number alias other | problem kind [number] | handshake id secret | unreadable | explode
//
// A scan "delivered" or "delivered@hours" is an end so many hours ago; "seen" is a scan two hours ago; all others have no time.
type lines struct{}

func (lines) Source() string { return "lines" }

func (lines) Profile() carrier.Profile { return carrier.Profile{Name: "Lines"} }

func (lines) Decode(_ carrier.Kind, raw []byte) (carrier.Update, error) {
	var u carrier.Update
	for line := range strings.Lines(string(raw)) {
		w := append(strings.Fields(line), "", "", "")
		switch {
		case w[0] == "unreadable":
			return carrier.Update{}, fault.New(fault.Malformed, "line %d cannot be read", len(u.Parcels))
		case w[0] == "explode":
			panic("jo@example.com")
		case w[0] == "problem":
			u.Problems = append(u.Problems, carrier.Problem{Kind: w[1], Number: w[2]})
		case w[0] == "handshake":
			u.Handshake = &carrier.Handshake{Subscription: w[1], Secret: w[2]}
		case w[1] == "alias":
			u.Parcels = append(u.Parcels, carrier.Parcel{Number: w[0], Aliases: []string{w[2]}})
		default:
			f := shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "lines", Status: shipment.InTransit, Signed: w[2] != ""}, w[1])
			if w[1] == "odd" {
				f.Status, f.Sub = shipment.Unknown, "unmapped_code"
			}
			if what, ago, _ := strings.Cut(w[1], "@"); what == "delivered" || what == "seen" {
				hours, _ := strconv.Atoi(ago)
				at := now.Add(-time.Duration(hours) * time.Hour)
				if what == "delivered" {
					f.Status = shipment.Delivered
				}
				f.Carrier, f.Code = "lines", what
				f.At = shipment.Moment{Local: at.Format("2006-01-02T15:04:05"), Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
			}
			number := w[0]
			if number == "asked" {
				number = ""
			}
			u.Parcels = append(u.Parcels, carrier.Parcel{Number: number, Facts: []shipment.Fact{f}, SignedBy: w[2]})
		}
	}
	return u, nil
}

// memory is a store that keeps numbers in a map and fails as told.
type memory struct {
	mu      sync.Mutex
	numbers map[string]store.Number
	parked  map[string]store.Unreadable
	writes  int
	calls   int                       // of Add: each is a read at least
	gone    map[string]time.Time      // owners whose keys were destroyed, and until when
	fail    func(number string) error // before saving; nil: never
	lose    func(number string) error // after saving: the answer is lost
	full    error                     // parking fails with it

	accepted map[string]int64 // by number: of its last addition
}

func (m *memory) Add(_ context.Context, number string, a store.Addition) (store.Saved, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls++
	if m.accepted == nil {
		m.accepted = map[string]int64{}
	}
	m.accepted[number] = a.Accepted
	if m.fail != nil {
		if err := m.fail(number); err != nil {
			return store.Saved{}, err
		}
	}
	old := m.numbers[number]
	next := old
	next.Number = number
	next.Facts, _ = shipment.Merge(old.Facts, a.Facts)
	next.Claims = slices.Clone(old.Claims)
	for _, c := range a.Claims {
		next.Claims = append(next.Claims, store.ClaimState{Claim: c})
	}
	for i := range next.Claims {
		next.Claims[i].Status = shipment.Fold(next.Facts).Status
	}
	next.Aliases = slices.Compact(slices.Sorted(slices.Values(slices.Concat(old.Aliases, a.Aliases))))
	if next.Main == "" {
		next.Main = a.Main
	}
	next.Proofs = map[string][]byte{}
	for id, p := range a.Proofs {
		next.Proofs[id] = p
	}
	for id, p := range old.Proofs {
		next.Proofs[id] = p
	}
	changed := !slices.Equal(next.Facts, old.Facts) || !slices.Equal(next.Aliases, old.Aliases) || next.Main != old.Main || len(next.Proofs) != len(old.Proofs) ||
		len(next.Claims) != len(old.Claims)
	if changed {
		m.writes++
		m.numbers[number] = next
	}
	if m.lose != nil {
		if err := m.lose(number); err != nil {
			return store.Saved{}, err
		}
	}
	return store.Saved{Number: next, Changed: changed}, nil
}

func (m *memory) DestroyDataKey(_ context.Context, owner string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gone == nil {
		m.gone = map[string]time.Time{}
	}
	m.gone[owner] = until
	return nil
}

func (m *memory) Park(_ context.Context, b store.Unreadable) error {
	if m.full != nil {
		return m.full
	}
	m.parked[b.ID] = b
	return nil
}

// wax seals visibly.
type wax struct{ err error }

func (w wax) Seal(_ context.Context, owner, label string, plain []byte) ([]byte, error) {
	return []byte(fmt.Sprintf("%s/%s/%d bytes", owner, label, len(plain))), w.err
}

// outbox is the queue of poll.
type outbox struct {
	sent []queue.PollRequest
	err  error
}

func (o *outbox) SendAll(_ context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		if errs[i] = o.err; o.err != nil {
			continue
		}
		var r queue.PollRequest
		r, errs[i] = queue.ReadNote[queue.PollRequest](queue.Record{Body: m.Body})
		o.sent = append(o.sent, r)
	}
	return errs
}

type bench struct {
	*Handler
	store *memory
	box   *outbox
	log   *strings.Builder
}

func setup() *bench {
	m := &memory{numbers: map[string]store.Number{}, parked: map[string]store.Unreadable{}}
	log := &strings.Builder{}
	box := &outbox{}
	return &bench{store: m, box: box, log: log, Handler: &Handler{
		polls:   box,
		adapter: func(source string) (carrier.Adapter, bool) { return lines{}, source == "lines" },
		numbers: m, sealer: wax{}, now: func() time.Time { return now },
		obs: obs.New(io.Writer(log), "ingest", slog.LevelInfo, func() time.Time { return now }),
	}}
}

// push makes the record of a push; poll of an answer to a poll for numbers.
func push(t interface{ Fatal(...any) }, id, text string) events.SQSMessage {
	return inbound(t, id, queue.Inbound{Source: "lines", Account: "default", Kind: queue.Webhook, Assurance: shipment.BySecret, Received: now.Add(-time.Second), Body: []byte(text)})
}

func poll(t interface{ Fatal(...any) }, id, text string, numbers ...string) events.SQSMessage {
	return inbound(t, id, queue.Inbound{Source: "lines", Account: "default", Kind: queue.Poll, Assurance: shipment.Polled, Received: now, Numbers: numbers, Body: []byte(text)})
}

func inbound(t interface{ Fatal(...any) }, id string, in queue.Inbound) events.SQSMessage {
	m, err := in.Message()
	if err != nil {
		t.Fatal(err)
	}
	out := events.SQSMessage{MessageId: id, Body: m.Body, MessageAttributes: map[string]events.SQSMessageAttribute{}}
	for name, value := range m.Attributes {
		if value != "" {
			out.MessageAttributes[name] = events.SQSMessageAttribute{StringValue: &value, DataType: "String"}
		}
	}
	return out
}

// deliver hands the messages over and gives the ids that come back.
func (b *bench) deliver(t *testing.T, messages ...events.SQSMessage) string {
	t.Helper()
	response, err := b.Handle(context.Background(), events.SQSEvent{Records: messages})
	if err != nil {
		t.Fatalf("a batch must never fail as a whole: %v", err)
	}
	ids := []string{}
	for _, f := range response.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return strings.Join(ids, " ")
}

// scans counts the facts of a number.
func (b *bench) scans(number string) int { return len(b.store.numbers[number].Facts) }
