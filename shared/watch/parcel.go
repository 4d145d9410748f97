package watch

import (
	"slices"
	"strings"
	"time"

	"doorstep/shared/shipment"
)

// Parcel is what is known about one shipment of an order.
type Parcel struct {
	State       shipment.State
	Carrier     string // Doorstep code; empty: unknown
	Service     string // the merchant's word
	Destination string // ISO 3166-1 alpha-2; empty: unknown
	Own         bool   // no carrier tracks it: the merchant tells its status
	Epoch       string // day of shipping, else of the order, "2006-01-02"
	Promise     string // last day of the promise that holds, "2006-01-02"; empty: none
	Until       string // last day on which it can be picked up; empty: not told
	Refunded    bool   // a refund was told
}

// Order is what is known about an order as a whole.
type Order struct {
	Placed  time.Time // zero: not told
	Country string    // of its destination; empty: unknown
	Waits   bool      // something is to be shipped and no shipment was told
}

// abroad reports whether the parcel crosses a border, as far as its scans tell.
func (p Parcel) abroad() bool {
	for _, s := range p.State.Scans {
		if s.Place.Country != "" {
			return p.Destination != "" && s.Place.Country != p.Destination
		}
	}
	return false
}

// country is where it is now, else where it goes.
func (p Parcel) country() string {
	for _, s := range slices.Backward(p.State.Scans) {
		if s.Place.Country != "" {
			return s.Place.Country
		}
	}
	return p.Destination
}

// held reports whether somebody has had the parcel in hands.
func (p Parcel) held() bool {
	return slices.ContainsFunc(p.State.Scans, func(s shipment.Scan) bool { return s.Status.Physical() && !s.Denied })
}

// back reports whether it is on its way back.
func (p Parcel) back() bool {
	n := len(p.State.Journeys)
	return p.State.Status == shipment.Returning || n > 0 && p.State.Journeys[n-1].Direction == shipment.Return
}

func customs(status shipment.Status, sub string) bool {
	return strings.HasPrefix(sub, "customs_") && sub != "customs_cleared" && status != shipment.Returning || sub == "held_for_payment"
}

// Zone is what the clocks show at the newest scan that says so; nil when none does. Aggregators print "Z" after local times as well,
// so that only carriers are believed to be at Greenwich.
func Zone(state shipment.State) *time.Location {
	for _, s := range slices.Backward(state.Scans) {
		at, err := time.Parse("-07:00", s.At.Offset)
		if err != nil || s.At.Offset == "+00:00" && s.Source != s.Carrier {
			continue
		}
		_, seconds := at.Zone()
		return time.FixedZone("", seconds)
	}
	return nil
}

// farthestWest is where clocks are the last to show any given time. Where the zone is unknown it is the one that makes nothing due too
// early.
const farthestWest = -12 * 3600

// zone is the one in which the parcel's days are counted.
func (p Parcel) zone() *time.Location {
	if z := Zone(p.State); z != nil {
		return z
	}
	return time.FixedZone("", farthestWest)
}

// endOf is when a day "2006-01-02" is over.
func endOf(day string, zone *time.Location) (time.Time, bool) {
	at, err := time.ParseInLocation(time.DateOnly, day[:min(len(day), len(time.DateOnly))], zone)
	if err != nil {
		return time.Time{}, false
	}
	return at.AddDate(0, 0, 1), true
}

// dayNumber counts the days from 1970-01-01 to a day "2006-01-02" or a time that begins with one.
func dayNumber(day string) int {
	at, err := time.Parse(time.DateOnly, day[:min(len(day), len(time.DateOnly))])
	if err != nil {
		return 1
	}
	return max(1, int(at.Unix()/86400))
}
