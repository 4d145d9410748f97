package brand_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

func TestOn(t *testing.T) {
	t.Parallel()
	r := aster()
	r.Seasons = []brand.Season{
		{Name: "winter", From: "2026-11-20", Until: "2026-12-31", Accent: "#8a1020", Banner: "Post is slow.", Banners: map[string]string{"de": "Die Post ist langsam."}},
		{Name: "weekend", From: "2026-11-27", Until: "2026-11-30"},
	}
	cases := map[string]struct{ day, accent, season, banner string }{
		"before":               {"2026-11-19", "#1a7f5a", "", ""},
		"first day":            {"2026-11-20", "#8a1020", "winter", "Die Post ist langsam."},
		"within another":       {"2026-11-27", "#1a7f5a", "weekend", ""},
		"last day of another":  {"2026-11-30", "#1a7f5a", "weekend", ""},
		"the longer one again": {"2026-12-01", "#8a1020", "winter", "Die Post ist langsam."},
		"last day":             {"2026-12-31", "#8a1020", "winter", "Die Post ist langsam."},
		"after":                {"2027-01-01", "#1a7f5a", "", ""},
		"no day":               {"", "#1a7f5a", "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := r.On(c.day)
			season := ""
			if len(got.Seasons) > 0 {
				season = got.Seasons[0].Name
			}
			if got.Accent != c.accent || season != c.season || len(got.Seasons) > 1 || r.Banner(c.day, "de-AT") != c.banner {
				t.Errorf("accent %s, season %q, banner %q", got.Accent, season, r.Banner(c.day, "de-AT"))
			}
		})
	}
	if got := r.Banner("2026-12-01", "fr"); got != "Post is slow." {
		t.Errorf("banner in a language without its own: %q", got)
	}
}

func drawSeasons(t *rapid.T) []brand.Season {
	day := func(label string) string {
		return time.Date(2026, 1, 1+rapid.IntRange(0, 400).Draw(t, label), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	seasons := make([]brand.Season, rapid.IntRange(0, 5).Draw(t, "n"))
	for i := range seasons {
		seasons[i] = brand.Season{Name: "s", From: day("from"), Until: day("until"), Accent: rapid.SampledFrom([]string{"", "#8a1020"}).Draw(t, "accent")}
	}
	return seasons
}

// The season in force holds that day, no other that holds it began later, and looking twice changes nothing.
func TestOnHoldsItsDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := aster()
		r.Seasons = drawSeasons(t)
		day := time.Date(2026, 1, 1+rapid.IntRange(0, 400).Draw(t, "day"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		got := r.On(day)
		if diff := cmp.Diff(got, got.On(day)); diff != "" {
			t.Errorf("a second look differs:\n%s", diff)
		}
		for _, s := range r.Seasons {
			holds := s.From <= day && day <= s.Until
			if holds && (len(got.Seasons) != 1 || got.Seasons[0].From < s.From) {
				t.Errorf("%+v is hidden by %+v", s, got.Seasons)
			}
		}
		for _, s := range got.Seasons {
			if s.From > day || s.Until < day {
				t.Errorf("%+v is not on %s", s, day)
			}
		}
	})
}

func titles(slots []brand.Slot) string {
	var out []string
	for _, s := range slots {
		out = append(out, s.Title)
	}
	return strings.Join(out, " ")
}

func TestSlots(t *testing.T) {
	t.Parallel()
	r := aster()
	r.Slots = []brand.Slot{
		{Kind: "tip", Title: "care", SKUs: []string{"MUG-1", "MUG-2"}},
		{Kind: "campaign", Title: "sale", From: "2026-11-20", Until: "2026-11-30"},
		{Kind: "loyalty", Title: "punkte", Locale: "de"},
		{Kind: "tip", Title: "enjoy", When: []string{"delivered"}},
	}
	feed := []brand.Slot{{Kind: "recommendation", Title: "more"}, {Kind: "campaign", Title: "sale", From: "2026-11-20", Until: "2026-11-30"}, {Kind: "tip", Title: "fourth"}}
	good := brand.Reader{Day: "2026-11-22", Locale: "en", Statuses: []string{"in_transit"}}
	with := func(change func(*brand.Reader)) brand.Reader { to := good; change(&to); return to }
	cases := map[string]struct {
		to   brand.Reader
		want string
	}{
		"of the record first":     {good, "sale more fourth"},
		"last day of a campaign":  {with(func(to *brand.Reader) { to.Day = "2026-11-30" }), "sale more fourth"},
		"day after a campaign":    {with(func(to *brand.Reader) { to.Day = "2026-12-01" }), "more fourth"},
		"day before a campaign":   {with(func(to *brand.Reader) { to.Day = "2026-11-19" }), "more fourth"},
		"beside an item":          {with(func(to *brand.Reader) { to.SKUs = []string{"TEA", "MUG-2"} }), "care sale more"},
		"in a region's language":  {with(func(to *brand.Reader) { to.Locale = "de-AT" }), "sale punkte more"},
		"one of two is delivered": {with(func(to *brand.Reader) { to.Statuses = []string{"in_transit", "delivered"} }), "sale enjoy more"},
		"trouble":                 {with(func(to *brand.Reader) { to.Trouble = true }), ""},
		"a parcel in trouble":     {with(func(to *brand.Reader) { to.Statuses = []string{"delivered", "exception"} }), ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := titles(brand.Slots(r, feed, c.to)); got != c.want {
				t.Errorf("slots %q, want %q", got, c.want)
			}
		})
	}
}

