package watch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Disruption is trouble that the merchant knows of: a storm, a strike, a closed border. While it lasts, the clocks of the findings that
// it pauses stand still for the parcels that it concerns, and whoever writes about those parcels can say why.
type Disruption struct {
	ID      string            `json:"id"`
	Carrier string            `json:"carrier,omitempty"` // Doorstep code; empty: any
	Country string            `json:"country,omitempty"` // ISO 3166-1 alpha-2; empty: everywhere
	Region  string            `json:"region,omitempty"`  // state or province of Country, as carriers print it
	Postal  string            `json:"postal,omitempty"`  // first characters of postal codes of Country
	From    string            `json:"from"`              // first day, "2006-01-02", by the clocks where the parcel is
	Until   string            `json:"until"`             // last day
	Texts   map[string]string `json:"texts,omitempty"`   // what shoppers are told, by language: "en", "de"
	Pause   []string          `json:"pause,omitempty"`   // kinds of findings; empty: all but pickup_expiring and no_shipment
}

// The limits of a disruption.
const (
	maxText = 400 // characters of a text
	maxDays = 92  // a longer one is no disruption but how things are: change the thresholds
)

// Check says what is wrong with a disruption: fault.Invalid naming the field.
func (d Disruption) Check() error {
	from, err := time.Parse(time.DateOnly, d.From)
	if err != nil {
		return fault.New(fault.Invalid, "from %q is no date like 2026-12-01", d.From)
	}
	until, err := time.Parse(time.DateOnly, d.Until)
	switch {
	case err != nil:
		return fault.New(fault.Invalid, "until %q is no date like 2026-12-04", d.Until)
	case until.Before(from):
		return fault.New(fault.Invalid, "until %s is before from %s", d.Until, d.From)
	case until.Sub(from) > maxDays*24*time.Hour:
		return fault.New(fault.Invalid, "from %s until %s is over %d days", d.From, d.Until, maxDays)
	case d.Country != "" && (len(d.Country) != 2 || strings.ToUpper(d.Country) != d.Country):
		return fault.New(fault.Invalid, "country %q is no code like US", d.Country)
	case d.Country == "" && (d.Region != "" || d.Postal != ""):
		return fault.New(fault.Invalid, "region and postal need a country")
	case d.Country == "" && d.Carrier == "":
		return fault.New(fault.Invalid, "a country or a carrier is needed")
	}
	for language, text := range d.Texts {
		if n := len([]rune(text)); n == 0 || n > maxText {
			return fault.New(fault.Invalid, "text of %s has %d characters, want 1 to %d", language, n, maxText)
		}
	}
	for _, kind := range d.Pause {
		if !slices.Contains(Kinds(), kind) {
			return fault.New(fault.Invalid, "pause: %q is no kind of finding", kind)
		}
	}
	return nil
}

// Text gives the words in a language: "de-AT" falls back to "de", and that to English; empty: there are none.
func Text(words map[string]string, locale string) string {
	language, _, _ := strings.Cut(locale, "-")
	return cmp.Or(words[locale], words[language], words["en"])
}

// concerns reports whether a parcel meets the disruption: by its carrier, and by where it was last seen or is going. Of where it is
// going only the country is known.
func (d Disruption) concerns(p Parcel) bool {
	if d.Carrier != "" && d.Carrier != p.Carrier {
		return false
	}
	last := shipment.Place{}
	if scan, ok := p.State.LastScan(); ok {
		last = scan.Place
	}
	return d.covers(last) || d.covers(shipment.Place{Country: p.Destination})
}

func (d Disruption) covers(at shipment.Place) bool {
	plain := strings.NewReplacer(" ", "", "-", "")
	switch {
	case d.Country == "":
		return true
	case at.Country != d.Country:
		return false
	case d.Region != "" && !strings.EqualFold(d.Region, at.Region):
		return false
	default:
		return strings.HasPrefix(strings.ToUpper(plain.Replace(at.Postal)), strings.ToUpper(plain.Replace(d.Postal)))
	}
}

// pauses reports whether the clock of a kind stands still. Shops and lockers send parcels back in a storm as well, and an order
// without a shipment has not met it.
func (d Disruption) pauses(kind string) bool {
	if len(d.Pause) == 0 {
		return kind != PickupExpiring && kind != NoShipment
	}
	return slices.Contains(d.Pause, kind)
}

// span gives the time of a disruption in a zone; false when its days cannot be read.
func (d Disruption) span(zone *time.Location) (span, bool) {
	from, err := time.ParseInLocation(time.DateOnly, d.From, zone)
	if err != nil {
		return span{}, false
	}
	until, err := time.ParseInLocation(time.DateOnly, d.Until, zone)
	return span{from, until.AddDate(0, 0, 1)}, err == nil
}

// Met gives the newest disruption that a parcel has met since it left; false: none. One that is over counts: it is why the parcel is late.
func Met(all []Disruption, p Parcel, now time.Time) (Disruption, bool) {
	since := now
	for _, s := range p.State.Scans {
		if at, ok := s.At.Latest(); ok {
			since = at
			break
		}
	}
	return met(all, p, since, now)
}

func met(all []Disruption, p Parcel, since, now time.Time) (found Disruption, ok bool) {
	newest := time.Time{}
	for _, d := range all {
		s, readable := d.span(p.zone())
		if !readable || !d.concerns(p) || s.from.After(now) || s.until.Before(since) || s.from.Before(newest) {
			continue
		}
		newest, found, ok = s.from, d, true
	}
	return found, ok
}
