// Package handler finds, every minute, the numbers that are due for a look at their carrier and queues them.
//
// Idempotency key: (number, time at which it was due). An entry is claimed by moving its time to the end of a lease, on the
// condition that it still stands where it was found; of two runs that overlap only one succeeds. A run that dies after
// claiming leaves entries that are due again when their lease ends.
package handler

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// The bounds of one run.
const (
	kind    = "poll"
	again   = time.Minute      // when an entry that could not be queued is tried again
	page    = 50               // entries that are claimed before they are queued
	share   = 500              // entries per shard and run: the shards are served alike, and what is left is due next minute
	reserve = 10 * time.Second // no page is begun with less than this left
)

// dueIndex is what schedule needs of the store.
type dueIndex interface {
	DueBefore(ctx context.Context, kind string, shard int, before time.Time, limit int) ([]store.DueEntry, error)
	LeaseDue(ctx context.Context, e store.DueEntry, until time.Time) (bool, error)
}

// sender queues messages: one error per message, nil for those that arrived.
type sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// Handler is the function schedule.
type Handler struct {
	due   dueIndex
	polls sender
	obs   *obs.Recorder
	now   func() time.Time
}

// New makes a handler that finds what is due by now and queues it as polls.
func New(due dueIndex, polls sender, o *obs.Recorder, now func() time.Time) *Handler {
	return &Handler{due: due, polls: polls, obs: o, now: now}
}

// tally counts what a run did.
type tally struct {
	mu                           sync.Mutex
	found, queued, lost, dropped int
	oldest                       time.Time
	errs                         []error
}

// Handle runs once; the event says nothing that matters. Each shard is served by itself, so that a slow one does not hold up
// the others, and the longest due come first.
func (h *Handler) Handle(ctx context.Context, _ json.RawMessage) error {
	unit := h.obs.Begin(ctx, "run")
	start := h.now()
	t := &tally{}
	var wg sync.WaitGroup
	for shard := range store.Shards {
		wg.Go(func() {
			if err := queue.Safely(func() error { return h.shard(ctx, shard, start, t) }); err != nil {
				t.add(func() { t.errs = append(t.errs, err) })
			}
		})
	}
	wg.Wait()
	if !t.oldest.IsZero() {
		h.obs.Time("DueLag", start.Sub(t.oldest))
	}
	h.obs.Count("PollsQueued", t.queued)
	unit.Set("found", t.found)
	unit.Set("queued", t.queued)
	unit.Set("lost", t.lost)
	unit.Set("dropped", t.dropped)
	err := errors.Join(t.errs...)
	unit.End(err)
	return err
}

func (t *tally) add(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
}

// shard serves one shard page by page until nothing is due, its share is used or time is short. A page of which no entry could
// be claimed ends it as well: the index lags, and the next page would show the same entries.
func (h *Handler) shard(ctx context.Context, shard int, start time.Time, t *tally) error {
	for served := 0; served < share && queue.Enough(ctx, reserve); {
		entries, err := h.due.DueBefore(ctx, kind, shard, start, page)
		if err != nil {
			return err
		}
		t.add(func() {
			t.found += len(entries)
			if len(entries) > 0 && (t.oldest.IsZero() || entries[0].Due.At.Before(t.oldest)) {
				t.oldest = entries[0].Due.At
			}
		})
		claimed, err := h.claim(ctx, entries, t)
		h.dispatch(ctx, claimed, t)
		if err != nil || len(claimed) == 0 || len(entries) < page {
			return err
		}
		served += len(claimed)
	}
	return nil
}

// claim leases entries. One that another run has claimed meanwhile is lost to it, which is fine. After an error the entries
// that are claimed already are still given, so that they are queued.
func (h *Handler) claim(ctx context.Context, entries []store.DueEntry, t *tally) (claimed []store.DueEntry, err error) {
	for _, e := range entries {
		if e.Number == "" {
			continue // a decision; its kind is not asked for here
		}
		until := h.now().Add(lease(e)).UTC().Truncate(time.Second)
		ours, err := h.due.LeaseDue(ctx, e, until)
		if err != nil {
			return claimed, err
		}
		if !ours {
			t.add(func() { t.lost++ })
			continue
		}
		e.Due.At = until
		claimed = append(claimed, e)
	}
	return claimed, nil
}

// longest bounds what an entry may ask for, whatever stands in the table: a look that was lost comes back within days.
const longest = 7 * 24 * time.Hour

// lease is for how long an entry is claimed: as long as it says itself.
func lease(e store.DueEntry) time.Duration {
	if e.Due.Lease <= 0 {
		return cadence.Lease(e.Number)
	}
	return min(e.Due.Lease, longest)
}

// dispatch queues claimed entries. Those that cannot be queued are given back, so that they are due in a minute and not only
// at the end of the lease.
func (h *Handler) dispatch(ctx context.Context, claimed []store.DueEntry, t *tally) {
	messages := make([]queue.Message, len(claimed))
	for i, e := range claimed {
		m, err := queue.Note(queue.PollRequest{Number: e.Number, Reason: "due", Due: e.Due.At.Format(time.RFC3339)})
		if err != nil {
			t.add(func() { t.errs = append(t.errs, err) })
			continue // its body is empty, which SendAll refuses
		}
		messages[i] = m
	}
	for i, err := range h.polls.SendAll(ctx, messages) {
		if err == nil {
			t.add(func() { t.queued++ })
			continue
		}
		_, back := h.due.LeaseDue(ctx, claimed[i], h.now().Add(again))
		t.add(func() {
			t.dropped++
			t.errs = append(t.errs, fault.Wrap(fault.KindOf(err), errors.Join(err, back), "queue poll"))
		})
	}
}