// Whatever is in record and feed: no content beside trouble, never too much, never outside its days.
func TestSlotsNeverBesideTrouble(t *testing.T) {
	t.Parallel()
	var statuses []string
	for status := range shipment.SubStatuses {
		statuses = append(statuses, string(status))
	}
	bad := map[string]bool{"exception": true, "delivery_attempted": true, "returning": true, "returned": true, "cancelled": true, "destroyed": true, "expired": true, "unknown": true}
	days := rapid.SampledFrom([]string{"2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"})
	slots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) brand.Slot {
		return brand.Slot{Kind: "tip", Title: rapid.StringMatching("[a-z]{1,3}").Draw(t, "title"), From: days.Draw(t, "from"), Until: days.Draw(t, "until")}
	}), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		r := aster()
		r.Slots = slots.Draw(t, "slots")
		to := brand.Reader{Day: days.Draw(t, "day"), Locale: "en", Statuses: rapid.SliceOfN(rapid.SampledFrom(statuses), 0, 3).Draw(t, "statuses"), Trouble: rapid.Bool().Draw(t, "trouble")}
		got := brand.Slots(r, slots.Draw(t, "feed"), to)
		trouble := to.Trouble
		for _, s := range to.Statuses {
			trouble = trouble || bad[s]
		}
		if len(got) > brand.MaxSlots || trouble && len(got) > 0 {
			t.Errorf("%d slots, trouble %v", len(got), trouble)
		}
		for _, s := range got {
			if s.From > to.Day || s.Until < to.Day {
				t.Errorf("%+v on %s", s, to.Day)
			}
		}
	})
}

func TestParseFeed(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body, want string
		dropped    []string
		kind       fault.Kind
	}{
		"a list":        {`[{"kind":"tip","title":"care"},{"kind":"loyalty","title":"points","more":1}]`, "care points", nil, 0},
		"in an object":  {`{"slots":[{"kind":"tip","title":"care"}]}`, "care", nil, 0},
		"nothing":       {`[]`, "", nil, 0},
		"a bad one":     {`[{"kind":"ad","title":"x"},{"kind":"tip","title":"care"},7]`, "care", []string{"[0] kind must be one of recommendation, tip, campaign, loyalty", "[2] is no object of a slot's fields"}, 0},
		"another thing": {`{"items":[]}`, "", nil, fault.Malformed},
		"a page":        {`<html>`, "", nil, fault.Malformed},
		"no list":       {`"slots"`, "", nil, fault.Malformed},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slots, dropped, err := brand.ParseFeed([]byte(c.body))
			if titles(slots) != c.want || cmp.Diff(c.dropped, dropped) != "" || fault.KindOf(err) != c.kind {
				t.Errorf("slots %q, dropped %q, %v", titles(slots), dropped, err)
			}
		})
	}
	many := "[" + strings.Repeat(`{"kind":"tip","title":"care"},`, 59) + `{"kind":"tip","title":"care"}]`
	if slots, dropped, err := brand.ParseFeed([]byte(many)); len(slots) != brand.MaxFeedSlots || len(dropped) != 10 || err != nil {
		t.Errorf("of 60 slots %d are taken, %d dropped, %v", len(slots), len(dropped), err)
	}
}

