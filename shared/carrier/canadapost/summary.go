package canadapost

import (
	"strings"

	"doorstep/shared/carrier/payload"
)

// summary reads one member of pin-summary that details do not have, and reports whether it was one. A summary tells one event,
// without a code: its event-type is a group of events.
func (d *decoder) summary(it *item, key []byte) bool {
	e := &it.latest
	switch string(key) {
	case "event-description", "eventDescription":
		e.text = d.Text(payload.Line)
	case "event-type", "eventType":
		e.kind = d.Text(payload.Short)
	case "event-date-time", "eventDateTime":
		e.date, e.clock = apart(d.Text(payload.Short))
	case "eventDate":
		e.date = d.Text(payload.Short)
	case "eventTime":
		e.clock = d.Text(payload.Short)
	case "eventTimeZone":
		e.zone = d.Text(payload.Short)
	case "event-location", "eventLocation":
		e.site = d.Text(payload.Line)
	case "signatory-name", "signatoryName":
		e.name = d.Text(payload.Short)
	default:
		return false
	}
	return true
}

// apart splits "20110404:133457", the form of the XML schema, and "2011-04-04T13:34:57". No zone is documented for either; a Z
// behind the second is not believed, because the same API writes one behind dates of the local calendar.
func apart(s string) (date, clock string) {
	date, clock, _ = strings.Cut(s, ":")
	if len(date) != 8 {
		date, clock, _ = strings.Cut(strings.Replace(s, " ", "T", 1), "T")
	}
	clock, _, _ = strings.Cut(strings.TrimSuffix(clock, "Z"), ".")
	return date, clock
}
