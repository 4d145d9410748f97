package colissimo

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/carrier/suivi"
)

// answer is one answer while it is read: of Suivi through its Entry, and of the two web services.
type answer struct {
	*suivi.Entry
	*decoder
	last suivi.Scan // the only event that track tells, in members of the answer itself
	code string     // errorCode of track
	text string     // errorMessage of track
}

func (a *answer) member(name string) {
	switch name {
	case "Envelope", "Body", "timelineCompanyResponse", "timelineResponse", "trackResponse", "return":
		a.Each(a.document)
	case "parcel":
		a.Each(a.parcel)
	case "status", "error":
		a.refusals(name)
	case "errorCode":
		a.code = a.Text(payload.Short)
		a.Recognise()
	case "errorMessage":
		a.text = a.Text(payload.Line)
	case "skybillNumber":
		a.Number(a.Text(payload.Short))
	case "eventCode":
		a.last.Code = a.Text(payload.Short)
	case "eventLibelle":
		a.last.Text = a.Text(payload.Line)
	case "eventDate":
		a.last.At = a.Text(payload.Short)
	case "eventSite":
		a.last.Site = a.Text(payload.Line)
	default:
		a.Member(name)
	}
}

func (a *answer) end() {
	if a.code != "" && a.code != "0" {
		a.Fail(kindOf(a.code, a.text), a.code, a.text)
	}
	if a.last != (suivi.Scan{}) && a.Spend() {
		a.Found()
		a.Add(a.last)
	}
	a.Entry.End()
}

// parcel reads a parcel of timelineCompany. step is not read: it is the progress bar of the public page. Addresses and the
// removal point are not read.
func (a *answer) parcel() {
	a.Object(func(key []byte) {
		switch string(key) {
		case "parcelNumber":
			a.Found()
			a.Number(a.Text(payload.Short))
		case "event":
			a.Found()
			a.Each(a.event)
		}
	})
}

func (a *answer) event() {
	if !a.IsObject() || !a.Spend() {
		return
	}
	var s suivi.Scan
	long, short := "", ""
	a.Object(func(key []byte) {
		switch string(key) {
		case "code":
			s.Code = a.Text(payload.Short)
		case "labelLong", "label":
			long = a.Text(payload.Line)
		case "labelShort":
			short = a.Text(payload.Line)
		case "date":
			s.At = a.Text(payload.Short)
		case "siteName":
			s.Site = a.Text(payload.Line)
		case "siteZipCode":
			s.Postal = a.Text(payload.Short)
		case "countryCode", "countryCodeISO":
			s.Country = a.Text(payload.Short)
		}
	})
	s.Text = cmp.Or(long, short)
	a.Add(s)
}

// refusals reads "status" and "error": {"code","message"} or a list of them, where the code 0 is no error. What stands there
// as a bare word or number is a gateway's.
func (a *answer) refusals(name string) {
	if !a.IsObject() && !a.IsList() {
		a.Member(name)
		return
	}
	a.Each(func() {
		code, text := "", ""
		a.Object(func(key []byte) {
			switch string(key) {
			case "code", "id":
				code = a.Text(payload.Short)
			case "message", "messageContent":
				text = a.Text(payload.Line)
			}
		})
		if code != "" || text != "" {
			a.Recognise()
		}
		if code != "0" && code != "" {
			a.Fail(kindOf(code, text), code, text)
		}
	})
}

// kindOf sorts the error codes of the web services; 104 is a parcel of somebody else's contract. Other codes are sorted by
// their words.
func kindOf(code, text string) string {
	switch code {
	case "101":
		return carrier.Invalid
	case "103", "105":
		return carrier.NotFound
	case "104", "201", "202":
		return carrier.Unauthorized
	case "1000":
		return carrier.Upstream
	}
	return suivi.KindOf(code, text)
}
