package amazonshipping

import (
	"cmp"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

// clock is the form of shipment.Moment.Local.
const clock = "2006-01-02T15:04:05"

// estimate makes a fact of the date that Amazon expects, or else promised. Amazon prints an instant in UTC, and an evening in
// America is the next day there: where the newest scan is from a place with one clock, the day is that place's.
func (d *decoder) estimate(p *pack, parcel *carrier.Parcel) {
	raw := cmp.Or(p.estimated, p.promised)
	at := d.local(moment.ISO(raw), newest(parcel.Facts))
	day := shipment.Moment{Local: moment.Day(at), Precision: shipment.Day}
	w, ok := moment.Window(shipment.Moment{}, day)
	if ok && d.Spend() {
		parcel.Facts = append(parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(parcel.Facts), raw))
	}
}

// local gives an instant as the clock of a place shows it, or as printed where the place keeps several clocks or is not known.
func (a *Adapter) local(at shipment.Moment, place shipment.Place) shipment.Moment {
	instant, err := time.Parse(clock+"Z07:00", at.Local+at.Offset)
	if err != nil {
		return at
	}
	utc := shipment.Moment{Local: instant.UTC().Format(clock), Zone: shipment.NoZone, Precision: at.Precision}
	there := a.zones.At(utc, place.Country, place.Region)
	offset, err := time.Parse("-07:00", there.Offset)
	if err != nil {
		return at
	}
	return shipment.Moment{Local: instant.In(offset.Location()).Format(clock), Offset: there.Offset, Zone: there.Zone, Precision: at.Precision}
}

// newest is the place of the latest scan that has one; of several at one time any, since a parcel is at one place.
func newest(facts []shipment.Fact) shipment.Place {
	var last shipment.Fact
	for _, f := range facts {
		if f.Place.Country != "" && (f.At.Local > last.At.Local || f.At.Local == last.At.Local && f.ID > last.ID) {
			last = f
		}
	}
	return last.Place
}
