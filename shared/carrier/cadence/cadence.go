// Package cadence says when to ask a carrier about a parcel again: about when its next scan is expected, often on the day on which
// it arrives, seldom while nothing is expected or while pushes tell us, and no more once its end is known. It is pure: what is
// known goes in, a plan comes out. It asks nobody.
//
// Every look costs money and a call of the account's budget, so the plans are made for an ordinary parcel: a look when its label
// is some hours old, one each morning, when carriers have loaded their vans, evenings too as the arrival comes near, and every two
// hours while it is on the van. TestPollsPerLife counts them.
package cadence

import (
	"hash/fnv"
	"time"

	"doorstep/shared/shipment"
)

// Known is what is known about a parcel when the next look is planned.
type Known struct {
	Number      string          // spreads equal waits, so that parcels of one morning are not asked for in one minute
	Status      shipment.Status // "" or Unknown: nothing yet
	Newest      time.Time       // when the newest scan happened; zero: there is none with a time
	Begun       time.Time       // when the first scan of somebody who held the parcel happened; zero: nobody has
	Watched     time.Time       // since when we have a reason to look: the claim's epoch; zero: not known
	Zone        *time.Location  // of the newest scan; nil: not known, and times of scans are wall clocks read as UTC
	Expected    Window          // the delivery that the carrier expects; zero: not told
	Pushed      bool            // the newest scan came by itself: pushes work for this parcel
	Unconfirmed bool            // Status is an end that nobody proved
	Forbidden   bool            // the carrier may not tell us
	Gone        bool            // the sender stopped looking: a verdict, not an end
	Now         time.Time
}

// Window is an expected delivery in the destination's calendar: wall clocks, written as UTC.
type Window struct {
	From, To time.Time
	Exact    bool // clock times, not days
}

// Plan is when to look next.
type Plan struct {
	Wait time.Duration
	// Every is the wait that will follow if the next look finds nothing new. Whoever claims the look moves it on by that, so that
	// most looks move their entry once and not twice.
	Every time.Duration
}

const (
	day       = 24 * time.Hour
	onTheVan  = 2 * time.Hour
	inWindow  = 30 * time.Minute // while the carrier says "between one and three"; no wait is shorter
	reconcile = 36 * time.Hour   // the look that would find what a lost push had told
	refreshed = 24 * time.Hour   // a push that is younger leaves nothing to ask
	round     = 16 * time.Hour   // as long as a van may be out
	unsure    = 12 * time.Hour   // added where a wall clock of an unknown zone says how old a scan is
	settling  = time.Hour        // a carrier's answers may lag behind its own pushes by so much
	giveUpEnd = 60 * time.Hour   // an end that no answer confirms is believed after this
	silent    = 60 * day         // nothing new for this long: nobody will tell any more
)

// grace is how long a label is left alone: until about then its carrier answers "unknown number".
const grace = 2 * time.Hour

// First gives when a number is first looked at. epoch is the day "2006-01-02" on which the parcel was shipped, else ordered: a
// label of today is left alone for a while, an older parcel is asked about at once, because an order may be registered long after
// its parcel left.
func First(epoch string, now time.Time) time.Time {
	shipped, err := time.Parse(time.DateOnly, epoch)
	if err == nil && now.Sub(shipped) > 2*day {
		return now
	}
	return now.Add(grace)
}

// Lease is for how long a look is claimed whose entry does not say so. A request is repeated by its queue long before; the lease
// only brings back what never reached the queue.
func Lease(number string) time.Duration { return Spread(onTheVan, number) }

// Near reports whether a plan is so close to a time that stands already that moving it is not worth three write units: within a
// twelfth of the wait, and never farther than an hour.
func Near(wait time.Duration, plan, stands time.Time) bool {
	return plan.Sub(stands).Abs() <= min(max(wait/12, 5*time.Minute), time.Hour)
}

// Next plans the next look; false when none is needed any more.
func Next(k Known) (Plan, bool) {
	age := k.age()
	switch {
	case k.Status.Terminal():
		return k.confirm(age)
	case age >= silent:
		return Plan{}, false
	case k.Forbidden:
		return k.every(grow(age, step{3 * day, day}, step{0, 3 * day})), true
	case k.Gone:
		return k.every(3 * day), true
	case k.Pushed && age < 2*reconcile:
		return k.besidePushes(), true
	case k.out(age):
		return k.van(), true
	}
	return k.underway(age), true
}

// Fresh reports whether a push has told so much lately that asking now would bring nothing. On the day of the delivery that ends
// in the evening: a parcel that should have arrived by then is worth a question.
func Fresh(k Known) bool {
	age := k.age()
	switch {
	case !k.Pushed || k.Status.Terminal() || k.Newest.IsZero():
		return false
	case k.out(age) || k.today():
		return age < refreshed && k.Now.Before(k.evening())
	default:
		return age < refreshed
	}
}

// Urgent reports whether somebody waits for the answer: the parcel arrives today, or its end is in doubt. Where a source allows
// fewer calls than there are parcels, these go first.
func Urgent(k Known) bool {
	if k.Status.Terminal() {
		return k.Unconfirmed
	}
	return k.out(k.age()) || k.today()
}

