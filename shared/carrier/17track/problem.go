package seventeentrack

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure is an error as 17TRACK prints it: {"code":-18019902,"message":"…"}. The code 0 means success.
type failure struct{ code, message string }

func (f failure) refuses() bool {
	return f.code != "" && f.code != "0" && f.code != "200"
}

// complains reports whether an error without a code, as gateways send it, says in words what is wrong.
func (f failure) complains() bool { return decode.KindOfText(f.message) != "" }

// rejection reads one of "rejected": a number, its carrier, and why it was not taken.
func (d *decoder) rejection() {
	if !d.IsObject() {
		return
	}
	number, f := "", failure{}
	d.Object(func(key []byte) {
		switch string(key) {
		case "number":
			number = decode.Number(d.Text(payload.Short))
		case "error":
			f = d.failure()
		}
	})
	if number != "" || f != (failure{}) {
		d.report(f, number)
	}
}

// refused reads one of "errors": why the whole request was not taken.
func (d *decoder) refused(number string) {
	if f := d.failure(); f.refuses() || f.code == "" && f.message != "" {
		d.report(f, number)
	}
}

func (d *decoder) failure() failure {
	var f failure
	if !d.IsObject() {
		f.message = d.Text(payload.Line)
		return f
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			f.code = d.Text(payload.Short)
		case "message", "msg":
			f.message = d.Text(payload.Line)
		}
	})
	return f
}

func (d *decoder) report(f failure, number string) {
	if !d.Spend() {
		return
	}
	d.Recognise()
	d.failures++
	d.Problem(carrier.Problem{Number: number, Kind: problemKind(f), Code: f.code, Message: f.message})
}

// problemKind sorts the documented error codes (https://api.17track.net/en/doc?version=v2.4), and by its words an error
// without one. "Not registered" is "not found": 17TRACK may know the parcel, but nobody asked it to look.
func problemKind(f failure) string {
	switch f.code {
	case "-18010001", "-18010002", "-18010004", "-18010005", "-18019912": // address not allowed, key, account disabled, no permission (twice)
		return carrier.Unauthorized
	case "-18010003", "-18019815", "-18019816": // internal, the carrier did not answer, the carrier failed
		return carrier.Upstream
	case "-18019902", "-18019909": // not registered, nothing known at this time
		return carrier.NotFound
	case "-18019907", "-18019908": // limit of the day, quota used up
		return carrier.RateLimited
	}
	if len(f.code) > len("-1801") && f.code[:5] == "-1801" {
		return carrier.Invalid
	}
	return cmp.Or(decode.KindOfStatus(f.code), decode.KindOfText(f.message), carrier.Invalid)
}
