package handler

import (
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// kindPoll is the kind of the looks at carriers.
const kindPoll = "poll"

// The leases of entries that do not say theirs: longer than their queue delivers again, so that a message that is merely slow is not
// queued twice, and short enough for one that was lost.
const (
	messageLease = 15 * time.Minute
	checkLease   = time.Hour
	// longest bounds what an entry may ask for, whatever stands in the table: a look that was lost comes back within days.
	longest = 7 * 24 * time.Hour
)

// job is what is done with one kind of entry.
type job struct {
	kind, metric string
	to           Sender
	lease        func(store.DueEntry) time.Duration
	note         func(e store.DueEntry, due string) (queue.Message, error)
}

func jobs(to Queues) []job {
	all := []job{
		{kindPoll, "PollsQueued", to.Polls, func(e store.DueEntry) time.Duration { return cadence.Lease(e.Number) },
			func(e store.DueEntry, due string) (queue.Message, error) {
				return queue.Note(queue.PollRequest{Number: e.Number, Reason: "due", Due: due})
			}},
		{store.MessageDue, "MessagesQueued", to.Messages, func(store.DueEntry) time.Duration { return messageLease },
			func(e store.DueEntry, due string) (queue.Message, error) {
				return queue.Note(queue.News{About: queue.AboutDecision, Order: e.Order, Decision: e.Decision, Due: due})
			}},
		{store.CheckDue, "ChecksQueued", to.Checks, func(store.DueEntry) time.Duration { return checkLease },
			func(e store.DueEntry, due string) (queue.Message, error) {
				return queue.Note(queue.Check{Order: e.Order, Number: e.Number, Finding: e.Finding, Reason: "due", Due: due})
			}},
	}
	var asked []job
	for _, j := range all {
		if j.to != nil {
			asked = append(asked, j)
		}
	}
	return asked
}

// leaseOf is for how long an entry is claimed: as long as it says itself.
func (j job) leaseOf(e store.DueEntry) time.Duration {
	if e.Due.Lease <= 0 {
		return j.lease(e)
	}
	return min(e.Due.Lease, longest)
}
