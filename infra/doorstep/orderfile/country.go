package orderfile

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// countries gives codes of countries. It learns their names with the first one that it is asked for.
type countries struct {
	names map[string]string // codes by name in small letters
}

// code gives the code of a country by its name or by its code of two or three letters; else what it was given, for the order's rules to
// refuse.
func (c *countries) code(s string) string {
	if len(s) == 2 && !strings.EqualFold(s, "UK") {
		return strings.ToUpper(s)
	}
	if c.names == nil {
		c.learn()
	}
	if code, ok := c.names[strings.ToLower(s)]; ok {
		return code
	}
	region, err := language.ParseRegion(s)
	if err != nil || len(s) != 3 || !region.IsCountry() {
		return s
	}
	return region.String()
}

// learn takes the names that Unicode's CLDR gives in the languages that the product speaks, where they are written in Latin letters:
// exports of BigCommerce, NetSuite and eBay name countries in the language of whoever exports.
func (c *countries) learn() {
	c.names = map[string]string{"uk": "GB", "great britain": "GB", "united states of america": "US", "czech republic": "CZ", "holland": "NL"}
	for _, tag := range []language.Tag{
		language.English, language.German, language.French, language.Spanish, language.Italian, language.Dutch, language.Polish, language.Portuguese,
	} {
		names := display.Regions(tag)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				region, err := language.ParseRegion(string([]rune{a, b}))
				if err == nil && region.IsCountry() && region.Canonicalize() == region {
					c.add(names.Name(region), region.String())
				}
			}
		}
	}
}

// add keeps the first country of a name.
func (c *countries) add(name, code string) {
	name = strings.ToLower(name)
	if _, ok := c.names[name]; !ok && name != "" {
		c.names[name] = code
	}
}
