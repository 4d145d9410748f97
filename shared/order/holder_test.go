package order_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/shared/order"
)

// inBox says something of a number by a ref.
func inBox(number, ref, cancelled string, items ...order.Part) order.Shipment {
	return order.Shipment{Number: number, Ref: ref, Cancelled: cancelled, Items: items}
}

// looks shows the parcels of an order: number, ref and what is in them; a line through for those that were taken back.
func looks(o order.Order) string {
	var out []string
	for _, s := range o.Shipments {
		line := order.Shown(s.Number) + " " + s.Ref
		if s.Cancelled != "" {
			line = "-" + line
		}
		for _, p := range s.Items {
			line += fmt.Sprintf(" %s*%d", p.ID, p.Quantity)
		}
		out = append(out, line)
	}
	return strings.Join(out, ", ")
}

func TestSharedBoxes(t *testing.T) {
	t.Parallel()
	mug, tray := order.Part{ID: "mug", Quantity: 1}, order.Part{ID: "tray", Quantity: 2}
	const at = "2026-11-20T10:00:00Z"
	cases := map[string]struct {
		told []order.Shipment
		want string
	}{
		"two fulfilments in one box":             {[]order.Shipment{inBox("11111", "s/1", "", mug), inBox("11111", "s/2", "", tray, mug)}, "11111 s/1 mug*2 tray*2"},
		"one of them is taken back":              {[]order.Shipment{inBox("11111", "s/1", "", mug), inBox("11111", "s/2", "", tray), inBox("11111", "s/1", at)}, "11111 s/2 tray*2"},
		"both are":                               {[]order.Shipment{inBox("11111", "s/1", "", mug), inBox("11111", "s/2", "", tray), inBox("11111", "s/2", at), inBox("11111", "s/1", at)}, "-11111 s/1 mug*1 tray*2"},
		"one is taken back late, its label used": {[]order.Shipment{inBox("11111", "s/1", "", mug), inBox("11111", "s/2", "", mug), inBox("11111", "s/1", at)}, "11111 s/2 mug*1"},
		"one of two gets a number of its own":    {[]order.Shipment{inBox("11111", "s/1", "", mug), inBox("11111", "s/2", "", tray), inBox("22222", "s/2", "", tray), inBox("11111", "s/2", at)}, "11111 s/1 mug*1, 22222 s/2 tray*2"},
		"the merchant and the shop name one":     {[]order.Shipment{inBox("11111", "erp-1", "", mug), inBox("11111", "s/1", "", mug)}, "11111 s/1 mug*1"},
		"and the shop corrects it":               {[]order.Shipment{inBox("11111", "erp-1", "", mug), inBox("11111", "s/1", "", mug), inBox("22222", "s/1", "", mug)}, "22222 s/1 mug*1"},
		"a number that another box has":          {[]order.Shipment{inBox("", "s/1", "", mug), inBox("11111", "s/2", "", tray), inBox("11111", "s/1", "", mug)}, "- s/1 mug*1, 11111 s/1 mug*1 tray*2"},
		"the merchant takes the box back":        {[]order.Shipment{inBox("11111", "s/1", "", mug), inBox("11111", "s/2", "", tray), inBox("11111", "", at)}, "-11111 s/1 mug*1 tray*2"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := order.Order{ID: "o"}
			for i, s := range c.told {
				o = order.Change{Shipments: []order.Shipment{s}}.Apply(o, int64(i+1), now)
				again := order.Change{Shipments: []order.Shipment{s}}.Apply(o, int64(i+1), now)
				if looks(o) != looks(again) {
					t.Errorf("told twice: %s, once: %s", looks(again), looks(o))
				}
			}
			if got := looks(o); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Whatever the order in which the fulfilments of a box are told, the box is the same.
func TestSharedBoxesInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var told []order.Shipment
		for i := range rapid.IntRange(1, 5).Draw(t, "fulfilments") {
			cancelled := rapid.SampledFrom([]string{"", order.None, "2026-11-20", "2026-11-21T10:00:00Z"}).Draw(t, "cancelled")
			told = append(told, inBox("11111", fmt.Sprint("s/", i), cancelled, order.Part{ID: rapid.SampledFrom([]string{"mug", "tray"}).Draw(t, "item"), Quantity: i + 1}))
		}
		box := func(told []order.Shipment) order.Shipment {
			o := order.Order{ID: "o"}
			for _, s := range told {
				o = order.Change{Shipments: []order.Shipment{s}}.Apply(o, 1, now)
			}
			slices.SortFunc(o.Shipments[0].Items, func(a, b order.Part) int { return strings.Compare(a.ID, b.ID) })
			return o.Shipments[0]
		}
		want, got := box(told), box(rapid.Permutation(told).Draw(t, "order"))
		if fmt.Sprint(want) != fmt.Sprint(got) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
