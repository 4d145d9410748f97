package moment

import (
	"time"

	"doorstep/shared/shipment"
)

const layout = "2006-01-02T15:04:05"

// Offsets in use run from -12:00 to +14:00, in quarters of an hour (IANA time zone database).
const (
	minOffset = -12 * 60
	maxOffset = 14 * 60
	quarter   = 15
)

// Offset reads a distance from UTC: "-05:00", "+0530", "-04.00" (the UPS Track API writes a dot), "-4", "Z", "UTC". A distance that
// no place on earth uses is no offset.
func Offset(s string) (string, bool) {
	for len(s) > 0 && s[0] == ' ' { // "15:18:10 -0500"
		s = s[1:]
	}
	switch s {
	case "Z", "z", "UTC", "GMT":
		return "+00:00", true
	}
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return "", false
	}
	digits := make([]byte, 0, 4)
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case isDigit(c) && len(digits) < 4:
			digits = append(digits, c)
		case (c == ':' || c == '.') && (i == 2 || i == 3):
			if i == 2 {
				digits = append([]byte{'0'}, digits...)
			}
		default:
			return "", false
		}
	}
	switch len(digits) {
	case 1:
		digits = []byte{'0', digits[0], '0', '0'}
	case 2:
		digits = append(digits, '0', '0')
	case 3:
		digits = append([]byte{'0'}, digits...)
	}
	minutes := number(digits[:2])*60 + number(digits[2:])
	if s[0] == '-' {
		minutes = -minutes
	}
	return formatOffset(minutes)
}

// Between gives the offset of a place whose clock shows local when UTC is utc, both to the second.
func Between(local, utc shipment.Moment) (string, bool) {
	if local.Precision == shipment.Day || utc.Precision == shipment.Day || local.Local == "" || utc.Local == "" {
		return "", false
	}
	l, err := time.Parse(layout, local.Local)
	if err != nil {
		return "", false
	}
	u, err := time.Parse(layout, utc.Local)
	if err != nil {
		return "", false
	}
	difference := l.Sub(u)
	if difference%time.Minute != 0 {
		return "", false
	}
	return formatOffset(int(difference / time.Minute))
}

// With gives the moment an offset from the given source. A moment that has one, or is only a day, keeps what it has.
func With(m shipment.Moment, offset string, source shipment.ZoneSource) shipment.Moment {
	if m.Offset != "" || m.Precision == shipment.Day || m.Local == "" {
		return m
	}
	m.Offset, m.Zone = offset, source
	return m
}

func formatOffset(minutes int) (string, bool) {
	if minutes < minOffset || minutes > maxOffset || minutes%quarter != 0 {
		return "", false
	}
	sign := byte('+')
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	h, m := minutes/60, minutes%60
	return string([]byte{sign, byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)}), true
}
