package royalmail

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// piece is one mail piece while it is read.
type piece struct {
	parcel   carrier.Parcel
	last     event // the newest event, as the summary repeats it
	told     bool  // there is a summary or a list of events
	signer   string
	signed   string // when
	expected estimate
	problems []carrier.Problem
}

// estimate is the day of delivery and the clocks between which it is expected: "2017-02-20", "08:00:00+01:00".
type estimate struct{ day, from, until string }

func (d *decoder) piece() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	p := piece{parcel: carrier.Parcel{Carrier: Source}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "mailPieceId":
			p.parcel.Number = decode.Number(d.Text(payload.Short))
		case "carrierFullName":
			p.parcel.CarrierRaw = d.Text(payload.Short)
		case "carrierShortName":
			p.parcel.CarrierRaw = cmp.Or(p.parcel.CarrierRaw, d.Text(payload.Short))
		case "summary":
			p.told = p.told || d.IsObject()
			d.Object(func(key []byte) { d.summary(&p, key) })
		case "signature":
			d.Object(func(key []byte) { d.signature(&p, key) })
		case "estimatedDelivery":
			d.Object(func(key []byte) { p.expected.member(d.Reader, key) })
		case "events":
			p.told = true
			d.Each(func() { d.event(&p) })
		case "error", "errors":
			d.Each(func() { p.problems = d.failure(p.problems) })
		}
	})
	d.finish(&p)
}

// summary reads a member of {"uniqueItemId","oneDBarcode","productName","lastEventCode",…}. The two barcodes of an item are both
// numbers that people track by. The foreign post (internationalPostalProvider) delivers under the same number.
func (d *decoder) summary(p *piece, key []byte) {
	switch string(key) {
	case "uniqueItemId", "oneDBarcode":
		p.alias(d.Text(payload.Short))
	case "productName":
		p.parcel.Service = d.Text(payload.Short)
	case "lastEventCode":
		p.last.code = d.Text(payload.Short)
	case "lastEventName":
		p.last.name = d.Text(payload.Line)
	case "lastEventDateTime":
		p.last.at = d.Text(payload.Short)
	case "lastEventLocationName":
		p.last.place = d.Text(payload.Line)
	case "summaryLine", "statusDescription":
		p.last.said = cmp.Or(p.last.said, d.Text(payload.Line))
	}
}

func (d *decoder) signature(p *piece, key []byte) {
	switch string(key) {
	case "uniqueItemId", "oneDBarcode":
		p.alias(d.Text(payload.Short))
	case "recipientName":
		p.signer = d.Text(payload.Short)
	case "signatureDateTime":
		p.signed = d.Text(payload.Short)
	}
}

func (e *estimate) member(r *payload.Reader, key []byte) {
	switch string(key) {
	case "date":
		e.day = r.Text(payload.Short)
	case "startOfEstimatedWindow":
		e.from = r.Text(payload.Short)
	case "endOfEstimatedWindow":
		e.until = r.Text(payload.Short)
	}
}

// alias keeps another number of the item. Each comes once per answer, and twice in one with a signature.
func (p *piece) alias(s string) {
	number := decode.Number(s)
	if number == "" {
		return
	}
	for _, old := range p.parcel.Aliases {
		if old == number {
			return
		}
	}
	if len(p.parcel.Aliases) < maxAliases {
		p.parcel.Aliases = append(p.parcel.Aliases, number)
	}
}

// maxAliases is how many other numbers an item can have: the 1D and the 2D barcode.
const maxAliases = 2

func (d *decoder) finish(p *piece) {
	if p.parcel.Number == "" && len(p.parcel.Aliases) > 0 {
		p.parcel.Number = p.parcel.Aliases[0]
	}
	p.parcel.Aliases = without(p.parcel.Aliases, p.parcel.Number)
	if len(p.parcel.Facts) == 0 && !p.last.empty() && d.Spend() {
		p.parcel.Facts = decode.AddFact(nil, d.scan(p.last))
	}
	if !p.told {
		d.signedFor(p)
	}
	if len(p.parcel.Facts) == 0 && len(p.problems) > 0 { // beside news an error is a remark
		for _, problem := range p.problems {
			problem.Number = p.parcel.Number
			d.Problem(sorted(problem))
		}
		return
	}
	if p.parcel.Number == "" && len(p.parcel.Facts) == 0 {
		return
	}
	d.estimate(p)
	decode.Sign(&p.parcel, p.signer)
	d.Parcel(p.parcel)
}

// signedFor makes the delivery that a signature proves a scan, in an answer that tells nothing else. A signature without a
// readable time stays a name: nobody could say what it came after.
func (d *decoder) signedFor(p *piece) {
	at := moment.ISO(p.signed)
	if p.signer == "" || at.Local == "" || !d.Spend() {
		return
	}
	p.parcel.Facts = decode.AddFact(p.parcel.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Status: shipment.Delivered, Sub: "signed", At: at,
	}, p.signed, "signature"))
}

// estimate makes a fact of the expected window. Clocks come alone or, from some clients, with their day.
func (d *decoder) estimate(p *piece) {
	e := p.expected
	start, end := onDay(e.day, e.from), onDay(e.day, e.until)
	if end.Local == "" {
		start, end = shipment.Moment{}, moment.ISO(e.day)
	}
	if w, ok := moment.Window(start, end); ok && d.Spend() {
		p.parcel.Facts = append(p.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(p.parcel.Facts), e.day, e.from, e.until))
	}
}

func onDay(day, clock string) shipment.Moment {
	at := moment.ISO(clock)
	if at.Local == "" && strings.Contains(clock, ":") {
		at = moment.ISO(moment.Day(moment.ISO(day)) + "T" + clock)
	}
	if at.Precision == shipment.Day {
		return shipment.Moment{}
	}
	return at
}

func without(numbers []string, number string) []string {
	var rest []string
	for _, n := range numbers {
		if n != number {
			rest = append(rest, n)
		}
	}
	return rest
}
