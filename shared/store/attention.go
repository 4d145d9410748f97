package store

import (
	"slices"
	"time"

	"doorstep/shared/shipment"
)

// attention is the place of a number in the index of open problems: the brand of the claim whose problem is open longest, and
// since when. It is a function of facts and claims like everything else; empty when nothing is open.
type attention struct {
	brand string
	since string // RFC 3339, UTC
}

// earlier gives the one that is open longer.
func (a attention) earlier(b attention) attention {
	switch {
	case a.brand == "":
		return b
	case b.brand == "" || a.since < b.since || (a.since == b.since && a.brand <= b.brand):
		return a
	default:
		return b
	}
}

// problem tells since when a parcel has been in a status that somebody should look at. The time is that of the scan that led
// there, never of its arrival.
func problem(brand string, state shipment.State) attention {
	switch state.Status {
	case shipment.Exception, shipment.DeliveryAttempted, shipment.Returning:
	default:
		return attention{}
	}
	reached := ""
	for _, m := range state.Milestones {
		if m.Status == state.Status && m.Sub == "" && !m.Retracted {
			reached = m.Scan
		}
	}
	instant := int64(0)
	for _, s := range state.Scans {
		if s.ID == reached || slices.Contains(s.Variants, reached) {
			instant = s.Instant
		}
	}
	return attention{brand: brand, since: time.Unix(max(instant, 0), 0).UTC().Format(time.RFC3339)}
}
