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
	m, ok := d.Interpret(code, text)
	if !ok {
		m = carrier.Unmapped
	}
	it.parcel.Facts = decode.AddFact(it.parcel.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: code, Text: text, Status: m.Status, Sub: m.Sub, At: at, Place: place,
	}, printed, code, text, place.Text, place.Country))
}

// expectation reads {"day","time1","time2"}: two clocks of that day, or two moments.
func (d *decoder) expectation(it *item) {
	var day, from, to string
	d.Object(func(key []byte) {
		switch string(key) {
		case "day":
			day = d.Text(payload.Short)
		case "time1":
			from = d.Text(payload.Short)
		case "time2":
			to = d.Text(payload.Short)
		}
	})
	on := func(clock string) shipment.Moment {
		if at := moment.ISO(clock); at.Local != "" && strings.Contains(clock, "-") {
			return at
		}
		return moment.DayFirst(strings.TrimSpace(day + " " + clock))
	}
	it.from, it.to = on(from), on(to)
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

func (d *decoder) estimate(it *item) {
	from, to := it.from, it.to
	if to.Local == "" {
		to = moment.ISO(moment.Day(moment.DayFirst(it.expected)))
	}
	if w, ok := moment.Window(from, to); ok && d.Spend() {
		raw := cmp.Or(it.expected, it.from.Local+" "+it.to.Local)
		it.parcel.Facts = append(it.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(it.parcel.Facts), raw))
	}
}
