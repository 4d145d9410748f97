package shippo

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

// track is one Shippo Track while it is read.
type track struct {
	number, carrier, service string
	eta, originalETA         string
	latest                   status // tracking_status
	history                  []status
	known                    bool // a member that only a track has
}

// number reads a tracking number. Those of Shippo's test mode, SHIPPO_TRANSIT and the like, have no digits
// (https://docs.goshippo.com/docs/tracking/tracking).
func number(printed string) string {
	if made := shipment.NormalizeNumber(printed); strings.HasPrefix(made, "SHIPPO_") {
		return made
	}
	return decode.Number(printed)
}

// told reports whether there is something of a track.
func (t *track) told() bool { return t.known || len(t.history) > 0 || !t.latest.empty() }

// field reads one member of a track and reports whether it is one. Addresses and the merchant's metadata are not read.
func (d *decoder) field(t *track, key []byte) bool {
	switch string(key) {
	case "tracking_number":
		t.number = number(d.Text(payload.Short))
	case "carrier":
		t.carrier = d.Text(payload.Short)
	case "servicelevel":
		d.Object(func(key []byte) {
			switch string(key) {
			case "name":
				t.service = d.Text(payload.Short)
			case "token":
				t.service = cmp.Or(t.service, d.Text(payload.Short))
			}
		})
	case "eta":
		t.eta = d.Text(payload.Short)
	case "original_eta":
		t.originalETA = d.Text(payload.Short)
	case "tracking_status":
		t.known = true
		t.latest = d.status()
	case "tracking_history":
		d.Recognise()
		t.known = true
		d.Each(func() {
			if !d.IsObject() || !d.Spend() {
				return
			}
			if s := d.status(); !s.empty() {
				t.history = append(t.history, s)
			}
		})
	case "address_from", "address_to", "metadata", "messages", "transaction":
		d.Skip()
	default:
		return false
	}
	return true
}

// finish turns a track into a parcel. tracking_status is the newest of the history, said once more; where the history is left
// out, it is all there is.
func (d *decoder) finish(t *track) {
	if !t.told() || t.number == "" && len(t.history) == 0 && t.latest.empty() || !d.Spend() {
		return
	}
	d.Recognise()
	code := carrier.Code(t.carrier)
	p := carrier.Parcel{Number: t.number, Carrier: code, CarrierRaw: t.carrier, Service: t.service}
	p.Facts = make([]shipment.Fact, 0, len(t.history)+2)
	for _, s := range t.history {
		p.Facts = append(p.Facts, d.scan(s, code))
	}
	if !t.latest.empty() {
		f := d.scan(t.latest, code)
		if !slices.ContainsFunc(p.Facts, func(g shipment.Fact) bool { return g.ID == f.ID }) {
			p.Facts = append(p.Facts, f)
		}
	}
	d.conclude(t, &p)
	d.Parcel(p)
}

// conclude adds what a track says beyond its scans. Both dates are days in the calendar of the destination, whatever clock
// they print (https://github.com/goshippo/shippo-php-client/issues/29). original_eta was told when Shippo first saw the
// parcel, which nobody prints.
func (d *decoder) conclude(t *track, p *carrier.Parcel) {
	told := moment.ISO(cmp.Or(t.latest.updated, t.latest.created))
	if told.Local == "" {
		told = decode.Newest(p.Facts)
	}
	if len(p.Facts) == 0 {
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, told))
	}
	eta, ok := day(t.eta)
	if ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, eta, told, t.eta))
	}
	if first, ok := day(t.originalETA); ok && first != eta && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, first, shipment.Moment{Zone: shipment.NoZone}, t.originalETA))
	}
}

func day(printed string) (shipment.Window, bool) {
	return moment.Window(shipment.Moment{}, moment.Compact(moment.Day(moment.ISO(printed)), ""))
}
