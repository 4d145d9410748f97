package survey_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/survey"
)

// seen is a parcel whose only scan is the end of its way.
func seen(status shipment.Status, local string, place shipment.Place) shipment.View {
	m := shipment.Moment{Local: local}
	scan := shipment.Scan{Fact: shipment.Fact{ID: "f1", Kind: shipment.ScanFact, Carrier: "gls", Status: status, At: m, Place: place}}
	return shipment.View{State: shipment.State{
		Status: status, Scans: []shipment.Scan{scan}, Milestones: []shipment.Milestone{{Status: status, Scan: "f1", At: m}},
	}}
}

func TestCellOf(t *testing.T) {
	t.Parallel()
	wisconsin := shipment.Place{City: "MILWAUKEE", Region: "WI", Postal: "53207", Country: "US"}
	plain := order.Shipment{Carrier: "ups", Service: "Ground"}
	cases := map[string]struct {
		country string
		parcel  order.Shipment
		view    shipment.View
		want    survey.Cell
	}{
		"everything known": {"US", plain, seen(shipment.Delivered, "2026-11-17T23:30:00", wisconsin), survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "US-WI"}},
		"the week is of the local date, not of the vote": {
			"US", plain, seen(shipment.Delivered, "2026-11-15T23:59:00", wisconsin), survey.Cell{Week: "2026-W46", Carrier: "ups", Service: "Ground", Region: "US-WI"},
		},
		"a date alone":                        {"US", plain, seen(shipment.Delivered, "2027-01-03", wisconsin), survey.Cell{Week: "2026-W53", Carrier: "ups", Service: "Ground", Region: "US-WI"}},
		"no date: the week of the vote":       {"US", plain, seen(shipment.Delivered, "", wisconsin), survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "US-WI"}},
		"no country in the order":             {"", plain, seen(shipment.Delivered, "2026-11-17", wisconsin), survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "US-WI"}},
		"a scan in another country":           {"MX", plain, seen(shipment.Delivered, "2026-11-17", wisconsin), survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "MX"}},
		"a region that is a postcode":         {"DE", plain, seen(shipment.Delivered, "2026-11-17", shipment.Place{Region: "50667"}), survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "DE"}},
		"a return ends at the merchant's":     {"US", plain, seen(shipment.Returned, "2026-11-17", wisconsin), survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "US"}},
		"nothing known":                       {"", order.Shipment{}, shipment.View{}, survey.Cell{Week: "2026-W47", Carrier: "unknown", Service: "unknown", Region: "unknown"}},
		"the carrier of the scan":             {"", order.Shipment{}, seen(shipment.Delivered, "2026-11-17", shipment.Place{}), survey.Cell{Week: "2026-W47", Carrier: "gls", Service: "unknown", Region: "unknown"}},
		"the merchant's word for the carrier": {"US", order.Shipment{CarrierRaw: "Bob's Vans"}, shipment.View{}, survey.Cell{Week: "2026-W47", Carrier: "bob's vans", Service: "unknown", Region: "US"}},
		"the merchant's own van":              {"DE", order.Shipment{Method: order.LocalDelivery}, shipment.View{}, survey.Cell{Week: "2026-W47", Carrier: "local_delivery", Service: "unknown", Region: "DE"}},
		"marks of keys": {
			"US", order.Shipment{CarrierRaw: "a#b\x00", Service: " #1 \u202e" + strings.Repeat("x", 60)}, shipment.View{},
			survey.Cell{Week: "2026-W47", Carrier: "a b", Service: "1 " + strings.Repeat("x", 38), Region: "US"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := survey.CellOf(order.Order{Country: c.country}, c.parcel, c.view, noon)
			if got != c.want {
				t.Errorf("CellOf = %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestCellOfATakenBackDelivery(t *testing.T) {
	t.Parallel()
	v := seen(shipment.Delivered, "2026-11-03", shipment.Place{})
	v.Milestones[0].Retracted = true
	v.Milestones = append(v.Milestones, shipment.Milestone{Status: shipment.Delivered, At: shipment.Moment{Local: "2026-11-12"}})
	if got := survey.CellOf(order.Order{}, order.Shipment{}, v, noon).Week; got != "2026-W46" {
		t.Errorf("week %s, want that of the delivery that holds", got)
	}
}

func TestWeek(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{"2026-01-01": "2026-W01", "2024-12-30": "2025-W01", "2027-01-03": "2026-W53", "2027-01-04": "2027-W01"} {
		date, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := survey.Week(date); got != want {
			t.Errorf("%s is in %s, want %s", day, got, want)
		}
	}
}

func TestSums(t *testing.T) {
	t.Parallel()
	s := survey.Sums{Scores: [survey.Best]int64{1, 0, 0, 1, 2}, Tracking: [survey.Best]int64{0, 0, 3, 0, 0}, Low: 1}
	if s.Count() != 4 || s.Mean() != 3.75 || s.LowShare() != 0.25 || s.TrackingCount() != 3 || s.TrackingMean() != 3 {
		t.Errorf("%d votes, mean %v, low %v; %d on tracking, mean %v", s.Count(), s.Mean(), s.LowShare(), s.TrackingCount(), s.TrackingMean())
	}
	none := survey.Sums{}
	if none.Mean() != 0 || none.LowShare() != 0 || math.IsNaN(none.TrackingMean()) {
		t.Errorf("without votes: %v, %v, %v", none.Mean(), none.LowShare(), none.TrackingMean())
	}
}
