package mail

import (
	"html/template"
	"strings"

	"doorstep/shared/brand"
)

// look is the brand's colours and letters. Neither black nor white stands on its opposite: where a mail program turns colours over for
// the night by itself, what is left of the contrast still reads.
type look struct {
	Font        template.CSS
	Ground      string // behind the card
	Accent, On  string // of the button, and of what is written on it; the accent is also the colour of links
	Banner      string // behind the brand's name; empty: the card's
	OnBanner    string
	Start, End  string // "left" and "right", or the other way round
	Night       night
	Open, Close template.HTML // around the card, for Outlook on Windows alone, which knows no max-width
	Tones       map[string]string
	NightTones  map[string]string
}

// night is what the style sheet says for the dark.
type night struct{ Accent, On string }

// Colours of boxes, as letter.html paints them: what is read there can be read on the card as well.
const (
	dayBox   = "#f4f5f7"
	nightBox = "#24282e"
)

// defaultAccent is that of pages without one.
const defaultAccent = "#2456c8"

// Colours of the edge, by tone: those of the page.
var (
	dayTones   = map[string]string{"good": "#1a7f4b", "warn": "#b26a00", "bad": "#b3261e", "idle": "#7a808a"}
	nightTones = map[string]string{"good": "#4cc38a", "warn": "#f0b04a", "bad": "#ff8a80", "idle": "#9aa1ab"}
)

func newLook(r brand.Record, dir string) look {
	dark := brand.Readable(r.Accent, nightBox, defaultAccent)
	l := look{
		Font:   template.CSS(strings.ReplaceAll(brand.FontStack(r.Font), `"`, "'")), //nolint:gosec // from a table of ours
		Ground: "#f1f2f4", Accent: brand.Readable(r.Accent, dayBox, defaultAccent), Start: "left", End: "right",
		Night: night{dark, brand.TextOn(dark)}, Open: outlookOpen, Close: outlookClose, Tones: dayTones, NightTones: nightTones,
	}
	l.On = brand.TextOn(l.Accent)
	if c := r.Colours.Background; c != "" {
		l.Ground = c
	}
	if c := r.Colours.Banner; c != "" {
		l.Banner, l.OnBanner = c, brand.TextOn(c)
	}
	if dir == "rtl" {
		l.Start, l.End = l.End, l.Start
	}
	return l
}

// What only Outlook on Windows reads
// (https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/compatibility/ms537512(v=vs.85)): a table as
// wide as the card may be. html/template drops comments, so they stand here.
const (
	outlookOpen  template.HTML = `<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`
	outlookClose template.HTML = `<!--[if mso]></td></tr></table><![endif]-->`
)
