package handler

import (
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

func claimOf(order string, erased bool) store.ClaimState {
	return store.ClaimState{Claim: shipment.Claim{Order: order, Shipment: "s", Epoch: "2026-11-20", Erased: erased}}
}

// Another name of a parcel that comes to light after its order was erased: what was told under it is erased with the order.
func TestNamesOfErasedParcels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		claimed string // the number that orders claim
		claims  []store.ClaimState
		told    string // the push that ties ERASED1 or LIVING1 to OTHER1
		gone    string
		marks   int // on OTHER1
	}{
		"the alias is new":         {"NUMBER1", []store.ClaimState{claimOf("o1", true)}, "NUMBER1 alias OTHER1", "T#OTHER1", 1},
		"two orders, both erased":  {"NUMBER1", []store.ClaimState{claimOf("o1", true), claimOf("o2", true)}, "NUMBER1 alias OTHER1", "T#OTHER1", 2},
		"the main number is new":   {"NUMBER1", []store.ClaimState{claimOf("o1", true)}, "OTHER1 alias NUMBER1", "T#OTHER1", 1},
		"one of two is alive":      {"NUMBER1", []store.ClaimState{claimOf("o1", true), claimOf("o2", false)}, "NUMBER1 alias OTHER1", "", 0},
		"nobody was erased":        {"NUMBER1", []store.ClaimState{claimOf("o1", false)}, "NUMBER1 alias OTHER1", "", 0},
		"main new, nobody erased":  {"NUMBER1", []store.ClaimState{claimOf("o1", false)}, "OTHER1 alias NUMBER1", "", 0},
		"nobody claims either one": {"NUMBER1", nil, "NUMBER1 alias OTHER1", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			b.store.numbers[c.claimed] = store.Number{Number: c.claimed, Claims: c.claims}
			b.deliver(t, push(t, "m0", "OTHER1 early"))
			for i := range 2 { // told twice
				b.store.writes = 0
				b.deliver(t, push(t, "m1", c.told))
				if i > 0 && b.store.writes > 0 {
					t.Errorf("told again it takes %d writes", b.store.writes)
				}
			}
			if until, ok := b.store.gone[c.gone]; len(b.store.gone) > 1 || (c.gone != "") != ok || ok && !until.Equal(now.Add(400*24*time.Hour)) {
				t.Errorf("destroyed %v, want %q", b.store.gone, c.gone)
			}
			other := b.store.numbers["OTHER1"]
			if len(other.Claims) != c.marks || slices.ContainsFunc(other.Claims, func(m store.ClaimState) bool { return !m.Erased || !m.Released }) {
				t.Errorf("marks %+v, want %d", other.Claims, c.marks)
			}
			if strings.HasSuffix(c.told, "OTHER1") && (other.Main != "NUMBER1" || b.scans("NUMBER1") != 1) {
				t.Errorf("the alias leads to %q, and the main number has %d scans", other.Main, b.scans("NUMBER1"))
			}
		})
	}
}

// What cannot be marked comes back.
func TestForgettingANameIsRepeated(t *testing.T) {
	t.Parallel()
	b := setup()
	b.store.numbers["NUMBER1"] = store.Number{Number: "NUMBER1", Claims: []store.ClaimState{claimOf("o1", true)}}
	m := push(t, "m1", "NUMBER1 a\nNUMBER1 alias OTHER1")
	calls := 0
	b.store.fail = func(number string) error {
		if number != "OTHER1" {
			return nil
		}
		if calls++; calls == 2 { // the read went well, the mark does not
			return fault.New(fault.Unavailable, "down")
		}
		return nil
	}
	if again := b.deliver(t, m); again != "m1" {
		t.Fatalf("comes back: %q", again)
	}
	if _, ok := b.store.gone["T#OTHER1"]; !ok {
		t.Error("the key was to be destroyed first")
	}
	if again := b.deliver(t, m); again != "" || len(b.store.numbers["OTHER1"].Claims) != 1 || b.store.numbers["OTHER1"].Main != "NUMBER1" {
		t.Errorf("comes back: %q; the other name is %+v", again, b.store.numbers["OTHER1"])
	}
}
