package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// sendForm sends an empty form with headers.
func (s *stage) sendForm(path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "https://track.example.com"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestGiftLink(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for range 2 { // the second time stores the same again
		w := s.sendForm("/t/"+strings.ToUpper(owner)+"/gift?lang=fr", "", "Origin", "null", "Sec-Fetch-Site", "same-origin")
		if w.Code != 303 || w.Header().Get("Location") != "/t/"+owner+"?gift=1&lang=fr#gift" {
			t.Fatalf("answer %d to %q", w.Code, w.Header().Get("Location"))
		}
	}
	if len(s.links) != 4 {
		t.Errorf("%d links, want one more than three", len(s.links))
	}
	page := s.get("/t/" + owner + "?gift=1").Body.String()
	_, rest, _ := strings.Cut(page, `value="https://example.com/t/`)
	token, _, _ := strings.Cut(rest, `"`)
	stored := s.links[link.Hash(token)]
	if stored.Scope != "gift" || stored.Order != order.ID("aster", "A-1001") || !stored.Expires.Equal(s.clock.Add(link.Life)) {
		t.Fatalf("the page shows the token %q, of which %+v is stored", token, stored)
	}
	if got := s.get("/t/" + token).Body.String(); strings.Contains(got, "Stoneware") || !strings.Contains(got, "Delivered") || strings.Contains(got, "/gift") {
		t.Errorf("the gift link shows %s", got)
	}
	if strings.Contains(s.get("/t/"+owner).Body.String(), token) {
		t.Error("the page shows the gift link to whoever did not ask")
	}
}

func TestWhoMayNotMakeLinks(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	want := s.get("/t/" + strings.Repeat("z", 26)).Body.String()
	for name, w := range map[string]*httptest.ResponseRecorder{
		"the recipient of the present": s.sendForm("/t/"+gift+"/gift", ""),
		"nobody":                       s.sendForm("/t/"+strings.Repeat("z", 26)+"/gift", ""),
		"another site":                 s.sendForm("/t/"+owner+"/gift", "", "Sec-Fetch-Site", "cross-site"),
		"a site of the same owner":     s.sendForm("/t/"+owner+"/gift", "", "Sec-Fetch-Site", "same-site"),
		"another origin":               s.sendForm("/t/"+owner+"/gift", "", "Origin", "https://evil.example"),
		"an origin that is none":       s.sendForm("/t/"+owner+"/gift", "", "Origin", "https://%zz"),
	} {
		if w.Code != 404 || w.Body.String() != want {
			t.Errorf("%s: %d %.200s", name, w.Code, w.Body)
		}
	}
	if len(s.links) != 3 {
		t.Errorf("%d links, want three", len(s.links))
	}
	if w := s.sendForm("/t/"+owner+"/gift", "", "Origin", "https://track.example.com"); w.Code != 303 {
		t.Errorf("our own origin: %d", w.Code)
	}
	s.fail["PutLink"] = fault.New(fault.Unavailable, "away")
	if w := s.sendForm("/t/"+owner+"/gift", ""); w.Code != 503 {
		t.Errorf("when it cannot be stored: %d", w.Code)
	}
}

func TestConsent(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	if w := s.sendForm("/t/"+owner+"/consent", "analytics=yes"); w.Code != 404 || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("a brand that counts nobody: %d %v", w.Code, w.Header())
	}
	s.setBrand(t, func(r *brand.Record) { r.Analytics.GA4 = "G-ABC123" })
	s.clock = s.clock.Add(time.Minute)
	asking := s.get("/t/" + owner)
	if !strings.Contains(asking.Body.String(), `action="/t/`+owner+`/consent"`) || strings.Contains(asking.Body.String(), "<script") {
		t.Errorf("the page does not ask, or counts before it may")
	}
	for said, counted := range map[string]bool{"yes": true, "no": false} {
		w := s.sendForm("/t/"+owner+"/consent", "analytics="+said)
		want := "analytics=" + said + "; Path=/t/; Max-Age=15552000; HttpOnly; Secure; SameSite=Lax"
		if w.Code != 303 || w.Header().Get("Location") != "/t/"+owner || w.Header().Get("Set-Cookie") != want {
			t.Errorf("%s: %d %v", said, w.Code, w.Header())
		}
		page := s.get("/t/"+owner, "Cookie", "analytics="+said)
		if got := strings.Contains(page.Body.String(), "<script"); got != counted || strings.Contains(page.Header().Get("Content-Security-Policy"), "script-src") != counted {
			t.Errorf("%s: counted is %v, %s", said, got, page.Header().Get("Content-Security-Policy"))
		}
		if got := strings.Contains(page.Body.String(), "/consent"); got != counted { // who said yes may take it back, who said no is not asked again
			t.Errorf("%s: asks again is %v", said, got)
		}
	}
	for _, bad := range []string{"", "analytics=maybe", "analytics=yes%0d%0aX-Bad:1"} {
		if w := s.sendForm("/t/"+owner+"/consent", bad); w.Code != 404 || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%q gives %d", bad, w.Code)
		}
	}
	if w := s.sendForm("/t/"+owner+"/consent", "analytics=yes", "Sec-Fetch-Site", "cross-site"); w.Code != 404 {
		t.Errorf("another site: %d", w.Code)
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	w := s.get("/t/" + owner + "/calendar.ics")
	got := w.Body.String()
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.Contains(w.Header().Get("Content-Disposition"), ".ics") {
		t.Fatalf("answer %d %v", w.Code, w.Header())
	}
	if !strings.HasPrefix(got, "BEGIN:VCALENDAR\r\n") || strings.Count(got, "BEGIN:VEVENT") != 2 || !strings.Contains(got, "https://example.com/t/") {
		t.Errorf("the calendar is %s", got)
	}
	s.clock = s.clock.Add(time.Minute)
	if again := s.get("/t/"+owner+"/calendar.ics", "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("a minute later: %d", again.Code)
	}
	id := testOrder(t, body).Shipments[0].ID
	if got := s.get("/t/" + owner + "/calendar.ics?parcel=" + id).Body.String(); strings.Count(got, "BEGIN:VEVENT") != 1 {
		t.Errorf("of one parcel: %s", got)
	}
	if got := s.get("/t/" + gift + "/calendar.ics").Body.String(); strings.Contains(got, "A-1001") {
		t.Errorf("of a present: %s", got)
	}
	for _, path := range []string{"/t/" + strings.Repeat("z", 26) + "/calendar.ics", "/t/" + owner + "/calendar.ics?parcel=other"} {
		if w := s.get(path); w.Code != 404 {
			t.Errorf("%s gives %d", path, w.Code)
		}
	}
}

