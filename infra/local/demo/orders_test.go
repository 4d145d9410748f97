package demo

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/detect"
	rules "doorstep/shared/order"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// What a newcomer finds is in order by the rules of the merchant API itself.
func TestOrdersAreTakenWithoutDoubt(t *testing.T) {
	t.Parallel()
	numbers := map[string]bool{}
	for _, o := range orders(now) {
		if numbers[o.number] || rules.CheckNumber(o.number) != "" {
			t.Errorf("order number %q is taken twice or refused", o.number)
		}
		numbers[o.number] = true
		body, err := json.Marshal(o.body())
		if err != nil {
			t.Fatal(err)
		}
		change, err := rules.Parse(body)
		if err != nil {
			t.Fatalf("order %s: %v", o.number, err)
		}
		if err := change.Check(rules.Order{}); err != nil || len(change.Unknown) > 0 {
			t.Errorf("order %s: %v, unknown fields %v", o.number, err, change.Unknown)
		}
		carried := map[string]int{}
		for _, p := range o.parcels {
			if numbers[p.Number] {
				t.Errorf("parcel %s is in two orders", p.Number)
			}
			numbers[p.Number] = true
			if found := detect.Number(p.Number); !slices.ContainsFunc(found, func(c detect.Candidate) bool { return c.Carrier == p.Carrier }) {
				t.Errorf("parcel %s is no number of %s: %v", p.Number, p.Carrier, found)
			}
			for _, id := range p.items {
				carried[id] += o.quantity(id)
			}
		}
		for _, i := range o.items {
			if len(o.parcels) > 0 && carried[i.id] != i.quantity {
				t.Errorf("order %s: %d of %d of item %s are packed", o.number, carried[i.id], i.quantity, i.id)
			}
		}
	}
	if !numbers[TryNumber] {
		t.Error("the number of the examples is in no order")
	}
}

// Each parcel shows something else when the page is opened first, and one of them moves while one looks.
func TestOrdersShowDifferentThings(t *testing.T) {
	t.Parallel()
	last := map[carriersim.Step]int{}
	moving := 0
	for _, o := range orders(now) {
		for _, p := range o.parcels {
			if !slices.IsSortedFunc(p.Life, func(a, b carriersim.Scan) int { return a.At.Compare(b.At) }) {
				t.Errorf("parcel %s: its scans go back in time", p.Number)
			}
			future := slices.IndexFunc(p.Life, func(s carriersim.Scan) bool { return s.At.After(now) })
			switch {
			case future > 0:
				last[p.Life[future-1].Step]++
			case future < 0 && len(p.Life) > 0:
				last[p.Life[len(p.Life)-1].Step]++
			}
			if future > 0 && p.Life[len(p.Life)-1].At.Before(now.Add(5*time.Minute)) {
				moving++
			}
			if len(p.Life) > 0 && p.Life[0].At.Before(o.placed) {
				t.Errorf("parcel %s of order %s has a label before its order is placed", p.Number, o.number)
			}
		}
	}
	for _, step := range []carriersim.Step{carriersim.Label, carriersim.Arrived, carriersim.OutForDelivery, carriersim.Delivered, carriersim.Weather} {
		if last[step] == 0 {
			t.Errorf("no parcel shows step %d now: %v", step, last)
		}
	}
	if moving != 1 {
		t.Errorf("%d parcels move within five minutes", moving)
	}
}

func TestKeysAreTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, name := range []string{"kek", "link", "lookup"} {
		if k := key(name); len(k) != 64 || k != key(name) || seen[k] {
			t.Errorf("key %s is %q", name, k)
		}
		seen[key(name)] = true
	}
}
