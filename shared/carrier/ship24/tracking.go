package ship24

import (
	"slices"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// tracking is one tracking while it is read.
type tracking struct {
	number, courier string   // as the tracker was created; the courier may be empty
	asked           string   // what the request for a new tracker said
	numbers         []string // of all legs
	milestone       string   // of the whole parcel
	expected        string
	from, until     string // what the carrier expects
	service, signed string
	generated       string // when Ship24 wrote this
	seen            bool   // something of a tracking was there
	events          []event
}

func (d *decoder) field(t *tracking, key []byte) {
	switch string(key) {
	case "metadata":
		d.Object(func(key []byte) {
			if string(key) == "generatedAt" {
				t.generated = d.Text(payload.Short)
			}
		})
	case "tracker": // null when it could not be created
		t.seen = t.seen || d.IsObject()
		d.Object(func(key []byte) { d.tracker(t, key) })
	case "inputData":
		d.Object(func(key []byte) {
			if string(key) == "trackingNumber" {
				t.asked = decode.Number(d.Text(payload.Short))
			}
		})
	case "trackingNumber", "courierCode", "trackerId": // of a tracker that stands alone
		t.seen = true
		d.tracker(t, key)
	case "shipment":
		d.Object(func(key []byte) { d.shipment(t, key) })
	case "events":
		t.seen = true
		d.Each(func() { d.event(t) })
	}
}

func (d *decoder) tracker(t *tracking, key []byte) {
	switch string(key) {
	case "trackingNumber":
		t.number = decode.Number(d.Text(payload.Short))
	case "courierCode": // a list, of which nearly always one is known
		t.courier = d.Text(payload.Short)
	}
}

// shipment reads what is said of the whole; the recipient's name and address are not looked at.
func (d *decoder) shipment(t *tracking, key []byte) {
	switch string(key) {
	case "statusMilestone":
		t.milestone = d.Text(payload.Short)
	case "trackingNumbers":
		d.Each(func() {
			d.Object(func(key []byte) {
				if string(key) == "tn" && d.Spend() {
					t.numbers = append(t.numbers, decode.Number(d.Text(payload.Short)))
				}
			})
		})
	case "delivery":
		d.Object(func(key []byte) {
			switch string(key) {
			case "estimatedDeliveryDate":
				t.expected = d.Text(payload.Short)
			case "courierEstimatedDeliveryDate":
				d.courierEstimate(t)
			case "service":
				t.service = d.Text(payload.Short)
			case "signedBy":
				t.signed = d.Text(payload.Short)
			}
		})
	}
}

func (d *decoder) courierEstimate(t *tracking) {
	if !d.IsObject() {
		t.until = d.Text(payload.Short)
		return
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "from":
			t.from = d.Text(payload.Short)
		case "to":
			t.until = d.Text(payload.Short)
		}
	})
}

// finish turns a tracking into a parcel. The status of the shipment is Ship24's verdict on the whole and makes no scan.
func (d *decoder) finish(t *tracking) {
	if !t.seen || !d.Spend() {
		return
	}
	d.Recognise()
	if t.number == "" && len(t.numbers) > 0 { // a search without a tracker: the number asked for comes first
		t.number = t.numbers[0]
	}
	p := carrier.Parcel{Number: t.number, CarrierRaw: t.carrier(), Service: t.service}
	p.Carrier = codeOf(p.CarrierRaw)
	for _, number := range t.numbers {
		if number != "" && number != t.number && !slices.Contains(p.Aliases, number) {
			p.Aliases = append(p.Aliases, number)
		}
	}
	for _, e := range t.events {
		p.Facts = decode.AddFact(p.Facts, d.scan(e, p.Carrier))
	}
	decode.Sign(&p, t.signed)
	d.conclude(t, &p)
	d.Parcel(p)
}

// carrier gives the courier of the tracker, else the only one among the events of its own number, else the only one of all.
func (t *tracking) carrier() string {
	if t.courier != "" {
		return t.courier
	}
	own, all := "", ""
	severalOwn, severalAll := false, false
	for _, e := range t.events {
		if e.courier == "" {
			continue
		}
		severalAll = severalAll || all != "" && all != e.courier
		all = e.courier
		if e.number == t.number {
			severalOwn = severalOwn || own != "" && own != e.courier
			own = e.courier
		}
	}
	switch {
	case own != "" && !severalOwn:
		return own
	case !severalAll:
		return all
	default:
		return ""
	}
}

// conclude adds what a tracking says beyond its events: an estimate, a verdict. The carrier's own estimate stands before
// Ship24's.
func (d *decoder) conclude(t *tracking, p *carrier.Parcel) {
	at := moment.ISO(t.generated)
	if at.Local == "" {
		at = decode.Newest(p.Facts)
	}
	w, ok := moment.Days(moment.ISO(t.from), moment.ISO(t.until))
	if !ok {
		w, ok = moment.Window(shipment.Moment{}, moment.ISO(t.expected))
	}
	if ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, w, at, t.from, t.until, t.expected))
	}
	if len(p.Facts) == 0 && t.milestone == "pending" {
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, at))
	}
}
