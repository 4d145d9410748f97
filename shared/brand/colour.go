package brand

import (
	"fmt"
	"math"
	"strconv"
)

// minContrast is what WCAG 2.2 asks of text (https://www.w3.org/TR/WCAG22/#contrast-minimum).
const minContrast = 4.5

// Surfaces that the accent is read on, as page.css paints them, and the quietest text of the light page.
const (
	LightSurface = "#ffffff"
	DarkSurface  = "#1a1d21"
	softInk      = "#5b5f67"
)

// colour is red, green and blue, each 0 to 1 as encoded in sRGB.
type colour [3]float64

func isColour(s string) bool {
	_, ok := parseColour(s)
	return ok
}

func parseColour(s string) (colour, bool) {
	if len(s) != 7 || s[0] != '#' {
		return colour{}, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return colour{}, false
	}
	return colour{float64(n>>16) / 255, float64(n>>8&0xff) / 255, float64(n&0xff) / 255}, true
}

func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c[0]*255)), int(math.Round(c[1]*255)), int(math.Round(c[2]*255)))
}

// luminance is the relative luminance of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance).
func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func contrast(a, b colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// Contrast gives the contrast of two colours, "#rrggbb" each, from 1 to 21; 0 when one is no colour.
func Contrast(a, b string) float64 {
	ca, okA := parseColour(a)
	cb, okB := parseColour(b)
	if !okA || !okB {
		return 0
	}
	return contrast(ca, cb)
}

// TextOn gives black or white, whichever can be read better on a colour. One of the two always has a contrast of 4.5 or more.
func TextOn(background string) string {
	if Contrast("#ffffff", background) >= Contrast("#000000", background) {
		return "#ffffff"
	}
	return "#000000"
}

// Readable gives the brand's accent, moved towards black or white only as far as text in it needs to be readable on a
// background. Both are "#rrggbb"; fallback stands in for an accent that is missing.
func Readable(accent, background, fallback string) string {
	on, _ := parseColour(background)
	c, ok := parseColour(accent)
	if !ok {
		c, _ = parseColour(fallback)
	}
	var end colour // black
	if on.luminance() < 0.18 {
		end = colour{1, 1, 1}
	}
	const steps = 40
	for i := range steps + 1 {
		mixed := c
		for j := range mixed {
			mixed[j] += (end[j] - mixed[j]) * float64(i) / steps
		}
		written := mixed.String() // what is drawn has 8 bits per part, so that is what must be readable
		if rounded, _ := parseColour(written); contrast(rounded, on) >= minContrast {
			return written
		}
	}
	return end.String()
}
