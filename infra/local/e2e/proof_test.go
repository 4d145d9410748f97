package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"doorstep/shared/carrier/carriersim"
)

// TestPollsMendWhatPushesTell tells what polls are for beside pushes: UPS signs nothing, pushes get lost, and DHL
// sends none before it has an answer.
func TestPollsMendWhatPushesTell(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	t.Run("stories", func(t *testing.T) {
		for name, story := range map[string]func(*testing.T, world){
			"a forged delivery is denied": forgedDelivery, "a delivery is confirmed": confirmedDelivery,
			"a delivery that nobody can confirm": unconfirmedDelivery, "silence is visible": silence,
			"DHL's handshake is answered": dhlHandshake,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				story(t, w)
			})
		}
	})
	lostPush(t, w) // by itself: a run of the schedule asks about all that is due
	w.settled(t)
	w.sound(t)
}

// The push of the delivery never came. The look that comes all the same finds it.
func lostPush(t *testing.T, w world) {
	begin := time.Now().Add(-80 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	w.sim.Add(p)
	path, _ := w.register(t, "lost-push", orderOf(begin, [2]string{"ups", p.Number}))
	for i := range p.Life[:6] {
		w.push(t, "ups", pushFor(t, "ups", p, i))
	}
	w.until(t, path, status(0, "out_for_delivery", 6))
	w.makeDue(t, p.Number)
	if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
		t.Fatal(err)
	}
	w.until(t, path, status(0, "delivered", 7))
}

// Somebody who knows the secret tells of a delivery that never was. UPS is asked at once and denies it.
func forgedDelivery(t *testing.T, w world) {
	begin := time.Now().Add(-40 * time.Hour)
	real := carriersim.Parcel{Number: "1Z8V92A70367203024", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:5]}
	forged := carriersim.Parcel{Number: real.Number, Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Delivered, 37))}
	w.sim.Add(real)
	path, _ := w.register(t, "forged", orderOf(begin, [2]string{"ups", real.Number}))
	w.pushLife(t, real)
	w.until(t, path, status(0, "in_transit", 5))
	w.pushLife(t, forged)
	got := w.until(t, path, status(0, "in_transit", 6)).Shipments[0]
	if got.Delivered || got.Unconfirmed || !got.Events[5].Denied || got.Events[5].Status != "delivered" {
		t.Errorf("delivered %v, unconfirmed %v, the forged scan: %+v", got.Delivered, got.Unconfirmed, got.Events[5])
	}
	for _, m := range got.Milestones {
		if m.Retracted != (m.Status == "delivered") {
			t.Errorf("milestone %s: taken back %v", m.Status, m.Retracted)
		}
	}
	if !slices.ContainsFunc(got.Milestones, func(m milestone) bool { return m.Status == "delivered" }) {
		t.Error("nothing tells those who acted on the delivery that it was none")
	}
}

// confirmed says whether a delivery is shown without a doubt.
func confirmed(want bool) func(page) error {
	return func(p page) error {
		if s := p.Shipments[0]; s.Status != "delivered" || s.Unconfirmed == want {
			return fmt.Errorf("%s, unconfirmed: %v", s.Status, s.Unconfirmed)
		}
		return nil
	}
}

func confirmedDelivery(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z5R89390357567127", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	w.sim.Add(p)
	path, _ := w.register(t, "confirmed", orderOf(begin, [2]string{"ups", p.Number}))
	w.pushLife(t, p)
	w.until(t, path, confirmed(true))
	w.until(t, path, status(0, "delivered", 7))
	w.eventually(t, func() error {
		n, err := w.store().Number(t.Context(), p.Number)
		if err == nil && n.Due.Kind != "" {
			err = fmt.Errorf("it is still due at %v", n.Due.At)
		}
		return err
	})
}

// UPS does not know the number, so it neither confirms nor denies: the delivery is believed, and shown as unconfirmed.
func unconfirmedDelivery(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1ZXX3150YW44070023", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	path, _ := w.register(t, "unconfirmed", orderOf(begin, [2]string{"ups", p.Number}))
	w.pushLife(t, p)
	w.until(t, path, confirmed(false))
}

// Nothing has come for a week: the page says since when.
func silence(t *testing.T, w world) {
	begin := time.Now().Add(-200 * time.Hour)
	p := carriersim.Parcel{Number: "1Z1202R66698804005", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:4]}
	w.sim.Add(p)
	path, _ := w.register(t, "silent", orderOf(begin, [2]string{"ups", p.Number}))
	w.pushLife(t, p)
	w.until(t, path, func(seen page) error {
		want := p.Life[3].At.Format(time.DateOnly)
		if s := seen.Shipments[0]; s.TrackingState != "stale" || s.StaleSince != want {
			return fmt.Errorf("tracking is %s since %q, not stale since %s", s.TrackingState, s.StaleSince, want)
		}
		return nil
	})
}
