package fedex

import (
	"cmp"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

const (
	// maxAliases bounds the other numbers of one result.
	maxAliases = 8
	// minAlias is the length of the shortest number that FedEx or a partner tracks by. A shorter one is somebody's reference,
	// and a false alias would make one parcel of two.
	minAlias = 10
)

// result is one element of "trackResults": what FedEx knows of one shipment under a number. A number that was used again has
// several.
type result struct {
	number   string // trackingNumberInfo
	unique   string // trackingNumberUniqueId: tells apart the shipments that share a number
	service  string
	aliases  []string
	masters  []string // the numbers of the multi-piece shipment that it is a piece of
	count    int      // packages in the shipment
	returned bool     // the shipment is a return
	scans    []shipment.Fact
	summary  scan // latestStatusDetail
	dates    dates
	received string // by whom
	left     string // where a delivery was left
	problem  carrier.Problem
	failed   bool
}

// any reports whether something was read.
func (r *result) any() bool {
	return r.number != "" || len(r.scans) > 0 || !r.summary.empty() || r.failed || r.dates.any()
}

// results reads one element of "trackResults" and appends it.
func (d *decoder) results(all []result) []result {
	if !d.IsObject() || !d.Spend() {
		return all
	}
	var r result
	d.Object(func(key []byte) {
		if string(key) == "error" {
			d.resultError(&r)
			return
		}
		d.field(&r, key)
	})
	if !r.any() {
		return all
	}
	return append(all, r)
}

// field reads one member of a result. Contacts, addresses and images are never looked at.
func (d *decoder) field(r *result, key []byte) {
	switch string(key) {
	case "trackingNumberInfo":
		d.Object(func(key []byte) {
			switch string(key) {
			case "trackingNumber":
				r.number = decode.Number(d.Text(payload.Short))
			case "trackingNumberUniqueId":
				r.unique = d.Text(payload.Short)
			}
		})
	case "additionalTrackingInfo":
		d.Object(func(key []byte) {
			if string(key) == "packageIdentifiers" {
				d.Each(func() { d.identifier(r) })
			}
		})
	case "scanEvents":
		d.Each(func() { d.event(r) })
	case "latestStatusDetail":
		d.latest(r)
	case "serviceDetail":
		r.service = cmp.Or(d.member("description"), r.service)
	case "packageDetails":
		r.count, _ = strconv.Atoi(d.member("count"))
	case "deliveryDetails":
		d.delivery(r)
	case "returnDetail":
		d.Each(func() { d.returnDetail(r) })
	case "dateAndTimes":
		d.Each(func() { d.date(&r.dates) })
	case "estimatedDeliveryTimeWindow":
		r.dates.estimated = d.window()
	case "standardTransitTimeWindow":
		r.dates.standard = d.window()
	}
}

// member reads an object of which one text matters.
func (d *decoder) member(name string) string {
	text := ""
	d.Object(func(key []byte) {
		if string(key) == name {
			text = d.Text(payload.Short)
		}
	})
	return text
}

// identifier reads one of the other numbers of a package. Only those are kept that the same package travels under: the
// partner that delivers it (FedEx Ground Economy and the Postal Service), a new label after a redirection, the label of its
// way back. The number of a multi-piece shipment is that of its first piece and thus of another package.
func (d *decoder) identifier(r *result) {
	kind, value := "", ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "type":
			kind = d.Text(payload.Short)
		case "value", "values":
			value = decode.Number(d.Text(payload.Short))
		}
	})
	if len(value) < minAlias {
		return
	}
	switch kind {
	case "PARTNER_CARRIER_NUMBER", "REROUTE_TRACKING_NUMBER", "RETURNED_TO_SHIPPER_TRACKING_NUMBER":
		if len(r.aliases) < maxAliases {
			r.aliases = append(r.aliases, value)
		}
	case "STANDARD_MPS", "GROUP_MPS":
		if len(r.masters) < maxAliases {
			r.masters = append(r.masters, value)
		}
	}
}

// delivery reads who took the package and where it was left. Where no signature was asked for FedEx says so in place of a name.
func (d *decoder) delivery(r *result) {
	signed := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "receivedByName":
			r.received = person(d.Text(payload.Short))
		case "signedByName":
			signed = person(d.Text(payload.Short))
		case "locationDescription":
			r.left = d.Text(payload.Short)
		}
	})
	r.received = cmp.Or(r.received, signed)
}

func person(name string) string {
	if strings.HasPrefix(strings.ToLower(name), "signature ") { // "Signature not required", "Signature release on file"
		return ""
	}
	return name
}

// returnDetail notes that somebody authorised a return, with or without a reason. FedEx prints the object with empty members for
// shipments that are none.
func (d *decoder) returnDetail(r *result) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "authorizationName":
			r.returned = d.Text(payload.Short) != "" || r.returned
		case "reasonDetail":
			d.Each(func() { r.returned = d.member("type") != "" || r.returned })
		}
	})
}
