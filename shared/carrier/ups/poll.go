package ups

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// maxAliases bounds the other numbers of one package.
const maxAliases = 16

// pack is one package of a Track API answer while it is read.
type pack struct {
	parcel carrier.Parcel
	dates  []deliveryDate
	window deliveryTime
}

type deliveryDate struct{ kind, date string }

type deliveryTime struct{ kind, start, end string }

// trackResponse reads {"shipment":[{"inquiryNumber","package":[…],"warnings":[…]}]}.
func (d *decoder) trackResponse() {
	d.Object(func(key []byte) {
		switch string(key) {
		case "shipment":
			d.Each(d.shipment)
		case "errors":
			d.problems("")
		}
	})
}

func (d *decoder) shipment() {
	inquiry, first := "", len(d.update.Parcels)
	var warnings []carrier.Problem
	d.Object(func(key []byte) {
		switch string(key) {
		case "inquiryNumber":
			inquiry = number(d.Text(payload.Short))
		case "package":
			d.Each(d.pack)
		case "warnings":
			before := len(d.update.Problems)
			d.problems("")
			warnings = append(warnings, d.update.Problems[before:]...)
			d.update.Problems = d.update.Problems[:before]
		}
	})
	found := d.update.Parcels[first:]
	if len(found) == 1 { // several packages: the inquiry was for a reference, not for one of them
		nameByInquiry(&found[0], inquiry)
	}
	d.update.Parcels = append(d.update.Parcels[:first], named(found)...)
	for _, p := range d.update.Parcels[first:] {
		if len(p.Facts) > 0 {
			return // warnings beside a history are remarks on the request
		}
	}
	for _, w := range warnings {
		w.Number = inquiry
		d.update.Problems = append(d.update.Problems, w)
	}
}

// nameByInquiry uses the number that was asked where the package has none, and as an alias where it has another one.
func nameByInquiry(p *carrier.Parcel, inquiry string) {
	switch {
	case inquiry == "" || inquiry == p.Number:
	case p.Number == "":
		p.Number = inquiry
	default:
		p.Aliases = append(p.Aliases, inquiry)
	}
}

// named leaves out packages about which nothing is said.
func named(parcels []carrier.Parcel) []carrier.Parcel {
	kept := parcels[:0]
	for _, p := range parcels {
		if p.Number != "" || len(p.Facts) > 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

func (d *decoder) pack() {
	if !d.spend() {
		return
	}
	p := pack{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "UPS"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "trackingNumber":
			p.parcel.Number = number(d.Text(payload.Short))
		case "activity":
			d.Each(func() { d.activity(&p) })
		case "deliveryDate":
			d.Each(func() { d.deliveryDate(&p) })
		case "deliveryTime":
			p.window = readDeliveryTime(d.Reader)
		case "deliveryInformation":
			p.parcel.SignedBy = receivedBy(d.Reader)
		case "alternateTrackingNumber":
			d.Each(func() { d.alias(&p) })
		case "service":
			d.Object(func(key []byte) {
				if string(key) == "description" {
					p.parcel.Service = d.Text(payload.Short)
				}
			})
		}
	})
	d.estimate(&p)
	signed(&p.parcel)
	d.update.Parcels = append(d.update.Parcels, p.parcel)
}

func (d *decoder) activity(p *pack) {
	if !d.IsObject() || !d.spend() {
		return
	}
	var t times
	var s status
	var where place
	d.Object(func(key []byte) {
		switch string(key) {
		case "date":
			t.date = d.Text(payload.Short)
		case "time":
			t.clock = d.Text(payload.Short)
		case "gmtDate":
			t.gmtDate = d.Text(payload.Short)
		case "gmtTime":
			t.gmtClock = d.Text(payload.Short)
		case "gmtOffset":
			t.gmtOffset = d.Text(payload.Short)
		case "status":
			s = readStatus(d.Reader)
		case "location":
			where = readLocation(d.Reader)
		}
	})
	if t.empty() && s.empty() {
		return
	}
	p.parcel.Facts = append(p.parcel.Facts, d.scan(t, s, where))
}

func (d *decoder) deliveryDate(p *pack) {
	var e deliveryDate
	d.Object(func(key []byte) {
		switch string(key) {
		case "type":
			e.kind = d.Text(payload.Short)
		case "date":
			e.date = d.Text(payload.Short)
		}
	})
	if len(p.dates) < maxAliases {
		p.dates = append(p.dates, e)
	}
}

func readDeliveryTime(r *payload.Reader) deliveryTime {
	var t deliveryTime
	r.Object(func(key []byte) {
		switch string(key) {
		case "type":
			t.kind = r.Text(payload.Short)
		case "startTime":
			t.start = r.Text(payload.Short)
		case "endTime":
			t.end = r.Text(payload.Short)
		}
	})
	return t
}

// receivedBy reads who took the package, and nothing else: the photo and the image of the signature are never looked at.
func receivedBy(r *payload.Reader) string {
	name := ""
	r.Object(func(key []byte) {
		if string(key) == "receivedBy" {
			name = r.Text(payload.Short)
		}
	})
	return name
}

func (d *decoder) alias(p *pack) {
	d.Object(func(key []byte) {
		if string(key) != "number" {
			return
		}
		if n := number(d.Text(payload.Short)); n != "" && n != p.parcel.Number && len(p.parcel.Aliases) < maxAliases {
			p.parcel.Aliases = append(p.parcel.Aliases, n)
		}
	})
}

// estimate makes a fact of the newest delivery date: rescheduled (RDD) before scheduled (SDD). The date of the delivery
// itself (DEL) is no estimate; the scan says it.
func (d *decoder) estimate(p *pack) {
	date := ""
	for _, want := range [...]string{"SDD", "RDD"} {
		for _, e := range p.dates {
			if e.kind == want && moment.Compact(e.date, "").Local != "" {
				date = e.date
			}
		}
	}
	at := newest(p.parcel.Facts)
	if date == "" || !d.spend() {
		return
	}
	w := windowOf(date, p.window)
	p.parcel.Facts = append(p.parcel.Facts, estimateFact(w, at, date, p.window.kind, p.window.start, p.window.end))
}

// newest is the moment of the last scan, which is as late as the answer can be dated: it carries no time of its own.
func newest(facts []shipment.Fact) shipment.Moment {
	var at shipment.Moment
	for _, f := range facts {
		if f.At.Local > at.Local || f.At.Local == at.Local && f.At.Offset > at.Offset {
			at = f.At
		}
	}
	return at
}

// signed marks the delivery of a parcel that somebody signed for.
func signed(p *carrier.Parcel) {
	if p.SignedBy == "" {
		return
	}
	for i := range p.Facts {
		if p.Facts[i].Status == shipment.Delivered {
			p.Facts[i].Signed = true
		}
	}
}
