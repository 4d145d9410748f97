package dpd

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// document reads one object: an envelope, a fault, or the error of a gateway.
func (d *decoder) document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var refusal decode.Refusal
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "Envelope", "Body", "getTrackingDataResponse", "getTrackingData", "getParcelLifeCycleResponse", "getParcelLifeCycleResult",
			"parcellifecycleResponse":
			d.Each(d.document)
		case "trackingresult", "trackingResult", "parcelLifeCycleData", "ParcelLifeCycleData":
			d.Recognise()
			d.result()
		case "getAuthResponse":
			d.Recognise() // of LoginService: it says nothing about a parcel
		case "Fault", "errorJSON":
			d.fault()
		case "ErrorDataList":
			d.Each(d.fault)
		default:
			refusal.Member(d.Reader, name)
		}
	})
	if p, ok := refusal.Problem(); ok {
		d.Recognise()
		d.Problem(p)
	}
}

// result reads what is known about one parcel. The SOAP answer does not repeat its number. Without a milestone that has been
// reached DPD knows no more than that a label exists, or not even that.
func (d *decoder) result() {
	p := carrier.Parcel{Carrier: Source, CarrierRaw: "DPD"}
	d.Object(func(key []byte) {
		switch string(key) {
		case "shipmentInfo":
			d.shipmentInfo(&p)
		case "statusInfo":
			d.Each(func() { d.milestone(&p) })
		}
	})
	if len(p.Facts) == 0 {
		d.Problem(carrier.Problem{Number: p.Number, Kind: carrier.NotFound, Message: "no milestone reached"})
		return
	}
	d.Parcel(p)
}

// shipmentInfo reads the service and, in JSON, the number. Its own status is that of the newest milestone; the receiver is not
// read.
func (d *decoder) shipmentInfo(p *carrier.Parcel) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "serviceDescription", "productName":
			p.Service = d.words(payload.Short)
		case "parcelLabelNumber":
			p.Number = decode.Number(d.Text(payload.Short))
		}
	})
}

// words reads a text that DPD writes as lines of lines: {"content":{"content":"…","bold":false}}, with "content" once or several
// times, or as bare text. Labels and links beside it are left.
func (d *decoder) words(limit int) string {
	switch {
	case d.IsObject():
		text := ""
		d.Object(func(key []byte) {
			if string(key) == "content" {
				text = join(text, d.words(limit), limit)
			}
		})
		return text
	case d.IsList():
		text := ""
		d.Each(func() { text = join(text, d.words(limit), limit) })
		return text
	default:
		return d.Text(limit)
	}
}

// join puts a line behind others while they fit; one that is there already is not said again.
func join(text, line string, limit int) string {
	switch {
	case text == "":
		return line
	case strings.Contains(text, line), len(text)+1+len(line) > limit:
		return text
	}
	return text + " " + line
}
