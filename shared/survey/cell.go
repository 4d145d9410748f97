package survey

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// Cell is one field of the table in which votes are counted. None of its parts names a person or a street: the finest place is a
// state or province.
type Cell struct {
	Week    string // ISO 8601: "2026-W47"
	Carrier string // Doorstep code, else the merchant's word in lower case, else "pickup" or "local_delivery"
	Service string // the merchant's word
	Region  string // "US-WI", "DE"
}

// unknown stands for a part that nobody told.
const unknown = "unknown"

// maxWord is the most characters of a part: a merchant's word must not blow up a key.
const maxWord = 40

// CellOf tells where a vote on a shipment is counted. The week is that of the delivery's own local date, so that a vote that comes a
// week later still speaks of the right carrier's week; where the carrier dated nothing, it is the week of the vote.
func CellOf(o order.Order, s order.Shipment, v shipment.View, now time.Time) Cell {
	end, at := ending(v)
	c := Cell{
		Week:    Week(now),
		Carrier: cmp.Or(s.Carrier, word(strings.ToLower(s.CarrierRaw)), end.Carrier, byMerchant(cmp.Or(s.Method, o.Method)), unknown),
		Service: cmp.Or(word(s.Service), unknown),
		Region:  region(o.Country, end),
	}
	if day, err := time.Parse(time.DateOnly, at.Date()); err == nil {
		c.Week = Week(day)
	}
	return c
}

// byMerchant names the ways on which no carrier moves a parcel.
func byMerchant(method string) string {
	if method == order.Pickup || method == order.LocalDelivery {
		return method
	}
	return ""
}

// Week names the ISO week of a day as it is written, in whatever zone.
func Week(day time.Time) string {
	year, week := day.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// ending gives the scan that ended the way and when that was; zero when the view has no end.
func ending(v shipment.View) (shipment.Scan, shipment.Moment) {
	for _, m := range slices.Backward(v.Milestones) {
		if m.Status != v.Status || m.Retracted {
			continue
		}
		for _, s := range v.Scans {
			if s.ID == m.Scan || slices.Contains(s.Variants, m.Scan) {
				return s, m.At
			}
		}
		return shipment.Scan{}, m.At
	}
	return shipment.Scan{}, shipment.Moment{}
}

// region is the destination: its country, with the state of the delivery scan where that tells one of the same country. A scan of a
// return is at the merchant's, so only a delivery counts.
func region(country string, end shipment.Scan) string {
	place := end.Place
	if end.Status != shipment.Delivered {
		place = shipment.Place{}
	}
	country = strings.ToUpper(cmp.Or(word(country), word(place.Country)))
	state := strings.ToUpper(word(place.Region))
	switch {
	case country == "":
		return unknown
	case state == "", strings.ContainsFunc(state, unicode.IsDigit), // some carriers print the postcode there
		place.Country != "" && !strings.EqualFold(place.Country, country):
		return country
	default:
		return country + "-" + state
	}
}

// word makes a text of others fit to be part of a key: one line without marks that keys are made of.
func word(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '#' || unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			return -1
		default:
			return r
		}
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxWord {
		s = strings.TrimSpace(string(r[:maxWord]))
	}
	return s
}
