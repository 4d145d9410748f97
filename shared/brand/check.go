package brand

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"doorstep/shared/fault"
)

// The limits of a record. Texts are counted in bytes.
const (
	maxName     = 80
	maxHours    = 80
	maxAddress  = 500
	maxLocales  = 30
	maxDomains  = 20
	maxSeasons  = 40
	maxBanner   = 200
	maxTexts    = 200 // keys per locale
	maxText     = 600
	maxSlots    = 30
	maxLinkDays = 365 // the stored link ends after 400 days in any case
	maxScore    = 5
)

// Check gives an error of kind fault.Invalid that names every field with which no page can live, or nil.
func (r Record) Check() error { return invalid(r.faults()) }

// Problems names every field that may not be written, one sentence each, which begins with the field's path: "seasons[1].until
// must ...". It asks more than Check: what was stored under older rules stays readable, what is written now follows today's. What a logo
// draws is judged by package drawing.
func (r Record) Problems() []string { return append(r.faults(), r.habits()...) }

func invalid(problems []string) error {
	if len(problems) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "brand record: %s", strings.Join(problems, "; "))
}

type address struct{ path, value string }

// addresses are those that stood in records before they were checked as a whole.
func (r Record) addresses() []address {
	return []address{
		{"site", r.Site}, {"logo_url", r.LogoURL}, {"support.url", r.Support.URL}, {"policies.shipping", r.Policies.Shipping},
		{"policies.returns", r.Policies.Returns}, {"policies.privacy", r.Policies.Privacy},
	}
}

// faults are what would break a page or do harm on it.
func (r Record) faults() []string {
	var c checker
	c.text("name", r.Name, 1, maxName)
	c.colour("accent", r.Accent)
	c.ok(r.Logo == "" || isImage(r.Logo), "logo", "must be a data: address of a PNG, WebP or SVG in base64 of at most 6 KiB")
	for _, a := range r.addresses() {
		c.ok(a.value == "" || strings.HasPrefix(a.value, "https://"), a.path, "must be an https address")
	}
	c.ok(r.Support.Email == "" || isEmail(r.Support.Email), "support.email", "must be an e-mail address")
	c.ok(r.Support.Phone == "" || isPhone(r.Support.Phone), "support.phone", "must hold digits, spaces and +-() only")
	c.text("support.hours", r.Support.Hours, 0, maxHours)
	c.domains(r.Domains)
	c.colours(r.Colours)
	_, known := Fonts[r.Font]
	c.ok(r.Font == "" || known, "font", "must be one of "+list(slices.Sorted(maps.Keys(Fonts))))
	c.ok(r.Tone == "" || slices.Contains(tones, r.Tone), "tone", "must be one of "+list(tones))
	c.texts(r.Texts)
	c.seasons(r.Seasons)
	c.slots(r.Slots)
	c.address("feed", r.Feed)
	c.images(r)
	c.between("survey.case_at", r.Survey.CaseAt, 0, maxScore)
	c.ok(r.Analytics.GA4 == "" || isMeasurement(r.Analytics.GA4), "analytics.ga4", "must be a measurement id like G-AB12CD34EF")
	c.between("link_days", r.LinkDays, 0, maxLinkDays)
	return c.problems
}

// habits are what records from before these rules may break, and what is said elsewhere than on pages: a page can live with that.
func (r Record) habits() []string {
	var c checker
	for _, a := range r.addresses() {
		if strings.HasPrefix(a.value, "https://") {
			c.address(a.path, a.value)
		}
	}
	c.most("locales", len(r.Locales), maxLocales)
	for i, tag := range r.Locales {
		path := fmt.Sprintf("locales[%d]", i)
		c.ok(isTag(tag), path, `must be a language tag like "en" or "pt-BR"`)
		c.ok(slices.Index(r.Locales, tag) == i, path, "must not be listed twice")
	}
	c.messages(r.Messages)
	return c.problems
}

// checker collects problems.
type checker struct{ problems []string }

func (c *checker) ok(ok bool, path, must string) {
	if !ok {
		c.problems = append(c.problems, path+" "+must)
	}
}

// text wants a length in bytes, and no characters that break lines.
func (c *checker) text(path, s string, least, most int) {
	switch {
	case least > 0 && strings.TrimSpace(s) == "" || len(s) > most:
		if least == 0 {
			c.ok(false, path, fmt.Sprintf("must have at most %d bytes", most))
			return
		}
		c.ok(false, path, fmt.Sprintf("must have %d to %d bytes", least, most))
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }):
		c.ok(false, path, "must be one line without control characters")
	}
}

func (c *checker) colour(path, s string) {
	c.ok(s == "" || isColour(s), path, "must be a colour like #1a7f5a")
}

func (c *checker) address(path, s string) {
	c.ok(s == "" || isAddress(s), path, fmt.Sprintf("must be an https address with a host, of at most %d bytes, without spaces and quotes", maxAddress))
}

func (c *checker) between(path string, n, least, most int) {
	c.ok(n >= least && n <= most, path, fmt.Sprintf("must be %d to %d", least, most))
}

func (c *checker) most(path string, n, most int) {
	c.ok(n <= most, path, fmt.Sprintf("must have at most %d entries, it has %d", most, n))
}

func (c *checker) domains(domains []string) {
	c.most("domains", len(domains), maxDomains)
	for i, host := range domains {
		path := fmt.Sprintf("domains[%d]", i)
		c.ok(isHost(host), path, "must be a host in lower case like track.aster.example, without https:// and port")
		c.ok(slices.Index(domains, host) == i, path, "must not be listed twice")
	}
}

func (c *checker) colours(cs Colours) {
	c.colour("colours.background", cs.Background)
	c.colour("colours.banner", cs.Banner)
	if on, ok := parseColour(cs.Background); ok {
		soft, _ := parseColour(softInk)
		c.ok(contrast(on, soft) >= minContrast, "colours.background",
			fmt.Sprintf("must be lighter: the page's grey text has a contrast of %.1f on it, %.1f is needed", contrast(on, soft), minContrast))
	}
}

func (c *checker) images(r Record) {
	host := r.Images.Host
	switch {
	case host == "":
		c.ok(!r.Images.Show, "images.host", "must be given when images.show is on")
	case !isHost(host):
		c.ok(false, "images.host", "must be a host in lower case like cdn.aster.example")
	default:
		c.ok(r.owns(host), "images.host", "must be the host of site, or one below it: shoppers' browsers ask nobody else for pictures")
	}
}

func list(words []string) string { return strings.Join(words, ", ") }
