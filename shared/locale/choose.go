package locale

import (
	"slices"

	"golang.org/x/text/language"
)

// maxHeader is how much of an Accept-Language header is read. Browsers send far less.
const maxHeader = 256

// chooser knows which of some locales suits a reader. The distances between languages are those of CLDR, so that a reader of
// Low German gets German and one of Chinese, for whom there is nothing near, gets the first locale.
type chooser struct {
	tags    []language.Tag // what there is to choose from, the default first
	matcher language.Matcher
}

func newChooser(locales []string) *chooser {
	var tags []language.Tag
	for _, locale := range locales {
		if tag, err := language.Parse(locale); err == nil && slices.Contains(Languages(), base(tag)) {
			tags = append(tags, tag)
		}
	}
	if len(tags) == 0 {
		for _, name := range Languages() {
			tags = append(tags, language.Make(name))
		}
	}
	return &chooser{tags, language.NewMatcher(tags)}
}

// choose gives the language and, where it is known, the region of the best locale: its own region or, when it has none, the
// reader's.
func (c *chooser) choose(wishes []string) (name, region string) {
	for _, wish := range wishes {
		if len(wish) > maxHeader {
			wish = wish[:maxHeader]
		}
		tags, _, err := language.ParseAcceptLanguage(wish)
		if err != nil {
			continue
		}
		for _, tag := range tags {
			if _, i, confidence := c.matcher.Match(tag); confidence > language.No {
				return c.locale(i, tag)
			}
		}
	}
	return c.locale(0, language.Und)
}

func (c *chooser) locale(i int, wish language.Tag) (name, region string) {
	name, region = base(c.tags[i]), regionOf(c.tags[i])
	if region == "" {
		region = regionOf(wish)
	}
	return name, region
}

func base(tag language.Tag) string {
	b, _ := tag.Base()
	return b.String()
}

// regionOf gives the region that a tag names, not the one that it makes likely.
func regionOf(tag language.Tag) string {
	if r, confidence := tag.Region(); confidence == language.Exact {
		return r.String()
	}
	return ""
}
