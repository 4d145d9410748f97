package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"doorstep/shared/brand"
)

//go:embed *.css
var sheets embed.FS

// The sheets of the pages: that of an order is read far more often than the others, and does without what only they need.
var (
	orderSheets = []string{"page.css", "forms.css", "map.css"}
	allSheets   = append(orderSheets, "survey.css")
)

// sheet joins files of rules. Line ends are for their authors.
func sheet(names []string) string {
	var all strings.Builder
	for _, name := range names {
		text, err := sheets.ReadFile(name)
		if err != nil { // an embedded file cannot fail to be read
			return ""
		}
		all.WriteString(strings.ReplaceAll(string(text), "\n", ""))
	}
	return all.String()
}

// defaultAccent is the accent of a brand that has none.
const defaultAccent = "#2456c8"

// Theme is a brand's look. Make it once per brand and day: it hashes the style sheets.
type Theme struct {
	brand brand.Record
	logo  template.URL
	css   template.CSS
	// Policy is the Content-Security-Policy of pages in this theme: one inline style sheet by its hash, images from within the page
	// and, where the brand shows pictures of items, from its own host; forms go to where the page came from; nothing else. Of the page
	// of an order ask Order.Policy.
	Policy string

	orderCSS    template.CSS
	orderPolicy string
}

// NewTheme makes the look of a brand, of a season when r is the record On a day. A record that does not pass its own check, which
// no stored one should, keeps only its name.
func NewTheme(r brand.Record) Theme {
	if r.Check() != nil {
		r = brand.Default(Plain(r.Name, maxLine))
	}
	t := Theme{brand: r, logo: logo(r.Logo)}
	t.css, t.Policy = styled(r, allSheets)
	t.orderCSS, t.orderPolicy = styled(r, orderSheets)
	return t
}

// styled gives the sheets in a brand's look, and the policy that allows them.
func styled(r brand.Record, names []string) (css template.CSS, policy string) {
	all := ":root{" + variables(r) + "}" + sheet(names) +
		"@media(prefers-color-scheme:dark){:root{--accent:" + brand.Readable(r.Accent, brand.DarkSurface, defaultAccent) + "}}"
	sum := sha256.Sum256([]byte(all))
	images := "data:"
	if r.Images.Show && r.Images.Host != "" {
		images += " https://" + r.Images.Host
	}
	css = template.CSS(all) //nolint:gosec // ours, but for colours that Readable writes itself and a font from a table
	return css, "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src " + images + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
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

// svgData is how a logo begins that is text.
const svgData = "data:image/svg+xml;base64,"

// logo is safe as an address: the check of the record lets only base64 of images through. A drawing becomes text again, with all but
// letters, digits and a few marks escaped: base64 hides from compression what repeats, and every view carries it.
func logo(data string) template.URL {
	coded, drawn := strings.CutPrefix(data, svgData)
	raw, err := base64.StdEncoding.DecodeString(coded)
	if !drawn || err != nil {
		return template.URL(data) //nolint:gosec // see above
	}
	var b strings.Builder
	b.WriteString("data:image/svg+xml,")
	for _, c := range raw {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/:;=,", c) >= 0:
			b.WriteByte(c)
		case c == '\n' || c == '\r' || c == '\t':
			b.WriteString("%20")
		default:
			fmt.Fprintf(&b, "%%%02x", c)
		}
	}
	return template.URL(b.String()) //nolint:gosec // see above
}
