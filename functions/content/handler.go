// Command content fetches, every hour, what brands want to have on their pages: each brand with a feed is asked once, through a
// client that reaches the public Internet only. The page reads what was stored and never waits for a shop.
//
// Idempotency key: the brand. A run that is repeated fetches again and stores the same. A feed that fails leaves what it said last,
// which ends by itself a week after the last good answer.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// The bounds of one run.
const (
	feedTimeout = 8 * time.Second // one feed, its body included
	maxFeed     = 256 << 10       // bytes
	maxETag     = 256
	atOnce      = 4               // feeds asked side by side
	reserve     = 2 * feedTimeout // no feed is begun with less than this left
)

// table is what content needs of the store.
type table interface {
	Brands(ctx context.Context) ([]string, error)
	Brand(ctx context.Context, id string) (store.Brand, error)
	Content(ctx context.Context, brand string) (store.Content, error)
	PutContent(ctx context.Context, c store.Content) error
}

type handler struct {
	table table
	feeds *http.Client
	obs   *obs.Recorder
	now   func() time.Time
}

// tally counts what a run did.
type tally struct {
	mu                  sync.Mutex
	fresh, same, failed int
	dropped             int
	errs                []error
}

func (t *tally) add(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
}

// handle runs once; the event says nothing that matters. Only a table that does not answer is an error of the run: a shop's feed
// that fails is the shop's, counted and named in the log.
func (h *handler) handle(ctx context.Context, _ json.RawMessage) error {
	unit := h.obs.Begin(ctx, "run")
	t := &tally{}
	ids, err := h.table.Brands(ctx)
	if err != nil {
		t.errs = append(t.errs, err)
	}
	var wg sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for _, id := range ids {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			if err := queue.Safely(func() error { return h.brand(ctx, unit, id, t) }); err != nil {
				t.add(func() { t.errs = append(t.errs, fmt.Errorf("brand %s: %w", id, err)) })
			}
		})
	}
	wg.Wait()
	h.obs.Count("FeedsFailed", t.failed)
	h.obs.Count("SlotsDropped", t.dropped)
	unit.Set("brands", len(ids))
	unit.Set("fresh", t.fresh)
	unit.Set("same", t.same)
	unit.Set("failed", t.failed)
	unit.Set("dropped", t.dropped)
	err = errors.Join(t.errs...)
	unit.End(err)
	return err
}

// brand fetches the feed of one brand and stores what it says. An error is ours, not the feed's.
func (h *handler) brand(ctx context.Context, unit *obs.Unit, id string, t *tally) error {
	stored, err := h.table.Brand(ctx, id)
	if err != nil {
		return err
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "read the record")
	}
	if record.Feed == "" || !queue.Enough(ctx, reserve) {
		return nil
	}
	before, err := h.table.Content(ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if before.Feed != record.Feed { // of another feed, or nothing: neither its tag nor its content is of use
		before = store.Content{}
	}
	said, dropped, err := h.fetch(ctx, record.Feed, before)
	if err != nil {
		t.add(func() { t.failed++ })
		unit.Note("feed failed", err, "brand", id)
		return nil
	}
	if len(dropped) > 0 {
		unit.Note("slots dropped", nil, "brand", id, "slots", len(dropped), "first", dropped[0])
	}
	t.add(func() {
		t.dropped += len(dropped)
		if said.ETag != "" && said.ETag == before.ETag {
			t.same++
		} else {
			t.fresh++
		}
	})
	said.Brand, said.Feed, said.Confirmed = id, record.Feed, h.now()
	return h.table.PutContent(ctx, said)
}

// fetch asks a feed, unless it says that nothing has changed since before. The error says what the feed did wrong.
func (h *handler) fetch(ctx context.Context, feed string, before store.Content) (said store.Content, dropped []string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, feed, nil)
	if err != nil {
		return store.Content{}, nil, fault.Wrap(fault.Invalid, err, "ask the feed")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "Doorstep content")
	if before.ETag != "" {
		req.Header.Set("If-None-Match", before.ETag)
	}
	res, err := h.feeds.Do(req)
	if err != nil {
		return store.Content{}, nil, fault.Wrap(outer(err), err, "ask the feed")
	}
	defer res.Body.Close() //nolint:errcheck // nothing was written
	switch {
	case res.StatusCode == http.StatusNotModified && before.ETag != "":
		return before, nil, nil
	case res.StatusCode != http.StatusOK:
		return store.Content{}, nil, fault.New(fault.Unavailable, "the feed answers %s", res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxFeed+1))
	if err != nil {
		return store.Content{}, nil, fault.Wrap(fault.Unavailable, err, "read the feed")
	}
	if len(body) > maxFeed {
		return store.Content{}, nil, fault.New(fault.TooLarge, "the feed has more than %d bytes", maxFeed)
	}
	slots, dropped, err := brand.ParseFeed(body)
	if err != nil {
		return store.Content{}, nil, err
	}
	said = store.Content{ETag: res.Header.Get("ETag")}
	if len(said.ETag) > maxETag {
		said.ETag = ""
	}
	said.Slots, err = json.Marshal(append([]brand.Slot{}, slots...))
	return said, dropped, fault.Wrap(fault.Internal, err, "write the content")
}

// outer is the kind of a request's failure: what the client refused keeps its kind, a network that fails is unavailable.
func outer(err error) fault.Kind {
	if kind := fault.KindOf(err); kind != fault.Internal {
		return kind
	}
	return fault.Unavailable
}
