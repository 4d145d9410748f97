package day

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	ingest "doorstep/functions/ingest/handler"
	poll "doorstep/functions/poll/handler"
	schedule "doorstep/functions/schedule/handler"
	"doorstep/shared/carrier/cadence"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/signature"
	"doorstep/shared/store"
	"doorstep/shared/watch"
	"doorstep/shared/watch/workdays"
)

const (
	few     = 600                // shipments of an ordinary test run
	lasts   = 7 * 24 * time.Hour // until the last parcel of the day has arrived and its end was confirmed
	workers = 8                  // of each queue at once
	seed    = 20261121
	secret  = "the-secret-of-the-day"
)

// TestDay simulates the day of DAY_SHIPMENTS shipments, 600 when unset, and logs the table.
func TestDay(t *testing.T) {
	n := few
	if text := os.Getenv("DAY_SHIPMENTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			t.Fatalf("DAY_SHIPMENTS=%q is no number of shipments", text)
		}
	}
	began := time.Now()
	var w *world
	synctest.Test(t, func(t *testing.T) {
		w = newWorld(n)
		w.run(t)
	})
	t.Logf("%d shipments in %.0f s, %.3f checks of watch each\n%s", n, time.Since(began).Seconds(), float64(w.checks)/float64(n), w.table())
	w.judge(t)
}

// world is everything that takes part in the day.
type world struct {
	start    time.Time
	parcels  []*parcel
	byNumber map[string]*parcel
	store    *memory
	sim      *carriersim.Sim
	carriers *carriers
	polls    *pipe
	inbound  *pipe
	rnd      *rand.Rand
	lost     int
	checks   int // that poll asked watch for
}

func newWorld(n int) *world {
	w := &world{
		start: time.Now().UTC().Truncate(24 * time.Hour), byNumber: map[string]*parcel{}, sim: carriersim.New(time.Now),
		polls: newPipe(), inbound: newPipe(), rnd: rand.New(rand.NewPCG(seed, seed)),
	}
	w.store, w.carriers = newMemory(w.seen), newCarriers(w.sim)
	w.parcels = parcels(n, w.start, w.rnd)
	for _, p := range w.parcels {
		w.byNumber[p.Number] = p
		w.sim.Add(p.Parcel)
	}
	return w
}

