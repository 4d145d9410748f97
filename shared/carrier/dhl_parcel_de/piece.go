package dhlparcelde

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// piece is a "data" element while it is read. What it is stands in its attribute name: a list, a piece, a list of events, an event.
// An event's attributes are also on the piece, where they tell where it stands.
type piece struct {
	name, code, fault string // code and error of a list
	status, reason    string // error-status or piece-status of one piece, and why
	number, searched  string
	others            []string // numbers under which the piece travels as well
	product           string
	from, to          string // countries of origin and destination
	day, after, until string // delivery expected: a day, and hours of it
	signer            string // who took it: "different person present"
	own               event
	events            []event // of the elements inside
}

// node reads one "data" element and what is inside, and hands its events to the element around it.
func (d *decoder) node(around *piece) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var p piece
	d.Object(func(key []byte) {
		if string(key) == "data" {
			d.Each(func() { d.node(&p) })
			return
		}
		d.attribute(&p, string(key))
	})
	switch {
	case p.name == "pieceevent":
		around.events = append(around.events, p.own)
	case p.name == "pieceshipment" || p.name == "piecestatuspublic":
		d.finish(&p)
	case p.name == "signature": // an image, which is not kept
		d.told = true
		d.Recognise()
	default:
		around.events = append(around.events, p.events...)
		d.list(&p)
	}
}

// attribute reads one attribute. Names, streets and customers' references are not looked at.
func (d *decoder) attribute(p *piece, name string) {
	switch name {
	case "@name": // older versions of the service print the same names without hyphens
		p.name = strings.ReplaceAll(strings.ToLower(d.Text(payload.Short)), "-", "")
	case "@code":
		p.code = d.Text(payload.Short)
	case "@error":
		p.fault = d.Text(payload.Line)
	case "@error-status", "@piece-status":
		if s := d.Text(payload.Short); !failed(p.status) {
			p.status = s
		}
	case "@piece-status-desc":
		p.reason = d.Text(payload.Line)
	case "@piece-code":
		p.number = decode.Number(d.Text(payload.Short))
	case "@searched-piece-code":
		p.searched = decode.Number(d.Text(payload.Short))
	case "@piece-identifier", "@airway-bill-number", "@domestic-id", "@upu", "@shipment-code":
		p.others = append(p.others, decode.Number(d.Text(payload.Short)))
	case "@product-name":
		p.product = d.Text(payload.Short)
	case "@origin-country":
		p.from = d.Text(payload.Short)
	case "@dest-country":
		p.to = d.Text(payload.Short)
	case "@delivery-date":
		p.day = d.Text(payload.Short)
	case "@delivery-timeframe-from":
		p.after = d.Text(payload.Short)
	case "@delivery-timeframe-to":
		p.until = d.Text(payload.Short)
	case "@recipient-id-text":
		p.signer = d.Text(payload.Line)
	default:
		p.own.attribute(d.Reader, name)
	}
}

// list notes what a list says of itself: that it is one, and why it holds nothing.
func (d *decoder) list(p *piece) {
	if p.name != "" || p.code != "" {
		d.Recognise()
	}
	if !failed(p.code) || !d.Spend() {
		return
	}
	d.Problem(carrier.Problem{Number: p.searched, Kind: kindOf(p.code, p.fault), Code: p.code, Message: p.fault})
}

// failed reports whether an error code is one: all zeros and nothing are none.
func failed(code string) bool { return strings.Trim(code, "0") != "" }

// kindOf sorts the error codes of the tracking service (user guide of the API, "Error codes").
func kindOf(code, text string) string {
	switch code {
	case "5", "6", "62": // login failed, too many of them, no right
		return carrier.Unauthorized
	case "-1": // the service is out of order
		return carrier.Upstream
	case "100", "200": // no data found, no electronic data available
		return carrier.NotFound
	case "41", "45", "57": // no such format, no number, no postal code
		return carrier.Invalid
	}
	if low := strings.ToLower(text); strings.Contains(low, "keine daten") || strings.Contains(low, "no data") {
		return carrier.NotFound
	} else if strings.Contains(low, "login") || strings.Contains(low, "passwor") {
		return carrier.Unauthorized
	} else if strings.Contains(low, "temporar") || strings.Contains(low, "vorübergehend") || strings.Contains(low, "nicht verfügbar") {
		return carrier.Upstream
	}
	return cmp.Or(decode.KindOfText(text), carrier.Invalid)
}

func (d *decoder) finish(p *piece) {
	d.Recognise()
	number := cmp.Or(p.number, p.searched)
	if failed(p.status) && len(p.events) == 0 && p.own.code == "" {
		d.Problem(carrier.Problem{Number: cmp.Or(p.searched, p.number), Kind: kindOf(p.status, p.reason), Code: p.status, Message: p.reason})
		return
	}
	parcel := carrier.Parcel{Number: number, Carrier: Source, CarrierRaw: "DHL Paket", Service: p.product}
	for _, other := range append(p.others, p.searched) {
		if !strings.HasSuffix(number, other) && !slices.Contains(parcel.Aliases, other) { // the identifier is the number without its zeros
			parcel.Aliases = append(parcel.Aliases, other)
		}
	}
	if len(p.events) == 0 && !p.own.empty() { // the request without history
		p.events = append(p.events, p.own)
	}
	for _, e := range p.events {
		if e.empty() {
			continue
		}
		parcel.Facts = decode.AddFact(parcel.Facts, d.scan(e, p.inside()))
	}
	d.estimate(p, &parcel)
	if slices.ContainsFunc(parcel.Facts, func(f shipment.Fact) bool { return f.Status == shipment.Delivered }) {
		decode.Sign(&parcel, p.signer)
	}
	if number != "" || len(parcel.Facts) > 0 {
		d.Parcel(parcel)
	}
}

// inside reports whether the parcel never leaves Germany.
func (p *piece) inside() bool { return p.from == "DE" && p.to == "DE" }

// estimate reads delivery-date and the hours of that day, which are clocks or whole times.
func (d *decoder) estimate(p *piece, parcel *carrier.Parcel) {
	day := moment.DayFirst(p.day)
	from, till := within(day, p.after), within(day, p.until)
	if till.Local == "" {
		till = day
	}
	w, ok := moment.Window(from, till)
	if ok && d.Spend() {
		parcel.Facts = append(parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(parcel.Facts), p.day, p.after, p.until))
	}
}

func within(day shipment.Moment, clock string) shipment.Moment {
	if whole := moment.DayFirst(clock); whole.Local != "" {
		return whole
	}
	at := moment.Compact(moment.Day(day), clock)
	if at.Precision == shipment.Day {
		return shipment.Moment{}
	}
	return at
}
