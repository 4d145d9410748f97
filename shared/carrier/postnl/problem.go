package postnl

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure reads one element of "Warnings", "Errors" or "Array". Their elements are wrapped once more in some answers
// ({"Warning":{…}}, {"Error":[…]}, {"Item":{…}}) and have different names in old and new services:
//
//	{"Message":"No shipment found","Code":"2"}
//	{"Error":"…","Description":"…","Code":"…"}
//	{"ErrorMsg":"…","ErrorNumber":26}
//
// refusal takes what is the gateway's.
func (d *decoder) failure(refusal *decode.Refusal) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var p carrier.Problem
	d.members(func(name string) {
		switch name {
		case "warning", "item":
			d.Each(func() { d.failure(refusal) })
		case "error":
			if d.IsObject() || d.IsList() {
				d.Each(func() { d.failure(refusal) })
				return
			}
			p.Message = cmp.Or(p.Message, d.Text(payload.Line))
		case "message", "description", "errormsg", "errormessage", "errordescription":
			p.Message = cmp.Or(d.Text(payload.Line), p.Message)
		case "code", "errornumber", "errorcode":
			p.Code = d.Text(payload.Short)
		case "fault":
			refusal.Member(d.Reader, name)
		}
	})
	if p.Message == "" && p.Code == "" {
		return
	}
	d.Recognise()
	p.Kind = cmp.Or(decode.KindOfText(p.Message), decode.KindOfStatus(p.Code), notFound(p), carrier.Invalid)
	d.Problem(p)
}

// notFound knows the warning 2 of the Shipping Status API: "No shipment found", "No signature found".
func notFound(p carrier.Problem) string {
	if p.Code == "2" {
		return carrier.NotFound
	}
	return ""
}
