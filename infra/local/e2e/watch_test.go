package e2e

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// found lists what the team sees of watch: the order's number and kind of each open finding.
func (w world) found(t *testing.T) []string {
	t.Helper()
	page, err := w.store().Attention(t.Context(), demo.Brand, time.Time{}, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range page.Entries {
		if e.Finding == "" {
			continue
		}
		o, err := w.store().Order(t.Context(), e.Order)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, o.Number+" "+e.Kind)
	}
	slices.Sort(out)
	return out
}

// tick lets a minute's schedule run over what is due, and everything that follows from it.
func (w world) tick(t *testing.T) {
	t.Helper()
	if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
		t.Fatal(err)
	}
	w.settled(t)
}

// hasten makes the due entry of an order, or of what was found about it, due now.
func (w world) hasten(t *testing.T, e store.DueEntry) {
	t.Helper()
	if ok, err := w.store().MoveEntry(t.Context(), e, &store.Due{Kind: e.Due.Kind, At: time.Now().Add(-time.Minute), Lease: e.Due.Lease}); err != nil || !ok {
		t.Fatalf("move the due entry of %+v: %v, %v", e, ok, err)
	}
}

// What nobody tells is found: a label that no carrier ever scanned, a promise that is over, an order that nobody ships. Each stands on the
// team's list once, is told once, and leaves the list when it is over. During a disruption nobody is warned.
func TestWhatNobodyTells(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	now := time.Now()
	week := now.Add(-8 * 24 * time.Hour)
	strike := watch.Disruption{ID: "strike", Carrier: "usps", From: now.Add(-10 * 24 * time.Hour).Format(time.DateOnly), Until: now.Add(48 * time.Hour).Format(time.DateOnly)}
	if err := w.store().PutDisruption(t.Context(), strike); err != nil {
		t.Fatal(err)
	}
	never, late, struck := "1Z8V92A70367203024", "1Z879E930346834440", "9400110200881234567894"
	w.register(t, "never", orderOf(week, [2]string{"ups", never}))
	w.register(t, "struck", orderOf(week, [2]string{"usps", struck}))
	w.register(t, "unshipped", orderOf(week))
	promised := orderOf(now.Add(-56*time.Hour), [2]string{"ups", late})
	promised["promise"] = map[string]any{"latest": now.Add(-72 * time.Hour).UTC().Format(time.DateOnly)}
	path, _ := w.register(t, "late", promised)
	moving := carriersim.Parcel{Number: late, Carrier: "ups", Life: carriersim.Domestic(now.Add(-56*time.Hour), 1)}
	for i := range 5 {
		w.push(t, "ups", pushFor(t, "ups", moving, i))
	}
	w.until(t, path, status(0, "in_transit", 5))
	waiting, err := w.store().Order(t.Context(), order.ID(demo.Brand, "unshipped"))
	if err != nil || waiting.Due.Kind != store.CheckDue {
		t.Fatalf("the order without shipment is due as %+v, %v", waiting.Due, err)
	}
	w.hasten(t, store.DueEntry{Order: waiting.ID, Due: waiting.Due})

	want := []string{"late past_promise", "never never_scanned", "unshipped no_shipment"}
	for round := range 2 {
		for _, number := range []string{never, late, struck} {
			w.makeDue(t, number)
		}
		w.tick(t)
		if got := w.found(t); !slices.Equal(got, want) {
			t.Fatalf("round %d: found %v, want %v", round, got, want)
		}
	}
	for _, number := range []string{"never", "late", "unshipped"} {
		findings, err := w.store().Findings(t.Context(), order.ID(demo.Brand, number))
		if err != nil || len(findings) != 1 || !findings[0].Told {
			t.Errorf("%s: findings %+v, %v", number, findings, err)
		}
	}
	w.warned(t, "late", "delay")

	w.push(t, "ups", pushFor(t, "ups", moving, len(moving.Life)-1))
	w.until(t, path, func(p page) error {
		if !p.Shipments[0].Delivered {
			return errors.New("not delivered yet")
		}
		return nil
	})
	findings, err := w.store().Findings(t.Context(), order.ID(demo.Brand, "late"))
	if err != nil || len(findings) != 1 {
		t.Fatalf("%+v, %v", findings, err)
	}
	w.hasten(t, store.DueEntry{Order: findings[0].Order, Finding: findings[0].Name(), Due: findings[0].Due})
	w.tick(t)
	if got := w.found(t); !slices.Equal(got, want[1:]) {
		t.Errorf("after the delivery: %v, want %v", got, want[1:])
	}
	w.sound(t)
}

// warned wants one decision about a finding for the shopper, and one for each channel of the team.
func (w world) warned(t *testing.T, number, kind string) {
	t.Helper()
	w.eventually(t, func() error {
		decisions, err := w.store().Decisions(t.Context(), order.ID(demo.Brand, number))
		if err != nil {
			return err
		}
		owner, team := 0, 0
		for _, d := range decisions {
			name, err := message.ParseKey(d.Key)
			if err != nil {
				return err
			}
			switch {
			case name.Recipient == message.Owner && strings.HasPrefix(name.What, kind) && name.Channel == message.Email:
				owner++
			case name.Recipient == message.Team && name.Channel == message.Email:
				team++
			}
		}
		if owner != 1 || team != 1 {
			return fmt.Errorf("%d decisions of kind %s for the shopper, %d for the team: %+v", owner, kind, team, decisions)
		}
		return nil
	})
}
