package moment

import (
	"strings"

	"doorstep/shared/shipment"
)

// Compact reads a date "20240423" and a clock "095004", as UPS prints them; "0950", "95004", "09:50:04" and "2024-04-23"
// work too. Without a readable clock the moment is a day; without a readable date it is empty.
func Compact(date, clock string) shipment.Moment {
	var w wall
	if !w.day(date) {
		return shipment.Moment{}
	}
	return w.moment(w.clock(clock))
}

// ISO reads "2006-01-02T15:04:05" with or without seconds, fractions and offset, a space in place of the T, a clock of twelve
// hours with its AM or PM, or a bare date.
// An offset written behind the clock becomes the moment's (shipment.ZonePayload). What cannot be read gives an empty moment.
func ISO(s string) shipment.Moment {
	s = strings.TrimSpace(s)
	var w wall
	if len(s) < 10 || !w.day(s[:10]) {
		return Compact(s, "")
	}
	rest := s[10:]
	if rest == "" {
		return w.moment("")
	}
	if rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' {
		return shipment.Moment{}
	}
	end := 1
	for end < len(rest) && (isDigit(rest[end]) || rest[end] == ':') {
		end++
	}
	precision := w.clock(rest[1:end])
	if half := strings.ToUpper(strings.TrimSpace(rest[end:])); (half == "AM" || half == "PM") && !w.half(half == "PM") {
		precision = "" // 14:05 AM is no time
	}
	m := w.moment(precision)
	if m.Precision == shipment.Day {
		return m
	}
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

// wall is "2006-01-02T15:04:05" while it is put together, in place, because every scan needs one.
type wall [19]byte

// moment gives what has been read: a day without a precision of the clock.
func (w *wall) moment(precision shipment.Precision) shipment.Moment {
	if precision == "" {
		return shipment.Moment{Local: string(w[:10]), Zone: shipment.NoZone, Precision: shipment.Day}
	}
	return shipment.Moment{Local: string(w[:]), Zone: shipment.NoZone, Precision: precision}
}

// day reads "20060102" or "2006-01-02".
func (w *wall) day(s string) bool {
	switch {
	case len(s) == 8:
		copy(w[0:], s[:4])
		copy(w[5:], s[4:6])
		copy(w[8:], s[6:])
	case len(s) == 10 && s[4] == '-' && s[7] == '-':
		copy(w[0:], s)
	default:
		return false
	}
	w[4], w[7], w[10] = '-', '-', 'T'
	if !allDigits(w[0:4]) || !allDigits(w[5:7]) || !allDigits(w[8:10]) {
		return false
	}
	year, month, day := number(w[0:4]), number(w[5:7]), number(w[8:10])
	return year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

// clock reads "150405", "1504", "15:04:05" or "15:04", also where the leading zero was lost on the way: 74700 is 07:47:00. It
// gives the precision, or nothing when there is no such time of day.
func (w *wall) clock(s string) shipment.Precision {
	s = strings.TrimSpace(s)
	digits := [6]byte{'0', '0', '0', '0', '0', '0'}
	n := 0
	colons := 0
	for i := range len(s) {
		switch {
		case s[i] == ':' && i > 0:
			colons++
			if colons == 1 && n == 1 { // "9:50"
				digits[0], digits[1], n = '0', digits[0], 2
			}
			if n != 2*colons {
				return ""
			}
		case isDigit(s[i]) && n < len(digits):
			digits[n] = s[i]
			n++
		default:
			return ""
		}
	}
	if n == 3 || n == 5 {
		if colons > 0 {
			return ""
		}
		copy(digits[1:], digits[:n])
		digits[0] = '0'
		n++
	}
	if n != 4 && n != 6 || number(digits[:2]) > 23 || number(digits[2:4]) > 59 || number(digits[4:]) > 60 {
		return ""
	}
	if digits[4] == '6' { // a leap second does not exist on a parcel
		digits[4], digits[5] = '5', '9'
	}
	copy(w[11:], digits[:2])
	copy(w[14:], digits[2:4])
	copy(w[17:], digits[4:])
	w[13], w[16] = ':', ':'
	if n == 4 {
		return shipment.Minute
	}
	return shipment.Second
}

// half turns a clock of twelve hours into one of 24; it reports whether it was one.
func (w *wall) half(afternoon bool) bool {
	hour := number(w[11:13])
	if hour < 1 || hour > 12 {
		return false
	}
	hour %= 12
	if afternoon {
		hour += 12
	}
	w[11], w[12] = byte('0'+hour/10), byte('0'+hour%10)
	return true
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

func allDigits(s []byte) bool {
	for _, c := range s {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

func number(digits []byte) int {
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}