func TestSeasonAndContent(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.setBrand(t, func(r *brand.Record) {
		r.Seasons = []brand.Season{{Name: "peak", From: "2026-11-22", Until: "2026-12-24", Banner: "Parcels take a day longer now."}}
		r.Feed = "https://aster.example/feed.json"
		r.Slots = []brand.Slot{{Kind: "tip", Title: "Warm the pot first"}}
	})
	s.content["aster"] = store.Content{Brand: "aster", Feed: "https://aster.example/feed.json", Slots: []byte(`[{"kind":"tip","title":"From the feed"}]`)}
	// Both parcels on their way, nothing wrong.
	n := s.numbers[ups]
	n.Facts = n.Facts[:2]
	s.numbers[ups] = n
	s.clock = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	before := s.get("/t/" + owner).Body.String()
	if strings.Contains(before, "a day longer") {
		t.Error("the season shows before its first day")
	}
	if !strings.Contains(before, "Warm the pot first") || !strings.Contains(before, "From the feed") {
		t.Error("the content does not show")
	}
	s.clock = time.Date(2026, 11, 22, 0, 0, 30, 0, time.UTC)
	if got := s.get("/t/" + owner).Body.String(); !strings.Contains(got, "a day longer") {
		t.Error("the season does not show on its first day")
	}
	n.Facts, _ = shipment.Merge(n.Facts, []shipment.Fact{scan("ups", shipment.Exception, "damaged", "2026-11-21T15:00:00", "Damage reported", "LOUISVILLE")})
	s.numbers[ups] = n
	if got := s.get("/t/" + owner).Body.String(); strings.Contains(got, "Warm the pot") || strings.Contains(got, "From the feed") {
		t.Error("content shows beside trouble")
	}
	s.calls = nil
	s.get("/t/" + owner)
	if diff := cmp.Diff([]string{"Link", "Order", "Numbers"}, s.calls); diff != "" {
		t.Errorf("a view within the minute (-want +got):\n%s", diff)
	}
	s.clock = s.clock.Add(time.Minute)
	s.fail["Content"] = fault.New(fault.Unavailable, "away")
	if w := s.get("/t/" + owner); w.Code != 200 {
		t.Errorf("without the content: %d", w.Code)
	}
}

