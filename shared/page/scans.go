package page

import (
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

// scanModel is one scan: what it means in the reader's language, and the carrier's own words.
type scanModel struct {
	Clock, Stamp string
	Text, Own    string
	Place        string
	Note         string // what to know about it; empty: nothing
	Sources      string // who told it, for support
}

// days lists all scans, the newest first, under their local days. A scan that the carrier knows nothing of is shown as what it is.
func days(w *locale.Catalog, scans []shipment.Scan, now time.Time, support bool) []scanDay {
	var out []scanDay
	for _, s := range slices.Backward(scans) {
		day := w.Day(s.At.Date(), now)
		if day == "" {
			day = w.Text("page.unknown_date")
		}
		if len(out) == 0 || out[len(out)-1].Day != day {
			out = append(out, scanDay{Day: day})
		}
		m := scanModel{Clock: w.Clock(s.At.Local), Stamp: stamp(s.At), Place: placeText(s.Place), Own: Plain(s.Text, maxText)}
		if s.Status != "" && s.Status != shipment.Unknown {
			m.Text = w.First("text."+string(s.Status)+"."+s.Sub, "status."+string(s.Status))
		}
		if s.Denied {
			m.Note = w.Text("page.scan_denied")
		}
		if support {
			m.Sources = strings.Join(append([]string{s.Source + " (" + string(s.Assured) + ")"}, s.Witnesses...), ", ")
		}
		last := &out[len(out)-1]
		last.Scans = append(last.Scans, m)
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
