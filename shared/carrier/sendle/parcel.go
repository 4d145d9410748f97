package sendle

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// parcel is what one answer says, while it is read.
type parcel struct {
	number     string // an answer does not repeat what it was asked about; an event of a webhook does
	changed    string // when the status of the whole changed
	from, till string // estimated delivery
	seen       bool   // something of a tracking answer was there
	events     []event
	alone      event // of a webhook, whose members stand at the top
	refusal    decode.Refusal
}

// document reads a tracking answer, an event, or an error: {"error","error_description"}, or {"messages"} for what is wrong
// with single fields.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var p parcel
	d.Object(func(key []byte) {
		switch string(key) {
		case "sendle_reference", "ref", "order_reference":
			p.number = decode.Number(d.Text(payload.Short))
		case "state": // speaks of the whole order
			p.seen = true
		case "status":
			d.status(&p)
		case "scheduling":
			p.seen = true
			d.scheduling(&p)
		case "tracking_events":
			p.seen = true
			d.Each(func() { d.event(&p) })
		default:
			d.other(&p, key)
		}
	})
	d.finish(&p)
}

// status reads {"description","last_changed_at"} of an answer; an error of a gateway has a number there.
func (d *decoder) status(p *parcel) {
	if !d.IsObject() {
		p.refusal.Member(d.Reader, "status")
		return
	}
	p.seen = true
	d.Object(func(key []byte) {
		if string(key) == "last_changed_at" {
			p.changed = d.Text(payload.Short)
		}
	})
}

func (d *decoder) scheduling(p *parcel) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "estimated_delivery_date_minimum":
			p.from = d.Text(payload.Short)
		case "estimated_delivery_date_maximum":
			p.till = d.Text(payload.Short)
		}
	})
}

// other reads the members of an event that stands alone, or of an error.
func (d *decoder) other(p *parcel, key []byte) {
	if string(key) == "messages" {
		p.refusal.Member(d.Reader, "error")
		return
	}
	if !d.member(&p.alone, key) {
		p.refusal.Member(d.Reader, string(key))
	}
}

func (d *decoder) finish(p *parcel) {
	if p.alone.kind != "" {
		p.seen = true
		p.events = append(p.events, p.alone)
	}
	if refused, ok := p.refusal.Problem(); ok && !p.seen {
		d.refuse(refused)
		return
	}
	if !p.seen || !d.Spend() {
		return
	}
	d.Recognise()
	out := carrier.Parcel{Number: p.number, Carrier: Source, CarrierRaw: "Sendle"}
	for _, e := range p.events {
		out.Facts = decode.AddFact(out.Facts, d.scan(e))
	}
	at := moment.ISO(p.changed)
	if at.Local == "" {
		at = decode.Newest(out.Facts)
	}
	if w, ok := moment.Days(moment.ISO(p.from), moment.ISO(p.till)); ok && d.Spend() {
		out.Facts = append(out.Facts, decode.Estimate(Source, Source, w, at, p.from, p.till))
	}
	d.Parcel(out)
}

// refuse reports an error. Sendle's own words beside those that are common (https://developers.sendle.com/reference/errors).
func (d *decoder) refuse(p carrier.Problem) {
	if !d.Spend() {
		return
	}
	d.Recognise()
	switch p.Code {
	case "payment_required", "unauthorised", "account_suspended", "precondition_failed":
		p.Kind = carrier.Unauthorized
	case "internal_server_error", "service_unavailable", "bad_gateway", "gateway_timeout":
		p.Kind = carrier.Upstream
	case "unprocessable_entity", "bad_request":
		p.Kind = carrier.Invalid
	}
	d.Problem(p)
}
