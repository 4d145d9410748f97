package handler

import (
	"net/http"
	"slices"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// meaning is what an answer is about.
type meaning int

const (
	aboutParcels meaning = iota
	tooOften             // come again later
	barred               // the source does not accept our credentials: only a person can mend that
	down                 // the source is overloaded or broken
	nothing              // a success without a word
)

// received is one answer and what became of it.
type received struct {
	carrier.Answer
	update  carrier.Update // empty when the body cannot be read
	meaning meaning
	err     error // it could not be queued
}

// read decodes an answer and says what it is about. Ingest reads it again and is the only one to keep facts; a body that cannot be
// read is its matter too.
func (s source) read(answer carrier.Answer) *received {
	r := &received{Answer: answer}
	_ = queue.Safely(func() error { // an error here is found again, and parked, by ingest
		update, err := s.adapter.Decode(carrier.Poll, answer.Body)
		if err == nil {
			r.update = update
		}
		return err
	})
	r.meaning = r.judge()
	return r
}

// judge says whether an answer is about parcels. What a source says when it is overloaded, down or does not know us tells nothing
// about a parcel and must not become a fact about it. A refusal of a single number may be about that number ("not yours"); one of
// a call for several numbers that names none is about us.
func (r *received) judge() meaning {
	several := len(r.Numbers) > 1
	switch {
	case r.Status == http.StatusTooManyRequests || r.only(carrier.RateLimited):
		return tooOften
	case r.Status == http.StatusUnauthorized, r.Account && r.Status < http.StatusInternalServerError:
		return barred
	case several && (r.only(carrier.Unauthorized) || r.Status == http.StatusForbidden && r.blank()):
		return barred
	case r.RetryAfter > 0 && r.Status >= http.StatusBadRequest:
		return tooOften
	case r.Status >= http.StatusInternalServerError:
		return down
	case len(r.Body) == 0 && r.Status < http.StatusBadRequest:
		return nothing
	default:
		return aboutParcels
	}
}

// closes says why the account must be left alone after this answer; empty: it need not.
func (r *received) closes() budget.Reason {
	switch r.meaning {
	case tooOften:
		return budget.TooOften
	case barred:
		return budget.Barred
	default:
		return ""
	}
}

func (r *received) kind() fault.Kind {
	if r.meaning == barred {
		return fault.Unauthorized
	}
	return fault.Unavailable
}

// blank reports whether nothing in the body could be read.
func (r *received) blank() bool { return len(r.update.Parcels) == 0 && len(r.update.Problems) == 0 }

// only reports whether a body tells of nothing but problems of one kind that name no number.
func (r *received) only(kind string) bool {
	return len(r.update.Parcels) == 0 && len(r.update.Problems) > 0 && !slices.ContainsFunc(r.update.Problems, func(p carrier.Problem) bool {
		return p.Kind != kind || p.Number != ""
	})
}

// told gives the facts about one number, to plan by what was just learned.
func (r *received) told(number string) []shipment.Fact {
	var facts []shipment.Fact
	for _, p := range r.update.Parcels {
		if p.Number != number && (p.Number != "" || len(r.Numbers) > 1) && !slices.Contains(p.Aliases, number) {
			continue
		}
		for _, f := range p.Facts {
			f.Assurance = shipment.Polled
			facts = append(facts, f)
		}
	}
	return facts
}