// confirm looks after an end that nobody proved: at once by the request of whoever heard of it, again when the carrier's own
// system must have caught up, and twice more.
func (k Known) confirm(age time.Duration) (Plan, bool) {
	switch {
	case !k.Unconfirmed || age >= giveUpEnd:
		return Plan{}, false
	case age < settling:
		return k.every(settling), true
	default:
		return k.every(grow(age, step{day / 2, day / 2}, step{0, day})), true
	}
}

// besidePushes sleeps long: what is not lost tells itself. On the evening of the day on which the parcel should arrive it looks
// all the same, and the next morning once more.
func (k Known) besidePushes() Plan {
	if !k.out(k.age()) && !k.today() {
		return k.every(reconcile)
	}
	if wait := k.evening().Sub(k.Now); wait > 0 {
		return Plan{max(wait+jitter(k.Number, time.Hour), inWindow), reconcile}
	}
	return k.at(morning)
}

// van is for a parcel that is out for delivery: within a told window often, before it not at all, and not by night.
func (k Known) van() Plan {
	if k.Expected.Exact && k.Zone != nil {
		wall := k.wall()
		switch {
		case wall.Before(k.Expected.From) && k.Expected.From.Sub(wall) < day/2:
			return Plan{max(k.Expected.From.Sub(wall)+jitter(k.Number, inWindow), inWindow), Spread(inWindow, k.Number)}
		case !wall.Before(k.Expected.From) && wall.Before(k.Expected.To.Add(time.Hour)):
			return k.every(inWindow)
		}
	}
	if k.Zone != nil && (k.wall().Hour() >= 21 || k.wall().Hour() < 6) {
		return k.at(morning)
	}
	return k.every(onTheVan)
}

// out reports whether the parcel may be on a van now.
func (k Known) out(age time.Duration) bool {
	limit := round
	if k.Zone == nil {
		limit += unsure
	}
	return k.Status == shipment.OutForDelivery && age < limit
}

// underway is for every other parcel that is open.
func (k Known) underway(age time.Duration) Plan {
	switch k.Status {
	case shipment.OutForDelivery, shipment.DeliveryAttempted, shipment.AvailableForPickup:
		switch {
		case age < 2*day:
			return k.at(morning, evening)
		case age < 10*day:
			return k.at(morning)
		}
	case shipment.Accepted, shipment.InTransit, shipment.Exception, shipment.Returning:
		if p, told := k.towards(); told {
			return p
		}
		switch {
		case k.Now.Sub(k.Begun) < 30*time.Hour && !k.Begun.IsZero():
			return k.at(morning)
		case age < 3*day:
			return k.at(morning, evening)
		case age < 7*day:
			return k.at(morning)
		}
	default: // announced, or nothing known
		if age < 5*day {
			return k.at(morning)
		}
	}
	return k.every(grow(age, step{21 * day, 3 * day}, step{0, 5 * day}))
}

// towards follows what the carrier expects: mornings until then, four looks on the day itself, and for two days after it has
// passed mornings and evenings. A window of many days says little, and one long past nothing.
func (k Known) towards() (Plan, bool) {
	if k.Expected.To.IsZero() {
		return Plan{}, false
	}
	now, from, to := k.wall().Truncate(day), k.Expected.From.Truncate(day), k.Expected.To.Truncate(day)
	switch {
	case now.Before(from):
		return k.at(morning), true
	case now.Sub(to) > 2*day:
		return Plan{}, false
	case now.After(to) || to.Sub(from) > 2*day:
		return k.at(morning, evening), true
	default:
		return k.at(morning, noon, teatime, evening), true
	}
}

// today reports whether the carrier expects to deliver today.
func (k Known) today() bool {
	if k.Expected.To.IsZero() {
		return false
	}
	now, from, to := k.wall().Truncate(day), k.Expected.From.Truncate(day), k.Expected.To.Truncate(day)
	return !now.Before(from) && !now.After(to) && to.Sub(from) <= 2*day
}

// age is how long ago the newest thing happened; without any scan, how long we have been looking.
func (k Known) age() time.Duration {
	since := k.Newest
	if since.IsZero() {
		since = k.Watched
	}
	if since.IsZero() || since.After(k.Now) {
		return 0
	}
	return k.Now.Sub(since)
}

// step is a wait that holds below an age; an age of 0 stands for the rest.
type step struct{ below, wait time.Duration }

func grow(age time.Duration, steps ...step) time.Duration {
	for _, s := range steps {
		if s.below == 0 || age < s.below {
			return s.wait
		}
	}
	return day
}

// Spread lengthens a wait by up to a quarter, always the same for the same number.
func Spread(wait time.Duration, number string) time.Duration { return wait + jitter(number, wait/4) }

// jitter gives a part of most, always the same for the same number.
func jitter(number string, most time.Duration) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(number)) //nolint:errcheck // a hash never fails
	return most * time.Duration(h.Sum32()%1024) / 1024
}

func (k Known) every(wait time.Duration) Plan {
	return Plan{Spread(wait, k.Number), Spread(wait, k.Number)}
}
