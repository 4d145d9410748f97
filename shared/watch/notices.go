package watch

import (
	"context"
	"sync"
	"time"
)

// noticeLife is for how long disruptions are remembered: they are entered by hand, and a minute later they hold.
const noticeLife = time.Minute

// Notices remembers the disruptions that a table holds. It is safe for concurrent use.
type Notices struct {
	table interface {
		Disruptions(ctx context.Context) ([]Disruption, error)
	}
	now func() time.Time

	mu    sync.Mutex
	known []Disruption
	until time.Time
}

// NewNotices makes the memory of a table's disruptions. Nothing is asked of it yet.
func NewNotices(table interface {
	Disruptions(ctx context.Context) ([]Disruption, error)
}, now func() time.Time) *Notices {
	return &Notices{table: table, now: now}
}

// Current gives the disruptions as they were at most a minute ago.
func (n *Notices) Current(ctx context.Context) ([]Disruption, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.now().Before(n.until) {
		return n.known, nil
	}
	known, err := n.table.Disruptions(ctx)
	if err != nil {
		return nil, err
	}
	n.known, n.until = known, n.now().Add(noticeLife)
	return known, nil
}

// Met gives the newest disruption that a parcel has met since it left; false: none. One that is over counts: it is why the parcel is late.
func Met(all []Disruption, p Parcel, now time.Time) (Disruption, bool) {
	since := now
	for _, s := range p.State.Scans {
		if at, ok := s.At.Latest(); ok {
			since = at
			break
		}
	}
	return met(all, p, since, now)
}

func met(all []Disruption, p Parcel, since, now time.Time) (found Disruption, ok bool) {
	newest := time.Time{}
	for _, d := range all {
		s, readable := d.span(p.zone())
		if !readable || !d.concerns(p) || s.from.After(now) || s.until.Before(since) || s.from.Before(newest) {
			continue
		}
		newest, found, ok = s.from, d, true
	}
	return found, ok
}