func TestFeedSlots(t *testing.T) {
	t.Parallel()
	r := aster()
	r.Feed = "https://aster.example/feed.json"
	stored := []byte(`[{"kind":"tip","title":"care"}]`)
	for name, c := range map[string]struct {
		feed, from string
		stored     []byte
		want       string
	}{
		"as fetched":          {r.Feed, r.Feed, stored, "care"},
		"the feed moved":      {"https://aster.example/new.json", r.Feed, stored, ""},
		"the feed was closed": {"", "", stored, ""},
		"damaged":             {r.Feed, r.Feed, []byte("["), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := r
			r.Feed = c.feed
			if got := titles(brand.FeedSlots(r, c.from, c.stored)); got != c.want {
				t.Errorf("slots %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzParseFeed(f *testing.F) {
	f.Add([]byte(`[{"kind":"tip","title":"care","url":"https://aster.example/"}]`))
	f.Add([]byte(`{"slots":[1,null,{}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		slots, _, err := brand.ParseFeed(b)
		if err != nil && len(slots) > 0 || len(slots) > brand.MaxFeedSlots {
			t.Errorf("%d slots and %v", len(slots), err)
		}
		for _, s := range slots {
			if p := s.Problems(); len(p) > 0 {
				t.Errorf("took %+v: %v", s, p)
			}
		}
	})
}

func TestImageAllowed(t *testing.T) {
	t.Parallel()
	r := aster()
	r.Site, r.Images = "https://www.aster.example/shop", brand.Images{Show: true, Host: "cdn.aster.example"}
	off := r
	off.Images.Show = false
	foreign := r
	foreign.Images.Host = "cdn.others.example"
	cases := map[string]struct {
		r       brand.Record
		address string
		want    bool
	}{
		"below the host": {r, "https://cdn.aster.example/mug.png?w=96", true},
		"switched off":   {off, "https://cdn.aster.example/mug.png", false},
		"another host":   {r, "https://aster.example/mug.png", false},
		"host of others": {foreign, "https://cdn.others.example/mug.png", false},
		"http":           {r, "http://cdn.aster.example/mug.png", false},
		"another port":   {r, "https://cdn.aster.example:8443/mug.png", false},
		"a user":         {r, "https://cdn.aster.example@evil.example/mug.png", false},
		"name continues": {r, "https://cdn.aster.example.evil.example/mug.png", false},
		"breaks out":     {r, `https://cdn.aster.example/"onerror=`, false},
		"data":           {r, "data:image/png;base64,AAAA", false},
		"nothing":        {r, "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.r.ImageAllowed(c.address); got != c.want {
				t.Errorf("ImageAllowed = %v, want %v", got, c.want)
			}
		})
	}
}

// Black or white can be read on every colour, and an accent is moved until it can.
func TestColoursCanBeRead(t *testing.T) {
	t.Parallel()
	colour := rapid.StringMatching("#[0-9a-f]{6}")
	rapid.Check(t, func(t *rapid.T) {
		c := colour.Draw(t, "colour")
		if got := brand.Contrast(brand.TextOn(c), c); got < 4.5 {
			t.Errorf("text on %s has a contrast of %.2f", c, got)
		}
		for _, on := range []string{brand.LightSurface, brand.DarkSurface} {
			if got := brand.Contrast(brand.Readable(c, on, c), on); got < 4.5 {
				t.Errorf("%s on %s has a contrast of %.2f", c, on, got)
			}
		}
	})
}

func TestVocabulary(t *testing.T) {
	t.Parallel()
	for name, stack := range brand.Fonts {
		if strings.ContainsAny(stack, "<>{};") || brand.FontStack(name) != stack || !strings.HasSuffix(stack, "sans-serif") && !strings.HasSuffix(stack, "serif") && !strings.HasSuffix(stack, "monospace") {
			t.Errorf("font %s is %s", name, stack)
		}
	}
	if brand.FontStack("") != brand.Fonts["sans"] {
		t.Error("no font is not the standard one")
	}
}

func TestWording(t *testing.T) {
	t.Parallel()
	r := aster()
	r.Texts = map[string]map[string]string{"pt": {"a": "A", "b": "B"}, "pt-BR": {"b": "BR"}, "en-GB": {"a": "GB"}}
	for tag, want := range map[string]map[string]string{"pt": {"a": "A", "b": "B"}, "pt-BR": {"a": "A", "b": "BR"}, "en-GB": {"a": "GB"}, "en": nil} {
		if diff := cmp.Diff(want, r.Wording(tag)); diff != "" {
			t.Errorf("wording of %s (-want +got):\n%s", tag, diff)
		}
	}
	if r.Texts["pt"]["b"] != "B" {
		t.Error("asking changed the record")
	}
}
