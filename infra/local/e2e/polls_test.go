package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"doorstep/shared/carrier/carriersim"
)

// What a carrier says that has no scans to tell is visible, and sets the time of the next look. One after the other: every run of
// the schedule asks about all that is due.
func TestCarriersThatTellNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-50 * time.Hour)
	tracking := func(want string) func(page) error {
		return func(p page) error {
			if got := p.Shipments[0].TrackingState; got != want {
				return fmt.Errorf("the tracking state is %q, not %q", got, want)
			}
			return nil
		}
	}
	look := func(number string, want int) (next time.Duration) {
		t.Helper()
		calls, asked := w.sim.Calls("usps"), time.Now()
		w.makeDue(t, number)
		if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
			t.Fatal(err)
		}
		w.settled(t)
		if got := w.sim.Calls("usps"); got != calls+want {
			t.Fatalf("USPS was asked %d times, not %d", got-calls, want)
		}
		n, err := w.store().Number(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		return n.Due.At.Sub(asked)
	}
	ask := func(number string) time.Duration {
		w.reopen(t, "usps") // USPS allows one call a minute, and this story is told in seconds
		return look(number, 1)
	}

	fresh, _ := w.register(t, "fresh", orderOf(begin, [2]string{"usps", "9400110200881234567894"}))
	ask("9400110200881234567894")
	w.until(t, fresh, tracking("announced"))
	w.sim.Cause("usps", carriersim.Trouble{Status: http.StatusNotFound, Body: "<html>Not Found</html>"}) // by a gateway
	ask("9400110200881234567894")
	w.until(t, fresh, tracking("announced"))
	if parked := w.parked(t, "usps"); len(parked) != 0 {
		t.Errorf("an answer that its status explains is kept for an operator: %v", parked)
	}

	barred := carriersim.Parcel{Number: "9400111206206406260787", Carrier: "usps", Life: carriersim.Domestic(begin, 1)[:2]}
	refused, _ := w.register(t, "refused", orderOf(begin, [2]string{"usps", barred.Number}))
	w.push(t, "easypost", pushFor(t, "easypost", barred, 1))
	w.until(t, refused, status(0, "accepted", 2))
	w.sim.Cause("usps", carriersim.Trouble{Status: http.StatusForbidden})
	ask(barred.Number)
	w.until(t, refused, tracking("not_permitted"))
	w.until(t, refused, status(0, "accepted", 2))

	busy := carriersim.Parcel{Number: "9400111206206407628845", Carrier: "usps", Life: carriersim.Domestic(begin, 1)[:2]}
	w.sim.Add(busy)
	later, _ := w.register(t, "later", orderOf(begin, [2]string{"usps", busy.Number}))
	w.sim.Cause("usps", carriersim.Trouble{Status: http.StatusTooManyRequests, RetryAfter: "7200"})
	if next := ask(busy.Number); next < 2*time.Hour || next > 2*time.Hour+35*time.Minute {
		t.Errorf("USPS wants to be left alone for 2 h and is asked again in %s", next)
	}
	w.until(t, later, status(0, "pending", 0))
	if next := look("9400110200881234567894", 0); next < time.Hour {
		t.Errorf("another parcel would be asked about in %s", next)
	}
	ask(busy.Number)
	w.until(t, later, status(0, "accepted", 2))
	w.sound(t)
}
