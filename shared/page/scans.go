package page

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

type scanDay struct {
	Day   string
	Scans []scanModel
}

type scanModel struct{ Clock, Stamp, Text, Place string }

// days lists all scans, the newest first, under their local days.
func days(w *locale.Catalog, scans []shipment.Scan, now time.Time) []scanDay {
	var out []scanDay
	for _, s := range slices.Backward(scans) {
		if s.Denied { // the carrier knows nothing of it
			continue
		}
		day := w.Day(s.At.Date(), now)
		if day == "" {
			day = w.Text("page.unknown_date")
		}
		if len(out) == 0 || out[len(out)-1].Day != day {
			out = append(out, scanDay{Day: day})
		}
		last := &out[len(out)-1]
		last.Scans = append(last.Scans, scanModel{
			Clock: w.Clock(s.At.Local), Stamp: stamp(s.At), Place: placeText(s.Place),
			Text: cmp.Or(Plain(s.Text, maxText), w.First("status."+string(s.Status))),
		})
	}
	return out
}

// placeText writes a place for people: city, region and country where the sender tells them apart, else its own text. The
// postcode stays out: at the end of the way it is the recipient's.
func placeText(p shipment.Place) string {
	var parts []string
	for _, part := range []string{calm(Plain(p.City, maxLine)), Plain(p.Region, maxLine), Plain(p.Country, maxLine)} {
		if part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if len(parts) > 0 {
		return strings.Join(parts, ", ")
	}
	text := p.Text
	if p.Postal != "" {
		text = strings.ReplaceAll(text, p.Postal, "")
	}
	return strings.Trim(calm(Plain(text, maxLine)), " ,")
}

// calm turns a text that is all capitals into words with capitals in front; two and three letters stay, they are codes.
func calm(s string) string {
	if strings.ContainsFunc(s, unicode.IsLower) {
		return s
	}
	words := strings.Split(s, " ")
	for i, word := range words {
		if r := []rune(word); len(r) > 3 {
			words[i] = string(r[:1]) + strings.ToLower(string(r[1:]))
		}
	}
	return strings.Join(words, " ")
}
