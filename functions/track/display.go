package main

import (
	"doorstep/shared/link"
	"doorstep/shared/page"
)

// displayJSON is the order in words, ready to be shown: those of the page, in the reader's language (?lang=, else the order's, else
// the browser's). The widget shows nothing else. It holds no age ("5 minutes ago"), so that the same news has the same ETag.
type displayJSON struct {
	Lang      string     `json:"lang"` // BCP 47, of all texts
	Dir       string     `json:"dir"`  // "ltr" or "rtl"
	Title     string     `json:"title"`
	Open      string     `json:"open"`      // words of a link to the page
	Shipments []lineJSON `json:"shipments"` // one for each, or the one that says that there is none yet
}

type lineJSON struct {
	Shipment string        `json:"shipment"` // its id; empty while the order has no parcel
	Eyebrow  string        `json:"eyebrow"`  // "Parcel 1 of 2"; empty when there is one
	Tone     string        `json:"tone"`     // "" (on its way), "good", "warn", "bad" or "idle"
	Headline string        `json:"headline"`
	Text     string        `json:"text"`
	Next     string        `json:"next"`
	Label    string        `json:"label"`    // of expected: "Expected", "Promised", "Arrived"
	Expected string        `json:"expected"` // "Mon 23 Nov"; empty: nobody said
	Notes    []string      `json:"notes"`    // about it: what was promised first, why it moved, that the day has passed
	Place    string        `json:"place"`    // last known
	AsOf     string        `json:"as_of"`    // "As of Sat 21 Nov, 10:00"
	Progress *progressJSON `json:"progress"` // null where there is no way ahead to show
}

type progressJSON struct {
	Done  int    `json:"done"`
	Parts int    `json:"parts"`
	Text  string `json:"text"` // "2 of 4 steps done"
}

// wayParts is how many parts page.Line.Rail counts.
const wayParts = 4

func newDisplay(o page.Order) displayJSON {
	w := o.Words
	d := displayJSON{Lang: w.Tag(), Dir: w.Dir(), Title: w.Text("widget.title"), Open: w.Text("widget.open"), Shipments: []lineJSON{}}
	if o.Scope != link.Gift {
		d.Title = w.Text("widget.order", "number", page.Plain(o.Order.Number, maxLine))
	}
	lines := page.Summary(o)
	for i, l := range lines {
		out := lineJSON{
			Shipment: l.Shipment, Tone: l.Tone, Headline: l.Headline, Text: l.Text, Next: l.Next, Label: l.Label, Expected: l.Expected,
			Notes: append([]string{}, l.Notes...), Place: l.Place, AsOf: l.AsOf,
		}
		if len(lines) > 1 {
			out.Eyebrow = w.Text("page.parcel", "i", w.Number(i+1), "n", w.Number(len(lines)))
		}
		if l.Rail > 0 {
			out.Progress = &progressJSON{
				Done: l.Rail, Parts: wayParts, Text: w.Text("widget.progress", "done", w.Number(l.Rail), "parts", w.Number(wayParts)),
			}
		}
		d.Shipments = append(d.Shipments, out)
	}
	return d
}
