package sendcloud

import (
	"cmp"
	_ "embed"
	"strings"
	"sync"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// status is one status as printed: of a webhook ({"id","message"}), of a tracking answer of API v2
// ({"parent_status","carrier_message"}) or of API v3 ({"status_code","status_description"}).
type status struct {
	name    string // Sendcloud's: a number, a code or words
	message string // Sendcloud's words
	words   string // the carrier's
	at      string
	carrier string
}

func (s status) empty() bool { return s.name == "" && s.message == "" && s.words == "" && s.at == "" }

func (d *decoder) status() status {
	var s status
	d.Object(func(key []byte) {
		switch string(key) {
		case "id":
			s.name = cmp.Or(s.name, d.Text(payload.Short))
		case "code", "parent_status", "status_code":
			s.name = cmp.Or(d.Text(payload.Short), s.name)
		case "message":
			s.message = d.Text(payload.Line)
		case "carrier_message", "status_description":
			s.words = d.Text(payload.Line)
		case "carrier_update_timestamp", "event_at":
			s.at = d.Text(payload.Short)
		case "carrier_code":
			s.carrier = d.Text(payload.Short)
		}
	})
	return s
}

// scan makes the fact of a status. Its code is Sendcloud's of API v3, in which pushes, answers of both APIs and parcels meet,
// so that what one of them repeats of another at the same second is one scan.
func (a *Adapter) scan(s status, trackingCarrier string) shipment.Fact {
	code := cmp.Or(carrier.Code(s.carrier), trackingCarrier)
	m := a.meaning(s, code)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    cmp.Or(s.code(), s.name),
		Text:    cmp.Or(s.words, s.message),
		Status:  m.Status,
		Sub:     m.Sub,
		At:      timeOf(s.at),
	}
	return shipment.Identify(f, s.at, s.name, s.message, s.words, s.carrier)
}

// meaning starts from Sendcloud's status, and lets the carrier's own table make it more exact where its words are repeated.
func (a *Adapter) meaning(s status, code string) carrier.Meaning {
	m, ok := a.codes.Code("code", s.code())
	if !ok {
		return carrier.Unmapped
	}
	return decode.RefineBy(m, a.carriers[code], "", s.words)
}

// code gives the name of a status in API v3, or "". The words count before the number: Sendcloud's own example calls 1 "Ready
// to send", which is 1000 in its list.
func (s status) code() string {
	return cmp.Or(names()[plain(s.message)], names()[plain(s.name)])
}

// timeOf reads a time in any of Sendcloud's forms: milliseconds since 1970, ISO, or the day first.
func timeOf(printed string) shipment.Moment {
	if m := moment.Epoch(printed); m.Local != "" {
		return m
	}
	if len(strings.Trim(printed, "0123456789")) == 0 {
		return shipment.Moment{Zone: shipment.NoZone} // a placeholder
	}
	return moment.DayFirst(printed)
}

// namesCSV gives for each status its code in API v3: by its number in API v2, by its words, and by that code itself, in lower
// case and without everything but letters and digits.
//
//go:embed names.csv
var namesCSV string

var names = sync.OnceValue(func() map[string]string { return decode.Pairs(namesCSV) })

// plain leaves lower-case letters and digits of a name: "ready-to-send", "READY_TO_SEND" and "Ready to send" are one.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		default:
			return -1
		}
	}, name)
}
