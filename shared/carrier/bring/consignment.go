package bring

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// parcel is one package while it is read.
type parcel struct {
	carrier.Parcel
	expected string
	signer   string
}

// consignment reads {"consignmentId","packageSet":[…]}, or {"error":{"code":404,"message":"No shipments found"}} in its place.
// The number of a consignment is another number of its package when it has only one.
func (d *decoder) consignment() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	id := ""
	var parcels []parcel
	var refusal decode.Refusal
	d.Object(func(key []byte) {
		switch named(key) {
		case "consignmentId":
			id = number(d.Text(payload.Short))
		case "packageSet":
			d.Each(func() { d.set("package", func() { parcels = d.parcel(parcels) }, &refusal) })
		case "error":
			d.fault(&refusal)
		}
	})
	only := ""
	for i, p := range parcels {
		if i == 0 {
			only = p.Number
		} else if p.Number != only {
			only = ""
		}
	}
	for _, p := range parcels {
		switch {
		case id == "" || id == p.Number:
		case p.Number == "" && len(parcels) == 1:
			p.Number = id
		case p.Number == only && only != "":
			p.Aliases = append(p.Aliases, id)
		}
		if p.Number == "" && len(p.Facts) == 0 {
			continue
		}
		d.estimate(&p)
		decode.Sign(&p.Parcel, p.signer)
		d.Parcel(p.Parcel)
	}
	d.refuse(&refusal, id)
}

// parcel reads {"packageNumber","previousPackageNumber","productName","dateOfEstimatedDelivery","eventSet":[…]}. pickupCode opens
// a locker and is not read; dateOfReturn is when a parcel that nobody collects goes back, and no estimate of delivery.
func (d *decoder) parcel(parcels []parcel) []parcel {
	if !d.IsObject() || !d.Spend() {
		return parcels
	}
	p := parcel{Parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "Bring"}}
	d.Object(func(key []byte) {
		switch named(key) {
		case "packageNumber", "packageId":
			p.Number = number(d.Text(payload.Short))
		case "previousPackageNumber":
			if previous := number(d.Text(payload.Short)); previous != "" {
				p.Aliases = append(p.Aliases, previous)
			}
		case "productName":
			p.Service = d.Text(payload.Short)
		case "brand":
			if brand := d.Text(payload.Short); brand != "" {
				p.CarrierRaw = brand
			}
		case "dateOfEstimatedDelivery":
			p.expected = d.Text(payload.Short)
		case "eventSet":
			d.Each(func() { d.set("event", func() { d.event(&p) }, nil) })
		}
	})
	return append(parcels, p)
}

// event is one event as printed.
type event struct {
	status, text         string
	iso, date, clock     string
	code, cause, measure string // of the production system (lmEventCode …): they tell events apart
	city, postal, nation string
	unit                 string
	signer               string
}

func (d *decoder) event(p *parcel) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) { e.member(d.Reader, key) })
	if e.status == "" && e.text == "" {
		return
	}
	f := d.scan(e)
	if f.Status == shipment.Delivered && e.signer != "" {
		p.signer = e.signer
	}
	p.Facts = decode.AddFact(p.Facts, f)
}

func (e *event) member(r *payload.Reader, key []byte) {
	switch named(key) {
	case "status":
		e.status = r.Text(payload.Short)
	case "description":
		e.text = r.Text(payload.Line)
	case "dateIso", "occuredAtIsoDateTime":
		e.iso = r.Text(payload.Short)
	case "displayDate", "occuredAtDisplayDate":
		e.date = r.Text(payload.Short)
	case "displayTime", "occuredAtDisplayTime":
		e.clock = r.Text(payload.Short)
	case "lmEventCode":
		e.code = r.Text(payload.Short)
	case "lmCauseCode":
		e.cause = r.Text(payload.Short)
	case "lmMeasureCode":
		e.measure = r.Text(payload.Short)
	case "city":
		e.city = r.Text(payload.Line)
	case "postalCode":
		e.postal = r.Text(payload.Short)
	case "countryCode":
		e.nation = r.Text(payload.Short)
	case "unitId":
		e.unit = r.Text(payload.Short)
	case "recipientSignature":
		r.Object(func(key []byte) {
			if named(key) == "name" {
				e.signer = r.Text(payload.Short)
			}
		})
	}
}

// estimate makes a fact of the day, or the time, of the expected delivery.
func (d *decoder) estimate(p *parcel) {
	if w, ok := moment.Window(shipment.Moment{}, moment.DayFirst(p.expected)); ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, Source, w, decode.Newest(p.Facts), p.expected))
	}
}

// number normalises a tracking number. Bring's published test numbers ("TESTPACKAGE-AT-PICKUPPOINT") hold no digit.
func number(s string) string {
	if strings.HasPrefix(s, "TESTPACKAGE") {
		return shipment.NormalizeNumber(s)
	}
	return decode.Number(s)
}
