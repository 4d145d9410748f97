package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"doorstep/shared/shipment"
)

// Start is when stories begin and the time of the suite's clock.
var start = time.Date(2026, 11, 2, 7, 41, 0, 0, time.UTC)

// place is a stop of a parcel.
type place struct{ city, region, postal, offset string }

// Stops of stories: hubs that every carrier has, and towns that no list of words would hold.
var stops = []place{
	{"Twinsburg", "OH", "44087", "-05:00"}, {"Maumee", "OH", "43537", "-05:00"}, {"Willow Grove", "PA", "19090", "-05:00"},
	{"Louisville", "KY", "40213", "-05:00"}, {"Lenexa", "KS", "66219", "-06:00"}, {"Hodgkins", "IL", "60525", "-06:00"},
	{"Earth City", "MO", "63045", "-06:00"}, {"Mesquite", "TX", "75150", "-06:00"}, {"Commerce City", "CO", "80022", "-07:00"},
	{"Ontario", "CA", "91761", "-08:00"}, {"Visalia", "CA", "93291", "-08:00"}, {"Tualatin", "OR", "97062", "-08:00"},
	{"Redmond", "WA", "98052", "-08:00"}, {"Kalispell", "MT", "59901", "-07:00"}, {"Fort Worth", "TX", "76177", "-06:00"},
	{"North Houston", "TX", "77315", "-06:00"}, {"Opa Locka", "FL", "33054", "-05:00"}, {"Chelmsford", "MA", "01824", "-05:00"},
}

// line is what a carrier writes about a step; %s is the place.
type line struct {
	code   string
	text   string
	status shipment.Status
	sub    string
}

// teller is a source with its way of writing.
type teller struct {
	source, carrier string
	upper           bool // prints places in capitals
	generic         bool
	first           []line // once, in order
	moving          []line // as often as needed
	last            []line // once, in order
}

var tellers = []teller{
	{
		source: "ups", carrier: "ups",
		first: []line{
			{"003", "Shipper created a label, UPS has not received the package yet. ", shipment.InfoReceived, "label_created"},
			{"005", "Pickup Scan ", shipment.Accepted, "picked_up"},
		},
		moving: []line{
			{"005", "Arrived at Facility", shipment.InTransit, "arrived"}, {"005", "Departed from Facility", shipment.InTransit, "departed"},
			{"005", "Arrived at Facility", shipment.InTransit, "arrived"}, {"005", "Departed from Facility", shipment.InTransit, "departed"},
			{"048", "A late trailer arrival has caused a delay. We are adjusting plans for %s.", shipment.InTransit, "delayed"},
			{"014", "Your package was transferred at the %s operating centre", shipment.InTransit, "linehaul"},
		},
		last: []line{
			{"021", "Out For Delivery Today", shipment.OutForDelivery, "loaded"},
			{"011", "DELIVERED", shipment.Delivered, "to_recipient"},
		},
	},
	{
		source: "usps", carrier: "usps", upper: true,
		first: []line{
			{"GX", "Shipping Label Created, USPS Awaiting Item", shipment.InfoReceived, "label_created"},
			{"OA", "USPS in possession of item", shipment.Accepted, "dropped_off"},
		},
		moving: []line{
			{"10", "Arrived at USPS Regional Origin Facility", shipment.InTransit, "arrived"},
			{"T1", "Departed USPS Regional Facility", shipment.InTransit, "departed"},
			{"NT", "In Transit to Next Facility", shipment.InTransit, "linehaul"},
			{"L1", "Arrived at USPS Regional Destination Facility", shipment.InTransit, "arrived"},
			{"A1", "Item reached the %s annex on the evening truck", shipment.InTransit, "arrived"},
		},
		last: []line{
			{"OF", "Out for Delivery, Expected Delivery by 6:30pm", shipment.OutForDelivery, "loaded"},
			{"01", "Delivered, Front Door/Porch", shipment.Delivered, "safe_place"},
		},
	},
	{
		source: "easypost", carrier: "fedex", upper: true, generic: true,
		first: []line{
			{"pre_transit/label_created", "Shipment information sent to FedEx", shipment.InfoReceived, "label_created"},
			{"in_transit/received_at_origin_facility", "Picked up", shipment.Accepted, "picked_up"},
		},
		moving: []line{
			{"in_transit/arrived_at_facility", "Arrived at FedEx location", shipment.InTransit, "arrived"},
			{"in_transit/departed_facility", "Left FedEx origin facility", shipment.InTransit, "departed"},
			{"in_transit/in_transit", "In transit", shipment.InTransit, "linehaul"},
			{"in_transit/arrived_at_facility", "At local FedEx facility %s", shipment.InTransit, "arrived"},
			{"in_transit/departed_facility", "Departed FedEx location", shipment.InTransit, "departed"},
		},
		last: []line{
			{"out_for_delivery/out_for_delivery", "On FedEx vehicle for delivery", shipment.OutForDelivery, "loaded"},
			{"delivered/arrived_at_destination", "Delivered", shipment.Delivered, "to_recipient"},
		},
	},
}

// story tells n scans of one parcel, oldest first, as a carrier writes them. The same seed tells the same story.
func (t teller) story(seed uint64, n int) []shipment.Fact {
	r := rand.New(rand.NewPCG(seed, uint64(len(t.source))))
	at := start.Add(time.Duration(r.IntN(100_000)) * time.Second)
	here := stops[r.IntN(len(stops))]
	facts := make([]shipment.Fact, 0, n)
	for i := range n {
		l := t.line(r, i, n)
		if i > 1 && r.IntN(2) == 0 {
			here = stops[r.IntN(len(stops))]
		}
		at = at.Add(time.Duration(20+r.IntN(700))*time.Minute + time.Duration(r.IntN(60))*time.Second)
		facts = append(facts, t.scan(l, here, at))
	}
	return facts
}

func (t teller) line(r *rand.Rand, i, n int) line {
	switch {
	case i < len(t.first):
		return t.first[i]
	case i >= n-len(t.last):
		return t.last[i-(n-len(t.last))]
	default:
		return t.moving[r.IntN(len(t.moving))]
	}
}

func (t teller) scan(l line, here place, at time.Time) shipment.Fact {
	city := here.city
	if t.upper {
		city = strings.ToUpper(city)
	}
	text := strings.ReplaceAll(l.text, "%s", city)
	local := at.In(zone(here.offset)).Format("2006-01-02T15:04:05")
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: t.source, Assurance: shipment.Signed, Carrier: t.carrier, Code: l.code, Generic: t.generic,
		Text: text, Status: l.status, Sub: l.sub,
		At:    shipment.Moment{Local: local, Offset: here.offset, Zone: shipment.ZonePayload, Precision: shipment.Second},
		Place: shipment.Place{City: city, Region: here.region, Postal: here.postal, Country: "US"},
	}
	return shipment.Identify(f, f.At.Local, l.code, text, city)
}

func zone(offset string) *time.Location {
	t, err := time.Parse("-07:00", offset)
	if err != nil {
		panic(err) // a typing error in stops
	}
	return t.Location()
}

// claimOf is a claim as an order writes it.
func claimOf(i int) shipment.Claim {
	return shipment.Claim{Order: fmt.Sprintf("juxy7cryoxsye77463vsgbu%03d", i), Shipment: fmt.Sprintf("p3zq7aaxgk%03d", i), Brand: "aster", Carrier: "ups", Epoch: "2026-11-02", Revision: 1}
}
