// Package geo knows where the places are that carriers name, and the outlines of the land around them. It is pure and keeps
// no table in memory: each question unpacks the small part of the tables that answers it. What it does not know for certain it does
// not know: a name that could be two places is none. Where the tables come from is in NOTICE.md.
package geo

import (
	"math"
	"strings"

	"doorstep/shared/shipment"
)

// Precision says what a spot stands for.
type Precision string

// The precisions.
const (
	City    Precision = "city"
	Region  Precision = "region"  // the middle of a state or province, by where people live
	Country Precision = "country" // the middle of a country, likewise
)

// Spot is a place on earth, in degrees, right to a tenth of one: north and east are positive.
type Spot struct {
	Lat, Lon  float64
	Precision Precision
	Country   string // ISO 3166-1 alpha-2
	Region    string // "KY"; only in the United States, Canada, Australia and Brazil, whose addresses need it
}

// Atlas answers questions; it holds the list of countries and regions. Keep it for a page, not for ever: it is quickly opened.
type Atlas struct{ areas areas }

// Open opens the tables.
func Open() Atlas { return Atlas{readAreas()} }

// Find gives the spot of a place as a carrier writes it: "LOUISVILLE, KY, US", "Köln", "KOELN". It is false when the place is
// unknown, or could be several. A city that is unknown in a known region or country gives the middle of that.
func (a Atlas) Find(p shipment.Place) (Spot, bool) {
	name, hints := parts(p)
	within, sure := a.areas.narrow(p, hints)
	if !sure {
		return Spot{}, false
	}
	for _, key := range spellings(name) {
		found := look(key)
		if spot, ok := a.areas.only(found, within); ok {
			return spot, true
		}
		if len(found) > 0 {
			break
		}
	}
	return a.areas.middle(within)
}

// Middle gives the middle of a country, by its two letters.
func (a Atlas) Middle(country string) (Spot, bool) {
	return a.areas.middle(bounds{country: strings.ToUpper(country)})
}

// parts takes a place apart: the name of the city, and the words behind it that may say where that is.
func parts(p shipment.Place) (name string, hints []string) {
	text := p.City
	if strings.TrimSpace(text) == "" {
		text = p.Text
	}
	text = strings.NewReplacer(" - ", ",", ";", ",", "|", ",", "(", ",", ")", ",").Replace(text)
	for part := range strings.SplitSeq(text, ",") {
		part = strings.Join(strings.FieldsFunc(part, func(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }), " ")
		switch {
		case part == "":
		case name == "":
			name = part
		default:
			hints = append(hints, part)
		}
	}
	return name, hints
}

// places of work are named after their city, with one of these words behind it.
var suffixes = [...]string{
	"HUB", "GATEWAY", "AIRPORT", "APT", "TWP", "TOWNSHIP", "DC", "DISTRIBUTION CENTER", "NETWORK DISTRIBUTION CENTER", "SORTING CENTER",
	"SORTIERZENTRUM", "PAKETZENTRUM", "DEPOT", "MAIL CENTRE", "DELIVERY OFFICE",
}

// spellings are the keys under which a city may stand in the table, the most exact first.
func spellings(name string) []string {
	var out []string
	add := func(s string) {
		if key := Key(s); len(key) > 1 {
			out = append(out, key)
		}
	}
	add(strings.TrimRight(name, "0123456789 ")) // "BERLIN 12", "PRAHA 5"
	upper := strings.ToUpper(name)
	for _, s := range suffixes {
		if rest, ok := strings.CutSuffix(upper, " "+s); ok {
			add(rest)
		}
	}
	return out
}

// near is how far apart two entries of one name may be, in degrees, and still be one place: a city and its own district.
const near = 0.6

// only gives the one place of the candidates that lies within the bounds. Without a region, a place in a country whose addresses
// have one is not certain: there is a Springfield in most states, and the table knows only the larger ones.
func (a areas) only(found []candidate, in bounds) (Spot, bool) {
	var one Spot
	some := false
	for _, c := range found {
		at := a[c.area]
		if !in.holds(at) {
			continue
		}
		if at.region != "" && in.region == "" {
			return Spot{}, false
		}
		spot := Spot{Lat: c.lat, Lon: c.lon, Precision: City, Country: at.country, Region: at.region}
		if some && (spot.Country != one.Country || math.Hypot(spot.Lat-one.Lat, spot.Lon-one.Lon) > near) {
			return Spot{}, false
		}
		if !some {
			one, some = spot, true // the largest comes first
		}
	}
	return one, some
}