// run lets the days pass: labels are registered as they are printed, pushes sent as scans happen, and every minute schedule runs.
func (w *world) run(t *testing.T) {
	sources, log := registry.New(), func(function string) *obs.Recorder {
		return obs.New(io.Discard, function, slog.LevelError, time.Now)
	}
	limits, err := watch.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	s := schedule.New(w.store, schedule.Queues{Polls: w.polls}, log("schedule"), time.Now)
	p := poll.New(poll.Parts{
		Table: w.store, Inbound: answers{w}, Checks: suspected{w}, Rules: watch.Rules{Limits: limits, Calendar: workdays.New()},
		Parameters: settings{}, Prefix: "/day", Sources: sources,
		Client: &http.Client{Transport: w.carriers}, Obs: log("poll"), Now: time.Now,
	})
	i := ingest.New(ingest.Parts{Sources: sources, Numbers: w.store, Sealer: plain{}, Polls: w.polls, Obs: log("ingest"), Now: time.Now})
	var polling, reading sync.WaitGroup
	for range workers {
		polling.Go(func() { w.polls.work(p.Handle) })
		reading.Go(func() { w.inbound.work(i.Handle) })
	}
	happenings := w.happenings()
	for end := w.start.Add(lasts); time.Now().Before(end); time.Sleep(time.Minute) {
		for len(happenings) > 0 && !happenings[0].at.After(time.Now()) {
			happenings[0].do(t)
			happenings = happenings[1:]
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		if err := s.Handle(ctx, nil); err != nil {
			t.Error(err)
		}
		cancel()
	}
	w.polls.close()
	polling.Wait()
	w.inbound.close()
	reading.Wait()
}

// happening is something that the merchant or a carrier does.
type happening struct {
	at time.Time
	do func(t *testing.T)
}

func (w *world) happenings() []happening {
	var all []happening
	for _, p := range w.parcels {
		label := p.Life[0].At
		all = append(all, happening{label, func(t *testing.T) { w.claim(t, p) }})
		for i, scan := range p.Life {
			if p.road.pushes {
				all = append(all, happening{scan.At, func(t *testing.T) { w.push(t, p, i) }})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	return all
}

// claim registers a shipment, as orders does.
func (w *world) claim(t *testing.T, p *parcel) {
	epoch := p.Life[0].At.Format(time.DateOnly)
	c := shipment.Claim{Order: "o" + p.Number, Shipment: "s" + p.Number, Brand: "aster", Carrier: p.road.mover, Epoch: epoch, Revision: 1}
	due := store.Due{Kind: "poll", At: cadence.First(epoch, time.Now()).UTC().Truncate(time.Second)}
	if _, err := w.store.Add(t.Context(), p.Number, store.Addition{Claims: []shipment.Claim{c}, Due: &due}); err != nil {
		t.Error(err)
	}
}

// push sends a scan to the webhook, unless it gets lost: what is queued there is what signature lets through.
func (w *world) push(t *testing.T, p *parcel, i int) {
	if w.rnd.IntN(100) < lostPushes {
		w.lost++
		return
	}
	sent, err := carriersim.PushFor(p.road.source, secret, p.Parcel, i)
	if err != nil {
		t.Fatal(err)
	}
	proven, err := signature.Verify(p.road.source, []string{secret}, signature.Request{Header: sent.Header, Body: sent.Body, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	m, err := queue.Inbound{
		Source: p.road.source, Account: "default", Kind: queue.Webhook, Assurance: proven.Assurance, Received: time.Now(), Body: sent.Body,
	}.Message()
	if err != nil {
		t.Fatal(err)
	}
	w.inbound.SendAll(t.Context(), []queue.Message{m})
}

// seen notes which scans of a number a page could show from now on. The caller holds the store's lock.
func (w *world) seen(n store.Number) {
	p := w.byNumber[n.Number]
	for i, scan := range p.Life {
		if !p.visible[i].IsZero() {
			continue
		}
		local := scan.At.Format("2006-01-02T15:04")
		if slices.ContainsFunc(n.Facts, func(f shipment.Fact) bool {
			return f.Kind == shipment.ScanFact && (strings.HasPrefix(f.At.Local, local) || strings.HasPrefix(f.At.UTC(), scan.At.UTC().Format("2006-01-02T15:04")))
		}) {
			p.visible[i] = time.Now()
		}
	}
}

// answers is the inbound queue as poll sees it. It counts how often each number was asked about.
type answers struct{ *world }

// SendAll queues messages.
func (a answers) SendAll(ctx context.Context, messages []queue.Message) []error {
	a.store.mu.Lock()
	for _, m := range messages {
		for number := range strings.SplitSeq(m.Attributes["numbers"], ",") {
			a.byNumber[number].polls++
		}
	}
	a.store.mu.Unlock()
	return a.inbound.SendAll(ctx, messages)
}

// suspected is the checks queue as poll sees it. It counts what seems to be wrong in a week in which nothing is.
type suspected struct{ *world }

// SendAll counts messages.
func (s suspected) SendAll(_ context.Context, messages []queue.Message) []error {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	s.checks += len(messages)
	return make([]error, len(messages))
}

// plain seals nothing: the simulated carriers know nobody's name.
type plain struct{}

func (plain) Seal(_ context.Context, _, _ string, text []byte) ([]byte, error) { return text, nil }

// errNone is what a parameter that does not exist gives.
var errNone = fault.New(fault.NotFound, "no such parameter")

func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("a map of text: %v", err))
	}
	return string(text)
}
