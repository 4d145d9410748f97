package aftership

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure is the "meta" of an answer: {"code","type","message"}, in v3 with "error_type" and "error_message".
type failure struct{ code, kind, message string }

func (d *decoder) meta(f *failure) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			d.Recognise()
			f.code = d.Text(payload.Short)
		case "type", "error_type":
			f.kind = d.Text(payload.Short)
		case "message", "error_message":
			f.message = d.Text(payload.Line)
		}
	})
}

// refused reports whether the API did not do what it was asked for: anything but 2xx.
func (f failure) refused() bool { return f.code != "" && f.code[0] != '2' }

func (f failure) problem() carrier.Problem {
	return carrier.Problem{Kind: f.sort(), Code: f.code, Message: cmp.Or(f.message, f.kind)}
}

// sort gives the kind of an error. AfterShip's codes are HTTP statuses, or four digits that detail a 400
// (https://www.aftership.com/docs/tracking/quickstart/request-errors); those of its other products have five, which start with
// the HTTP status.
func (f failure) sort() string {
	switch {
	case f.code == "4004", f.code == "404":
		return carrier.NotFound
	case f.code == "402": // the plan does not include it
		return carrier.Unauthorized
	case len(f.code) == 4:
		return carrier.Invalid
	case len(f.code) == 5:
		return cmp.Or(decode.KindOfStatus(f.code[:3]), carrier.Invalid)
	}
	return cmp.Or(decode.KindOfStatus(f.code), decode.KindOfText(f.kind+" "+f.message), carrier.Invalid)
}

// refuse reports an error for each number that the answer names: "already exists" repeats the tracking, without its history.
func (d *decoder) refuse(p carrier.Problem, found []*tracking) {
	d.Recognise()
	named := false
	for _, t := range found {
		if t.number != "" && d.Spend() {
			p.Number, named = t.number, true
			d.Problem(p)
		}
	}
	if !named && d.Spend() {
		d.Problem(p)
	}
}
