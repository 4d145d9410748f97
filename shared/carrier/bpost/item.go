package bpost

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// item is one parcel while it is read. Sender, addressee, reference and pickup point are not read.
type item struct {
	parcel   carrier.Parcel
	searched string // the number that was asked for, when the item now has another
	listed   bool
	step     string // of the public page: where the parcel stands now
	expected string // deliveryTime: when bpost expects to deliver, after the delivery when it did
	from, to shipment.Moment
	refusal  decode.Refusal
}

// document reads one object: the root of the XML, the list of the JSON, or an error.
func (d *decoder) document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	it := item{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "bpost"}}
	d.Object(func(key []byte) { d.member(&it, string(key)) })
	d.finish(&it)
}

func (d *decoder) member(it *item, name string) {
	switch name {
	case "itemTracking", "itemTrackings", "trackingInfo":
		d.Each(d.document)
	case "items":
		d.items()
	case "systemException", "businessException", "exception":
		d.exception(name)
	case "itemCode":
		it.parcel.Number = decode.Number(d.Text(payload.Short))
	case "searchCode":
		it.searched = decode.Number(d.Text(payload.Short))
	case "stateInfo":
		it.listed = true
		d.Each(func() { d.state(it) })
	case "events":
		it.listed = true
		d.Each(func() { d.publicEvent(it) })
	case "deliveryTime":
		it.expected = d.Text(payload.Short)
	case "expectedDeliveryTimeRange":
		d.expectation(it)
	case "activeStep":
		d.Object(func(key []byte) {
			if string(key) == "knownProcessStep" {
				it.step = d.Text(payload.Short)
			}
		})
	default:
		it.refusal.Member(d.Reader, name)
	}
}

// items reads the list of the public page. An empty one says that it knows no such number.
func (d *decoder) items() {
	some, list := false, d.IsList()
	d.Each(func() {
		some = true
		d.document()
	})
	if list && !some {
		d.Recognise()
		d.Problem(carrier.Problem{Kind: carrier.NotFound, Message: "no items"})
	}
}

func (d *decoder) finish(it *item) {
	p, refused := it.refusal.Problem()
	switch {
	case refused && len(it.parcel.Facts) == 0:
		d.Recognise()
		p.Number, p.Kind = it.parcel.Number, cmp.Or(kindOfText(strings.ReplaceAll(p.Code, "_", " ")+" "+p.Message), p.Kind)
		d.Problem(p)
		return
	case it.parcel.Number == "" && len(it.parcel.Facts) == 0:
		return
	}
	d.Recognise()
	d.arrived(it)
	d.estimate(it)
	if it.searched != "" && it.searched != it.parcel.Number {
		it.parcel.Aliases = []string{it.searched}
	}
	d.Parcel(it.parcel)
}

// arrived makes deliveries as exact as the step of the public page is: to whom, or back to the sender. Its events say only
// "Item delivered".
func (d *decoder) arrived(it *item) {
	m, ok := d.codes.Code("step", it.step)
	if !ok || m.Status != shipment.Delivered && m.Status != shipment.Returned {
		return
	}
	for i := range it.parcel.Facts {
		if f := &it.parcel.Facts[i]; f.Status == shipment.Delivered && f.Sub == "" {
			f.Status, f.Sub = m.Status, m.Sub
		}
	}
}
