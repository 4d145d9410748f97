package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"doorstep/infra/bench/meter"
	"doorstep/infra/local/demo"
)

// The mix of a burst.
const (
	registering     = "register an order"
	pushesPerLookup = 5
	atOnce          = 8                      // orders that a connection moves side by side, so that a parcel's scans are apart
	polledParcels   = 40                     // that are asked about in turn
	pollEvery       = 500 * time.Millisecond // one of them becomes due
	sampleEvery     = 100 * time.Millisecond // of the depths of queues
	drainPatience   = 5 * time.Minute
)

// burst is what came of one.
type burst struct {
	size    int
	took    time.Duration              // of the burst itself
	drained time.Duration              // from its end until nothing was left to be done
	asked   map[string][]time.Duration // by what was asked: how long each answer took
	failed  map[string]int             // by what was asked and what was answered
	polls   int
	depth   map[string]int // the most that lay in each queue
	parcels []*moving
	calls   []meter.Call
	missing []string // what was accepted and does not show
	mu      sync.Mutex
}

// moving is a parcel and how far it was told.
type moving struct {
	*parcel
	order string
	told  int // scans whose push was accepted
}

// ask makes a request and keeps how long it took, or how it failed.
func (b *burst) ask(what string, do func() error) bool {
	began := time.Now()
	err := do()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		said, _, _ := strings.Cut(err.Error(), "\n")
		b.failed[what+": "+said]++
		return false
	}
	b.asked[what] = append(b.asked[what], time.Since(began))
	return true
}

// burst puts p's load on the system for as long as p says, waits until all of it is done, and looks for what was accepted.
func (w *world) burst(ctx context.Context, p plan, size int, fleet []*parcel) (*burst, error) {
	b := &burst{size: size, asked: map[string][]time.Duration{}, failed: map[string]int{}, depth: map[string]int{}}
	mark, polled := w.meter.Mark(), w.carriers.Calls("usps")
	began := time.Now()
	ending, cancel := context.WithDeadline(ctx, began.Add(p.lasts))
	defer cancel()
	var workers, watchers sync.WaitGroup
	watching, stop := context.WithCancel(ctx)
	defer stop()
	watchers.Go(func() { w.sample(watching, b) })
	var pollError error
	workers.Go(func() { pollError = w.keepPolling(ctx, ending, fleet) })
	for i := range p.workers {
		workers.Go(func() {
			w.work(ctx, func(pushes int) bool { return ctx.Err() != nil || ending.Err() != nil && pushes >= p.pushes }, b, size*1000+i)
		})
	}
	workers.Wait()
	b.took = time.Since(began)
	if err := w.drain(ctx); err != nil {
		return nil, err
	}
	b.drained = time.Since(began) - b.took
	stop()
	watchers.Wait()
	if err := errors.Join(pollError, ctx.Err()); err != nil {
		return nil, err
	}
	b.polls = w.carriers.Calls("usps") - polled
	b.calls = w.meter.After(mark)
	return b, w.whole(ctx, b)
}

// work registers orders and moves them on, one push after the other and a lookup after every fifth, until the burst is over.
func (w *world) work(ctx context.Context, over func(pushes int) bool, b *burst, worker int) {
	pushes := 0
	for round := 0; !over(pushes); round++ {
		var group []*moving
		for i := range atOnce {
			id := (worker*100+round)*atOnce + i
			order := fmt.Sprintf("LOAD-%d", id)
			pair := pairOf("L", id, scansPerLife)
			if !b.ask(registering, func() error { return w.register(ctx, order, pair...) }) {
				continue
			}
			for _, parcel := range pair {
				group = append(group, &moving{parcel: parcel, order: order})
			}
		}
		b.keep(group)
		for scan := range scansPerLife {
			for _, m := range group {
				if over(pushes) {
					return
				}
				if b.ask("push", func() error { return w.push(ctx, m.parcel, scan) }) {
					m.told = max(m.told, scan+1)
				}
				if pushes++; pushes%pushesPerLookup == 0 {
					w.lookup(ctx, b, m, pushes/pushesPerLookup)
				}
			}
		}
		if len(group) == 0 {
			return // nothing can be registered: the failures say why
		}
	}
}

// orders is how many were registered.
func (b *burst) orders() int { return len(b.asked[registering]) }

func (b *burst) keep(group []*moving) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.parcels = append(b.parcels, group...)
}

// lookup opens the page by its link, and every fourth time finds it by the order's number and the customer's address first.
func (w *world) lookup(ctx context.Context, b *burst, m *moving, n int) {
	if n%4 == 0 {
		b.ask("find an order", func() error { return w.find(ctx, m.order) })
		return
	}
	b.ask("open a page", func() error {
		_, err := w.send(ctx, http.MethodGet, m.page, nil, nil)
		return err
	})
}

// find fills in the form that finds an order; a hit leads to the order's page.
func (w *world) find(ctx context.Context, order string) error {
	form := url.Values{"brand": {demo.Brand}, "order": {order}, "proof": {"ada@example.com"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL()+"/track", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := *w.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("POST /track: %s", answer.Status)
	}
	return nil
}

// sample keeps the most that it ever saw in each queue.
func (w *world) sample(ctx context.Context, b *burst) {
	tick := time.NewTicker(sampleEvery)
	defer tick.Stop()
	for {
		for _, q := range w.Queues() {
			b.mu.Lock()
			b.depth[q.Name] = max(b.depth[q.Name], q.Visible+q.InFlight)
			b.mu.Unlock()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// drain waits until no queue holds anything that can be worked on and nobody touches the tables.
func (w *world) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drainPatience)
	defer cancel()
	for {
		if err := w.quiet(ctx); err != nil {
			return fmt.Errorf("wait until everything is done: not within %s: %w", drainPatience, err)
		}
		if left := w.left(); len(left) == 0 {
			return nil
		}
	}
}

// left names the queues that hold what can be worked on. Checks wait for minutes by design.
func (w *world) left() (names []string) {
	for _, q := range w.Queues() {
		if q.Visible+q.InFlight > 0 && !strings.HasSuffix(q.Name, "-dead") {
			names = append(names, q.Name)
		}
	}
	return names
}

// whole looks at the page of every parcel for the scans whose pushes were accepted.
func (w *world) whole(ctx context.Context, b *burst) error {
	for _, q := range w.Queues() {
		if n := q.Visible + q.InFlight; n > 0 {
			b.missing = append(b.missing, fmt.Sprintf("%d messages in %s", n, q.Name))
		}
	}
	for _, m := range b.parcels {
		shown, err := w.events(ctx, m.parcel)
		if err != nil {
			return err
		}
		if shown != m.told {
			b.missing = append(b.missing, fmt.Sprintf("%s was told %d scans and shows %d", m.number, m.told, shown))
		}
	}
	slices.Sort(b.missing)
	return nil
}
