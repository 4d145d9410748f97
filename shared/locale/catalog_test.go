package locale_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

// readCatalog gives a catalog as it stands in its files: the words of pages, and those of messages.
func readCatalog(t testing.TB, name string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, dir := range []string{".", "letters"} {
		b, err := os.ReadFile(filepath.Join(dir, name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		one := map[string]string{}
		if err := json.Unmarshal(b, &one); err != nil {
			t.Fatalf("%s/%s: %v", dir, name, err)
		}
		for key, text := range one {
			if _, twice := texts[key]; twice {
				t.Errorf("%s/%s has %s, which pages have as well", dir, name, key)
			}
			texts[key] = text
		}
	}
	return texts
}

// plain takes the tone and the region off a key.
func plain(full string) string {
	if i := strings.IndexAny(full, "~@"); i >= 0 {
		return full[:i]
	}
	return full
}

// stem takes the plural form off a key. A key is one of a plural when English has both of its forms.
func stem(key string, english map[string]string) (string, string, bool) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 || !slices.Contains(formNames[:], key[i+1:]) {
		return "", "", false
	}
	_, one := english[key[:i]+".one"]
	_, other := english[key[:i]+".other"]
	return key[:i], key[i+1:], one && other
}

var formNames = [...]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}

// pluralForms gives the forms of whole numbers in a language, each with how many of the first 1000 numbers take it. There is always
// an other: it is what Count falls back to.
func pluralForms(name string) map[string]int {
	forms := map[string]int{"other": 0}
	for n := range 1000 {
		forms[formNames[plural.Cardinal.MatchPlural(language.Make(name), n, 0, 0, 0, 0)]]++
	}
	return forms
}

func TestTheTenLanguages(t *testing.T) {
	t.Parallel()
	want := []string{"en", "ar", "de", "es", "fr", "it", "ja", "nl", "pl", "pt"}
	if got := locale.Languages(); !slices.Equal(got, want) {
		t.Errorf("Languages = %v, want %v", got, want)
	}
}

// TestCatalogsHaveTheSameKeys holds every language to English, with the plural forms of its own.
func TestCatalogsHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	english := readCatalog(t, "en")
	for _, name := range locale.Languages() {
		want := map[string]bool{}
		for full := range english {
			key := plain(full)
			base, _, ok := stem(key, english)
			if !ok {
				want[key] = true
				continue
			}
			for form := range pluralForms(name) {
				want[base+"."+form] = true
			}
		}
		got := readCatalog(t, name)
		for key := range want {
			if got[key] == "" {
				t.Errorf("%s.json has no %s (English: %q)", name, key, english[key])
			}
		}
		for full := range got {
			if !want[plain(full)] {
				t.Errorf("%s.json has %s, which English does not", name, full)
			}
		}
	}
}

// dateHoles are the values that the parts of dates may use; a language takes those that it wants.
var dateHoles = map[string][]string{
	"date.day": {"day", "month", "weekday"}, "date.day_year": {"day", "month", "weekday", "year"}, "date.first": {"day"},
	"date.clock": {"half", "hour", "hour12", "minute"}, "date.moment": {"clock", "day"}, "date.range": {"from", "to"},
	"date.by": {"day"}, "date.from": {"day"},
}

// TestPlaceholdersMatch: a translation shows the values that English shows. Only a plural form that is for one number may leave
// the number out: "two days ago" is one word in Arabic.
func TestPlaceholdersMatch(t *testing.T) {
	t.Parallel()
	english := readCatalog(t, "en")
	for _, name := range locale.Languages() {
		forms := pluralForms(name)
		for full, text := range readCatalog(t, name) {
			key, got := plain(full), locale.Holes(text)
			want := locale.Holes(english[key])
			base, form, counted := stem(key, english)
			if counted {
				want = locale.Holes(english[base+".other"])
			}
			if counted && forms[form] == 1 {
				want = slices.DeleteFunc(want, func(hole string) bool { return hole == "n" })
				got = slices.DeleteFunc(got, func(hole string) bool { return hole == "n" })
			}
			if allowed, ok := dateHoles[key]; ok {
				got = slices.DeleteFunc(got, func(hole string) bool { return slices.Contains(allowed, hole) })
				want = nil
			}
			if !slices.Equal(got, want) || strings.Count(text, "{") != strings.Count(text, "}") {
				t.Errorf("%s.json: %s is %q, English has %q", name, full, text, english[key])
			}
		}
	}
}

