package locale_test

import (
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"doorstep/shared/locale"
)

func TestAmong(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		locales, tags []string
		want          string
		clock         string // of five past two in the afternoon: the region decides
	}{
		"a header":                      {nil, []string{"fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5"}, "fr", "14:05"},
		"a header out of order":         {nil, []string{"en;q=0.3,nl;q=0.9,de;q=0.5"}, "nl", "14:05"},
		"what is refused":               {nil, []string{"de;q=0, pl"}, "pl", "14:05"},
		"a region":                      {nil, []string{"de-CH"}, "de", "14:05"},
		"a region of its own":           {nil, []string{"de-AT"}, "de-AT", "14:05"},
		"Brazil":                        {nil, []string{"pt-BR"}, "pt", "14:05"},
		"Portugal":                      {nil, []string{"pt-PT"}, "pt-PT", "14:05"},
		"America":                       {nil, []string{"en-US"}, "en-US", "2:05 PM"},
		"Britain":                       {nil, []string{"en-GB"}, "en-GB", "14:05"},
		"no region":                     {nil, []string{"en"}, "en", "2:05 pm"},
		"an underscore":                 {nil, []string{"pt_PT"}, "pt-PT", "14:05"},
		"a script":                      {nil, []string{"de-Latn-DE"}, "de", "14:05"},
		"Chinese":                       {nil, []string{"zh-CN"}, "en", "2:05 pm"},
		"Chinese in Taiwan, then Dutch": {nil, []string{"zh-Hant-TW,nl;q=0.5"}, "nl", "14:05"},
		"a near language":               {nil, []string{"gsw-CH"}, "de", "14:05"},
		"no language":                   {nil, []string{"*"}, "en", "2:05 pm"},
		"a broken header":               {nil, []string{";;;q=x", "it"}, "it", "14:05"},
		"a long header":                 {nil, []string{strings.Repeat("x", 100_000), "it"}, "it", "14:05"},
		"the order before the browser":  {nil, []string{"es-MX", "de"}, "es-MX", "14:05"},
		"a brand's languages":           {[]string{"de", "fr"}, []string{"it", "fr-BE"}, "fr", "14:05"},
		"a brand's default":             {[]string{"de", "fr"}, []string{"it"}, "de", "14:05"},
		"a brand's region":              {[]string{"en-US"}, []string{"en-GB"}, "en-US", "2:05 PM"},
		"a brand with both":             {[]string{"en-US", "en-GB"}, []string{"en-GB"}, "en-GB", "14:05"},
		"a brand that leaves it open":   {[]string{"en"}, []string{"en-GB"}, "en-GB", "14:05"},
		"a brand of no catalog":         {[]string{"tlh", "??"}, []string{"ja"}, "ja", "14:05"},
		"digits of the Emirates":        {nil, []string{"ar-AE"}, "ar-AE", "2:05 م"},
		"digits of Egypt":               {nil, []string{"ar-EG"}, "ar", "٢:٠٥ م"},
		"the clock of Morocco":          {nil, []string{"ar-MA"}, "ar-MA", "14:05"},
	}
	var catalogs locale.Catalogs
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := catalogs.Among(c.locales, c.tags...)
			if err != nil {
				t.Fatal(err)
			}
			if clock := got.Clock("2026-11-24T14:05:00"); got.Tag() != c.want || clock != c.clock {
				t.Errorf("Among = %s with %q, want %s with %q", got.Tag(), clock, c.want, c.clock)
			}
		})
	}
}

// TestDigitsAreThoseOfCLDR holds the catalogs to the numbering systems that x/text knows. Our code links none of them: the tables
// weigh more than ten digits in a catalog. (Of ar-EG and its like x/text v0.43 forgets that they inherit the digits of ar.)
func TestDigitsAreThoseOfCLDR(t *testing.T) {
	t.Parallel()
	for _, tag := range append(locale.Languages(), "ar-AE", "ar-DZ", "ar-LY", "ar-MA", "ar-TN", "pt-PT", "de-AT") {
		c, err := locale.Find(tag)
		if err != nil {
			t.Fatal(err)
		}
		want := message.NewPrinter(language.Make(tag)).Sprint(number.Decimal(123456789, number.NoSeparator()))
		if got := c.Number(123456789); got != want {
			t.Errorf("%s writes %s, CLDR %s", tag, got, want)
		}
	}
}

func TestCatalogsMayBeShared(t *testing.T) {
	t.Parallel()
	var catalogs locale.Catalogs
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Go(func() {
			tag := locale.Languages()[i%10]
			if c, err := catalogs.Find(tag); err != nil || c.Tag() != tag || c.Text("page.carrier") == "" {
				t.Errorf("Find(%s) = %v", tag, err)
			}
		})
	}
	wait.Wait()
}

// BenchmarkAmong is what a page view pays for its words.
func BenchmarkAmong(b *testing.B) {
	var catalogs locale.Catalogs
	b.ReportAllocs()
	for b.Loop() {
		if _, err := catalogs.Among([]string{"en", "de", "fr"}, "", "de-AT,de;q=0.9,en;q=0.5"); err != nil {
			b.Fatal(err)
		}
	}
}
