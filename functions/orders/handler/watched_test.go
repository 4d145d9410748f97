package handler

import (
	"testing"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/store"
)

// An order of which no shipment is told is looked at when that takes long, and no more once one is told. An order that comes with its
// shipments, or that nobody ships, is never looked at.
func TestOrdersThatWait(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		bodies []string
		due    bool
	}{
		{"ordered", []string{`{"placed_at":"2026-11-21T08:00:00Z","items":[{"id":"a","quantity":1}]}`}, true},
		{"ordered, then shipped", []string{`{"placed_at":"2026-11-21T08:00:00Z","items":[{"id":"a","quantity":1}]}`, `{"shipments":[{"tracking_number":"1Z999AA10123456784"}]}`}, false},
		{"ordered, then cancelled", []string{`{"placed_at":"2026-11-21T08:00:00Z","items":[{"id":"a","quantity":1}]}`, `{"cancelled_at":"2026-11-21"}`}, false},
		{"shipped at once", []string{`{"placed_at":"2026-11-21T08:00:00Z","items":[{"id":"a","quantity":1}],"shipments":[{"tracking_number":"1Z999AA10123456784"}]}`}, false},
		{"its only parcel was taken back", []string{`{"placed_at":"2026-11-21T08:00:00Z","items":[{"id":"a","quantity":1}],"shipments":[{"tracking_number":"1Z999AA10123456784"}]}`,
			`{"shipments":[{"tracking_number":"1Z999AA10123456784","cancelled_at":"2026-11-21"}]}`}, true},
		{"picked up", []string{`{"placed_at":"2026-11-21T08:00:00Z","method":"pickup","items":[{"id":"a","quantity":1}]}`}, false},
		{"nothing in it", []string{`{"placed_at":"2026-11-21T08:00:00Z"}`}, false},
		{"of last year", []string{`{"placed_at":"2025-11-21T08:00:00Z","items":[{"id":"a","quantity":1}]}`}, false},
		{"of no time", []string{`{"items":[{"id":"a","quantity":1}]}`}, false},
		{"erased", []string{`{"placed_at":"2026-11-21T08:00:00Z","items":[{"id":"a","quantity":1}]}`, ""}, false},
	} {
		s := newShop(t)
		for _, body := range c.bodies {
			if body == "" {
				s.send("DELETE", path, "")
				continue
			}
			s.send("PUT", path, body)
		}
		due := s.orders[order.ID("aster", "A-1001")].Due
		placed := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
		if (due.Kind == store.CheckDue) != c.due || c.due && !due.At.Equal(placed.Add(72*time.Hour)) {
			t.Errorf("%s: due as %+v", c.name, due)
		}
	}
}
