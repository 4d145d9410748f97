// Package locale holds the words that people read: one flat JSON catalog per language, and the ways to write dates, counts and
// ages in it. A new language is a new file beside en.json: see README.md. The package decides nothing about a parcel.
package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"doorstep/shared/fault"
)

// Catalog is the texts of one language, as one reader gets them: with the variants of the region and of the tone, and with a
// brand's own wording on top. It never changes, so that many requests may share it.
type Catalog struct {
	tag    string              // for the lang attribute: with the region only where the region has words of its own
	rules  language.Tag        // for plurals
	layers []map[string]string // by key; the first layer that has one wins
	tone   string              // empty: the texts as they are
}

// Tag is the catalog's language, as the lang attribute of a page wants it.
func (c *Catalog) Tag() string { return c.tag }

// Dir is the direction of the script, as the dir attribute of a page wants it: "ltr" or "rtl".
func (c *Catalog) Dir() string {
	if dir, ok := c.find("meta.dir"); ok {
		return dir
	}
	return "ltr"
}

// With gives the catalog with some texts in a brand's own wording. What Fits refuses does not belong in it.
func (c *Catalog) With(overrides map[string]string) *Catalog {
	if len(overrides) == 0 {
		return c
	}
	out := *c
	out.layers = append([]map[string]string{overrides}, c.layers...)
	return &out
}

// InTone gives the catalog in a tone: "friendly" prefers the text of key~friendly to that of key. A tone that the catalog
// does not know changes nothing.
func (c *Catalog) InTone(tone string) *Catalog {
	out := *c
	out.tone = tone
	return &out
}

// find gives the text of a key as it stands in the catalog.
func (c *Catalog) find(key string) (string, bool) {
	for _, layer := range c.layers {
		if c.tone != "" {
			if text, ok := layer[key+"~"+c.tone]; ok {
				return text, true
			}
		}
		if text, ok := layer[key]; ok {
			return text, true
		}
	}
	return "", false
}

// Has reports whether there is a text for a key.
func (c *Catalog) Has(key string) bool {
	_, ok := c.find(key)
	return ok
}

// Text gives the text of a key, with each {name} replaced by the value that follows the name in args. A value that is missing
// shows as "…". A key without text gives the key itself: ugly, but a page that shows it still says everything else.
func (c *Catalog) Text(key string, args ...string) string {
	text, ok := c.find(key)
	if !ok {
		return key
	}
	return fill(text, c.Dir() == "rtl", args)
}

// First gives the text of the first key that has one, or nothing.
func (c *Catalog) First(keys ...string) string {
	for _, key := range keys {
		if c.Has(key) {
			return c.Text(key)
		}
	}
	return ""
}

// Fits gives an error of kind fault.Invalid when a text cannot stand in for the one of a key: no such key, or a {name} in it
// that the key's own text does not get.
func (c *Catalog) Fits(key, text string) error {
	base, _, _ := strings.Cut(key, "~")
	own, ok := c.find(base)
	if !ok {
		return fault.New(fault.Invalid, "there is no text %q to replace", key)
	}
	known := Holes(own)
	for _, name := range Holes(text) {
		if !slices.Contains(known, name) {
			return fault.New(fault.Invalid, "text %q has no value for {%s}", key, name)
		}
	}
	return nil
}
