package moment

import (
	"strconv"
	"time"

	"doorstep/shared/shipment"
)

// Epoch reads a count of seconds since 1970 in UTC, or of milliseconds when it has more than eleven digits. Counts before
// 2000 are placeholders, and counts after 2199 no dates: both give an empty moment. Such a time is an instant by itself, so
// its offset comes from the payload.
func Epoch(s string) shipment.Moment {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return shipment.Moment{}
	}
	if len(s) > 11 {
		n /= 1000
	}
	at := time.Unix(n, 0).UTC()
	if at.Year() < 2000 || at.Year() > 2199 {
		return shipment.Moment{}
	}
	return shipment.Moment{Local: at.Format(layout), Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
}
