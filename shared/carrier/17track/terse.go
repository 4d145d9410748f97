package seventeentrack

import (
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// terse reads a member of "track", the parcel of version 1 of the API (https://api.17track.net/en/doc?version=v1): "e" is
// the status of the whole, "z0" the newest event, "z1" the events of the first carrier ("w1"), "z2" those of the second
// ("w2"), "z9" those of further ones, and "zex" the number of the next leg.
func (d *decoder) terse(it *item, key []byte) {
	switch string(key) {
	case "e":
		it.code = d.Text(payload.Short)
	case "w1":
		it.first = d.Text(payload.Short)
		d.leg(it, 0).key = it.first
	case "w2":
		d.leg(it, 1).key = d.Text(payload.Short)
	case "z0":
		it.latest = d.terseEvent()
	case "z1":
		l := d.leg(it, 0)
		d.Each(func() { l.add(d.terseEvent(), d.Spend) })
	case "z2":
		l := d.leg(it, 1)
		d.Each(func() { l.add(d.terseEvent(), d.Spend) })
	case "z9":
		l := d.leg(it, 2)
		d.Each(func() { l.add(d.terseEvent(), d.Spend) })
	case "zex":
		d.Object(func(key []byte) {
			if string(key) == "trN" {
				it.next = decode.Number(d.Text(payload.Short))
			}
		})
	}
}

// leg gives the n-th leg of a parcel of version 1, whichever of its members comes first.
func (d *decoder) leg(it *item, n int) *leg {
	if it.legs == nil {
		it.legs = make([]leg, 3)
	}
	if n >= len(it.legs) { // "track_info" beside "track", which no version sends
		return &leg{}
	}
	return &it.legs[n]
}

// terseEvent reads {"a": time, "c": place, "d": place, "z": text}. The time is the carrier's clock, without a zone.
func (d *decoder) terseEvent() event {
	var e event
	country, city := "", "" // so 17TRACK calls them; many carriers fill only the second, with all that they say
	d.Object(func(key []byte) {
		switch string(key) {
		case "a":
			e.iso = d.Text(payload.Short)
		case "c":
			country = d.Text(payload.Line)
		case "d":
			city = d.Text(payload.Line)
		case "z":
			e.text = d.Text(payload.Line)
		}
	})
	e.place = shipment.Place{Text: city}
	if city == "" || country != "" && country != city {
		e.place.Text = joined(country, city)
	}
	return e
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
