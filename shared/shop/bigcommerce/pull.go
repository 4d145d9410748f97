package bigcommerce

import (
	"context"
	"fmt"

	"doorstep/shared/fault"
	"doorstep/shared/shop"
)

// Getter asks the store for a path below its base address, "/v2/orders/250". A body that is empty means that there is nothing
// (204); fault.NotFound that there is no such thing.
type Getter interface {
	Get(ctx context.Context, path string) ([]byte, error)
}

// pageSize is the most that one page of the API holds; an order of ours has at most two pages of items.
const (
	pageSize = 250
	maxPages = 2
)

// Pull asks the store for an order: itself, its products, shipping addresses and shipments, and its consignments where something of it is
// picked up. An order that is no longer there, or that nobody finished, gives an event of kind shop.Ignored.
func Pull(ctx context.Context, store Getter, id string) (shop.Event, error) {
	if !isID(id) {
		return shop.Event{}, fault.New(fault.Invalid, "that is no id of an order")
	}
	base := "/v2/orders/" + id
	body, err := store.Get(ctx, base)
	if fault.KindOf(err) == fault.NotFound {
		return shop.Event{Kind: shop.Ignored}, nil
	}
	if err != nil {
		return shop.Event{}, fmt.Errorf("ask for the order: %w", err)
	}
	var seen answers
	if seen.order, err = shop.Parse(body); err != nil {
		return shop.Event{}, err
	}
	for _, part := range []struct {
		name string
		to   *[]shop.Node
	}{{"products", &seen.products}, {"shipping_addresses", &seen.addresses}, {"shipments", &seen.shipments}} {
		if *part.to, err = pages(ctx, store, base+"/"+part.name); err != nil {
			return shop.Event{}, fmt.Errorf("ask for %s: %w", part.name, err)
		}
	}
	if seen.hasPickup() {
		if seen.pickups, err = pickups(ctx, store, base); err != nil {
			return shop.Event{}, fmt.Errorf("ask for consignments: %w", err)
		}
	}
	return seen.event(id)
}

// pages reads a list. An empty one is 204, or 404 in some versions.
func pages(ctx context.Context, store Getter, path string) ([]shop.Node, error) {
	var out []shop.Node
	for page := 1; page <= maxPages; page++ {
		body, err := store.Get(ctx, fmt.Sprintf("%s?limit=%d&page=%d", path, pageSize, page))
		if fault.KindOf(err) == fault.NotFound || err == nil && len(body) == 0 {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		list, err := shop.ParseList(body)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
		if len(list) < pageSize {
			break
		}
	}
	return out, nil
}

func pickups(ctx context.Context, store Getter, base string) ([]shop.Node, error) {
	body, err := store.Get(ctx, base+"/consignments")
	if fault.KindOf(err) == fault.NotFound || err == nil && len(body) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := shop.Parse(body)
	return all.Get("pickups").List(), err
}
