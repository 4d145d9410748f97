package brand

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CheckTexts compares the brand's own wording with the catalogs. fits tells why a text cannot stand in for the one of a catalog's key
// in the language of a tag, or nil. One sentence per text that cannot.
func (r Record) CheckTexts(fits func(tag, key, text string) error) []string {
	var bad []string
	for _, tag := range sorted(r.Texts) {
		for _, key := range sorted(r.Texts[tag]) {
			if err := fits(tag, key, r.Texts[tag][key]); err != nil {
				bad = append(bad, fmt.Sprintf("texts.%s.%s: %v", tag, key, err))
			}
		}
	}
	return bad
}

// Wording gives the brand's own texts in the language of a tag: those of the language, and above them those of the tag itself.
func (r Record) Wording(tag string) map[string]string {
	language, _, _ := strings.Cut(tag, "-")
	own := maps.Clone(r.Texts[language])
	if own == nil {
		return r.Texts[tag]
	}
	maps.Copy(own, r.Texts[tag])
	return own
}

func (c *checker) texts(texts map[string]map[string]string) {
	c.most("texts", len(texts), maxLocales)
	for _, tag := range sorted(texts) {
		path := "texts." + tag
		c.ok(isTag(tag), path, `must be named by a language tag like "de"`)
		c.most(path, len(texts[tag]), maxTexts)
		for _, key := range sorted(texts[tag]) {
			c.ok(key != "" && len(key) <= 80 && only(key, "._~", true), path+"."+key, "must be named by a key of the catalog")
			c.text(path+"."+key, texts[tag][key], 1, maxText)
		}
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
