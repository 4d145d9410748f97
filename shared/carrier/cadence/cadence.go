// Package cadence says when to ask a carrier about a parcel again: often while a van carries it, seldom while nothing is
// expected, and no more once its end is known. It is pure: what is known goes in, a time to wait comes out. It asks nobody.
package cadence

import (
	"hash/fnv"
	"time"

	"doorstep/shared/shipment"
)

// Known is what is known about a parcel when the next look is planned.
type Known struct {
	Number    string          // spreads equal waits, so that parcels of one morning are not asked for in one minute
	Status    shipment.Status // "" or Unknown: nothing yet
	Newest    time.Time       // when the newest scan happened; zero: there is none with a time
	Watched   time.Time       // since when we have a reason to look: the claim's epoch; zero: not known
	Confirmed bool            // the end was seen in an answer to a poll of ours
	Forbidden bool            // the carrier may not tell us
	Now       time.Time
}

// The waits. Carriers write no limit per parcel; these follow what shoppers notice: a window of a delivery day is an hour or
// two, a hub scan is worth nothing sooner than the next meal.
const (
	soon      = 15 * time.Minute // out for delivery, the freshest
	nearby    = 30 * time.Minute
	moving    = 2 * time.Hour
	slow      = 4 * time.Hour
	rare      = 12 * time.Hour
	daily     = 24 * time.Hour
	confirm   = 30 * time.Minute    // the look that confirms an end
	giveUpEnd = 3 * 24 * time.Hour  // an end that no poll confirms is believed after this
	silent    = 60 * 24 * time.Hour // nothing new for this long: nobody will tell any more
)

// grace is how long a carrier may answer "unknown number" after its label was printed.
const grace = 30 * time.Minute

// First gives when a number is first looked at. epoch is the day "2006-01-02" on which the parcel was shipped, else ordered: a
// label of today is left alone for a while, an older parcel is asked about at once, because an order may be registered long after
// its parcel left.
func First(epoch string, now time.Time) time.Time {
	day, err := time.Parse(time.DateOnly, epoch)
	if err == nil && now.Sub(day) > 2*daily {
		return now
	}
	return now.Add(grace)
}

// Lease is for how long a look is claimed by moving its time on: as long as the commonest wait, so that most looks need no second
// move. A request is repeated by its queue long before; the lease only brings back what never reached the queue.
func Lease(number string) time.Duration { return Spread(moving, number) }

// Near reports whether a plan is so close to a time that stands already that moving it is not worth three write units.
func Near(plan, stands time.Time) bool {
	apart := plan.Sub(stands)
	return apart > -moving/8 && apart < moving/8
}

// Next gives how long to wait before the next look, and false when no more look is needed.
func Next(k Known) (wait time.Duration, open bool) {
	age := k.age()
	switch {
	case k.Status.Terminal():
		if k.Confirmed || age >= giveUpEnd {
			return 0, false
		}
		if age < 2*confirm {
			return Spread(confirm, k.Number), true
		}
		return Spread(rare, k.Number), true
	case age >= silent:
		return 0, false
	case k.Forbidden:
		return Spread(daily, k.Number), true
	}
	return Spread(k.wait(age), k.Number), true
}

// wait is for a parcel that is still on its way. It grows while nothing happens.
func (k Known) wait(age time.Duration) time.Duration {
	switch k.Status {
	case shipment.OutForDelivery:
		return grow(age, step{4 * time.Hour, soon}, step{14 * time.Hour, nearby}, step{48 * time.Hour, moving}, step{0, rare})
	case shipment.DeliveryAttempted, shipment.AvailableForPickup:
		return grow(age, step{48 * time.Hour, moving}, step{7 * daily, slow}, step{0, rare})
	case shipment.Accepted, shipment.InTransit, shipment.Exception, shipment.Returning:
		return grow(age, step{48 * time.Hour, moving}, step{7 * daily, slow}, step{21 * daily, rare}, step{0, daily})
	default: // announced, or nothing known
		return grow(age, step{3 * daily, slow}, step{10 * daily, rare}, step{0, daily})
	}
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

// Fresh reports whether the newest scan is younger than the wait for its status, so that asking now would most likely bring
// nothing: a push was faster. It gives how long the rest of the wait is. An end that is to be confirmed is never fresh.
func Fresh(k Known) (rest time.Duration, fresh bool) {
	wait, open := Next(k)
	if !open || k.Newest.IsZero() || k.Status.Terminal() {
		return 0, false
	}
	rest = wait - k.age()
	return rest, rest > 0
}

// step is a wait that holds below an age; an age of 0 stands for the rest.
type step struct{ below, wait time.Duration }

func grow(age time.Duration, steps ...step) time.Duration {
	for _, s := range steps {
		if s.below == 0 || age < s.below {
			return s.wait
		}
	}
	return daily
}

// Spread lengthens a wait by up to a quarter, always the same for the same number.
func Spread(wait time.Duration, number string) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(number)) //nolint:errcheck // a hash never fails
	return wait + wait/4*time.Duration(h.Sum32()%1024)/1024
}
