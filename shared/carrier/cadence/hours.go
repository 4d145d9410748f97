package cadence

import "time"

// Hours of the day at the place of the newest scan, which towards the end is the destination's. Vans are loaded by the morning's
// look; by the evening's they are back.
const (
	morning = 9
	noon    = 13
	teatime = 17
	evening = 21
)

// soonest is the least time between two looks by the hour.
const soonest = 90 * time.Minute

// at plans the next look at one of the given hours, ascending, up to an hour later by the number. Where nobody knows what the
// clocks show there, the looks are one more a day and evenly spread, because they meet the right hour only by chance.
func (k Known) at(hours ...int) Plan {
	if k.Zone == nil {
		return k.every(day / time.Duration(len(hours)+1))
	}
	each := day / time.Duration(len(hours))
	now := k.Now.In(k.Zone)
	for days := range 3 {
		for _, hour := range hours {
			t := time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, k.Zone).Add(jitter(k.Number, time.Hour))
			if t.Sub(k.Now) >= soonest {
				return Plan{t.Sub(k.Now), each}
			}
		}
	}
	return k.every(each) // not reached: tomorrow's first hour is far enough
}

// wall is what the clocks show at the place of the newest scan, written as UTC; where they are unknown, UTC itself.
func (k Known) wall() time.Time {
	if k.Zone == nil {
		return k.Now.UTC()
	}
	now := k.Now.In(k.Zone)
	return time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), now.Minute(), now.Second(), 0, time.UTC)
}

// evening is when the vans of the newest scan's day are back, and for a parcel that is expected today when today's are. Where
// the clocks are unknown it is as long after the scan as a round may take.
func (k Known) evening() time.Time {
	if k.Zone == nil {
		if k.today() {
			return k.Now.UTC().Truncate(day).Add(day)
		}
		return k.Newest.Add(unsure)
	}
	of := k.Newest.In(k.Zone)
	if k.today() {
		of = k.Now.In(k.Zone)
	}
	return time.Date(of.Year(), of.Month(), of.Day(), evening, 0, 0, 0, k.Zone)
}