func TestLanguageOfThePage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		locale, lang, accept string
		brands               []string
		want                 string
	}{
		"of the order":              {"de", "", "fr", nil, "de"},
		"of the browser":            {"", "", "fr-CA,fr;q=0.9", nil, "fr"},
		"asked for":                 {"de", "es", "fr", nil, "es"},
		"the brand speaks it":       {"de", "", "fr", []string{"fr", "de"}, "de"},
		"the brand does not":        {"de", "", "it", []string{"fr", "es"}, "fr"},
		"the browser's then":        {"de", "", "es", []string{"fr", "es"}, "es"},
		"nonsense":                  {"", "<script>", "\x00;;q", nil, "en"},
		"with its own direction":    {"ar", "", "", nil, "ar"},
		"a region of it, asked for": {"", "de-AT", "", nil, "de"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.setBrand(t, func(r *brand.Record) { r.Locales = c.brands })
			for id, o := range s.orders {
				in := testOrder(t, body)
				in.Locale = c.locale
				stored, err := order.Encode(in)
				if err != nil {
					t.Fatal(err)
				}
				o.Body = stored
				s.orders[id] = o
			}
			w := s.get("/t/"+owner+"?lang="+strings.ReplaceAll(c.lang, "<", "%3C"), "Accept-Language", c.accept)
			if got := w.Body.String(); !strings.Contains(got, `<html lang="`+c.want) || strings.Contains(got, "<script") {
				t.Errorf("want %s: %.60s", c.want, got)
			}
			if w.Header().Get("Vary") != "Accept-Encoding, Accept-Language" {
				t.Errorf("Vary: %s", w.Header().Get("Vary"))
			}
		})
	}
}

func TestOwnWording(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.setBrand(t, func(r *brand.Record) {
		r.Texts = map[string]map[string]string{"en": {"page.help": "Stuck?"}, "de": {"page.help": "Nanu?"}}
	})
	if got := s.get("/t/" + owner).Body.String(); !strings.Contains(got, "Stuck?") || strings.Contains(got, "Need help?") {
		t.Error("the brand's own words do not show")
	}
	if got := s.get("/t/" + owner + "?lang=de").Body.String(); !strings.Contains(got, "Nanu?") {
		t.Error("the brand's own German words do not show")
	}
}

func TestDataForOtherSites(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for path, code := range map[string]int{"/t/" + owner + ".json": 200, "/t/" + strings.Repeat("z", 26) + ".json": 404} {
		w := s.get(path, "Origin", "https://shop.example")
		if w.Code != code || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
	if w := s.get("/t/"+owner, "Origin", "https://shop.example"); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("other sites may read the page")
	}
}

func TestLinksEndAsTheBrandSays(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for id, o := range s.orders { // one parcel, which is delivered
		in := testOrder(t, body)
		in.Shipments = in.Shipments[:1]
		stored, err := order.Encode(in)
		if err != nil {
			t.Fatal(err)
		}
		o.Body = stored
		s.orders[id] = o
	}
	s.setBrand(t, func(r *brand.Record) { r.LinkDays = 10 })
	s.clock = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	if w := s.get("/t/" + owner); w.Code != http.StatusOK {
		t.Errorf("on the ninth day: %d", w.Code)
	}
	s.clock = time.Date(2026, 12, 4, 12, 0, 0, 0, time.UTC)
	if w := s.get("/t/" + owner); w.Code != http.StatusNotFound || w.Body.String() != s.get("/t/"+strings.Repeat("z", 26)).Body.String() {
		t.Errorf("on the thirteenth day: %d", w.Code)
	}
}
