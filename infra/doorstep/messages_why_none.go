package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// nothing says what there is to know where no decision is listed: nobody asks for the fun of it.
func (w why) nothing(ctx context.Context, db *store.Store, only selection) (string, error) {
	var b strings.Builder
	if len(w.decisions) > 0 {
		fmt.Fprintf(&b, "None of the %d decisions about order %s is about this. It has %s.\n", len(w.decisions), w.number, strings.Join(w.kinds(), ", "))
		return b.String(), nil
	}
	fmt.Fprintf(&b, "No message about order %s was decided on.\n\n", w.number)
	if w.order.Erased != "" {
		fmt.Fprintf(&b, "The order was erased on %s.\n", w.order.Erased)
		return b.String(), nil
	}
	mode, err := w.mode(ctx, db)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "Brand %s: %s\n", w.brand, mode)
	if len(w.order.Shipments) == 0 {
		b.WriteString("The order has no parcel yet: most messages are about parcels.\n")
		return b.String(), nil
	}
	var numbers []string
	for _, s := range w.order.Shipments {
		numbers = append(numbers, s.Number)
	}
	found, err := db.Numbers(ctx, numbers)
	if err != nil {
		return "", err
	}
	for _, s := range w.order.Shipments {
		status := cmp.Or(found[s.Number].Status(w.order.ID, s.ID), shipment.Pending)
		if s.Cancelled != "" {
			status = shipment.Cancelled
		}
		fmt.Fprintf(&b, "Parcel %s: %s", cmp.Or(order.Shown(s.Number), s.Ref, s.ID), status)
		if status == shipment.Pending {
			b.WriteString(", so nobody has told anything about it yet")
		}
		b.WriteString("\n")
	}
	b.WriteString("A status that shoppers are told nothing about is not recorded, nor is a kind of message that is off by its own rule.\n")
	return b.String(), nil
}

// kinds lists the kinds of message that were decided on, each once.
func (w why) kinds() []string {
	var out []string
	for _, d := range w.decisions {
		out = append(out, w.line(d).Kind)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mode says in a sentence how the brand's messages are set.
func (w why) mode(ctx context.Context, db *store.Store) (string, error) {
	stored, err := db.Brand(ctx, w.brand)
	if fault.KindOf(err) == fault.NotFound {
		return "there is no such brand any more, so nothing is sent.", nil
	}
	if err != nil {
		return "", err
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		return "", err
	}
	switch record.Messages.Mode {
	case "live":
		if n := record.Messages.Pilot; n > 0 {
			return fmt.Sprintf("messages are live for %d %% of the orders.", n), nil
		}
		return "messages are live.", nil
	case "off":
		return "messages are off.", nil
	default:
		return "shadow mode: it is decided and recorded, and nothing is sent.", nil
	}
}
