package handler

import (
	"strings"
	"testing"

	"doorstep/shared/order"
)

// The stream has to look at an order when something happened to it, also where nothing is claimed, and only then.
func TestWhatHappensIsRaised(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, step := range []struct {
		name, body string
		pending    bool
		shows      string // in the answer of GET
	}{
		{"placed, with nothing sent yet", `{"placed_at":"2026-11-18","currency":"EUR","items":[{"id":"a","quantity":1}]}`, true, `"milestones":[{"what":"placed","at":"2026-11-18"}]`},
		{"another word", `{"locale":"de"}`, false, `"locale":"de"`},
		{"in the making", `{"status":"processing","updated_at":"2026-11-19T08:00:00Z"}`, true, `{"what":"processing","at":"2026-11-19T08:00:00Z"}`},
		{"a refund", `{"refunds":[{"id":"r1","amount":500,"at":"2026-11-20"}]}`, true, `{"what":"refund","at":"2026-11-20","amount":500,"id":"r1"}`},
		{"the refund, corrected", `{"refunds":[{"id":"r1","amount":600}]}`, false, `{"what":"refund","at":"2026-11-20","amount":600,"id":"r1"}`},
		{"called off", `{"cancelled_at":"2026-11-20"}`, true, `{"what":"cancelled","at":"2026-11-20"}`},
		{"it stands after all", `{"cancelled_at":"none"}`, true, `{"what":"cancelled","at":"2026-11-20"}`},
	} {
		if w := s.send("PUT", path, step.body); w.Code >= 300 {
			t.Fatalf("%s: %d %s", step.name, w.Code, w.Body)
		}
		if got := s.orders[order.ID("aster", "A-1001")].Pending; got != step.pending {
			t.Errorf("%s: pending %v, want %v", step.name, got, step.pending)
		}
		if got := s.send("GET", path, "").Body.String(); !strings.Contains(got, step.shows) {
			t.Errorf("%s: GET gives %s, want in it %s", step.name, got, step.shows)
		}
	}
}
