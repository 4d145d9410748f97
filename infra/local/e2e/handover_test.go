package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// TestHandOversAndPieces tells of shipments with more than one number: one timeline with every scan once, and pieces that are counted.
func TestHandOversAndPieces(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	t.Run("stories", func(t *testing.T) {
		for name, story := range map[string]func(*testing.T, world){
			"the last mile is claimed before the scans": claimedBefore, "the last mile is claimed after the scans": claimedAfter,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				story(t, w)
			})
		}
	})
	crossing(t, w) // by themselves: a run of the schedule asks about all that is due
	twoPieces(t, w)
	w.settled(t)
	w.sound(t)
}

// handOver is a push of 17TRACK about a number that another carrier delivers under lastMile; empty: it names no other number.
func handOver(t *testing.T, p carriersim.Parcel, i int, lastMile string) carriersim.Push {
	t.Helper()
	push := pushFor(t, "17track", p, i)
	if lastMile != "" {
		with := bytes.Replace(push.Body, []byte(`"local_number":null`), []byte(`"local_number":"`+lastMile+`"`), 1)
		if bytes.Equal(with, push.Body) {
			t.Fatalf("there is no place for another number in %s", push.Body)
		}
		push.Body = with
	}
	sum := sha256.Sum256(append(bytes.Clone(push.Body), "/"+demo.Secret("17track")...))
	push.Header.Set("Sign", hex.EncodeToString(sum[:]))
	return push
}

// once waits until the first shipment of a page has a status and just the scans of a life, in their order, each once.
func once(want string, life []carriersim.Scan) func(page) error {
	return func(p page) error {
		if err := status(0, want, len(life))(p); err != nil {
			return fmt.Errorf("%w: %+v", err, p.Shipments)
		}
		for i, e := range p.Shipments[0].Events {
			if at := life[i].At.UTC().Format("2006-01-02T15:04:05Z"); e.OccurredAt == nil || *e.OccurredAt != at {
				return fmt.Errorf("scan %d is not that of %s: %+v", i, at, e)
			}
		}
		return nil
	}
}

// told waits until scan i has been told by so many sources.
func told(i, sources int) func(page) error {
	return func(p page) error {
		if e := p.Shipments[0].Events[i]; len(e.Witnesses)+1 != sources {
			return fmt.Errorf("scan %d is told by %s and %v", i, e.Source, e.Witnesses)
		}
		return nil
	}
}

// The order knows the last mile's number only. An aggregator tells under the first carrier's number, and names the last mile only
// until it forgets it; another one tells under the last mile's.
func claimedBefore(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	first := carriersim.Parcel{Number: "LX550172846US", Carrier: "usps", Life: carriersim.Domestic(begin, 1)}
	last := carriersim.Parcel{Number: "9400111206206406260787", Carrier: "usps", Life: first.Life}
	path, _ := w.register(t, "before", orderOf(begin, [2]string{"usps", last.Number}))
	w.push(t, "17track", handOver(t, first, 3, last.Number))
	w.until(t, path, once("in_transit", first.Life[:4]))
	w.push(t, "easypost", pushFor(t, "easypost", last, 4))
	w.until(t, path, once("in_transit", first.Life[:5]))
	w.until(t, path, told(3, 2))
	w.push(t, "17track", handOver(t, first, 6, ""))
	w.until(t, path, once("delivered", first.Life))
	w.until(t, path, told(4, 2))
}

// All is told before an order names the last mile's number, and another one the first: both see the same.
func claimedAfter(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	first := carriersim.Parcel{Number: "LX550172850US", Carrier: "usps", Life: carriersim.Domestic(begin, 1)}
	last := carriersim.Parcel{Number: "9400111206206407628845", Carrier: "usps", Life: first.Life}
	w.push(t, "easypost", pushFor(t, "easypost", last, 1)) // before anybody knows that the two are one
	w.settled(t)
	w.push(t, "17track", handOver(t, first, 4, last.Number))
	w.settled(t)
	w.push(t, "easypost", pushFor(t, "easypost", last, 5))
	w.settled(t)
	path, _ := w.register(t, "after", orderOf(begin, [2]string{"usps", last.Number}))
	other, _ := w.register(t, "after-first", orderOf(begin, [2]string{"", first.Number}))
	for _, p := range []string{path, other} {
		w.until(t, p, once("out_for_delivery", first.Life[:6]))
		w.until(t, p, told(4, 2))
	}
	w.push(t, "17track", handOver(t, first, 6, ""))
	for _, p := range []string{path, other} {
		w.until(t, p, once("delivered", first.Life))
	}
}