// TestTextsAreClean: what a translator or an editor easily slips in.
func TestTextsAreClean(t *testing.T) {
	t.Parallel()
	rules := map[string]*regexp.Regexp{
		"space at an end or twice":          regexp.MustCompile(`^\s|\s$|\s\s`),
		"HTML":                              regexp.MustCompile(`[<>]|&[a-z#]`),
		"a control or invisible character":  regexp.MustCompile(`[\x00-\x1f\x7f\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]`),
		"a straight quote":                  regexp.MustCompile(`["']`),
		"three dots instead of an ellipsis": regexp.MustCompile(`\.\.\.`),
		"an empty text":                     regexp.MustCompile(`^$`),
	}
	for _, name := range locale.Languages() {
		for key, text := range readCatalog(t, name) {
			for what, rule := range rules {
				if key == "page.money_group" || key == "mail.colon" { // a space is a separator
					continue
				}
				if rule.MatchString(text) {
					t.Errorf("%s.json: %s has %s: %q", name, key, what, text)
				}
			}
			if name == "fr" && regexp.MustCompile(` [?!:;»]`).MatchString(text) {
				t.Errorf("fr.json: %s needs a no-break space before its mark: %q", key, text)
			}
		}
	}
}

// TestTextsFit: a phone of 320 pixels shows about thirty letters of a heading or a button in a line.
func TestTextsFit(t *testing.T) {
	t.Parallel()
	english := readCatalog(t, "en")
	for _, name := range locale.Languages() {
		for full, text := range readCatalog(t, name) {
			key := plain(full)
			if _, ok := english[key]; !ok || strings.HasPrefix(key, "date.") || strings.HasPrefix(key, "meta.") {
				continue
			}
			limit := 2*utf8.RuneCountInString(english[key]) + 20
			if strings.HasPrefix(key, "status.") || strings.HasPrefix(key, "step.") {
				limit = 36
			}
			if got := utf8.RuneCountInString(text); got > limit {
				t.Errorf("%s.json: %s has %d letters, at most %d fit: %q", name, full, got, limit, text)
			}
		}
	}
}

// TestFriendlyIsFriendly: in a friendly voice no text may fall back into the formal address, which would sound like a mistake.
func TestFriendlyIsFriendly(t *testing.T) {
	t.Parallel()
	formal := map[string]*regexp.Regexp{
		"de": regexp.MustCompile(`\b(Sie|Ihr|Ihre[mnrs]?|Ihnen)\b`),
		"fr": regexp.MustCompile(`(?i)\b(vous|votre|vos|\p{L}+ez)\b`),
	}
	harmless := regexp.MustCompile(`(?i)\bchez\b|\bassez\b|rendez-vous`)
	for name, rule := range formal {
		texts := readCatalog(t, name)
		for full, text := range texts {
			_, has := texts[full+"~friendly"]
			friendly := strings.Contains(full, "~friendly")
			if rule.MatchString(harmless.ReplaceAllString(text, "")) && (friendly || !has) {
				t.Errorf("%s.json: %s is formal: %q", name, full, text)
			}
		}
	}
}

// TestEveryStatusHasWords keeps the catalog and the vocabulary together, in both directions.
func TestEveryStatusHasWords(t *testing.T) {
	t.Parallel()
	c := english(t)
	subs := map[string]bool{}
	for status, list := range shipment.SubStatuses {
		for _, prefix := range []string{"status.", "text.", "next."} {
			if !c.Has(prefix + string(status)) {
				t.Errorf("%s%s has no words", prefix, status)
			}
		}
		for _, sub := range list {
			subs[string(status)+"."+sub] = true
		}
	}
	words := regexp.MustCompile(`^(?:text|next)\.([a-z_]+\.[a-z_0-9]+)$`)
	for key := range readCatalog(t, "en") {
		if found := words.FindStringSubmatch(plain(key)); found != nil && !subs[found[1]] {
			t.Errorf("en.json has words for %s, which the vocabulary does not know", found[1])
		}
	}
}
