package handler

import (
	"context"
	"maps"
	"slices"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

// destroy destroys the data key of a number.
func (e erasure) destroy(ctx context.Context, number string) error {
	if e.destroyed[number] {
		return nil
	}
	e.destroyed[number] = true
	return e.eraser.DestroyDataKey(ctx, numberOwner(number), e.now().Add(store.NumberRest))
}

// mark marks the claims on all numbers of the order and on their other names, and destroys the keys that step 1 did not know of.
func (e erasure) mark(ctx context.Context) error {
	if _, err := order.Complete(ctx, e.order, e.claims); err != nil {
		return err
	}
	for _, s := range e.order.Shipments {
		// Under the other names the claim holds no facts, so that it tells nobody anything.
		silent := e.order.Released(s, order.Past{Revision: s.Revision})
		if err := e.markNames(ctx, s.Number, silent); err != nil {
			return err
		}
		for _, p := range s.Past {
			if err := e.markNames(ctx, p.Number, silent); err != nil {
				return err
			}
		}
	}
	return nil
}

// markNames marks the other names of a number whose own claim is marked, and destroys all their keys.
func (e erasure) markNames(ctx context.Context, number string, claim shipment.Claim) error {
	n, err := e.eraser.LatestNumber(ctx, number)
	if err != nil {
		return err
	}
	names := n.Aliases
	if n.Main != "" {
		main, err := e.eraser.LatestNumber(ctx, n.Main)
		if err = fault.Unless(fault.NotFound, err); err != nil {
			return err
		}
		names = slices.Concat(names, []string{n.Main}, main.Aliases)
	}
	if !othersHold(n, e.order.ID) {
		if err := e.destroy(ctx, number); err != nil {
			return err
		}
	}
	for _, name := range names {
		if name == number {
			continue
		}
		other, err := e.eraser.LatestNumber(ctx, name)
		if err = fault.Unless(fault.NotFound, err); err != nil {
			return err
		}
		if othersHold(other, e.order.ID) {
			continue
		}
		if _, err := e.claims.Claim(ctx, name, claim); err != nil {
			return err
		}
		if err := e.destroy(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// numbersOf gives the numbers under which somebody may have told who signed for a parcel of the order, each once, without those that
// another order claims. It reads no more than a page does, and may miss what was tied to them this second.
func (d desk) numbersOf(ctx context.Context, o order.Order) ([]string, error) {
	found, err := sight.Tracked(ctx, d.table, o)
	if err != nil {
		return nil, err
	}
	var numbers, others []string
	for _, s := range o.Shipments {
		numbers = append(numbers, s.Number)
		n := found[s.Number]
		others = append(append(others, n.Aliases...), found[n.Main].Aliases...)
		if n.Main != "" {
			others = append(others, n.Main)
		}
		for _, p := range s.Past {
			others = append(others, p.Number)
		}
	}
	if len(others) > 0 {
		more, err := d.table.Numbers(ctx, others)
		if err != nil {
			return nil, err
		}
		maps.Copy(found, more)
	}
	numbers = append(numbers, others...)
	slices.Sort(numbers)
	return slices.DeleteFunc(slices.Compact(numbers), func(number string) bool { return othersHold(found[number], o.ID) }), nil
}

// othersHold reports whether an order that is not erased, other than this one, claims the number.
func othersHold(n store.Number, id string) bool {
	return slices.ContainsFunc(n.Claims, func(c store.ClaimState) bool { return c.Order != id && !c.Released && !c.Erased })
}

// numberOwner is the name under which ingest keeps the data key of a number.
func numberOwner(number string) string { return "T#" + number }
