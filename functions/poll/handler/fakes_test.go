package handler

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

var (
	now   = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	lease = store.Due{Kind: "poll", At: now.Add(9 * time.Hour)} // near no plan, so that every plan shows
)

// desk is a store: numbers whose due entries can be moved.
type desk struct {
	mu      sync.Mutex
	numbers map[string]store.Number
	fail    func(what string) error
}

func (d *desk) Number(_ context.Context, number string) (store.Number, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		if err := d.fail("read"); err != nil {
			return store.Number{}, err
		}
	}
	n, ok := d.numbers[number]
	if !ok {
		return n, fault.New(fault.NotFound, "nothing is known about %s", number)
	}
	return n, nil
}

func (d *desk) MoveDue(_ context.Context, number string, from store.Due, to *store.Due) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		if err := d.fail("move"); err != nil {
			return false, err
		}
	}
	n := d.numbers[number]
	if n.Due != from {
		return false, nil
	}
	n.Due = store.Due{}
	if to != nil {
		n.Due = *to
	}
	d.numbers[number] = n
	return true, nil
}

// scans is a source whose payloads are lines of "number status" or "problem kind"; "odd" as a payload cannot be read.
type scans struct {
	perCall int
	rate    carrier.Rate
}

func (scans) Source() string { return "scans" }

func (s scans) Profile() carrier.Profile {
	return carrier.Profile{Name: "Scans", Poll: "OAuth 2", PerCall: s.perCall, Rate: s.rate}
}

func (scans) Decode(_ carrier.Kind, body []byte) (carrier.Update, error) {
	var u carrier.Update
	if string(body) == "odd" {
		return u, fault.New(fault.Malformed, "odd")
	}
	for line := range strings.Lines(string(body)) {
		w := append(strings.Fields(line), "")
		if w[0] == "problem" {
			u.Problems = append(u.Problems, carrier.Problem{Kind: w[1]})
			continue
		}
		u.Parcels = append(u.Parcels, carrier.Parcel{Number: w[0], Facts: []shipment.Fact{scan(shipment.Status(w[1]), 10*time.Minute, shipment.Polled)}})
	}
	return u, nil
}

// script answers questions as a test wants and remembers them.
type script struct {
	mu     sync.Mutex
	asked  []string
	answer func(numbers []string) ([]carrier.Answer, error)
	ask    func(ctx context.Context, client *http.Client) // what the adapter does before it answers; nil: nothing
}

func (s *script) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	s.mu.Lock()
	s.asked = append(s.asked, creds["client_id"]+":"+strings.Join(numbers, ","))
	s.mu.Unlock()
	if s.ask != nil {
		s.ask(ctx, client)
	}
	return s.answer(numbers)
}

// shelf keeps budgets as the store does, and counts writes, refused ones included.
type shelf struct {
	mu      sync.Mutex
	budgets map[string]store.Budget
	writes  int
	err     error
}

func (s *shelf) ChangeBudget(_ context.Context, seen store.Budget, next budget.State) (store.Budget, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return store.Budget{}, false, s.err
	}
	s.writes++
	key := seen.Source + "/" + seen.Account
	present := s.budgets[key]
	present.Source, present.Account = seen.Source, seen.Account
	if present.Version != seen.Version {
		return present, false, nil
	}
	present.Version, present.State = seen.Version+1, next
	s.budgets[key] = present
	return present, true, nil
}

// brandlike lists the accounts of brands.
type brandlike map[string][]string

func (b brandlike) Brand(_ context.Context, id string) (store.Brand, error) {
	accounts, ok := b[id]
	if !ok {
		return store.Brand{}, fault.New(fault.NotFound, "no brand %s", id)
	}
	if accounts == nil {
		return store.Brand{}, fault.New(fault.Unavailable, "no answer")
	}
	return store.Brand{ID: id, Accounts: accounts}, nil
}

// each answers every number on its own.
func each(status int, body string) func([]string) ([]carrier.Answer, error) {
	return func(numbers []string) (answers []carrier.Answer, err error) {
		for _, n := range numbers {
			text := strings.ReplaceAll(body, "N", n)
			answers = append(answers, carrier.Answer{Numbers: []string{n}, Status: status, Body: []byte(text)})
		}
		return answers, nil
	}
}

// vaultlike holds credentials.
type vaultlike map[string]string

func (v vaultlike) Value(_ context.Context, name string) (string, error) {
	value, ok := v[name]
	switch {
	case value == "down":
		return "", fault.New(fault.Unavailable, "no answer")
	case !ok:
		return "", fault.New(fault.NotFound, "no such parameter")
	default:
		return value, nil
	}
}

type outbox struct {
	mu   sync.Mutex
	sent []queue.Inbound
	err  error
}

