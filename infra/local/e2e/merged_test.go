package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// Two parcels of one order set off within minutes. The shopper reads of it once: the news of the first waits for that of the second and
// takes it along. That notify is killed while both wait changes nothing.
func TestTwoParcelsAreOneMessage(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.editBrand(t, func(r *brand.Record) { r.Messages.Quiet, r.Messages.Merge = brand.Quiet{}, nil })
	begin := time.Now().Add(-5 * time.Hour)
	parcels := []carriersim.Parcel{
		{Number: "1Z879E930346834440", Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 1), scan(carriersim.Arrived, 2))},
		{Number: "1Z8V92A70367203024", Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 1), scan(carriersim.Arrived, 2))},
	}
	w.register(t, "merged", orderOf(begin, [2]string{"ups", parcels[0].Number}, [2]string{"ups", parcels[1].Number}))
	for _, p := range parcels {
		w.pushLife(t, p)
	}
	shipped := func(outcome, reason string) (found []store.Decision) {
		all, err := w.store().Decisions(t.Context(), order.ID(demo.Brand, "merged"))
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(all, func(d store.Decision) bool { return d.Kind != "shipped" || d.Outcome != outcome || d.Reason != reason })
	}
	w.eventually(t, func() error {
		if n := len(shipped(store.OutcomeDefer, "merging")); n != 2 {
			return fmt.Errorf("%d messages wait, want 2", n)
		}
		return nil
	})
	w.settled(t)
	w.kill("Notify")
	for range 3 { // the time of what waits has come
		for _, d := range shipped(store.OutcomeDefer, "merging") {
			d.NotBefore = d.NotBefore.Add(-11 * time.Minute)
			if ok, err := w.store().Settle(t.Context(), d); err != nil || !ok {
				t.Fatalf("move the time of %s: %v, %v", d.Key, ok, err)
			}
		}
		if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
			t.Fatal(err)
		}
		w.settled(t)
	}
	sent, merged := shipped(store.OutcomeSend, "news"), shipped(store.OutcomeSkip, "merged")
	if len(sent) != 1 || len(merged) != 1 || sent[0].State != store.StateSent || len(sent[0].With) != 1 || sent[0].MessageID == "" || sent[0].Attempts != 1 {
		t.Errorf("sent %+v, merged %+v", sent, merged)
	}
	_, kinds := w.mails(t)
	got := kinds["quinn.canary@example.com"]
	if n := len(slices.DeleteFunc(slices.Clone(got), func(kind string) bool { return kind != "shipped" })); n != 1 {
		t.Errorf("mails %v, want shipped once", got)
	}
}
