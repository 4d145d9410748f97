package message

import (
	"slices"
	"strings"
	"time"

	"doorstep/shared/shipment"
)

// The times of what waits.
const (
	afternoon    = 15               // o'clock: when "arriving tomorrow" leaves
	morning      = 10               // o'clock: when "pickup expiring" leaves
	pickupDays   = 3                // after the parcel could be picked up; most carriers keep it for 7 to 10
	behind       = time.Minute      // how long after the message that takes it along a decision is looked at again
	leadPatience = 15 * time.Minute // for how long others wait for a message that should have left
)

// verdict is what waiting comes to: Send, Defer until, or Skip because another message took the news along.
type verdict struct {
	outcome, reason string
	until           time.Time
	with            []string
}

func later(reason string, until time.Time) verdict {
	return verdict{outcome: Defer, reason: reason, until: until}
}

// wait says whether a message that is right leaves now. Each reason to wait is asked again when its time has come, in the same order, so
// news that waited for other parcels into the night waits for the morning as well.
func (n news) wait(r Recipient, p Present) verdict {
	if at := n.planned(p); at.After(p.Now) {
		return later(ReasonPlanned, at)
	}
	if at := p.made().Add(n.rule.Delay); at.After(p.Now) {
		return later(ReasonDelayed, at)
	}
	if n.rule.Quiet && r.ID != Team {
		if end, quiet := p.Policy.QuietUntil(p.Now, r.Channel); quiet {
			return later(ReasonQuietHours, end)
		}
	}
	if n.rule.Within > 0 && n.Shipment != "" && len(p.Parcels) > 1 {
		return n.merge(r, p)
	}
	return verdict{outcome: Send, reason: ReasonNews}
}

// planned gives the day of a message that has one.
func (n news) planned(p Present) time.Time {
	switch n.Also {
	case ArrivingTomorrow:
		day := startOf(arrives(n.parcel.Expected), p.Policy.Zone)
		return time.Date(day.Year(), day.Month(), day.Day()-1, afternoon, 0, 0, 0, p.Policy.Zone)
	case PickupExpiring:
		day := p.made().In(p.Policy.Zone)
		return time.Date(day.Year(), day.Month(), day.Day()+pickupDays, morning, 0, 0, 0, p.Policy.Zone)
	}
	return time.Time{}
}

// arrives gives the day on which a parcel is expected, if it is one day.
func arrives(w shipment.Window) string {
	if len(w.Latest) < len(time.DateOnly) || len(w.Earliest) >= len(time.DateOnly) && w.Earliest[:len(time.DateOnly)] != w.Latest[:len(time.DateOnly)] {
		return ""
	}
	return w.Latest[:len(time.DateOnly)]
}

// startOf gives the first moment of a day; the zero time when it is none.
func startOf(date string, zone *time.Location) time.Time {
	day, err := time.ParseInLocation(time.DateOnly, date, zone)
	if err != nil {
		return time.Time{}
	}
	return day
}

// merge lets news of several parcels of an order leave as one message. The first decision waits for the others (the lead), the others
// until just behind it. When the lead's time has come it takes along whatever waits and still holds; the others then find themselves in
// its list. They do not depend on it: where the lead was dropped or does not come, they leave by themselves.
func (n news) merge(r Recipient, p Present) verdict {
	own, first := n.name(r), p.Own.Key == ""
	mates := n.mates(own, p)
	if !first {
		if v, ok := n.takenAlong(own, p); ok {
			return v
		}
	}
	for _, m := range mates {
		leads := first || m.Until.Before(p.Own.Until) || m.Until.Equal(p.Own.Until) && m.Key < own.Key()
		if leads && p.Now.Sub(m.Until) < leadPatience {
			return later(ReasonMerging, latestOf(m.Until, p.Now).Add(behind))
		}
	}
	if first && n.others(own, p) {
		return later(ReasonMerging, p.Now.Add(n.rule.Within))
	}
	v := verdict{outcome: Send, reason: ReasonNews}
	for _, m := range mates {
		subject, name, err := ParseSubject(m.Key, m.About)
		if err != nil || slices.Contains(v.with, name.Shipment) {
			continue
		}
		if mate := p.see(subject, false); mate.kind == n.kind && mate.void(p) == "" && mate.overtaken(p) == "" {
			v.with = append(v.with, name.Shipment)
		}
	}
	return v
}

// mates lists the decisions about other parcels that one message could tell as well, the next one due first. They differ in nothing but
// the parcel: a second delivery does not go along with a first.
func (n news) mates(own Name, p Present) []Earlier {
	var mates []Earlier
	for _, e := range p.Earlier {
		if e.Outcome != Defer || e.Kind != n.kind {
			continue
		}
		name, err := ParseKey(e.Key)
		other := name.Shipment
		name.Shipment = own.Shipment
		if err != nil || other == own.Shipment || name != own {
			continue
		}
		if e.Reason == ReasonMerging || !e.Until.After(p.Now.Add(n.rule.Within)) {
			mates = append(mates, e)
		}
	}
	slices.SortFunc(mates, func(a, b Earlier) int {
		if c := a.Until.Compare(b.Until); c != 0 {
			return c
		}
		return strings.Compare(a.Key, b.Key)
	})
	return mates
}

// takenAlong finds the message that told this news since the decision was first made.
func (n news) takenAlong(own Name, p Present) (verdict, bool) {
	for _, e := range p.Earlier {
		switch {
		case !e.carries(own):
		case e.Busy, e.Told && e.Sent.IsZero() && e.Outcome == Send && p.Now.Sub(e.Until) < leadPatience:
			return later(ReasonMerging, p.Now.Add(behind)), true
		case e.Told && !e.Sent.Before(p.Own.Made):
			return verdict{outcome: Skip, reason: ReasonMerged}, true
		}
	}
	return verdict{}, false
}

// others reports whether the same news can be expected of another parcel: nothing was decided about it yet, and it is not beyond it.
func (n news) others(own Name, p Present) bool {
	decided := map[string]bool{own.Shipment: true}
	for _, e := range p.Earlier {
		if e.Kind != n.kind {
			continue
		}
		if name, err := ParseKey(e.Key); err == nil && name.Recipient == own.Recipient && name.Channel == own.Channel {
			decided[name.Shipment] = true
		}
	}
	return slices.ContainsFunc(p.Parcels, func(parcel Parcel) bool {
		beyond := stage(parcel.Status) > stage(n.Status) || parcel.Status.Terminal() && parcel.Status != n.Status
		return parcel.Claimed && !beyond && !decided[parcel.Shipment]
	})
}

func latestOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
