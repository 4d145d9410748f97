package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"strings"

	"doorstep/shared/brand"
)

//go:embed *.css
var sheets embed.FS

// sheet is the style of every page: page.css, then what belongs to forms, map and survey, so that all pages of a brand share one hash.
func sheet() string {
	names, err := sheets.ReadDir(".")
	if err != nil { // an embedded tree cannot fail to be read
		return ""
	}
	var first, rest strings.Builder
	for _, name := range names {
		text, err := sheets.ReadFile(name.Name())
		if err != nil {
			return ""
		}
		to := &rest
		if name.Name() == "page.css" {
			to = &first
		}
		to.Write(text) //nolint:errcheck // a builder never fails
	}
	return first.String() + rest.String()
}

// defaultAccent is the accent of a brand that has none.
const defaultAccent = "#2456c8"

// Theme is a brand's look. Make it once per brand and day: it hashes the style sheet.
type Theme struct {
	brand brand.Record
	css   template.CSS
	// Policy is the Content-Security-Policy of pages in this theme: one inline style sheet by its hash, images from within the page
	// and, where the brand shows pictures of items, from its own host; forms go to where the page came from; nothing else. Of the page
	// of an order ask Order.Policy.
	Policy string
}

// NewTheme makes the look of a brand, of a season when r is the record On a day. A record that does not pass its own check, which
// no stored one should, keeps only its name.
func NewTheme(r brand.Record) Theme {
	if r.Check() != nil {
		r = brand.Default(Plain(r.Name, maxLine))
	}
	sheet := ":root{" + variables(r) + "}" + sheet() +
		"@media(prefers-color-scheme:dark){:root{--accent:" + brand.Readable(r.Accent, brand.DarkSurface, defaultAccent) + "}}"
	sum := sha256.Sum256([]byte(sheet))
	images := "data:"
	if r.Images.Show && r.Images.Host != "" {
		images += " https://" + r.Images.Host
	}
	return Theme{
		brand: r,
		css:   template.CSS(sheet), //nolint:gosec // ours, but for colours that Readable writes itself and a font from a table
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; img-src " + images + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	}
}

// variables gives what page.css leaves to the brand. The accent is moved until it can be read as text.
func variables(r brand.Record) string {
	out := "--accent:" + brand.Readable(r.Accent, brand.LightSurface, defaultAccent)
	if c := r.Colours.Background; c != "" {
		out += ";--brand-bg:" + c // light enough for the page's text: the check of the record sees to that
	}
	if c := r.Colours.Banner; c != "" {
		out += ";--banner:" + c + ";--on-banner:" + brand.TextOn(c)
	}
	if r.Font != "" {
		out += ";--font:" + brand.FontStack(r.Font)
	}
	return out
}

// logo is safe as an address: the check of the record lets only base64 of images through.
func (t Theme) logo() template.URL {
	return template.URL(t.brand.Logo) //nolint:gosec // checked, see NewTheme
}
