package watch

import (
	"slices"
	"time"

	"doorstep/shared/shipment"
)

// Rules say when something is wrong.
type Rules struct {
	Limits      Limits
	Calendar    Calendar
	Disruptions []Disruption
}

// Parcel gives everything that is wrong with a parcel or will be when nothing new is heard, each with its time: see Split. It depends
// on nothing but its arguments.
func (r Rules) Parcel(p Parcel, now time.Time) []Finding {
	return r.parcel(p, r.Limits.Class(p), now)
}

func (r Rules) parcel(p Parcel, class Class, now time.Time) []Finding {
	var out []Finding
	for _, b := range []func(Parcel) (begin, bool){neverScanned, silent, attempted, held, returning, returned} {
		begun, ok := b(p)
		if !ok {
			continue
		}
		row := begun.row
		if row == "" {
			row = begun.kind
		}
		limit, ok := r.Limits.of(row, class, p.Carrier, p.Destination)
		if !ok {
			continue
		}
		out = append(out, r.finding(p, begun, r.clock(p, begun.kind).after(begun.at, limit), now))
	}
	if f, ok := r.promised(p, now); ok {
		out = append(out, f)
	}
	if f, ok := r.waiting(p, class, now); ok {
		out = append(out, f)
	}
	return out
}

func (r Rules) clock(p Parcel, kind string) clock {
	c := clock{calendar: r.Calendar, country: p.country(), zone: p.zone()}
	for _, d := range r.Disruptions {
		if s, ok := d.span(c.zone); ok && d.pauses(kind) && d.concerns(p) {
			c.still = append(c.still, s)
		}
	}
	return c
}

// finding adds the words of the newest disruption that the parcel has met since the clock began.
func (r Rules) finding(p Parcel, b begin, due, now time.Time) Finding {
	f := Finding{Kind: b.kind, Occurrence: dayNumber(b.day), Since: b.at, Due: due, Severity: b.severity, Action: b.action}
	if d, ok := met(r.Disruptions, p, b.at, now); ok {
		f.Disruption, f.Words = d.ID, d.Texts
	}
	return f
}

// promised is due when the last day of the promise is over where the parcel goes; without a promise, of the first estimate. A later
// day of the carrier's own excuses nothing, but is told. A disruption on the way is added: its clock stood still.
func (r Rules) promised(p Parcel, now time.Time) (Finding, bool) {
	if p.State.Status.Terminal() || p.State.Status == shipment.AvailableForPickup || p.back() {
		return Finding{}, false
	}
	day := p.Promise
	if first, ok := p.State.FirstEstimate(); ok && day == "" {
		day = lastDay(first.Window)
	}
	over, ok := endOf(day, p.zone())
	if !ok {
		return Finding{}, false
	}
	start, ok := endOf(p.Epoch, p.zone())
	if start = start.AddDate(0, 0, -1); !ok || start.After(over) {
		start = over
	}
	b := begin{kind: PastPromise, day: day, at: start, severity: Warning, action: action("ask_new_date")}
	f := r.finding(p, b, r.clock(p, PastPromise).after(start, Limit{Length: over.Sub(start)}), now)
	f.Since = over
	if e, ok := p.State.Estimate(); ok {
		if later := lastDay(e.Window); later > day {
			f.Expected, f.Action = later, action("tell_new_date")
		}
	}
	return f, true
}

func lastDay(w shipment.Window) string {
	day := w.Latest
	if day == "" {
		day = w.Earliest
	}
	return day[:min(len(day), len(time.DateOnly))]
}

// notice is how long before a parcel goes back somebody has to be reminded.
const notice = 48 * time.Hour

// waiting is due two days before the last day of a parcel that waits to be picked up: the day that was told, else the usual one of its
// carrier.
func (r Rules) waiting(p Parcel, class Class, now time.Time) (Finding, bool) {
	if p.State.Status != shipment.AvailableForPickup || p.back() {
		return Finding{}, false
	}
	b := begin{kind: PickupExpiring, severity: Urgent, action: action("remind_pickup")}
	for _, m := range slices.Backward(p.State.Milestones) {
		if m.Status == shipment.AvailableForPickup && !m.Retracted {
			b.day = m.At.Date()
			b.at, _ = m.At.Latest()
			break
		}
	}
	if b.at.IsZero() {
		return Finding{}, false
	}
	last, told := endOf(p.Until, p.zone())
	if !told {
		limit, ok := r.Limits.of(PickupExpiring, class, p.Carrier, p.Destination)
		if !ok || p.Own {
			return Finding{}, false
		}
		last = r.clock(p, PickupExpiring).after(b.at, limit)
	}
	due := last.Add(-notice)
	if due.Before(b.at) {
		due = b.at
	}
	return r.finding(p, b, due, now), true
}

// Order gives what is wrong with an order as a whole, or will be.
func (r Rules) Order(o Order) []Finding {
	limit, ok := r.Limits.of(NoShipment, "", "", o.Country)
	if !o.Waits || o.Placed.IsZero() || !ok {
		return nil
	}
	c := clock{calendar: r.Calendar, country: o.Country, zone: time.UTC}
	return []Finding{{
		Kind: NoShipment, Occurrence: dayOf(o.Placed, time.UTC), Since: o.Placed, Due: c.after(o.Placed, limit), Severity: Warning, Action: action("ship_order"),
	}}
}
