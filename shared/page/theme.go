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

// Surfaces on which the accent is read, as page.css paints them, and the accent of a brand that has none.
const (
	lightSurface  = "#ffffff"
	darkSurface   = "#1a1d21"
	defaultAccent = "#2456c8"
)

// Theme is a brand's look. Make it once per brand: it hashes the style sheet.
type Theme struct {
	brand brand.Record
	css   template.CSS
	// Policy is the Content-Security-Policy of pages in this theme: one inline style sheet by its hash, images only from within
	// the page, nothing else. The page needs no script and no request of its own.
	Policy string
}

// NewTheme makes the look of a brand. A record that does not pass its own check, which no stored one should, keeps only its
// name.
func NewTheme(r brand.Record) Theme {
	if r.Check() != nil {
		r = brand.Default(Plain(r.Name, maxLine))
	}
	sheet := ":root{--accent:" + brand.Readable(r.Accent, lightSurface, defaultAccent) + "}" + sheet() +
		"@media(prefers-color-scheme:dark){:root{--accent:" + brand.Readable(r.Accent, darkSurface, defaultAccent) + "}}"
	sum := sha256.Sum256([]byte(sheet))
	return Theme{
		brand: r,
		css:   template.CSS(sheet), //nolint:gosec // ours, but for two colours that Readable writes itself
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	}
}

// logo is safe as an address: the check of the record lets only base64 of images through.
func (t Theme) logo() template.URL {
	return template.URL(t.brand.Logo) //nolint:gosec // checked, see NewTheme
}
