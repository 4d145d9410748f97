package main

import (
	"cmp"
	"maps"
	"slices"

	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// place identifies a milestone among those of one claim.
type place struct {
	journey    int
	status     shipment.Status
	occurrence int
}

func placeOf(m shipment.Milestone) place { return place{m.Journey, m.Status, m.Occurrence} }

// difference gives the news between two states of a number's claims: milestones that were reached, taken back, put back, or
// dissolved by better data. Claims that the merchant released, or that went away, are no news.
func difference(number string, version int64, before, after []store.ClaimState) []queue.News {
	type claim struct{ order, shipment string }
	known := map[claim]map[place]bool{} // milestone: was it retracted?
	for _, c := range before {
		told := make(map[place]bool, len(c.Milestones))
		if !c.Released { // what happened under a released claim was told to nobody
			for _, m := range c.Milestones {
				told[placeOf(m)] = m.Retracted
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
			if !there || was != m.Retracted {
				news = append(news, note(number, version, c, placeOf(m), m.Retracted))
			}
		}
		for _, p := range sorted(told) {
			if !told[p] {
				news = append(news, note(number, version, c, p, true))
			}
		}
	}
	return news
}

func note(number string, version int64, c store.ClaimState, p place, retracted bool) queue.News {
	return queue.News{
		Number: number, Order: c.Order, Shipment: c.Shipment, Journey: p.journey, Milestone: string(p.status), Occurrence: p.occurrence,
		Retracted: retracted, Version: version,
	}
}

// sorted gives the places in an order that does not change from run to run.
func sorted(told map[place]bool) []place {
	return slices.SortedFunc(maps.Keys(told), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.journey, b.journey), cmp.Compare(a.status, b.status), cmp.Compare(a.occurrence, b.occurrence))
	})
}
