package shipment

import "time"

// View is a state as it looks at one moment: how old the news is, whether tracking has gone silent, whether the parcel is
// late. It is computed for each look and never stored.
type View struct {
	State
	AsOf      Moment        // when the newest scan happened; empty: none yet
	Age       time.Duration // of the newest scan; 0 when AgeKnown is false
	AgeKnown  bool
	Since     string // Tracking is Stale: the local day of the newest scan
	Late      Lateness
	Expected  Window // the window in force: the newest estimate, else the promise
	FromOwner bool   // Expected is the merchant's promise, no carrier has said more
}

// Lateness compares what the shopper was promised with what is known.
type Lateness string

// The degrees of lateness.
const (
	NoPromise    Lateness = ""         // nothing was promised, so nothing can be late
	InTime       Lateness = "in_time"  // the promised time has not passed and nobody expects to miss it
	ExpectedLate Lateness = "expected" // a sender expects to miss the promise
	Overdue      Lateness = "overdue"  // the promised time has passed everywhere on earth
	CameLate     Lateness = "came_late"
	CameInTime   Lateness = "came_in_time"
)

// How long without a scan before an open parcel counts as silent. A parcel that nobody has held yet may lie longer: labels are
// printed days before a handover.
const (
	staleMoving    = 5 * 24 * time.Hour
	staleAnnounced = 10 * 24 * time.Hour
)

// farthestWest is how far behind UTC a calendar can be: a promised day is over for certain only when it is over there too.
const farthestWest = -12 * time.Hour

// NewView looks at a state at a moment. The promise is the first one that the shopper was given; an empty one is none.
func NewView(st State, promise Window, now time.Time) View {
	v := View{State: st, Expected: promise, FromOwner: true}
	if e, ok := st.Estimate(); ok {
		v.Expected, v.FromOwner = e.Window, false
	}
	if promise == (Window{}) && v.FromOwner {
		v.FromOwner = false
	}
	v.lookAtAge(now)
	v.Late = lateness(v, promise, now)
	return v
}

// lookAtAge dates the newest scan and sees whether the parcel has gone silent. Without a zone the age is uncertain by half a
// day, which does not matter against days of silence, so it is used there but not claimed as known.
func (v *View) lookAtAge(now time.Time) {
	last, ok := v.LastScan()
	if !ok || !last.At.Dated() {
		return
	}
	v.AsOf = last.At
	age := now.Sub(time.Unix(last.Instant, 0))
	if last.Exact && age >= 0 {
		v.Age, v.AgeKnown = age, true
	}
	limit := staleMoving
	if v.Tracking == Announced {
		limit = staleAnnounced
	}
	if v.Status.Terminal() || v.Tracking == NotPermitted || v.Tracking == Conflict {
		return
	}
	if age > limit || v.Gone && v.Tracking == Tracked {
		v.Tracking, v.Since = Stale, last.At.Date()
	}
}

// lateness compares dates as dates: a promise is a day in the destination's calendar, and so is the day of a delivery scan.
func lateness(v View, promise Window, now time.Time) Lateness {
	last, ok := dayNumber(promise.Latest)
	if !ok {
		last, ok = dayNumber(promise.Earliest)
	}
	if !ok {
		return NoPromise
	}
	if v.Delivered || v.Status == Delivered {
		return arrivedLate(v, last)
	}
	today := floorDiv(now.Add(farthestWest).Unix(), 86400)
	if today > last && !v.Status.Terminal() {
		return Overdue
	}
	if expected, ok := dayNumber(v.Expected.Latest); ok && expected > last {
		return ExpectedLate
	}
	return InTime
}

func arrivedLate(v View, last int64) Lateness {
	for _, m := range v.Milestones {
		if m.Status != Delivered || m.Retracted {
			continue
		}
		if day, ok := dayNumber(m.At.Date()); ok && day > last {
			return CameLate
		}
		return CameInTime
	}
	return NoPromise
}
