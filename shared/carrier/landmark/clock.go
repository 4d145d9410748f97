package landmark

import (
	"strings"

	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

// at reads the time of an event. The Track API documents "YYYY-MM-DD HH:MM:SS 24h format in America/Chicago time", wherever the scan
// was; captured answers agree. Answers with "09/25/2025 09:10 AM" exist beside it, and no document says whose clock that is.
func (a *Adapter) at(s string) shipment.Moment {
	if iso, ok := monthFirst(s); ok {
		return moment.ISO(iso)
	}
	m := moment.ISO(s)
	if m.Offset != "" {
		return m
	}
	if m = a.zones.At(m, "US", "IL"); m.Offset != "" { // Illinois keeps Chicago's clock
		m.Zone = shipment.ZoneAssumed
	}
	return m
}

// monthFirst turns "9/25/2025 09:10 AM" into the order of ISO 8601.
func monthFirst(s string) (string, bool) {
	date, clock, _ := strings.Cut(s, " ")
	parts := strings.Split(date, "/")
	if len(parts) != 3 || len(parts[2]) != 4 {
		return "", false
	}
	for i, part := range parts[:2] {
		if len(part) == 1 {
			parts[i] = "0" + part
		}
	}
	return strings.TrimSpace(parts[2] + "-" + parts[0] + "-" + parts[1] + " " + clock), true
}
