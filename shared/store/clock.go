package store

import (
	"encoding/binary"
	"time"
)

// Wall-clock texts are written as distances from the one before. The form stands in the two lowest bits.
const (
	clockSecond = iota // "2006-01-02T15:04:05"
	clockMinute        // the same with :00 seconds
	clockDay           // "2006-01-02"
	clockText          // anything else, as it stands
)

const (
	secondLayout = "2006-01-02T15:04:05"
	dayLayout    = "2006-01-02"
)

var clockUnits = [...]int64{clockSecond: 1, clockMinute: 60, clockDay: 86400}

// appendClock writes a wall clock relative to base (seconds of the same nominal clock) and gives the next base. Only what
// would come back as the very same text is written as a distance.
func appendClock(b []byte, s string, base int64) ([]byte, int64) {
	form, at, ok := readClock(s)
	if !ok {
		return appendText(binary.AppendUvarint(b, clockText), s), base
	}
	unit := clockUnits[form]
	delta := floorDiv(at, unit) - floorDiv(base, unit)
	return binary.AppendUvarint(b, zigzag(delta)<<2|uint64(form)), at
}

func readClock(s string) (form int, at int64, ok bool) {
	layout := secondLayout
	if len(s) == len(dayLayout) {
		layout = dayLayout
	}
	t, err := time.Parse(layout, s)
	if err != nil || t.Format(layout) != s {
		return 0, 0, false
	}
	switch {
	case layout == dayLayout:
		return clockDay, t.Unix(), true
	case t.Second() == 0:
		return clockMinute, t.Unix(), true
	default:
		return clockSecond, t.Unix(), true
	}
}

// clock reads what appendClock wrote.
func (d *decoder) clock(base int64, what string) (string, int64) {
	v := d.uint(what)
	form := int(v & 3)
	if form == clockText {
		return d.text(what), base
	}
	unit := clockUnits[form]
	units := floorDiv(base, unit) + unzigzag(v>>2)
	if units < minClock/unit || units > maxClock/unit {
		d.fail("%s: beyond the years 0 to 9999", what)
		return "", base
	}
	at := units * unit
	layout := secondLayout
	if form == clockDay {
		layout = dayLayout
	}
	return clockAt(at, layout), at
}

func clockAt(at int64, layout string) string { return time.Unix(at, 0).UTC().Format(layout) }

// The seconds of 0000-01-01T00:00:00 and of 9999-12-31T23:59:59, between which a date has four digits of year.
const (
	minClock = -62167219200
	maxClock = 253402300799
)

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// appendOffset writes "+02:00", or nothing, as one byte of quarter hours; 0 announces any other text.
func appendOffset(b []byte, s string) []byte {
	if s == "" {
		return append(b, offsetNone)
	}
	q, ok := quarterHours(s)
	if !ok {
		return appendText(append(b, 0), s)
	}
	return append(b, byte(q+offsetZero))
}

// offsetZero stands for +00:00; offsets reach from -15:45 to +15:45, and the world uses -12:00 to +14:00.
const (
	offsetZero = 64
	offsetMax  = 63
	offsetNone = 128
)

func quarterHours(s string) (int, bool) {
	if len(s) != len("+02:00") || s[3] != ':' || (s[0] != '+' && s[0] != '-') {
		return 0, false
	}
	h, m := twoDigits(s[1:3]), twoDigits(s[4:6])
	if h < 0 || m < 0 || m > 45 || m%15 != 0 {
		return 0, false
	}
	q := h*4 + m/15
	if q > offsetMax || (q == 0 && s[0] == '-') {
		return 0, false
	}
	if s[0] == '-' {
		q = -q
	}
	return q, true
}

func twoDigits(s string) int {
	if s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9' {
		return -1
	}
	return int(s[0]-'0')*10 + int(s[1]-'0')
}

func (d *decoder) offset(what string) string {
	v := int(d.byte(what))
	if v == 0 {
		return d.text(what)
	}
	if v == offsetNone {
		return ""
	}
	q := v - offsetZero
	if q > offsetMax {
		d.fail("%s: %d is no offset", what, v)
		return ""
	}
	sign := byte('+')
	if q < 0 {
		sign, q = '-', -q
	}
	h, m := q/4, q%4*15
	return string([]byte{sign, byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)})
}
