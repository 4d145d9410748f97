package ups

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// message is one Track Alert message: one activity of one package.
type message struct {
	number      string
	times       times
	place       place
	status      status
	scheduled   string
	rescheduled string // replaces scheduled
	window      deliveryTime
	received    string
}

func (m *message) field(r *payload.Reader, key string) {
	switch key {
	case "trackingNumber":
		m.number = decode.Number(r.Text(payload.Short))
	case "localActivityDate":
		m.times.date = r.Text(payload.Short)
	case "localActivityTime":
		m.times.clock = r.Digits(clockWidth)
	case "gmtActivityDate":
		m.times.gmtDate = r.Text(payload.Short)
	case "gmtActivityTime":
		m.times.gmtClock = r.Digits(clockWidth)
	case "activityLocation":
		m.place = readLocation(r)
	case "activityStatus":
		m.status = readStatus(r)
	case "scheduledDeliveryDate":
		m.scheduled = r.Text(payload.Short)
	case "rescheduledDeliveryDate":
		m.rescheduled = r.Text(payload.Short)
	case "deliveryStartTime":
		m.window.start = r.Digits(clockWidth)
	case "deliveryEndTime":
		m.window.end = r.Digits(clockWidth)
	case "receivedBy":
		m.received = r.Text(payload.Short)
	}
}

func (d *decoder) parcelOf(m message) carrier.Parcel {
	p := carrier.Parcel{Number: m.number, Carrier: Source, CarrierRaw: "UPS"}
	if !m.times.empty() || !m.status.empty() {
		p.Facts = append(p.Facts, d.scan(m.times, m.status, m.place))
	}
	decode.Sign(&p, m.received)
	if moment.Compact(m.rescheduled, "").Local != "" {
		m.scheduled = m.rescheduled
	}
	if d.estimated(m, p) && d.Spend() {
		w := windowOf(m.scheduled, m.window)
		p.Facts = append(p.Facts, decode.Estimate(Source, Source, w, decode.Newest(p.Facts), m.scheduled, "", m.window.start, m.window.end))
	}
	return p
}

// estimated reports whether the scheduled date is news. Beside a delivery it is history: UPS's own example of a delivery
// repeats a schedule from five years before (UPSTrackAlert.yaml).
func (d *decoder) estimated(m message, p carrier.Parcel) bool {
	if moment.Compact(m.scheduled, "").Local == "" {
		return false
	}
	for _, f := range p.Facts {
		if f.Status == shipment.Delivered || f.Status == shipment.Returned || f.Status == shipment.Cancelled {
			return false
		}
	}
	return true
}
