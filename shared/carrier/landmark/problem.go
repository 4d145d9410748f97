package landmark

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// errors reads {Error{ErrorCode, ErrorMessage}…} and reports whether there was one.
func (d *decoder) errors() bool {
	failed := false
	var p carrier.Problem
	one := func(key []byte) {
		switch string(key) {
		case "ErrorCode":
			p.Code = d.Text(payload.Short)
		case "ErrorMessage":
			p.Message = d.Text(payload.Line)
		}
	}
	add := func() {
		if p.Code == "" && p.Message == "" {
			return
		}
		failed = true
		if d.Spend() {
			p.Kind = kindOf(p.Code, p.Message)
			p.Message = firstSentence(p.Message)
			d.Problem(p)
		}
		p = carrier.Problem{}
	}
	d.Object(func(key []byte) {
		if string(key) != "Error" {
			one(key)
			return
		}
		d.Each(func() {
			d.Object(one)
			add()
		})
	})
	add()
	return failed
}

// firstSentence drops the HTML advice ("You can track this shipment on …") that follows the message, twice escaped.
func firstSentence(message string) string {
	before, _, _ := strings.Cut(message, "You can track")
	return strings.TrimSpace(before)
}

// kindOf sorts an error. Its code is a word for a group ("Invalid", "Lookup"), so that the message decides; they are listed with the
// Track API and under API Errors (https://www.landmarkglobal.com).
func kindOf(code, message string) string {
	if kind := cmp.Or(decode.KindOfWords(message, sayings...), decode.KindOfStatus(code), decode.KindOfText(message)); kind != "" {
		return kind
	}
	if code == "Lookup" {
		return carrier.NotFound
	}
	return carrier.Invalid
}

// sayings are words of Landmark's messages.
var sayings = []decode.Saying{
	{Kind: carrier.NotFound, Words: "could not find shipment|no shipment found|no data available|shipment could not be tracked"},
	{Kind: carrier.Unauthorized, Words: "authenticat|permission|password|login|client is inactive|determine desired client|missing clientid"},
	{Kind: carrier.Invalid, Words: "required element|is required|insufficient data|duplicate results|unable to parse"},
}
