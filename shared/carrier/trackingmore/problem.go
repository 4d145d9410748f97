package trackingmore

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure is the outcome of a call: {"code":4102,"type":"BadRequest","message":"…"}. 200, 201 and 202 are successes.
type failure struct{ code, message string }

func (f failure) refuses() bool {
	switch f.code {
	case "", "200", "201", "202":
		return false
	default:
		return true
	}
}

func (d *decoder) failure() failure {
	code, message := decode.CodeAndMessage(d.Reader)
	return failure{code, message}
}

// complaint reads the sentence of an error that is not TrackingMore's own: a word, or {"message"}.
func (d *decoder) complaint() string {
	if d.IsObject() {
		return d.failure().message
	}
	return d.Text(payload.Line)
}

// rejection reads why one number of a batch was not taken: version 4 writes "errorCode" and "errorMessage", version 2
// "code" and "message".
func (d *decoder) rejection() {
	if !d.IsObject() {
		return
	}
	number, f := "", failure{}
	d.Object(func(key []byte) {
		switch string(key) {
		case "tracking_number":
			number = decode.Number(d.Text(payload.Short))
		case "errorCode", "code":
			f.code = d.Text(payload.Short)
		case "errorMessage", "message":
			f.message = d.Text(payload.Line)
		}
	})
	if f != (failure{}) {
		d.report(f, number)
	}
}

func (d *decoder) report(f failure, number string) {
	if !d.Spend() {
		return
	}
	d.Recognise()
	d.failures++
	d.Problem(carrier.Problem{Number: number, Kind: problemKind(f), Code: f.code, Message: f.message})
}

// problemKind sorts the response codes of all versions (https://www.trackingmore.com/docs/trackingmore/, "Response codes"):
// three digits mostly mean what they mean in HTTP, four digits are TrackingMore's own.
func problemKind(f failure) string {
	switch f.code {
	case "203", "4001", "4002": // a plan without API, key unknown, key deleted
		return carrier.Unauthorized
	case "204", "424", "4102", "4017", "4031": // nothing there, no such tracking
		return carrier.NotFound
	case "4190", "4021": // no shipments left on the account
		return carrier.RateLimited
	case "511", "512", "513":
		return carrier.Upstream
	}
	if len(f.code) == 4 {
		return carrier.Invalid
	}
	return cmp.Or(decode.KindOfStatus(f.code), decode.KindOfText(f.message), carrier.Invalid)
}
