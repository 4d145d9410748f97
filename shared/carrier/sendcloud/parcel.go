package sendcloud

import (
	"cmp"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// parcel is a parcel or its tracking while it is read.
type parcel struct {
	number, link     string // link holds the number where a tracking answer of API v2 does not print it
	carrier, service string
	updated          string // when Sendcloud changed the parcel
	expected         string
	status           status   // the only one of a parcel
	history          []status // of a tracking answer
	tracked          bool     // it has a list of statuses, be it empty
}

// told reports whether there is something of a parcel.
func (p *parcel) told() bool { return p.number != "" || p.tracked || !p.status.empty() }

func (d *decoder) parcel() parcel {
	var p parcel
	d.Object(func(key []byte) { d.field(&p, key) })
	return p
}

// field reads one member of a parcel or of a tracking answer and reports whether it is one. Names and addresses are not read.
func (d *decoder) field(p *parcel, key []byte) bool {
	switch string(key) {
	case "tracking_number":
		p.number = decode.Number(d.Text(payload.Short))
	case "tracking_numbers": // API v3: the numbers of one parcel, the first its own
		d.numbers(p)
	case "carrier_tracking_url", "tracking_url":
		p.link = cmp.Or(p.link, d.Text(payload.Line))
	case "carrier_code":
		p.carrier = d.Text(payload.Short)
	case "carrier":
		if d.IsText() {
			p.carrier = cmp.Or(p.carrier, d.Text(payload.Short))
			break
		}
		p.carrier = cmp.Or(p.carrier, d.member("code"))
	case "shipment":
		p.service = d.member("name")
	case "ship_with":
		d.Object(func(key []byte) {
			if string(key) == "properties" {
				p.service = d.member("shipping_option_code")
			}
		})
	case "date_updated":
		p.updated = d.Text(payload.Short)
	case "expected_delivery_date":
		p.expected = d.Text(payload.Short)
	case "details":
		p.expected = cmp.Or(d.member("expected_delivery_date"), p.expected)
	case "status":
		if !d.IsObject() {
			return false // of an error
		}
		d.Recognise()
		p.status = d.status()
	case "statuses", "events":
		d.Recognise()
		p.tracked = true
		d.Each(func() {
			if !d.IsObject() || !d.Spend() {
				return
			}
			if s := d.status(); !s.empty() {
				p.history = append(p.history, s)
			}
		})
	default:
		return false
	}
	return true
}

// member reads one text of an object. Sendcloud's connector prints false for an object that is not there.
func (d *decoder) member(name string) (text string) {
	d.Object(func(key []byte) {
		if string(key) == name {
			text = d.Text(payload.Short)
		}
	})
	return text
}

// numbers reads a list of numbers, or of objects that hold one.
func (d *decoder) numbers(p *parcel) {
	d.Each(func() {
		number, code := "", ""
		if d.IsObject() {
			d.Object(func(key []byte) {
				switch string(key) {
				case "tracking_number":
					number = d.Text(payload.Short)
				case "carrier_code", "carrier":
					code = d.Text(payload.Short)
				}
			})
		} else {
			number = d.Text(payload.Short)
		}
		p.number = cmp.Or(p.number, decode.Number(number))
		p.carrier = cmp.Or(p.carrier, code)
	})
}

// finish turns a parcel into what everybody else calls one.
func (d *decoder) finish(p *parcel, hook webhook) {
	if !d.Spend() {
		return
	}
	d.Recognise()
	raw := cmp.Or(p.carrier, p.service) // the connector leaves the carrier out; the name of the service starts with it
	out := carrier.Parcel{Number: cmp.Or(p.number, numberIn(p.link)), Carrier: carrier.Code(raw), CarrierRaw: raw, Service: p.service}
	if !p.status.empty() && len(p.history) == 0 {
		s := p.status
		s.at = cmp.Or(s.at, hook.changed, hook.sent, p.updated)
		out.Facts = append(out.Facts, d.scan(s, out.Carrier))
	}
	for _, s := range p.history {
		out.Facts = decode.AddFact(out.Facts, d.scan(s, out.Carrier))
	}
	told := timeOf(hook.sent)
	if told.Local == "" {
		told = decode.Newest(out.Facts)
	}
	if w, ok := moment.Window(shipment.Moment{}, moment.Compact(moment.Day(moment.DayFirst(p.expected)), "")); ok && d.Spend() {
		out.Facts = append(out.Facts, decode.Estimate(Source, out.Carrier, w, told, p.expected))
	}
	if p.tracked && len(p.history) == 0 {
		out.Facts = append(out.Facts, decode.Verdict(Source, out.Carrier, shipment.VerdictNotFound, told))
	}
	d.Parcel(out)
}

// numberIn takes the number out of the address of a carrier's tracking page, as Sendcloud writes them:
// https://tracking.eu-central-1-0.sendcloud.sc/forward?carrier=dhl&code=JVGL06097547000198007881&…
func numberIn(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return decode.Number(u.Query().Get("code"))
}
