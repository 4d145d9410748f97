package ups

import (
	"slices"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

const (
	// maxAliases bounds the other numbers of one package, and its delivery dates.
	maxAliases = 16
	// minAlias is the length of the shortest number that anyone tracks by (UPS Freight has 9 digits). The field holds sequence
	// numbers of the sender's manifest too, and a false alias would make one parcel of two.
	minAlias = 9
)

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
			d.problems(d.Problem)
		}
	})
}

func (d *decoder) shipment() {
	inquiry := ""
	var parcels []carrier.Parcel
	var warnings []carrier.Problem
	d.Object(func(key []byte) {
		switch string(key) {
		case "inquiryNumber":
			inquiry = decode.Number(d.Text(payload.Short))
		case "package":
			d.Each(func() {
				if d.Spend() {
					parcels = append(parcels, d.pack())
				}
			})
		case "warnings":
			d.problems(func(p carrier.Problem) { warnings = append(warnings, p) })
		}
	})
	if len(parcels) == 1 { // several packages: the inquiry was for a reference, or for one of them
		nameByInquiry(&parcels[0], inquiry)
	}
	news := false
	for _, p := range parcels {
		if p.Number != "" || len(p.Facts) > 0 {
			d.Parcel(p)
		}
		news = news || len(p.Facts) > 0
	}
	if news {
		return // warnings beside a history are remarks on the request
	}
	for _, w := range warnings {
		w.Number = inquiry
		d.Problem(w)
	}
}

// nameByInquiry uses the number that was asked where the package has none, and as an alias where it has another one.
func nameByInquiry(p *carrier.Parcel, inquiry string) {
	if p.Number == "" {
		p.Number = inquiry
		return
	}
	addAlias(p, inquiry)
}

func addAlias(p *carrier.Parcel, number string) {
	if len(number) >= minAlias && len(p.Aliases) < maxAliases && number != p.Number && !slices.Contains(p.Aliases, number) {
		p.Aliases = append(p.Aliases, number)
	}
}

func (d *decoder) pack() carrier.Parcel {
	p, received := pack{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "UPS"}}, ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "trackingNumber":
			p.parcel.Number = decode.Number(d.Text(payload.Short))
		case "activity":
			d.Each(func() { d.activity(&p) })
		case "deliveryDate":
			d.Each(func() { d.deliveryDate(&p) })
		case "deliveryTime":
			p.window = readDeliveryTime(d.Reader)
		case "deliveryInformation":
			received = receivedBy(d.Reader)
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
	p.parcel.Aliases = slices.DeleteFunc(p.parcel.Aliases, func(alias string) bool { return alias == p.parcel.Number })
	d.estimate(&p)
	decode.Sign(&p.parcel, received)
	return p.parcel
}

func (d *decoder) activity(p *pack) {
	if !d.IsObject() || !d.Spend() {
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
			t.clock = d.Digits(clockWidth)
		case "gmtDate":
			t.gmtDate = d.Text(payload.Short)
		case "gmtTime":
			t.gmtClock = d.Digits(clockWidth)
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
	p.parcel.Facts = decode.AddFact(p.parcel.Facts, d.scan(t, s, where))
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
			t.start = r.Digits(clockWidth)
		case "endTime":
			t.end = r.Digits(clockWidth)
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
		if string(key) == "number" {
			addAlias(&p.parcel, decode.Number(d.Text(payload.Short)))
		}
	})
}

// estimate makes a fact of the newest delivery date: rescheduled (RDD) before scheduled (SDD). The date of the delivery
// itself (DEL) is no estimate; the scan says it.
func (d *decoder) estimate(p *pack) {
	date := ""
	for _, want := range [...]string{"RDD", "SDD"} {
		for _, e := range p.dates {
			if e.kind == want && moment.Compact(e.date, "").Local != "" {
				date = max(date, e.date)
			}
		}
		if date != "" {
			break
		}
	}
	if date == "" || !d.Spend() {
		return
	}
	told := decode.Newest(p.parcel.Facts)
	p.parcel.Facts = append(p.parcel.Facts, decode.Estimate(Source, Source, windowOf(date, p.window), told, date, p.window.kind, p.window.start, p.window.end))
}
