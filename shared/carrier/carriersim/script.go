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

// Domestic is an ordinary life inside the United States: seven scans from the label to the door in 54 hours. pace shortens
// it: 1 is real time, 1.0/60 turns each hour into a minute.
func Domestic(start time.Time, pace float64) []Scan {
	eastern, central := time.FixedZone("", -5*3600), time.FixedZone("", -6*3600)
	at := func(hours float64, zone *time.Location) time.Time {
		return start.Add(time.Duration(hours * pace * float64(time.Hour))).Truncate(time.Second).In(zone)
	}
	return []Scan{
		{Step: Label, At: at(0, eastern)},
		{Step: Pickup, At: at(6, eastern), City: "COLUMBUS", Region: "OH", Postal: "43215"},
		{Step: Origin, At: at(9, eastern), City: "COLUMBUS", Region: "OH", Postal: "43215"},
		{Step: Departed, At: at(12, eastern), City: "COLUMBUS", Region: "OH", Postal: "43215"},
		{Step: Arrived, At: at(30, central), City: "MILWAUKEE", Region: "WI", Postal: "53207"},
		{Step: OutForDelivery, At: at(50, central), City: "MILWAUKEE", Region: "WI", Postal: "53207"},
		{Step: Delivered, At: at(54, central), City: "MILWAUKEE", Region: "WI", Postal: "53207"},
	}
}
