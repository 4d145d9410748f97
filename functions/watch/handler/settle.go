package handler

import (
	"context"
	"slices"

	"doorstep/shared/queue"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// place is what findings are about: a shipment of an order, or the order as a whole.
type place struct {
	order, brand     string
	shipment, number string // empty: the whole order
	journey          int
	version          int64 // of the item that showed it
}

func (p place) about(f store.Finding) bool { return f.Shipment == p.shipment }

func open(all []store.Finding) []store.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f store.Finding) bool { return f.State != store.FindingOpen })
}

// settle makes the record true: what is over leaves the list, what is new is recorded, and what was recorded and not told is told.
func (r round) settle(ctx context.Context, at place, found []watch.Finding, recorded []store.Finding) error {
	for _, f := range open(recorded) {
		if !at.about(f) {
			continue
		}
		var err error
		switch {
		case !still(f, found):
			err = r.end(ctx, f)
		case !f.Told:
			err = r.tell(ctx, at, f)
		case r.now.Sub(f.Made) > giveUp && f.Due.Kind != "":
			_, err = r.orders.MoveEntry(ctx, store.DueEntry{Order: f.Order, Finding: f.Name(), Due: f.Due}, nil)
		}
		if err != nil {
			return err
		}
	}
	for _, f := range found {
		if !f.New(occurrences(at, f.Kind, recorded), r.now) {
			continue
		}
		if err := r.record(ctx, at, f); err != nil {
			return err
		}
	}
	return nil
}

// still reports whether what was found holds. A clock that began earlier by what came to light since is the same trouble.
func still(f store.Finding, found []watch.Finding) bool {
	return slices.ContainsFunc(found, func(now watch.Finding) bool {
		return now.Kind == f.Found.Kind && now.Occurrence <= f.Found.Occurrence
	})
}

func occurrences(at place, kind string, recorded []store.Finding) []int {
	var out []int
	for _, f := range recorded {
		if at.about(f) && f.Found.Kind == kind {
			out = append(out, f.Found.Occurrence)
		}
	}
	return out
}

func (r round) record(ctx context.Context, at place, found watch.Finding) error {
	f, first, err := r.records.RecordFinding(ctx, store.Finding{
		Brand: at.brand, Order: at.order, Shipment: at.shipment, Number: at.number, Found: found, Made: r.now,
		Due: store.Due{Kind: store.CheckDue, At: r.now.Add(again), Lease: again},
	})
	if err != nil {
		return err
	}
	if first {
		r.obs.Count("Findings", 1, "kind", found.Kind)
	}
	if f.Told {
		return nil
	}
	return r.tell(ctx, at, f)
}

// tell queues the news of a finding, then marks it. The order matters: a finding that is marked and not queued would never be told.
func (r round) tell(ctx context.Context, at place, f store.Finding) error {
	err := queue.SendNotes(ctx, r.news.SendAll, []queue.News{{
		About: queue.AboutFinding, Number: at.number, Order: at.order, Shipment: at.shipment, Journey: at.journey, Milestone: f.Found.Kind,
		Occurrence: f.Found.Occurrence, Version: at.version,
	}})
	if err != nil {
		return err
	}
	return r.records.TellFinding(ctx, f.Order, f.Name())
}

func (r round) end(ctx context.Context, f store.Finding) error {
	ended, err := r.records.EndFinding(ctx, f.Order, f.Name(), store.FindingOver)
	if ended {
		r.obs.Count("FindingsOver", 1, "kind", f.Found.Kind)
	}
	return err
}
