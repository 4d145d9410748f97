package page_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// expects makes an estimate of UPS as it was told at a moment, in the time of Louisville.
func expects(told, earliest, latest string) shipment.Fact {
	f := estimate(earliest, latest)
	f.At.Local = told
	if told == "" {
		f.At = shipment.Moment{}
	}
	return shipment.Identify(f, told, earliest, latest)
}

func TestNotesOfExpectedDay(t *testing.T) {
	t.Parallel()
	weather := scan(shipment.Exception, "weather", "2026-11-20T06:00:00", "Severe weather", "LOUISVILLE")
	damage := scan(shipment.Exception, "damaged", "2026-11-19T23:00:00", "Damaged", "LEXINGTON")
	moving := []shipment.Fact{label, pickedUp, departed}
	twoPromises := []order.Promise{{Latest: "2026-11-21", Told: "2026-11-17"}, {Latest: "2026-11-24", Told: "2026-11-19T09:00:00-05:00"}}
	cases := map[string]struct {
		promises []order.Promise
		facts    []shipment.Fact
		want     string
		notes    []string
	}{
		"the promise holds": {nil, moving, "Fri 20 Nov – Sat 21 Nov", nil},
		"an estimate narrows the promise": {nil, []shipment.Fact{expects("2026-11-19T08:00:00", "2026-11-21", "2026-11-21")},
			"Sat 21 Nov", nil},
		"later, nobody says why": {nil, []shipment.Fact{expects("2026-11-20T08:00:00", "2026-11-23", "2026-11-23")},
			"Mon 23 Nov", []string{"We said Fri 20 Nov – Sat 21 Nov, now it is Mon 23 Nov."}},
		"later because of the weather": {nil, []shipment.Fact{weather, expects("2026-11-20T08:00:00", "2026-11-23", "2026-11-23")},
			"Mon 23 Nov", []string{"We said Fri 20 Nov – Sat 21 Nov, now it is Mon 23 Nov, because of the weather."}},
		"the nearest reason before": {nil, []shipment.Fact{damage, weather, expects("2026-11-20T08:00:00", "2026-11-23", "2026-11-23")},
			"Mon 23 Nov", []string{"We said Fri 20 Nov – Sat 21 Nov, now it is Mon 23 Nov, because of the weather."}},
		"what came after is no reason": {nil, []shipment.Fact{expects("2026-11-20T05:00:00", "2026-11-23", "2026-11-23"), weather},
			"Mon 23 Nov", []string{"We said Fri 20 Nov – Sat 21 Nov, now it is Mon 23 Nov."}},
		"the reason of an earlier move is not that of the last": {nil,
			[]shipment.Fact{damage, expects("2026-11-20T01:00:00", "2026-11-22", "2026-11-22"), expects("2026-11-20T08:00:00", "2026-11-24", "2026-11-24")},
			"Tue 24 Nov", []string{"We said Fri 20 Nov – Sat 21 Nov, now it is Tue 24 Nov."}},
		"told at an unknown time": {nil, []shipment.Fact{weather, expects("", "2026-11-23", "2026-11-23")},
			"Mon 23 Nov", []string{"We said Fri 20 Nov – Sat 21 Nov, now it is Mon 23 Nov."}},
		"earlier needs no reason": {nil, []shipment.Fact{weather, expects("2026-11-20T08:00:00", "2026-11-19", "2026-11-19")},
			"Thu 19 Nov", []string{"We said Fri 20 Nov – Sat 21 Nov, now it is Thu 19 Nov."}},
		"back to what was said first": {nil, []shipment.Fact{
			expects("2026-11-18T08:00:00", "2026-11-21", "2026-11-21"), weather, expects("2026-11-20T08:00:00", "2026-11-23", "2026-11-23"),
			expects("2026-11-20T12:00:00", "2026-11-21", "2026-11-21")}, "Sat 21 Nov", nil},
		"the merchant moved it": {twoPromises, moving, "by Tue 24 Nov", []string{"We said by Sat 21 Nov, now it is by Tue 24 Nov."}},
		"nothing promised, the carrier moved": {[]order.Promise{}, []shipment.Fact{
			expects("2026-11-18T08:00:00", "2026-11-21", "2026-11-21"), weather, expects("2026-11-20T08:00:00", "2026-11-23", "2026-11-23")},
			"Mon 23 Nov", []string{"UPS first said Sat 21 Nov, now it is Mon 23 Nov, because of the weather."}},
		"nothing known": {[]order.Promise{}, moving, "", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := fixture(t, c.facts)
			promise := shipment.Window{Earliest: "2026-11-20", Latest: "2026-11-21", Precision: shipment.Day}
			if c.promises != nil {
				in.Order.Promises = c.promises
				first, _ := in.Order.Promised()
				promise = shipment.Window{Earliest: first.Earliest, Latest: first.Latest, Precision: shipment.Day}
				if promise.Latest == "" {
					promise = shipment.Window{}
				}
			}
			in.Parcels[0].View = shipment.NewView(shipment.Fold(c.facts), promise, now)
			got := page.Summary(in)[0]
			if got.Expected != c.want {
				t.Errorf("Expected = %q, want %q", got.Expected, c.want)
			}
			if diff := cmp.Diff(c.notes, got.Notes); diff != "" {
				t.Errorf("Notes (-want +got):\n%s", diff)
			}
		})
	}
}
