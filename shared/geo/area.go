package geo

import (
	"strconv"
	"strings"

	"doorstep/shared/shipment"
)

// area is a country, or a region of one.
type area struct {
	country, region string // codes; region is empty for a country
	letters, name   string // ISO 3166-1 alpha-3 of a country; Key of the English name
	lat, lon        float64
	centred         bool
}

type areas []area

// readAreas reads the first block of the table: one line for each area.
func readAreas() areas {
	var out areas
	for line := range strings.Lines(string(inflate(block(0)))) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 6 {
			continue
		}
		a := area{country: f[0], region: f[1], letters: f[2], name: f[3]}
		lat, err1 := strconv.ParseFloat(f[4], 64)
		lon, err2 := strconv.ParseFloat(f[5], 64)
		a.lat, a.lon, a.centred = lat, lon, err1 == nil && err2 == nil
		out = append(out, a)
	}
	return out
}

// bounds are what is known of where a place is. Empty fields are unknown.
type bounds struct{ country, region string }

func (b bounds) holds(a area) bool {
	return (b.country == "" || b.country == a.country) && (b.region == "" || a.region == "" || b.region == a.region)
}

// narrow says where a place must be, from its country, its region and the words behind its city. It is false when these contradict
// each other or can be read in two ways: "CA" alone is Canada and California.
func (a areas) narrow(p shipment.Place, hints []string) (bounds, bool) {
	var b bounds
	if p.Country != "" {
		if b.country = a.countryOf(p.Country); b.country == "" {
			return bounds{}, false // a country that nobody knows: the city may be anywhere
		}
	}
	if p.Region != "" {
		hints = append([]string{p.Region}, hints...)
	}
	if b.country == "" {
		b.country = a.countryNamed(hints)
	}
	for _, hint := range hints {
		matches := a.regions(hint, b.country)
		switch {
		case len(matches) == 0, b.region != "":
			continue
		case b.country == "" && (len(matches) > 1 || a.countryOf(hint) != ""):
			return bounds{}, false
		case len(matches) == 1:
			b.country, b.region = matches[0].country, matches[0].region
		}
	}
	return b, true
}

// countryNamed gives the country of the last hint that names one and can mean nothing else.
func (a areas) countryNamed(hints []string) string {
	for i := len(hints) - 1; i >= 0; i-- {
		hint := hints[i]
		code := a.countryOf(hint)
		if code == "" {
			continue
		}
		if i == len(hints)-1 && i > 0 || len(a.regions(hint, "")) == 0 { // "Fresno, CA, US": the last of several is the country
			return code
		}
	}
	return ""
}

// countryOf reads a country: two or three letters, or its English name.
func (a areas) countryOf(s string) string {
	key := Key(s)
	if key == "" {
		return ""
	}
	switch key { // names beside the one in the table
	case "UK", "GREATBRITAIN", "ENGLAND", "SCOTLAND", "WALES":
		return "GB"
	case "USA", "UNITEDSTATESOFAMERICA":
		return "US"
	case "DEUTSCHLAND":
		return "DE"
	case "HOLLAND", "NEDERLAND":
		return "NL"
	case "KOREA", "KOREAREPUBLICOF", "REPUBLICOFKOREA":
		return "KR"
	case "CHINAMAINLAND", "PEOPLESREPUBLICOFCHINA":
		return "CN"
	case "HONGKONGSARCHINA":
		return "HK"
	}
	for _, one := range a {
		if one.region == "" && (one.country == key || one.letters == key || one.name == key) {
			return one.country
		}
	}
	return ""
}

// regions gives the regions that a word can mean, in one country or in all.
func (a areas) regions(word, country string) areas {
	key := Key(word)
	var out areas
	for _, one := range a {
		if one.region != "" && (country == "" || one.country == country) && key != "" && (one.region == key || one.name == key) {
			out = append(out, one)
		}
	}
	return out
}

// middle gives the middle of the smallest area that the bounds name.
func (a areas) middle(b bounds) (Spot, bool) {
	if b.country == "" {
		return Spot{}, false
	}
	for _, one := range a {
		if one.country != b.country || one.region != b.region || !one.centred {
			continue
		}
		precision := Country
		if one.region != "" {
			precision = Region
		}
		return Spot{Lat: one.lat, Lon: one.lon, Precision: precision, Country: one.country, Region: one.region}, true
	}
	return Spot{}, false
}
