package message

import (
	"time"

	"doorstep/shared/shipment"
	"doorstep/shared/watch"
)

// heardWithin is how fresh a milestone has to be for nobody to need reassurance.
const heardWithin = 24 * time.Hour

// overtaken tells whether the news holds no more.
func (n news) overtaken(p Present) string {
	switch {
	case n.About == AboutOrder:
		return n.orderOvertaken(p)
	case n.About == AboutFinding:
		return n.findingOvertaken(p)
	case n.Retracted:
		return n.retractionOvertaken()
	case !n.found || n.milestone.Retracted:
		return ReasonRetracted
	case n.superseded(p):
		return n.passed()
	case n.kind == ArrivingTomorrow && arrives(n.parcel.Expected) == "":
		return ReasonNoDate
	case n.kind == ArrivingTomorrow && !p.Now.Before(startOf(arrives(n.parcel.Expected), p.Policy.Zone)):
		return ReasonSuperseded
	}
	return ""
}

// passed names what overtook a parcel's news: it matters to people whether it was the delivery.
func (n news) passed() string {
	if (n.parcel.Status == shipment.Delivered || n.parcel.Status == shipment.Returned) && stage(n.milestone.Status) < stage(n.parcel.Status) {
		return ReasonAlreadyDelivered
	}
	return ReasonSuperseded
}

func (n news) orderOvertaken(p Present) string {
	switch {
	case !n.found:
		return ReasonRetracted
	case p.Cancelled && n.kind != OrderCancelled && n.kind != Refunded:
		return ReasonSuperseded
	case n.kind == OrderConfirmed || n.kind == Processing:
		for _, parcel := range p.Parcels {
			if stage(parcel.Status) > 0 {
				return ReasonSuperseded
			}
		}
	}
	return ""
}

// findingOvertaken looks again at what watch found: minutes ago, or days ago when the message waited.
func (n news) findingOvertaken(p Present) string {
	status := n.parcel.Status
	switch {
	case n.Event == watch.NoShipment && len(p.Parcels) > 0:
		return ReasonSuperseded
	case n.Shipment == "", n.Event == watch.ReturnStuck: // that one is about parcels that are back as well
		return ""
	case status == shipment.Delivered:
		return ReasonAlreadyDelivered
	case status.Terminal(),
		n.Event == watch.PickupExpiring && status != shipment.AvailableForPickup,
		n.kind == Delay && stage(status) > stage(shipment.Exception):
		return ReasonSuperseded
	}
	if n.kind == Reassurance {
		for _, m := range n.parcel.Milestones {
			if at, ok := m.At.Latest(); ok && p.Now.Sub(at) < heardWithin {
				return ReasonSuperseded
			}
		}
	}
	return ""
}

// retractionOvertaken: what was taken back stands again, or happened again, or the parcel is on another way.
func (n news) retractionOvertaken() string {
	for _, m := range n.parcel.Milestones {
		if !m.Retracted && (m.Journey > n.Journey || m.Journey == n.Journey && m.Status == n.Status && m.Sub == n.Sub) {
			return ReasonSuperseded
		}
	}
	return ""
}

// superseded reports whether the shipment has gone on: into another journey, to a later stage, or away from a status that is worth
// telling only while it lasts.
func (n news) superseded(p Present) bool {
	m, now := n.milestone, n.parcel
	for _, other := range now.Milestones {
		if other.Retracted {
			continue
		}
		if other.Journey > m.Journey || n.kind == Delay && other.Journey == m.Journey && other.Sub == m.Sub && other.Occurrence > m.Occurrence {
			return true
		}
	}
	reached := stage(now.Status)
	switch {
	case n.Also == ArrivingTomorrow, n.Also == InTransit, n.kind == Delay:
		return reached > stage(shipment.InTransit)
	case n.kind == PickupExpiring:
		return now.Status != shipment.AvailableForPickup
	case m.Status == shipment.Exception && now.Status == shipment.Exception:
		return n.Sub != "" && now.Sub != "" && now.Sub != n.Sub // the newest reason is the one to tell
	}
	if kind, ok := KindOf(m.Direction, now.Status, "", p.Policy.OnLabel); ok && kind == n.base {
		return false // label and first scan are one news, and "delivered" on the way back is a return
	}
	return n.rule.Passing && now.Status != m.Status && reached > 0 || reached > stage(m.Status)
}

// history reports whether the news is too old to be told. Every milestone of the same word counts: "in transit" an hour ago keeps
// "shipped" fresh although the parcel was accepted last week. What waited on purpose is as old as its waiting.
func (n news) history(p Present) string {
	if n.kind == Alert || n.Retracted {
		return ""
	}
	last, ok := n.latest(p)
	for _, at := range [...]time.Time{p.Own.Made, p.Own.Until} {
		if at.After(last) {
			last, ok = at, true
		}
	}
	if ok && p.Now.Sub(last) > p.Policy.Stale {
		return ReasonStale
	}
	return ""
}

// latest gives the last moment at which it can have happened; what has no time at all is never called old.
func (n news) latest(p Present) (time.Time, bool) {
	switch n.About {
	case AboutFinding:
		return time.Time{}, false
	case AboutOrder:
		if n.event.At == "" && n.kind == OrderConfirmed {
			return momentOf(p.PlacedAt).Latest()
		}
		return momentOf(n.event.At).Latest()
	}
	last, ok := n.milestone.At.Latest()
	for _, m := range n.parcel.Milestones {
		other := n
		other.Status, other.Sub, other.milestone, other.found = m.Status, m.Sub, m, true
		other.base, _ = KindOf(m.Direction, m.Status, m.Sub, p.Policy.OnLabel)
		if m.Retracted || m.Journey != n.Journey || n.base != Shipped && n.base != Returned || other.base != n.base {
			continue
		}
		at, dated := m.At.Latest()
		if !dated {
			return time.Time{}, false
		}
		if at.After(last) {
			last, ok = at, true
		}
	}
	return last, ok
}

// momentOf reads a time as merchants write it, RFC 3339 or a date.
func momentOf(s string) shipment.Moment {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return shipment.Moment{Local: at.Format("2006-01-02T15:04:05"), Offset: at.Format("-07:00"), Precision: shipment.Second}
	}
	return shipment.Moment{Local: s, Precision: shipment.Day}
}
