package handler

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/order"
)

// message is one webhook of a history.
type message struct {
	topic, body string
}

// fulfilment is one as Shopify has it.
type fulfilment struct {
	id      int
	number  string
	status  string
	items   map[int]int
	changed int
}

// history draws what happens to one order in a shop of Shopify, and gives the webhooks that it sends about it, in their order, and the
// parcels that stand in the end.
func history(t *rapid.T) (sent []message, parcelsNow []string) {
	var out []message
	quantities := map[int]int{1: 3, 2: 2}
	var parcels []*fulfilment
	cancelled := ""
	minute := func(n int) string { return time.Date(2026, 11, 3, 9, n, 0, 0, time.UTC).Format(time.RFC3339) }
	lines := func(items map[int]int) []map[string]any {
		var list []map[string]any
		for id := 1; id <= 2; id++ {
			if n, ok := items[id]; ok {
				list = append(list, map[string]any{"id": id, "name": fmt.Sprint("item ", id), "quantity": n, "price": "5.00"})
			}
		}
		return list
	}
	show := func(f *fulfilment) map[string]any {
		return map[string]any{
			"id": f.id, "order_id": 77, "name": fmt.Sprintf("#1001.%d", f.id), "status": f.status, "tracking_company": "UPS", "tracking_number": f.number,
			"created_at": minute(0), "updated_at": minute(f.changed), "line_items": lines(f.items),
		}
	}
	// label gives a number: a new one, or that of another fulfilment, in whose box it is packed or whose label it got.
	label := func(at int) string {
		if len(parcels) > 0 && rapid.IntRange(0, 2).Draw(t, "label") == 0 {
			if used := parcels[rapid.IntRange(0, len(parcels)-1).Draw(t, "of")].number; used != "" {
				return used
			}
		}
		return fmt.Sprintf("1Z999AA1012345%04d", at)
	}
	put := func(topic string, v any) {
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, message{topic, string(body)})
	}
	snapshot := func(topic string, at int) {
		var all []map[string]any
		for _, f := range parcels {
			all = append(all, show(f))
		}
		put(topic, map[string]any{
			"id": 77, "name": "#1001", "currency": "EUR", "created_at": minute(0), "updated_at": minute(at), "cancelled_at": cancelled, "email": "ida@example.com",
			"line_items": lines(quantities), "fulfillments": all, "shipping_lines": []map[string]any{{"title": "Standard"}},
			"shipping_address": map[string]any{"zip": fmt.Sprintf("0410%d", at%10)},
		})
	}
	snapshot("orders/create", 0)
	steps := rapid.IntRange(1, 8).Draw(t, "steps")
	for at := 1; at <= steps; at++ {
		switch op := rapid.IntRange(0, 4).Draw(t, "op"); {
		case op == 0 && len(parcels) < 3:
			f := &fulfilment{id: len(parcels) + 1, status: "success", items: map[int]int{rapid.IntRange(1, 2).Draw(t, "item"): 1}, changed: at}
			if rapid.Bool().Draw(t, "tracked") {
				f.number = label(at)
			}
			parcels = append(parcels, f)
			put("fulfillments/create", show(f))
		case op == 1 && len(parcels) > 0:
			f := parcels[rapid.IntRange(0, len(parcels)-1).Draw(t, "which")]
			f.number, f.changed = label(at), at
			put("fulfillments/update", show(f))
		case op == 2 && len(parcels) > 0:
			f := parcels[rapid.IntRange(0, len(parcels)-1).Draw(t, "which")]
			f.status, f.changed = "cancelled", at
			put("fulfillments/update", show(f))
		case op == 3:
			if cancelled == "" {
				cancelled = minute(at)
			}
		default:
			quantities[rapid.IntRange(1, 2).Draw(t, "item")] = rapid.IntRange(1, 9).Draw(t, "pieces")
		}
		snapshot("orders/updated", at)
	}
	return out, boxes(parcels)
}

// boxes lists what is in the box of each number, and in each fulfilment without one.
func boxes(parcels []*fulfilment) []string {
	contents, out := map[string]map[int]int{}, []string{}
	for _, f := range parcels {
		if f.status == "cancelled" {
			continue
		}
		name := cmp.Or(f.number, fmt.Sprint("none ", f.id))
		if contents[name] == nil {
			contents[name] = map[int]int{}
		}
		for id, n := range f.items {
			contents[name][id] += n
		}
	}
	for name, items := range contents {
		line, _, _ := strings.Cut(name, " ")
		for id := 1; id <= 2; id++ {
			if items[id] > 0 {
				line += fmt.Sprintf(" %d*%d", id, items[id])
			}
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// held is what boxes gives, of an order.
func held(o order.Order) []string {
	out := []string{}
	for _, s := range o.Shipments {
		if s.Cancelled != "" {
			continue
		}
		line := cmp.Or(order.Shown(s.Number), "none")
		for id := 1; id <= 2; id++ {
			for _, p := range s.Items {
				if p.ID == fmt.Sprint(id) {
					line += fmt.Sprintf(" %d*%d", id, p.Quantity)
				}
			}
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// stands tells what of an order stands, without the order in which it became known.
func stands(o order.Order) string {
	var items []string
	for _, i := range o.Items {
		if i.Quantity > 0 {
			items = append(items, fmt.Sprintf("%s x%d %d", i.ID, i.Quantity, *i.UnitPrice))
		}
	}
	parcels := strings.Split(parcelsOf(o), "\n")
	slices.Sort(items)
	slices.Sort(parcels)
	return fmt.Sprintf("%s %s %s %s %s\n%s\n%s", o.PlacedAt, o.UpdatedAt, o.CancelledAt, o.Currency, o.Method, strings.Join(items, "\n"), strings.Join(parcels, "\n"))
}

// Webhooks come in any order and more than once: what stands in the end is what the shop said last.
func TestAnyOrderOfDelivery(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		sent, truth := history(rt)
		straight, shuffled := newDoor(t), newDoor(t)
		for _, m := range sent {
			straight.shopify(rt, m.topic, m.body)
		}
		twice := append(slices.Clone(sent), sent[:rapid.IntRange(0, len(sent)).Draw(rt, "again")]...)
		for _, m := range rapid.Permutation(twice).Draw(rt, "delivery") {
			shuffled.shopify(rt, m.topic, m.body)
		}
		if got := held(straight.known(t, "#1001")); !slices.Equal(got, truth) {
			rt.Errorf("the shop has the parcels %q, we have %q", truth, got)
		}
		if len(straight.lot.items)+len(shuffled.lot.items) > 0 {
			rt.Errorf("parked: %v %v", straight.lot.items, shuffled.lot.items)
		}
		want, got := stands(straight.known(t, "#1001")), stands(shuffled.known(t, "#1001"))
		if want != got {
			rt.Errorf("in its order:\n%s\n\nshuffled:\n%s", want, got)
		}
	})
}
