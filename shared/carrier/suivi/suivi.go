// Package suivi reads the answers of "Suivi" version 2, the tracking API that La Poste's brands share: letters, Colissimo and
// Chronopost parcels come in one shape with one list of codes (https://developer.laposte.fr/products/suivi/latest). It is no
// source itself: the adapters of the brands use it, because adapters never import each other.
package suivi

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// Brand is on whose behalf an answer is read.
type Brand struct {
	Source string         // code of the adapter and of the carrier
	Name   string         // the carrier as people write it
	Codes  *carrier.Codes // the brand's table, with the codes of Suivi in the field "code"
}

// Decoder is the state of one Decode.
type Decoder struct {
	Brand
	*payload.Reader
	decode.Draft
}

// Begin starts reading an answer.
func Begin(b Brand, r *payload.Reader, kind carrier.Kind) *Decoder {
	return &Decoder{b, r, decode.Begin(b.Source, kind)}
}

// Document reads one object of an answer: the entry of a number, or what holds several of them. Asked for one number the API
// answers with a single object, asked for several with a list, each entry with a returnCode of its own.
func (d *Decoder) Document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	e := d.Entry()
	d.Object(func(key []byte) { e.Member(string(key)) })
	e.End()
}

// Entry is what an answer says about one number, while it is read.
type Entry struct {
	d        *Decoder
	parcel   carrier.Parcel
	found    bool   // the entry has a shipment
	kind     string // of the failure that Fail was given
	code     string // returnCode
	gateway  string // the word of the gateway that refused the call
	message  string
	expected string
	refusal  decode.Refusal
}

// Entry starts an entry. The caller has called Spend for it.
func (d *Decoder) Entry() *Entry {
	return &Entry{d: d, parcel: carrier.Parcel{Carrier: d.Source, CarrierRaw: d.Name}}
}

// Member reads one member of an entry.
func (e *Entry) Member(name string) {
	switch name {
	case "responses":
		e.d.Recognise()
		e.d.Each(e.d.Document)
	case "returnCode":
		e.code = e.d.Text(payload.Short)
	case "returnMessage":
		e.message = cmp.Or(e.d.Text(payload.Line), e.message)
	case "idShip":
		e.Number(e.d.Text(payload.Short))
	case "shipment":
		e.shipment()
	case "code":
		e.gateway = e.d.Text(payload.Short)
	case "message":
		e.message = cmp.Or(e.message, e.d.Text(payload.Line))
	default:
		e.refusal.Member(e.d.Reader, name)
	}
}

// End makes a parcel or a problem of the entry.
func (e *Entry) End() {
	if p, failed := e.problem(); failed && !e.found {
		e.d.Recognise()
		e.d.Problem(p)
		return
	}
	if e.parcel.Number == "" && len(e.parcel.Facts) == 0 {
		return
	}
	e.d.Recognise()
	e.estimate()
	e.d.Parcel(e.parcel)
}

// Number names the parcel. The first number stands: the entry and its shipment both print it.
func (e *Entry) Number(printed string) {
	if n := decode.Number(printed); e.parcel.Number == "" {
		e.parcel.Number = n
	}
}

// Found notes that the entry holds a parcel, so that an error code beside it counts for nothing.
func (e *Entry) Found() {
	e.found = true
	e.d.Recognise()
}

// Fail notes why there is no parcel; kind is one of the problem kinds of carrier.
func (e *Entry) Fail(kind, code, message string) {
	e.kind, e.code, e.message = kind, code, cmp.Or(message, e.message)
}

// shipment reads the parcel. timeline is not read: it lists the steps of an ideal delivery, also those to come, in words made
// for a progress bar. url, entryDate and deliveryDate repeat what the events say.
func (e *Entry) shipment() {
	if !e.d.IsObject() {
		return
	}
	e.d.Object(func(key []byte) {
		switch string(key) {
		case "idShip":
			e.found = true
			e.Number(e.d.Text(payload.Short))
		case "event":
			e.Found()
			e.d.Each(e.event)
		case "product":
			e.parcel.Service = e.d.Text(payload.Short)
		case "estimDate":
			e.expected = e.d.Text(payload.Short)
		case "contextData":
			e.context()
		}
	})
}

// context reads the number under which a partner moves the parcel abroad.
func (e *Entry) context() {
	e.d.Object(func(key []byte) {
		if string(key) != "partner" {
			return
		}
		e.d.Object(func(key []byte) {
			if string(key) != "reference" {
				return
			}
			if n := decode.Number(e.d.Text(payload.Short)); n != "" && n != e.parcel.Number {
				e.parcel.Aliases = []string{n}
			}
		})
	})
}

// estimate makes a fact of estimDate, a day: its clock is midnight, or after the delivery that of the delivery.
func (e *Entry) estimate() {
	w, ok := moment.Window(shipment.Moment{}, moment.ISO(moment.Day(moment.ISO(e.expected))))
	if ok && e.d.Spend() {
		e.parcel.Facts = append(e.parcel.Facts, decode.Estimate(e.d.Source, e.d.Source, w, decode.Newest(e.parcel.Facts), e.expected))
	}
}
