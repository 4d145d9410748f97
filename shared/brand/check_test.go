package brand_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
)

// full is a record that uses every field.
func full() brand.Record {
	r := aster()
	r.Locales = []string{"en", "de", "pt-BR"}
	r.Domains = []string{"track.aster.example", "tracking.aster.example"}
	r.Colours = brand.Colours{Background: "#f4f3ef", Banner: "#1d2b3a"}
	r.Font, r.Tone = "humanist", "friendly"
	r.Texts = map[string]map[string]string{"en": {"text.delivered": "There it is. Enjoy!"}}
	r.Seasons = []brand.Season{{Name: "Winter", From: "2026-12-01", Until: "2026-12-24", Accent: "#8a1020", Banner: "Order by the 20th.", Banners: map[string]string{"de": "Bestellen Sie bis zum 20."}}}
	r.Slots = []brand.Slot{{Kind: "tip", Title: "Wash by hand", Text: "The glaze lasts longer.", URL: "https://aster.example/care", Link: "How", From: "2026-01-01", Until: "2026-12-31", Locale: "en", When: []string{"delivered"}, SKUs: []string{"MUG-1"}}}
	r.Feed = "https://aster.example/doorstep.json"
	r.Images = brand.Images{Show: true, Host: "cdn.aster.example"}
	r.Messages = messages()
	r.Lookup, r.Survey, r.Analytics, r.LinkDays = brand.Lookup{ByNumber: true}, brand.Survey{CaseAt: 3}, brand.Analytics{GA4: "G-AB12CD34EF"}, 60
	return r
}

func TestFullRecordPasses(t *testing.T) {
	t.Parallel()
	b, err := brand.Encode(full())
	if err != nil {
		t.Fatal(err)
	}
	got, err := brand.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(full(), got); diff != "" {
		t.Errorf("record differs (-want +got):\n%s", diff)
	}
}

func TestProblemsNamePathAndLimit(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*brand.Record)
		want   string
	}{
		"domain with scheme":      {func(r *brand.Record) { r.Domains[1] = "https://track.aster.example" }, "domains[1] must be a host in lower case"},
		"domain in capitals":      {func(r *brand.Record) { r.Domains[0] = "Track.aster.example" }, "domains[0] must be a host in lower case"},
		"domain is an address":    {func(r *brand.Record) { r.Domains[0] = "10.0.0.1" }, "domains[0] must be a host"},
		"domain with port":        {func(r *brand.Record) { r.Domains[0] = "track.aster.example:443" }, "domains[0] must be a host"},
		"domain twice":            {func(r *brand.Record) { r.Domains[1] = r.Domains[0] }, "domains[1] must not be listed twice"},
		"domain of one label":     {func(r *brand.Record) { r.Domains[0] = "localhost" }, "domains[0] must be a host"},
		"background colour":       {func(r *brand.Record) { r.Colours.Background = "white" }, "colours.background must be a colour"},
		"background too dark":     {func(r *brand.Record) { r.Colours.Background = "#808080" }, "colours.background must be lighter: the page's grey text has a contrast of 1.6 on it, 4.5 is needed"},
		"banner colour":           {func(r *brand.Record) { r.Colours.Banner = "#12345" }, "colours.banner must be a colour"},
		"font":                    {func(r *brand.Record) { r.Font = "Comic Sans" }, "font must be one of humanist, mono, rounded, sans, serif, slab"},
		"tone":                    {func(r *brand.Record) { r.Tone = "rude" }, "tone must be one of plain, friendly"},
		"texts of no language":    {func(r *brand.Record) { r.Texts = map[string]map[string]string{"english": {}} }, "texts.english must be named by a language tag"},
		"text with a break":       {func(r *brand.Record) { r.Texts["en"]["text.delivered"] = "a\nb" }, "texts.en.text.delivered must be one line"},
		"text too long":           {func(r *brand.Record) { r.Texts["en"]["text.delivered"] = strings.Repeat("a", 601) }, "texts.en.text.delivered must have 1 to 600 bytes"},
		"season without name":     {func(r *brand.Record) { r.Seasons[0].Name = "" }, "seasons[0].name must have 1 to 40 bytes"},
		"season on no day":        {func(r *brand.Record) { r.Seasons[0].Until = "2026-02-30" }, "seasons[0].until must be a date like 2026-11-20"},
		"season without start":    {func(r *brand.Record) { r.Seasons[0].From = "" }, "seasons[0].from must be a date"},
		"season ends too early":   {func(r *brand.Record) { r.Seasons[0].Until = "2026-11-30" }, "seasons[0].until must not be before from, 2026-12-01"},
		"season's accent":         {func(r *brand.Record) { r.Seasons[0].Accent = "red" }, "seasons[0].accent must be a colour"},
		"season's banner":         {func(r *brand.Record) { r.Seasons[0].Banner = strings.Repeat("a", 201) }, "seasons[0].banner must have at most 200 bytes"},
		"season's other banner":   {func(r *brand.Record) { r.Seasons[0].Banners["de"] = "" }, "seasons[0].banners.de must have 1 to 200 bytes"},
		"slot of no kind":         {func(r *brand.Record) { r.Slots[0].Kind = "ad" }, "slots[0].kind must be one of recommendation, tip, campaign, loyalty"},
		"slot without title":      {func(r *brand.Record) { r.Slots[0].Title = "" }, "slots[0].title must have 1 to 80 bytes"},
		"slot's address":          {func(r *brand.Record) { r.Slots[0].URL = "javascript:alert(1)" }, "slots[0].url must be an https address"},
		"slot's link without url": {func(r *brand.Record) { r.Slots[0].URL = "" }, "slots[0].link must come with url"},
		"slot beside trouble":     {func(r *brand.Record) { r.Slots[0].When = []string{"delivered", "exception"} }, "slots[0].when[1] must be one of ordered, pending"},
		"slot's language":         {func(r *brand.Record) { r.Slots[0].Locale = "deutsch" }, "slots[0].locale must be a language tag"},
		"slot's item":             {func(r *brand.Record) { r.Slots[0].SKUs[0] = "" }, "slots[0].skus[0] must have 1 to 64 bytes"},
		"too many slots":          {func(r *brand.Record) { r.Slots = make([]brand.Slot, 31) }, "slots must have at most 30 entries, it has 31"},
		"feed over http":          {func(r *brand.Record) { r.Feed = "http://aster.example/feed" }, "feed must be an https address"},
		"feed with a password":    {func(r *brand.Record) { r.Feed = "https://a:b@aster.example/feed" }, "feed must be an https address"},
		"images without host":     {func(r *brand.Record) { r.Images.Host = "" }, "images.host must be given when images.show is on"},
		"images of others":        {func(r *brand.Record) { r.Images.Host = "cdn.others.example" }, "images.host must be the host of site, or one below it"},
		"images beside the name":  {func(r *brand.Record) { r.Images.Host = "evilaster.example" }, "images.host must be the host of site"},
		"score":                   {func(r *brand.Record) { r.Survey.CaseAt = 6 }, "survey.case_at must be 0 to 5"},
		"measurement id":          {func(r *brand.Record) { r.Analytics.GA4 = "UA-12345-1" }, "analytics.ga4 must be a measurement id"},
		"days of links":           {func(r *brand.Record) { r.LinkDays = 366 }, "link_days must be 0 to 365"},
		"locale":                  {func(r *brand.Record) { r.Locales[1] = "de_DE" }, "locales[1] must be a language tag"},
		"locale twice":            {func(r *brand.Record) { r.Locales[1] = "en" }, "locales[1] must not be listed twice"},
		"address with a quote":    {func(r *brand.Record) { r.Support.URL = `https://aster.example/"` }, "support.url must be an https address with a host"},
		"address without host":    {func(r *brand.Record) { r.Policies.Returns = "https:///returns" }, "policies.returns must be an https address with a host"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := full()
			c.change(&r)
			_, err := brand.Encode(r)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Encode gives %v", err)
			}
		})
	}
}

