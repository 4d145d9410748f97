package usps

import (
	"strings"
	"time"

	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// maxSummaries bounds the sentences of one answer.
const maxSummaries = 100

// summaries reads a list of sentences, which is all that an answer without details tells (expand=SUMMARY). A list of events in
// its place is read as one.
func (d *decoder) summaries(m *mailpiece) {
	d.Each(func() {
		switch {
		case d.IsObject():
			d.event(m)
		case d.IsText() && len(m.summaries) < maxSummaries:
			m.summaries = append(m.summaries, d.Text(payload.Line))
		}
	})
}

// fromSummaries makes facts of the sentences of an answer that holds no event. The sentence on the present status is one more,
// when it tells of something that happened on a day; otherwise it is general advice.
func (d *decoder) fromSummaries(m *mailpiece) {
	if len(m.parcel.Facts) > 0 {
		return
	}
	if !m.detailed && dated(m.status).Local != "" {
		m.summaries = append(m.summaries, m.status)
	}
	for _, text := range m.summaries {
		if text == "" || !d.Spend() {
			continue
		}
		meaning, at := d.meaning("", text), dated(text)
		place := placed(text)
		m.parcel.Facts = append(m.parcel.Facts, shipment.Identify(shipment.Fact{
			Kind: shipment.ScanFact, Source: Source, Carrier: Source, Text: text, Status: meaning.Status, Sub: meaning.Sub,
			At: d.zones.At(at, "US", place.Region), Place: place,
		}, text))
	}
}

// dated finds the time in "… at 1:10 pm on November 23, 2024 in MILWAUKEE, WI 53207."
func dated(sentence string) shipment.Moment {
	words := strings.Fields(sentence)
	for i := range words {
		words[i] = strings.Trim(words[i], ".,")
	}
	day, clock := "", ""
	for i := range words {
		if i+2 < len(words) {
			if t, err := time.Parse("January 2 2006", strings.Join(words[i:i+3], " ")); err == nil {
				day = t.Format("20060102")
			}
		}
		if i+1 < len(words) {
			if t, err := time.Parse("3:04 pm", words[i]+" "+strings.ToLower(words[i+1])); err == nil {
				clock = t.Format("1504")
			}
		}
	}
	return moment.Compact(day, clock)
}

// placed finds the place in the same sentence: what follows " in " and reads as an American address does.
func placed(sentence string) shipment.Place {
	for rest := sentence; ; {
		_, after, ok := strings.Cut(rest, " in ")
		if !ok {
			return shipment.Place{}
		}
		rest = after
		city, state, ok := strings.Cut(after, ", ")
		words := strings.Fields(state)
		if !ok || len(words) == 0 || city != strings.ToUpper(city) {
			continue
		}
		p := shipment.Place{City: city, Region: strings.TrimRight(words[0], ".,")}
		if len(p.Region) != 2 || p.Region != strings.ToUpper(p.Region) {
			continue
		}
		if len(words) > 1 {
			p.Postal = postal(strings.TrimRight(words[1], ".,"))
		}
		return p
	}
}

func postal(word string) string {
	if strings.Trim(word, "0123456789-") != "" {
		return ""
	}
	return word
}
