package bpost

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// state reads one stateInfo of the XML: time, code, and words such as "DistributedNormally - regular".
func (d *decoder) state(it *item) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var code, text, at string
	d.Object(func(key []byte) {
		switch string(key) {
		case "stateCode":
			code = d.Text(payload.Short)
		case "stateDescription":
			text = d.Text(payload.Line)
		case "time":
			at = d.Text(payload.Short)
		}
	})
	d.add(it, code, text, moment.DayFirst(at), shipment.Place{}, at)
}

// publicEvent reads one event of the public page: a local date and time, a place, and words in four languages below key.
func (d *decoder) publicEvent(it *item) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var code, text, date, clock string
	var place shipment.Place
	d.Object(func(key []byte) {
		switch string(key) {
		case "key":
			if d.IsText() {
				code = d.Text(payload.Short)
			} else {
				text = d.translated()
			}
		case "date":
			date = d.Text(payload.Short)
		case "time":
			clock = d.Text(payload.Short)
		case "location":
			d.Object(func(key []byte) {
				switch string(key) {
				case "locationName":
					place.Text = d.Text(payload.Line)
				case "countryCode":
					place.Country = strings.ToUpper(d.Text(payload.Short))
				}
			})
		}
	})
	at := strings.TrimSpace(date + " " + clock)
	d.add(it, code, text, d.zones.At(moment.DayFirst(at), place.Country, ""), place, at)
}

// translated picks the English words, or else the first language that has any.
func (d *decoder) translated() string {
	english, other := "", ""
	d.Object(func(key []byte) {
		text := ""
		d.Object(func(key []byte) {
			if string(key) == "description" {
				text = d.Text(payload.Line)
			}
		})
		if string(key) == "EN" {
			english = text
		} else {
			other = cmp.Or(other, text)
		}
	})
	return cmp.Or(english, other)
}

func (d *decoder) add(it *item, code, text string, at shipment.Moment, place shipment.Place, printed string) {
	if code == "" && text == "" && printed == "" {
		return
	}
	m := carrier.OrUnmapped(d.Interpret(code, text))
	it.parcel.Facts = decode.AddFact(it.parcel.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: code, Text: text, Status: m.Status, Sub: m.Sub, At: at, Place: place,
	}, printed, code, text, place.Text, place.Country))
}