func TestRecordIsBounded(t *testing.T) {
	t.Parallel()
	r := full()
	r.Texts = map[string]map[string]string{}
	for _, tag := range []string{"en", "de", "fr"} {
		r.Texts[tag] = map[string]string{}
		for i := range 60 {
			r.Texts[tag]["key."+strings.Repeat("a", i+1)] = strings.Repeat("b", 600)
		}
	}
	if _, err := brand.Encode(r); err == nil || !strings.Contains(err.Error(), "more than 65536") {
		t.Errorf("Encode gives %v", err)
	}
}

// A record of the first release, which knew none of today's fields and asked less of the old ones.
func TestOldRecordsStayReadable(t *testing.T) {
	t.Parallel()
	old := `{"version":1,"name":"Aster & Pine","site":"https://aster.example/a b","accent":"#1d6f5c","locales":["english"],"support":{"url":"https://x"}}`
	r, err := brand.Decode([]byte(old))
	if err != nil || r.Name != "Aster & Pine" || r.Accent != "#1d6f5c" {
		t.Errorf("Decode gives %+v, %v", r, err)
	}
	if _, err := brand.Encode(r); err == nil {
		t.Error("it is written again as it is")
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	r := full()
	r.Accent, r.Logo = "#ffd400", ""
	r.Seasons = append(r.Seasons, brand.Season{Name: "Late", From: "2026-12-01", Until: "2026-12-02"})
	want := []string{
		"accent #ffd400 has a contrast of 1.4 on the light page and 4.5 is needed: there it is shown as #8c7500",
		"seasons[0].accent #8a1020 has a contrast of 1.8 on the dark page and 4.5 is needed: there it is shown as #b97079",
		"seasons[1] begins on the same day as seasons[0], which comes first and hides it until 2026-12-24",
		"logo is not given: the name stands in its place",
		"messages.pilot is 25: of a hundred orders so many are told anything",
	}
	if diff := cmp.Diff(want, r.Warnings()); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestCheckTexts(t *testing.T) {
	t.Parallel()
	r := aster()
	r.Texts = map[string]map[string]string{"en": {"page.title": "Your order", "text.nowhere": "x"}, "xx": {"page.title": "Your order"}}
	fits := func(tag, key, text string) error {
		if tag == "en" && key == "page.title" && text == "Your order" {
			return nil
		}
		return errors.New("no such text")
	}
	want := []string{"texts.en.text.nowhere: no such text", "texts.xx.page.title: no such text"}
	if diff := cmp.Diff(want, r.CheckTexts(fits)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"version":1,"name":"A","accent":"#ffffff"}`))
	if b, err := brand.Encode(full()); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := brand.Decode(b)
		if err != nil {
			return
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := brand.Decode(again); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
		for _, warning := range append(r.Warnings(), r.On("2026-12-01").Problems()...) {
			if strings.TrimSpace(warning) == "" {
				t.Error("an empty sentence")
			}
		}
	})
}