func (o *outbox) SendAll(_ context.Context, messages []queue.Message) []error {
	o.mu.Lock()
	defer o.mu.Unlock()
	errs := make([]error, len(messages))
	for i, m := range messages {
		if errs[i] = o.err; o.err != nil {
			continue
		}
		var in queue.Inbound
		in, errs[i] = queue.ReadInbound(queue.Record{Body: m.Body, Attributes: m.Attributes})
		o.sent = append(o.sent, in)
	}
	return errs
}

// checks keeps what watch is asked.
type checks struct {
	mu    sync.Mutex
	asked []queue.Check
	err   error
}

func (c *checks) SendAll(_ context.Context, messages []queue.Message) []error {
	c.mu.Lock()
	defer c.mu.Unlock()
	errs := make([]error, len(messages))
	for i, m := range messages {
		var asked queue.Check
		if asked, errs[i] = queue.ReadNote[queue.Check](queue.Record{Body: m.Body}); errs[i] == nil {
			errs[i], c.asked = c.err, append(c.asked, asked)
		}
	}
	return errs
}

// rules are the defaults in a world without holidays.
func rules() watch.Rules {
	limits, err := watch.Defaults()
	if err != nil {
		panic(err)
	}
	return watch.Rules{Limits: limits, Calendar: weekdays{}}
}

type weekdays struct{}

func (weekdays) Working(_ string, day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

type bench struct {
	*Handler
	checks *checks
	desk   *desk
	script *script
	vault  vaultlike
	shelf  *shelf
	brands brandlike
	box    *outbox
	log    *strings.Builder
}

const credentialsName = "/p/sources/scans/default/credentials"

func setup() *bench {
	b := &bench{
		desk: &desk{numbers: map[string]store.Number{}}, script: &script{answer: each(200, "N in_transit")},
		vault: vaultlike{credentialsName: `{"client_id":"id","client_secret":"hunter2"}`}, box: &outbox{}, checks: &checks{}, log: &strings.Builder{},
		shelf: &shelf{budgets: map[string]store.Budget{}}, brands: brandlike{},
	}
	clock := func() time.Time { return now }
	recorder := obs.New(io.Writer(b.log), "poll", slog.LevelInfo, clock)
	b.Handler = &Handler{
		numbers: b.desk, inbound: b.box, checks: b.checks, rules: rules(), client: http.DefaultClient, now: clock, obs: recorder,
		accounts:   &accounts{parameters: b.vault, prefix: "/p", brands: b.brands, obs: recorder, now: clock},
		gate:       &gate{budgets: b.shelf, now: clock},
		candidates: func(store.Number) []string { return []string{"pushonly", "scans"} },
	}
	b.allow(1, carrier.Rate{Calls: 1000, Per: time.Minute})
	return b
}

// allow sets how many numbers a call takes and how many calls there may be.
func (b *bench) allow(perCall int, rate carrier.Rate) {
	b.source = func(name string) (source, bool) {
		return source{adapter: scans{perCall, rate}, fetcher: b.script}, name == "scans"
	}
}

// at sets the clock of everything.
func (b *bench) at(t time.Time) {
	clock := func() time.Time { return t }
	b.now, b.gate.now, b.accounts.now = clock, clock, clock
}

func scan(s shipment.Status, ago time.Duration, a shipment.Assurance) shipment.Fact {
	at := shipment.Moment{Local: now.Add(-ago).Format("2006-01-02T15:04:05"), Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
	f := shipment.Fact{Kind: shipment.ScanFact, Source: "scans", Carrier: "scans", Assurance: a, Status: s, Code: string(s), At: at}
	return shipment.Identify(f, string(s), at.Local)
}

// claimed makes a number that an order claims and that schedule has leased.
func (b *bench) claimed(number string, facts ...shipment.Fact) {
	merged, _ := shipment.Merge(facts)
	b.desk.numbers[number] = store.Number{Number: number, Facts: merged, Due: lease, Claims: []store.ClaimState{
		{Claim: shipment.Claim{Order: "o1", Shipment: "s1", Brand: "aster", Epoch: "2026-11-19"}}}}
}

func request(id, number string) events.SQSMessage {
	m, err := queue.Note(queue.PollRequest{Number: number, Reason: "due", Due: lease.At.Format(time.RFC3339)})
	if err != nil {
		panic(err)
	}
	return events.SQSMessage{MessageId: id, Body: m.Body}
}

func (b *bench) deliver(t interface{ Fatal(...any) }, messages ...events.SQSMessage) string {
	response, err := b.Handle(context.Background(), events.SQSEvent{Records: messages})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, f := range response.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return strings.Join(ids, " ")
}

// due says when a number is due, as minutes from now.
func (b *bench) due(t *testing.T, number string) string {
	t.Helper()
	d := b.desk.numbers[number].Due
	if d.Kind == "" {
		return "never"
	}
	return fmt.Sprintf("%d", int(d.At.Sub(now).Minutes()))
}
