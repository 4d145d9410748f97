// Package workdays knows on which days people work in a country. It is apart from package watch because the holidays of the world
// are heavy: only functions that look for trouble link it.
package workdays

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fi"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/pt"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
)

// Calendar is a watch.Calendar: holidays of the countries that are listed in New, weekends of all. It is safe for concurrent use.
type Calendar struct{ holidays map[string]*cal.Calendar }

// New makes a calendar with the nation-wide holidays of the countries to which most parcels go. Of any other country only the weekend is
// known.
func New() Calendar {
	c := Calendar{map[string]*cal.Calendar{}}
	for country, holidays := range map[string][]*cal.Holiday{
		"AT": at.Holidays, "AU": au.HolidaysNSW, "BE": be.Holidays, "CA": ca.Holidays, "CH": ch.Holidays, "CZ": cz.Holidays, "DE": de.Holidays,
		"DK": dk.Holidays, "ES": es.Holidays, "FI": fi.Holidays, "FR": fr.Holidays, "GB": gb.Holidays, "IE": ie.Holidays, "IT": it.Holidays,
		"JP": jp.Holidays, "NL": nl.Holidays, "NO": no.Holidays, "NZ": nz.Holidays, "PL": pl.Holidays, "PT": pt.Holidays, "SE": se.Holidays,
		"US": us.Holidays,
	} {
		c.holidays[country] = &cal.Calendar{Holidays: holidays, Cacheable: true}
	}
	return c
}

// rest gives the days off of a week: https://en.wikipedia.org/wiki/Workweek_and_weekend
func rest(country string) []time.Weekday {
	switch country {
	case "SA", "IL", "EG", "KW", "QA", "BH", "OM", "JO", "IQ", "SY", "YE", "LY", "DZ", "SD", "BD", "MV":
		return []time.Weekday{time.Friday, time.Saturday}
	case "IR", "AF", "DJ", "SO":
		return []time.Weekday{time.Friday}
	case "BN":
		return []time.Weekday{time.Friday, time.Sunday}
	case "NP":
		return []time.Weekday{time.Saturday}
	default: // AE among them, since 2022
		return []time.Weekday{time.Saturday, time.Sunday}
	}
}

// Working reports whether a day, in its own zone, is a working day. An unknown country works from Monday to Friday.
func (c Calendar) Working(country string, day time.Time) bool {
	if slices.Contains(rest(country), day.Weekday()) {
		return false
	}
	holidays, known := c.holidays[country]
	if !known {
		return true
	}
	_, observed, _ := holidays.IsHoliday(day)
	return !observed
}
