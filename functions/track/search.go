package main

import (
	"context"
	"time"

	"doorstep/shared/link"
	"doorstep/shared/lookup"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/secret"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

// searchTable is what a lookup reads and counts.
type searchTable interface {
	OrderPointers(ctx context.Context, brand string, numbers []string) (map[string]store.Pointer, error)
	Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error)
	CountMisses(ctx context.Context, name string, window time.Duration, n int) (int, error)
}

// search finds orders and parcels for people who have no link.
//
// Every attempt makes the same calls, whatever it finds: one read of all forms of the number, then one write for each of the two
// counts. A hit adds 0 to them, a miss 1; the sums that come back decide whether the answer is given or "too many attempts". So the
// limit also holds against attempts that run at the same time, and over the limit a right pair looks like any other.
//
// When a count cannot be written nothing is answered: a limit that opens under load would invite the load. The shopper still has the
// link in every message.
type search struct {
	table searchTable
	keys  secret.Keys
	now   func() time.Time
}

// attempt is one lookup as it came in.
type attempt struct {
	brand   string
	address string // where it came from, as API Gateway saw it
	number  string // of an order, or of a parcel
	proof   string
}

// order gives the token of the owner's link when the proof opens the order; else why not.
func (s search) order(ctx context.Context, a attempt) (token string, answer page.Answer, err error) {
	forms := lookup.Numbers(a.number)
	if len(forms) == 0 {
		return "", page.NoOrder, nil
	}
	index, err := s.keys.Lookup(ctx)
	if err != nil {
		return "", "", err
	}
	links, err := s.keys.Links(ctx)
	if err != nil {
		return "", "", err
	}
	proof := lookup.Prove(a.brand, a.proof, index)
	pointers, err := s.table.OrderPointers(ctx, a.brand, forms)
	if err != nil {
		return "", "", err
	}
	hit, ok := lookup.Find(forms, func(form string) lookup.Candidate {
		p := pointers[form]
		return lookup.Candidate{OrderID: p.OrderID, Rotation: p.Rotation, Lookup: p.Lookup}
	}, proof)
	answer, err = s.count(ctx, lookup.NamesOf(a.brand, a.number, a.address, index), ok)
	if answer != page.Asking || err != nil {
		return "", answer, err
	}
	return links.Token(hit.OrderID, link.Owner, hit.Rotation), page.Asking, nil
}

// count writes down how an attempt went and gives what may be said about it: page.Asking is a hit.
func (s search) count(ctx context.Context, names lookup.Names, hit bool) (page.Answer, error) {
	missed := 1
	if hit {
		missed = 0
	}
	network, err := s.table.CountMisses(ctx, names.Network, lookup.Window, missed)
	if err != nil {
		return "", err
	}
	number, err := s.table.CountMisses(ctx, names.Number, lookup.Window, missed)
	if err != nil {
		return "", err
	}
	switch {
	case lookup.Over(network, number):
		return page.Limited, nil
	case !hit:
		return page.Missed, nil
	default:
		return page.Asking, nil
	}
}

// parcel gives the progress behind a tracking number that the brand claims; else why not. allowed says whether the brand lets it
// be looked up at all.
func (s search) parcel(ctx context.Context, a attempt, allowed bool) (page.Parcel, page.Answer, error) {
	number := shipment.NormalizeNumber(order.Typed(a.number))
	if number == "" || len(number) > maxNumber {
		return page.Parcel{}, page.NoNumber, nil
	}
	index, err := s.keys.Lookup(ctx)
	if err != nil {
		return page.Parcel{}, "", err
	}
	found, err := s.table.Numbers(ctx, []string{number})
	if err != nil {
		return page.Parcel{}, "", err
	}
	claim, ok := claimOf(found[number], a.brand)
	ok = ok && allowed && !order.IsOwn(number)
	answer, err := s.count(ctx, lookup.NamesOf(a.brand, "parcel "+number, a.address, index), ok)
	if answer != page.Asking || err != nil {
		return page.Parcel{}, answer, err
	}
	parcel, err := s.view(ctx, number, found[number], claim)
	return parcel, page.Asking, err
}

// maxNumber bounds what is asked for as a tracking number; the longest that carriers give have 35 characters.
const maxNumber = 50

// claimOf gives a brand's newest claim on a number; one that was taken back is none, nor is that of an order that was erased.
func claimOf(n store.Number, brand string) (newest shipment.Claim, ok bool) {
	for _, c := range n.Claims {
		if c.Brand == brand && !c.Released && !c.Erased && (!ok || c.Epoch > newest.Epoch) {
			newest, ok = c.Claim, true
		}
	}
	return newest, ok
}

// view shows a number as the claim has it, without asking for the order: what is not read cannot be shown.
func (s search) view(ctx context.Context, number string, n store.Number, c shipment.Claim) (page.Parcel, error) {
	var main store.Number
	if n.Main != "" {
		more, err := s.table.Numbers(ctx, []string{n.Main})
		if err != nil {
			return page.Parcel{}, err
		}
		main = more[n.Main]
	}
	o := order.Order{ID: c.Order, Brand: c.Brand, PlacedAt: c.Epoch}
	sh := order.Shipment{ID: c.Shipment, Number: number, Carrier: c.Carrier, ShippedAt: c.Epoch, Revision: c.Revision}
	return page.Parcel{Shipment: sh, View: sight.View(o, sh, n, main.Facts, s.now())}, nil
}
