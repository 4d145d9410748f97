package locale_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/locale/letters"
)

func find(t testing.TB, tag string) *locale.Catalog {
	t.Helper()
	c, err := letters.Find(tag)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVoice(t *testing.T) {
	t.Parallel()
	own := map[string]string{"status.delivered": "There it is", "page.help": "Fragen?", "page.help_text~friendly": "Frag {brand}."}
	cases := map[string]struct{ got, want string }{
		"plain":                          {find(t, "de").Text("page.help"), "Brauchen Sie Hilfe?"},
		"friendly":                       {find(t, "de").InTone("friendly").Text("page.help"), "Brauchst du Hilfe?"},
		"friendly without a variant":     {find(t, "de").InTone("friendly").Text("status.returned"), "Zurück beim Absender"},
		"a tone that nobody knows":       {find(t, "de").InTone("rude").Text("page.help"), "Brauchen Sie Hilfe?"},
		"own words":                      {find(t, "en").With(own).Text("status.delivered"), "There it is"},
		"own words before a region's":    {find(t, "en-US").With(map[string]string{"text.delivered.to_neighbour": "Next door."}).Text("text.delivered.to_neighbour"), "Next door."},
		"the last own words win":         {find(t, "en").With(own).With(map[string]string{"status.delivered": "Here"}).Text("status.delivered"), "Here"},
		"own words before friendly ones": {find(t, "de").With(own).InTone("friendly").Text("page.help"), "Fragen?"},
		"own words that are friendly":    {find(t, "de").With(own).InTone("friendly").Text("page.help_text", "brand", "Aster", "number", "1"), "Frag Aster."},
		"own friendly words, plain tone": {find(t, "fr").With(own).InTone("plain").Text("page.help_link", "brand", "Aster"), "Contacter Aster"},
		"no own words":                   {find(t, "en").With(nil).Text("status.delivered"), "Delivered"},
		"other plural forms":             {find(t, "en").With(map[string]string{"ago.days.one": "yesterday"}).Count("ago.days", 1), "yesterday"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		})
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		key, text string
		ok        bool
	}{
		"as it is":              {"page.title", "Order {number}", true},
		"without the value":     {"page.title", "Your order", true},
		"friendly":              {"page.title~friendly", "Hey: {number}", true},
		"a value not given":     {"page.title", "Order {order}", false},
		"a value mistyped":      {"page.title", "Order {numbr}", false},
		"no such key":           {"page.tilte", "Order", false},
		"braces that are words": {"page.title", "Order {} { } {A}", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := find(t, "en").Fits(c.key, c.text)
			if (err == nil) != c.ok || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("Fits = %v", err)
			}
		})
	}
}

func TestRightToLeft(t *testing.T) {
	t.Parallel()
	c := find(t, "ar")
	if c.Dir() != "rtl" || find(t, "en").Dir() != "ltr" {
		t.Errorf("Dir = %s, %s", c.Dir(), find(t, "en").Dir())
	}
	for _, value := range []string{"1001-22", "UPS", "Aster & Co", "#7"} {
		if got := c.Text("page.title", "number", value); !strings.Contains(got, "\u2068"+value+"\u2069") {
			t.Errorf("%q is not isolated in %q", value, got)
		}
	}
	if got := c.Text("page.title", "number", "1001"); strings.Contains(got, "\u2068") {
		t.Errorf("a bare number is isolated in %q", got)
	}
}

// TestNoPlaceholderIsLeft: whatever a text is asked for, nobody reads "{day}".
func TestNoPlaceholderIsLeft(t *testing.T) {
	t.Parallel()
	english := readCatalog(t, "en")
	var keys []string
	for full := range english {
		if _, _, ok := stem(full, english); !ok {
			keys = append(keys, plain(full))
		}
	}
	counted := []string{"ago.minutes", "ago.hours", "ago.days", "page.attempts", "page.scans", "page.dates"}
	catalogs := letters.Catalogs()
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.SampledFrom(locale.Languages()).Draw(t, "tag")
		c, err := catalogs.Find(tag)
		if err != nil {
			t.Fatal(err)
		}
		c = c.InTone(rapid.SampledFrom([]string{"", "friendly"}).Draw(t, "tone"))
		key := rapid.SampledFrom(keys).Draw(t, "key")
		var args []string
		for _, hole := range locale.Holes(english[key]) {
			if rapid.Bool().Draw(t, "given") {
				args = append(args, hole, rapid.StringMatching(`[a-z0-9 .-]{0,9}`).Draw(t, "value"))
			}
		}
		count := c.Count(rapid.SampledFrom(counted).Draw(t, "counted"), rapid.Int().Draw(t, "n"))
		for _, got := range []string{c.Text(key, args...), c.First("no.such", key), count} {
			if strings.ContainsAny(got, "{}") || got == "" {
				t.Errorf("%s in %s is %q", key, tag, got)
			}
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("de-AT,de;q=0.9", "en-US", "#1001")
	f.Add("zh-Hant-TW", "", "{number}")
	f.Add("\x00;q=1,\u202e", "x-private-use", "")
	catalogs := letters.Catalogs()
	f.Fuzz(func(t *testing.T, header, own, value string) {
		c, err := catalogs.Among([]string{own}, header)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Text("page.title", "number", value); strings.Count(got, value) == 0 || c.Tag() == "" {
			t.Errorf("Text = %q for %q in %s", got, value, c.Tag())
		}
	})
}
