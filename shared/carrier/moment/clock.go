package moment

import (
	"strings"

	"doorstep/shared/shipment"
)

// Compact reads a date "20240423" and a clock "095004", as UPS prints them; "0950", "95004", "09:50:04" and "2024-04-23"
// work too. Without a readable clock the moment is a day; without a readable date it is empty.
func Compact(date, clock string) shipment.Moment {
	day, ok := compactDay(date)
	if !ok {
		return shipment.Moment{}
	}
	hms, precision, ok := compactClock(clock)
	if !ok {
		return shipment.Moment{Local: day, Zone: shipment.NoZone, Precision: shipment.Day}
	}
	return shipment.Moment{Local: day + "T" + hms, Zone: shipment.NoZone, Precision: precision}
}

// ISO reads "2006-01-02T15:04:05" with or without seconds, fractions and offset, a space in place of the T, or a bare date.
// An offset written behind the clock becomes the moment's (shipment.ZonePayload). What cannot be read gives an empty moment.
func ISO(s string) shipment.Moment {
	s = strings.TrimSpace(s)
	if len(s) < 10 {
		return Compact(s, "")
	}
	day, ok := compactDay(s[:10])
	if !ok {
		return Compact(s, "")
	}
	m := shipment.Moment{Local: day, Zone: shipment.NoZone, Precision: shipment.Day}
	rest := s[10:]
	if rest == "" {
		return m
	}
	if rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' {
		return shipment.Moment{}
	}
	end := 1
	for end < len(rest) && (isDigit(rest[end]) || rest[end] == ':') {
		end++
	}
	hms, precision, ok := compactClock(rest[1:end])
	if !ok {
		return m
	}
	m.Local, m.Precision = day+"T"+hms, precision
	if end < len(rest) && (rest[end] == '.' || rest[end] == ',') {
		for end++; end < len(rest) && isDigit(rest[end]); end++ {
		}
	}
	if offset, ok := Offset(rest[end:]); ok {
		m.Offset, m.Zone = offset, shipment.ZonePayload
	}
	return m
}

// Day gives the date that a moment falls on in its own wall clock, "2006-01-02", or "".
func Day(m shipment.Moment) string {
	if len(m.Local) < 10 {
		return ""
	}
	return m.Local[:10]
}

func compactDay(s string) (string, bool) {
	if len(s) == 8 && allDigits(s) {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !allDigits(s[:4]) || !allDigits(s[5:7]) || !allDigits(s[8:]) {
		return "", false
	}
	year, month, day := number(s[:4]), number(s[5:7]), number(s[8:])
	return s, year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

func compactClock(s string) (string, shipment.Precision, bool) {
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, ':') < 0 {
		switch len(s) {
		case 3, 5: // a leading zero lost on the way: 74700 is 07:47:00
			s = "0" + s
		}
		switch len(s) {
		case 4:
			s = s[:2] + ":" + s[2:]
		case 6:
			s = s[:2] + ":" + s[2:4] + ":" + s[4:]
		}
	}
	if len(s) > 1 && s[1] == ':' {
		s = "0" + s
	}
	precision := shipment.Second
	if len(s) == 5 {
		s, precision = s+":00", shipment.Minute
	}
	if len(s) != 8 || s[2] != ':' || s[5] != ':' || !allDigits(s[:2]) || !allDigits(s[3:5]) || !allDigits(s[6:]) {
		return "", "", false
	}
	if s[:2] > "23" || s[3:5] > "59" || s[6:] > "60" {
		return "", "", false
	}
	if s[6:] == "60" { // a leap second does not exist on a parcel
		s = s[:6] + "59"
	}
	return s, precision, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}
