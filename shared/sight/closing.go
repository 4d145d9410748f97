package sight

import (
	"time"

	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// opens reports whether a link of an order still opens. It is asked at each look, so that nothing has to be written when a parcel
// ends, and a parcel that moves again opens its links again.
func opens(seen Sight, l store.Link, days int) bool {
	switch {
	case seen.Order.Erased != "":
		return false
	case l.N < seen.Order.Rotation: // higher while a rotation is under way: the links go first, then the order
		return false
	case seen.Scope == link.Support: // made for an hour's work of the merchant's own people; its own end is near
		return true
	}
	closes, ok := Closes(seen.Order, seen.Parcels, Made(l.Expires), days)
	return !ok || seen.Now.Before(closes)
}

// Made gives when a link was made that is stored until a time; the zero time for one that is stored for ever.
func Made(until time.Time) time.Time {
	if until.IsZero() {
		return time.Time{}
	}
	return until.Add(-link.Life)
}

// Closes gives when a link to an order stops opening: days after the day on which its last parcel ended, or on which the order was
// cancelled or the link was made when that is later: an old order that comes in today, by an import, opens for those days too. False while a parcel is open or none is known, unless the order was cancelled: a label that nobody
// used stays open for ever.
func Closes(o order.Order, parcels []shipment.View, made time.Time, days int) (time.Time, bool) {
	last, cancelled := lastDay(o.CancelledAt)
	if len(parcels) == 0 && !cancelled {
		return time.Time{}, false
	}
	for _, p := range parcels {
		day, ended := endOf(p)
		switch {
		case !ended && !cancelled:
			return time.Time{}, false
		case ended && day.After(last):
			last = day
		}
	}
	if day := made.UTC().Truncate(24 * time.Hour); day.After(last) {
		last = day
	}
	return last.AddDate(0, 0, days+1), true
}

// endOf gives the day on which a parcel came to its end, in the calendar of the place where it did.
func endOf(p shipment.View) (time.Time, bool) {
	if !p.Status.Terminal() {
		return time.Time{}, false
	}
	for i := len(p.Milestones) - 1; i >= 0; i-- {
		if m := p.Milestones[i]; m.Status == p.Status && !m.Retracted {
			return lastDay(m.At.Date())
		}
	}
	return time.Time{}, false
}

// lastDay reads the date in front of a time; false when there is none.
func lastDay(s string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))])
	return day, err == nil
}
