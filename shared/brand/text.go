package brand

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CheckTexts compares the brand's own wording with the catalogs: each text must replace one that exists, and may use only the
// placeholders of the original. lookup gives the text of a catalog's key, in the language of a tag. One sentence per bad text.
func (r Record) CheckTexts(lookup func(tag, key string) (string, bool)) []string {
	var c checker
	for _, tag := range sorted(r.Texts) {
		for _, key := range sorted(r.Texts[tag]) {
			path := "texts." + tag + "." + key
			base, _, _ := strings.Cut(key, "~")
			original, ok := lookup(tag, base)
			if !ok {
				c.ok(false, path, "must name a text of the catalog")
				continue
			}
			for _, name := range placeholders(r.Texts[tag][key]) {
				c.ok(slices.Contains(placeholders(original), name), path, fmt.Sprintf("must not use {%s}: the text that it replaces is %q", name, original))
			}
		}
	}
	return c.problems
}

// placeholders gives the names in braces.
func placeholders(text string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			return names
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return names
		}
		names, text = append(names, name), after
	}
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
