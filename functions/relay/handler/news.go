package handler

import (
	"cmp"
	"maps"
	"slices"

	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// write is what the stream tells of the write that made news.
type write struct {
	version  int64
	accepted int64 // see queue.News
}

// place identifies a milestone among those of one claim.
type place struct {
	journey    int
	status     shipment.Status
	sub        string
	occurrence int
}

func placeOf(m shipment.Milestone) place { return place{m.Journey, m.Status, m.Sub, m.Occurrence} }

// difference gives the news between two states of a number's claims: milestones that were reached, taken back, put back, or
// dissolved by better data. Claims that the merchant released, or that went away, are no news. Nor is a later estimate that is none any
// more: nobody is told that a parcel is not late after all because another day was promised.
func difference(number string, w write, before, after []store.ClaimState) []queue.News {
	type claim struct{ order, shipment string }
	known := map[claim]map[place]shipment.Milestone{}
	for _, c := range before {
		told := make(map[place]shipment.Milestone, len(c.Milestones))
		if !c.Released { // what happened under a released claim was told to nobody
			for _, m := range c.Milestones {
				told[placeOf(m)] = m
			}
		}
		known[claim{c.Order, c.Shipment}] = told
	}
	var news []queue.News
	for _, c := range after {
		if c.Released {
			continue
		}
		told := known[claim{c.Order, c.Shipment}]
		for _, m := range c.Milestones {
			was, there := told[placeOf(m)]
			delete(told, placeOf(m))
			if !there || was.Retracted != m.Retracted {
				news = append(news, note(number, w, c, placeOf(m), m.Retracted))
			}
		}
		for _, p := range sorted(told) {
			if m := told[p]; !m.Retracted && m.Day() == "" {
				news = append(news, note(number, w, c, p, true))
			}
		}
	}
	return news
}

func note(number string, w write, c store.ClaimState, p place, retracted bool) queue.News {
	return queue.News{
		Number: number, Order: c.Order, Shipment: c.Shipment, Journey: p.journey, Milestone: string(p.status), Sub: p.sub,
		Occurrence: p.occurrence, Retracted: retracted, Version: w.version, Accepted: w.accepted,
	}
}

// sorted gives the places in an order that does not change from run to run.
func sorted(told map[place]shipment.Milestone) []place {
	return slices.SortedFunc(maps.Keys(told), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.journey, b.journey), cmp.Compare(a.status, b.status), cmp.Compare(a.sub, b.sub), cmp.Compare(a.occurrence, b.occurrence))
	})
}
