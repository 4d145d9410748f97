package handler

import (
	"context"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
)

// leastGap is more than a look may come after the deadline that it was planned for: see cadence.Near.
const leastGap = 90 * time.Minute

// firstGap names in the first look whatever is wrong by then: orders may be registered long after their parcel left.
const firstGap = 24 * time.Hour

// gap is about how long ago the look before was: a parcel in its rhythm is looked at as often as its entry is leased. Only an entry that
// was never planned by a look has no lease.
func (l look) gap() time.Duration {
	if l.due.Lease == 0 {
		return firstGap
	}
	return max(l.due.Lease, leastGap)
}

// suspect asks watch for looks. The queue holds them back for some minutes, so that the answer of this very poll is folded first. One
// that is lost is asked for again tomorrow, so it does not fail the poll, whose answer is queued already.
func (h *Handler) suspect(ctx context.Context, unit *obs.Unit, asks []queue.Check) {
	if len(asks) == 0 {
		return
	}
	messages := make([]queue.Message, len(asks))
	for i, a := range asks {
		m, err := queue.Note(a)
		if err != nil {
			unit.Note("check not written", err)
			continue // its body is empty, which SendAll refuses
		}
		messages[i] = m
		h.obs.Count("Suspicions", 1, "kind", a.Reason)
	}
	for _, err := range h.checks.SendAll(ctx, messages) {
		if err != nil {
			unit.Note("check not queued", fault.Wrap(fault.KindOf(err), err, "queue check"))
		}
	}
}
