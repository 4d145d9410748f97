// Package handler finds, every minute, what is due and queues it: numbers for a look at their carrier, messages that were put off, and
// orders, numbers and findings that watch has to look at.
//
// Idempotency key: (entry, time at which it was due). An entry is claimed by moving its time to the end of a lease, on the
// condition that it still stands where it was found; of two runs that overlap only one succeeds. A run that dies after
// claiming leaves entries that are due again when their lease ends.
package handler

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// The bounds of one run.
const (
	again   = time.Minute      // when an entry that could not be queued is tried again
	page    = 50               // entries that are claimed before they are queued
	share   = 500              // entries per kind, shard and run: all are served alike, and what is left is due next minute
	reserve = 10 * time.Second // no page is begun with less than this left
)

// dueIndex is what schedule needs of the store.
type dueIndex interface {
	DueBefore(ctx context.Context, kind string, shard int, before time.Time, limit int) ([]store.DueEntry, error)
	LeaseDue(ctx context.Context, e store.DueEntry, until time.Time) (bool, error)
}

// Queues is where each kind goes. A queue that is nil is not asked for: its entries stay due.
type Queues struct{ Polls, Messages, Checks Sender }

// Sender queues messages: one error per message, nil for those that arrived.
type Sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// Handler is the function schedule.
type Handler struct {
	due  dueIndex
	jobs []job
	obs  *obs.Recorder
	now  func() time.Time
}

// New makes a handler that finds what is due by now and queues it.
func New(due dueIndex, to Queues, o *obs.Recorder, now func() time.Time) *Handler {
	return &Handler{due: due, jobs: jobs(to), obs: o, now: now}
}

// tally counts what a run did.
type tally struct {
	mu                   sync.Mutex
	found, lost, dropped int
	queued               map[string]int // by kind
	oldest               time.Time
	errs                 []error
}

// Handle runs once; the event says nothing that matters. Each kind and shard is served by itself, so that a slow one does not hold up
// the others, and the longest due come first.
func (h *Handler) Handle(ctx context.Context, _ json.RawMessage) error {
	unit := h.obs.Begin(ctx, "run")
	start := h.now()
	t := &tally{queued: map[string]int{}}
	var wg sync.WaitGroup
	for _, j := range h.jobs {
		for shard := range store.Shards {
			wg.Go(func() {
				if err := queue.Safely(func() error { return h.shard(ctx, j, shard, start, t) }); err != nil {
					t.add(func() { t.errs = append(t.errs, err) })
				}
			})
		}
	}
	wg.Wait()
	if !t.oldest.IsZero() {
		h.obs.Time("DueLag", start.Sub(t.oldest))
	}
	queued := 0
	for _, j := range h.jobs {
		h.obs.Count(j.metric, t.queued[j.kind])
		queued += t.queued[j.kind]
	}
	unit.Set("found", t.found)
	unit.Set("queued", queued)
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

// shard serves one shard of a kind page by page until nothing is due, its share is used or time is short. A page of which no entry could
// be claimed ends it as well: the index lags, and the next page would show the same entries.
func (h *Handler) shard(ctx context.Context, j job, shard int, start time.Time, t *tally) error {
	for served := 0; served < share && queue.Enough(ctx, reserve); {
		entries, err := h.due.DueBefore(ctx, j.kind, shard, start, page)
		if err != nil {
			return err
		}
		t.add(func() {
			t.found += len(entries)
			if len(entries) > 0 && (t.oldest.IsZero() || entries[0].Due.At.Before(t.oldest)) {
				t.oldest = entries[0].Due.At
			}
		})
		claimed, err := h.claim(ctx, j, entries, t)
		h.dispatch(ctx, j, claimed, t)
		if err != nil || len(claimed) == 0 || len(entries) < page {
			return err
		}
		served += len(claimed)
	}
	return nil
}

// claim leases entries. One that another run has claimed meanwhile is lost to it, which is fine. After an error the entries
// that are claimed already are still given, so that they are queued.
func (h *Handler) claim(ctx context.Context, j job, entries []store.DueEntry, t *tally) (claimed []store.DueEntry, err error) {
	for _, e := range entries {
		until := h.now().Add(j.leaseOf(e)).UTC().Truncate(time.Second)
		ours, err := h.due.LeaseDue(ctx, e, until)
		if fault.Disposition(err) == fault.Park {
			t.add(func() { t.errs = append(t.errs, err) })
			continue
		}
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

// dispatch queues claimed entries. Those that cannot be queued are given back, so that they are due in a minute and not only
// at the end of the lease.
func (h *Handler) dispatch(ctx context.Context, j job, claimed []store.DueEntry, t *tally) {
	messages := make([]queue.Message, len(claimed))
	for i, e := range claimed {
		m, err := j.note(e, e.Due.At.Format(time.RFC3339))
		if err != nil {
			t.add(func() { t.errs = append(t.errs, err) })
			continue // its body is empty, which SendAll refuses
		}
		messages[i] = m
	}
	for i, err := range j.to.SendAll(ctx, messages) {
		if err == nil {
			t.add(func() { t.queued[j.kind]++ })
			continue
		}
		_, back := h.due.LeaseDue(ctx, claimed[i], h.now().Add(again))
		t.add(func() {
			t.dropped++
			t.errs = append(t.errs, fault.Wrap(fault.KindOf(err), errors.Join(err, back), "queue %s", j.kind))
		})
	}
}
