package gallery

import (
	"time"

	"doorstep/shared/shipment"
)

// place is where the parcels of the examples come through, with its clock. The season does not matter to an example.
type place struct{ city, region, postal, country, offset string }

var (
	portland  = place{"PORTLAND", "OR", "97230", "US", "-08:00"}
	saltLake  = place{"SALT LAKE CITY", "UT", "84116", "US", "-07:00"}
	chicago   = place{"CHICAGO", "IL", "60666", "US", "-06:00"}
	milwaukee = place{"MILWAUKEE", "WI", "53207", "US", "-06:00"}
	shenzhen  = place{"SHENZHEN", "", "518000", "CN", "+08:00"}
	nowhere   = place{"", "", "", "", "-06:00"}
)

// scan is a scan some days ago (0: today) at a time of the place's clock.
func (w world) scan(status shipment.Status, sub string, ago int, clock, text string, at place) shipment.Fact {
	local := w.day(-ago) + "T" + clock + ":00"
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Carrier: "ups", Code: sub, Text: text, Status: status, Sub: sub,
		At:    shipment.Moment{Local: local, Offset: at.offset, Zone: shipment.ZoneField, Precision: shipment.Second},
		Place: shipment.Place{City: at.city, Region: at.region, Postal: at.postal, Country: at.country},
	}, string(status), local, text, at.city)
}

// told is what another source, with another assurance, says of a scan.
func told(f shipment.Fact, source string, assurance shipment.Assurance) shipment.Fact {
	f.Source, f.Assurance = source, assurance
	return shipment.Identify(f, string(f.Status), f.At.Local, f.Text, f.Place.City)
}

// estimate is what the carrier expected some days ago: delivery on a day from now.
func (w world) estimate(ago, earliest, latest int) shipment.Fact {
	window := shipment.Window{Earliest: w.day(earliest), Latest: w.day(latest), Precision: shipment.Day}
	local := w.day(-ago) + "T08:00:00"
	return shipment.Identify(shipment.Fact{
		Kind: shipment.EstimateFact, Source: "ups", Assurance: shipment.Polled, Window: window,
		At: shipment.Moment{Local: local, Offset: "-06:00", Zone: shipment.ZoneField, Precision: shipment.Second},
	}, window.Earliest, window.Latest, local)
}

// verdict is what the carrier says, today, of its own knowledge.
func (w world) verdict(code string) shipment.Fact {
	return shipment.Identify(shipment.Fact{
		Kind: shipment.VerdictFact, Source: "ups", Assurance: shipment.Polled, Code: code,
		At: shipment.Moment{Local: w.now.UTC().Format("2006-01-02T15:04:05"), Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second},
	}, code)
}

// The way of a parcel that goes well, as far as a story needs it.
func (w world) label() shipment.Fact {
	return w.scan(shipment.InfoReceived, "label_created", 4, "09:30", "Shipper created a label, UPS has not received the package yet.", nowhere)
}

func (w world) picked() shipment.Fact {
	return w.scan(shipment.Accepted, "picked_up", 4, "17:45", "Pickup Scan", portland)
}

func (w world) road() []shipment.Fact {
	return []shipment.Fact{
		w.label(), w.picked(), w.scan(shipment.InTransit, "departed", 4, "22:10", "Departed from Facility", portland),
		w.scan(shipment.InTransit, "arrived", 3, "14:20", "Arrived at Facility", saltLake),
		w.scan(shipment.InTransit, "departed", 3, "23:05", "Departed from Facility", saltLake),
		w.scan(shipment.InTransit, "arrived", 1, "06:40", "Arrived at Facility", chicago),
	}
}

// round is the road up to the delivery vehicle, which left yesterday, and what followed.
func (w world) round(more ...shipment.Fact) []shipment.Fact {
	return append(append(w.road(), w.scan(shipment.OutForDelivery, "loaded", 1, "09:12", "Out For Delivery Today", milwaukee)), more...)
}

// then is the road and what followed.
func (w world) then(more ...shipment.Fact) []shipment.Fact { return append(w.road(), more...) }

// after tells the clock of now, a while ago, in the zone of Milwaukee: for what happened within the last hours.
func (w world) after(status shipment.Status, sub string, ago time.Duration, text string) shipment.Fact {
	at := w.now.Add(-ago).In(time.FixedZone("", -6*3600))
	local := at.Format("2006-01-02T15:04:05")
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Carrier: "ups", Code: sub, Text: text, Status: status, Sub: sub,
		At:    shipment.Moment{Local: local, Offset: milwaukee.offset, Zone: shipment.ZoneField, Precision: shipment.Second},
		Place: shipment.Place{City: milwaukee.city, Region: milwaukee.region, Postal: milwaukee.postal, Country: milwaukee.country},
	}, string(status), local, text)
}
