package shippo

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure is an error of the API: {"detail": …} of its framework, which decode.Refusal reads, or a list of complaints for
// each member of the request, {"carrier":["Invalid value …"]}, with "__all__" for those about the whole.
type failure struct {
	decode.Refusal
	member, complaint string
}

// complains reports whether a list under this name is one of complaints. A track has lists of its own.
func complains(key []byte) bool {
	switch string(key) {
	case "tracking_history", "messages":
		return false
	default:
		return true
	}
}

// complaint reads a list of complaints and keeps the first.
func (d *decoder) complaint(f *failure, key []byte) {
	member := payload.Clean(key, payload.Short)
	d.Each(func() {
		text := ""
		if d.IsObject() { // {"code":…,"text":…}
			d.Object(func(key []byte) {
				switch string(key) {
				case "text", "detail", "message":
					text = cmp.Or(text, d.Text(payload.Line))
				}
			})
		} else {
			text = d.Text(payload.Line)
		}
		if f.complaint == "" && text != "" {
			f.member, f.complaint = member, text
		}
	})
}

// refuse reports what the API refused, and whether it did. A sentence beside a track is none.
func (d *decoder) refuse(f *failure, t *track) bool {
	if t.told() {
		return false
	}
	p, refused := f.Problem()
	if f.complaint != "" {
		p, refused = carrier.Problem{Kind: cmp.Or(decode.KindOfText(f.complaint), carrier.Invalid), Code: f.member, Message: f.complaint}, true
	}
	if !refused || !d.Spend() {
		return refused
	}
	d.Recognise()
	p.Number = t.number
	d.Problem(p)
	return true
}