// Landmark takes a parcel across the border and answers polls; USPS delivers it under a number of its own, of which EasyPost tells.
func crossing(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	life := carriersim.Domestic(begin, 1)
	first := carriersim.Parcel{Number: "LTN88291734N1", Carrier: "landmark", Life: life[:5]}
	last := carriersim.Parcel{Number: "92" + first.Number, Carrier: "usps", Life: life}
	w.sim.Add(first)
	early, _ := w.register(t, "crossing-early", orderOf(begin, [2]string{"usps", last.Number}))
	path, _ := w.register(t, "crossing", orderOf(begin, [2]string{"landmark", first.Number}))
	w.ask(t, first.Number)
	w.until(t, early, once("in_transit", life[:5]))
	w.until(t, path, once("in_transit", life[:5]))
	w.push(t, "easypost", pushFor(t, "easypost", last, 6))
	w.until(t, early, once("delivered", life))
	w.until(t, early, told(4, 2))
}

// ask has the schedule look at a number now.
func (w world) ask(t *testing.T, number string) {
	t.Helper()
	w.makeDue(t, number)
	if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
		t.Fatal(err)
	}
}

// A shipment of two pieces under one number has arrived when both have.
func twoPieces(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	const number = "84971563697SE"
	path, _ := w.register(t, "pieces", orderOf(begin, [2]string{"postnord", number}))
	seen := func(want string, scans, arrived int) func(page) error {
		return func(p page) error {
			if s := p.Shipments[0]; s.Pieces != 2 || s.PiecesArrived != arrived || s.Delivered != (arrived == 2) {
				return fmt.Errorf("%d of %d pieces have arrived, delivered %v", s.PiecesArrived, s.Pieces, s.Delivered)
			}
			return status(0, want, scans)(p)
		}
	}
	hour := func(h int) string {
		return begin.Add(time.Duration(h) * time.Hour).UTC().Format("2006-01-02T15:04:05Z")
	}
	moving, arrived := `{"eventTime":"%s","eventCode":"31","status":"EN_ROUTE","eventDescription":"The shipment item is under transportation.","location":{"displayName":"Örebro"}}`,
		`{"eventTime":"%s","eventCode":"21","status":"DELIVERED","eventDescription":"The shipment item has been delivered.","location":{"displayName":"Gävle"}}`
	one := fmt.Sprintf(moving, hour(9)) + "," + fmt.Sprintf(arrived, hour(30))
	two := fmt.Sprintf(moving, hour(11))
	answer := func(second string) carriersim.Trouble {
		items := make([]string, 0, 2)
		for i, events := range []string{one, second} {
			items = append(items, fmt.Sprintf(`{"itemId":"8497156369700%d","events":[%s]}`, i+1, events))
		}
		return carriersim.Trouble{Status: 200, Body: `{"TrackingInformationResponse":{"shipments":[{"shipmentId":"` + number + `","items":[` + strings.Join(items, ",") + `]}]}}`}
	}
	w.sim.Cause("postnord", answer(two))
	w.ask(t, number)
	w.until(t, path, seen("in_transit", 3, 1))
	w.settled(t)
	w.reopen(t, "postnord")
	w.sim.Cause("postnord", answer(two+","+fmt.Sprintf(arrived, hour(52))))
	w.ask(t, number)
	got := w.until(t, path, seen("delivered", 4, 2))
	delivered := slices.DeleteFunc(got.Shipments[0].Milestones, func(m milestone) bool { return m.Status != "delivered" })
	if len(delivered) != 1 || delivered[0].Retracted {
		t.Errorf("the shipment was delivered %d times: %+v", len(delivered), delivered)
	}
}
