package carriersim

import "time"

// Step is one kind of happening in a parcel's life. Each API has its own words for it.
type Step int

// The steps.
const (
	Label Step = iota
	Pickup
	Origin
	Departed
	Arrived
	OutForDelivery
	Attempted
	Weather
	Delivered
	Returning
	ReturnedToSender
)

// Scan is one happening. At carries the offset of the place.
type Scan struct {
	Step   Step
	At     time.Time
	City   string
	Region string
	Postal string
}

// Parcel is a number and its life, of which the APIs tell what has happened by now.
type Parcel struct {
	Number   string
	Carrier  string    // "ups" or "usps": who moves it; EasyPost tells about both
	Life     []Scan    // oldest first
	Expected time.Time // day of the estimate, in the destination's calendar; zero: none
	SignedBy string
}

func (p Parcel) until(now time.Time) []Scan {
	for i, s := range p.Life {
		if s.At.After(now) {
			return p.Life[:i]
		}
	}
	return p.Life
}

// Place is where a parcel is scanned, and what the clock there shows.
type Place struct {
	City, Region, Postal string
	Zone                 *time.Location
}

// Domestic is an ordinary life inside the United States, see Through.
func Domestic(start time.Time, pace float64) []Scan {
	return Through(start, pace,
		Place{"COLUMBUS", "OH", "43215", time.FixedZone("", -5*3600)},
		Place{"MILWAUKEE", "WI", "53207", time.FixedZone("", -6*3600)})
}

// Through is an ordinary life: seven scans from the label at one place to the door at another in 54 hours. pace shortens it: 1 is
// real time, 1.0/60 turns each hour into a minute.
func Through(start time.Time, pace float64, from, to Place) []Scan {
	scan := func(step Step, hours float64, at Place) Scan {
		when := start.Add(time.Duration(hours * pace * float64(time.Hour))).Truncate(time.Second).In(at.Zone)
		return Scan{Step: step, At: when, City: at.City, Region: at.Region, Postal: at.Postal}
	}
	return []Scan{
		scan(Label, 0, Place{Zone: from.Zone}), // a label is printed in an office, which no carrier names
		scan(Pickup, 6, from), scan(Origin, 9, from), scan(Departed, 12, from),
		scan(Arrived, 30, to), scan(OutForDelivery, 50, to), scan(Delivered, 54, to),
	}
}
