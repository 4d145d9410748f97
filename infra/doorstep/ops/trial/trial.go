// Package trial tells what ingest of this build would make of a body: it runs the function's own handler over a table that is empty and
// keeps nothing, so that an operator knows before he sends a body through the door again.
package trial

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	ingest "doorstep/functions/ingest/handler"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// Outcome is what would become of a body.
type Outcome struct {
	Reason    string                     // why some or all of it would be parked again; empty: all of it is read
	Facts     map[string][]shipment.Fact // by tracking number
	Handshake bool                       // a source only asks whether anybody listens
}

// Readable reports whether anything would be saved, and nothing parked.
func (o Outcome) Readable() bool { return o.Reason == "" }

// Count gives how many facts it tells in all.
func (o Outcome) Count() (facts int) {
	for _, f := range o.Facts {
		facts += len(f)
	}
	return facts
}

// In reports whether a number holds everything that the body tells of it.
func (o Outcome) In(n store.Number) bool {
	merged, _ := shipment.Merge(n.Facts, o.Facts[n.Number])
	return slices.Equal(merged, n.Facts)
}

// Numbers gives the tracking numbers that the body is about, sorted.
func (o Outcome) Numbers() []string { return slices.Sorted(maps.Keys(o.Facts)) }

// Bench tries bodies. It is safe for concurrent use.
type Bench struct {
	sources *registry.Registry
	now     func() time.Time
}

// New makes a bench with the adapters of this build.
func New(now func() time.Time) Bench { return Bench{sources: registry.New(), now: now} }

// Sources names every source that this build reads.
func (b Bench) Sources() []string {
	var names []string
	for _, e := range b.sources.Entries() {
		names = append(names, e.Adapter.Source())
	}
	return names
}

// Try gives what ingest would make of a message of the inbound queue. It fails only where ingest would meet a bug of ours; the error then
// says where and quotes nothing.
func (b Bench) Try(ctx context.Context, m queue.Message) (Outcome, error) {
	table := &table{facts: map[string][]shipment.Fact{}}
	log := &strings.Builder{}
	h := ingest.New(ingest.Parts{
		Sources: b.sources, Numbers: table, Sealer: nothing{}, Polls: table,
		Obs: obs.New(io.Writer(log), "trial", slog.LevelError, b.now), Now: b.now,
	})
	response, err := h.Handle(ctx, events.SQSEvent{Records: []events.SQSMessage{record(m)}})
	if err != nil {
		return Outcome{}, err
	}
	if len(response.BatchItemFailures) > 0 {
		return Outcome{}, fault.New(fault.Internal, "ingest of this build fails at it: %s", firstLine(log.String()))
	}
	return Outcome{Reason: table.reason, Facts: table.facts, Handshake: table.handshake}, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// record is a message as Lambda delivers it.
func record(m queue.Message) events.SQSMessage {
	out := events.SQSMessage{MessageId: "trial", Body: m.Body, MessageAttributes: map[string]events.SQSMessageAttribute{}}
	for name, value := range m.Attributes {
		if value != "" {
			out.MessageAttributes[name] = events.SQSMessageAttribute{StringValue: &value, DataType: "String"}
		}
	}
	return out
}

// table takes what ingest writes and sends, and keeps the facts.
type table struct {
	mu        sync.Mutex
	facts     map[string][]shipment.Fact
	reason    string
	handshake bool
}

// Add notes the facts of a number. An empty addition is a read: there is nothing.
func (t *table) Add(_ context.Context, number string, a store.Addition) (store.Saved, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(a.Facts) > 0 {
		t.facts[number], _ = shipment.Merge(t.facts[number], a.Facts)
	}
	return store.Saved{Number: store.Number{Number: number, Facts: a.Facts}, Changed: true}, nil
}

// Park notes why.
func (t *table) Park(_ context.Context, b store.Unreadable) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reason = b.Reason
	return nil
}

// SendAll takes requests for poll and sends none.
func (t *table) SendAll(_ context.Context, messages []queue.Message) []error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range messages {
		r, err := queue.ReadNote[queue.PollRequest](queue.Record{Body: m.Body})
		t.handshake = t.handshake || err == nil && r.Handshake != nil
	}
	return make([]error, len(messages))
}

// nothing seals nothing: what it is given is dropped.
type nothing struct{}

// Seal implements the sealer of ingest.
func (nothing) Seal(context.Context, string, string, []byte) ([]byte, error) { return []byte{0}, nil }

// DestroyDataKey destroys nothing: there is no key.
func (t *table) DestroyDataKey(context.Context, string, time.Time) error { return nil }
