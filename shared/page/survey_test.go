package page_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/survey"
)

// rated is an order of two parcels.
func rated() order.Order {
	return order.Order{
		Number: "A-1001", Items: []order.Item{{ID: "a", Name: "Stoneware mug, white", Quantity: 2}, {ID: "b", SKU: "TEA-250", Quantity: 1}},
		Shipments: []order.Shipment{{ID: "s1", Items: []order.Part{{ID: "a", Quantity: 2}, {ID: "b", Quantity: 1}}}, {ID: "s2"}},
	}
}

func surveyOf(t testing.TB, words *locale.Catalog, ratings ...page.Rating) page.Survey {
	t.Helper()
	s := page.Survey{
		Theme: page.NewTheme(aster()), Words: words, Order: rated(), Path: "/s/token", Report: "/s/token/report", Back: "/t/token", Now: now,
	}
	for i, r := range ratings {
		r.Parcel.Shipment = s.Order.Shipments[i]
		s.Ratings = append(s.Ratings, r)
	}
	return s
}

func low(first time.Time) survey.Vote {
	return survey.Vote{Score: 2, Reason: "late", Tracking: 4, Low: true, First: first, Changed: first}
}

// surveys are the pages on which shoppers rate and report, in every state.
func surveys(t testing.TB, words *locale.Catalog) map[string]func(*page.Pages, *bytes.Buffer) error {
	t.Helper()
	asked := surveyOf(t, words, page.Rating{})
	proposed := surveyOf(t, words, page.Rating{Proposed: 4}, page.Rating{Vote: low(now.Add(-time.Hour)), Commented: true})
	voted := surveyOf(t, words, page.Rating{Vote: low(now)})
	voted.Voted = "s1"
	good := surveyOf(t, words, page.Rating{Vote: survey.Vote{Score: 5, First: now}})
	good.Voted = "s1"
	closed := surveyOf(t, words, page.Rating{Vote: low(now.Add(-survey.Window))})
	closed.Typed, closed.Problems = survey.Ballot{Shipment: "s1", Score: 5}, survey.Problems{{Field: "score", Code: survey.Closed}}
	long := surveyOf(t, words, page.Rating{Vote: low(now)})
	long.Typed = survey.Ballot{Shipment: "s1", Reason: "damaged", Tracking: 1, Comment: "far too much"}
	long.Problems = survey.Problems{{Field: "comment", Code: survey.TooLong, Have: 1200, Limit: 1000}}
	out := map[string]func(*page.Pages, *bytes.Buffer) error{}
	for name, s := range map[string]page.Survey{
		"nothing": surveyOf(t, words), "asked": asked, "proposed": proposed, "voted": voted, "voted-good": good, "closed": closed, "too-long": long,
	} {
		out["survey-"+name] = func(p *page.Pages, b *bytes.Buffer) error { return p.WriteSurvey(b, s) }
	}
	base := page.Report{Theme: asked.Theme, Words: words, Order: rated(), Path: "/s/token/report", Back: "/t/token", Now: now}
	missing, sent, told, bad, single := base, base, base, base, base
	missing.Typed = survey.Report{Kind: survey.NotReceived, Shipment: "s1"}
	sent.Sent, sent.Told = survey.NotReceived, []page.Told{{Shipment: "s1", Kind: survey.NotReceived, Open: true, Day: "2026-11-21"}}
	told.Told = []page.Told{{Shipment: "s2", Kind: survey.Damaged, Day: "2026-11-19"}, {Kind: survey.Other, Open: true}}
	bad.Typed, bad.Problems = survey.Report{Comment: "kept"}, survey.Problems{{Field: "kind", Code: survey.Missing}, {Field: "shipment", Code: survey.Unknown}}
	single.Order.Shipments = single.Order.Shipments[:1]
	single.Problems = survey.Problems{{Field: "shipment", Code: survey.Unknown}}
	for name, r := range map[string]page.Report{"asked": base, "missing": missing, "sent": sent, "told": told, "bad": bad, "one-parcel": single} {
		out["report-"+name] = func(p *page.Pages, b *bytes.Buffer) error { return p.WriteReport(b, r) }
	}
	return out
}

// TestSurveys holds what a person reads to goldens and the markup to the rules of every page.
func TestSurveys(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range surveys(t, english(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := write(pages, &b); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("survey", name), readable(t, b.String()))
			if dir := os.Getenv("DOORSTEP_PAGES"); dir != "" { // to look at them in a browser
				if err := os.WriteFile(filepath.Join(dir, name+".html"), b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			checkMarkup(t, b.String())
			if n := zipped(t, b.String()); n > 15_000 {
				t.Errorf("it takes %d bytes gzipped, more than 15 kB", n)
			}
		})
	}
}

func TestSurveysInEveryLanguage(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range locale.Languages() {
		words, err := locale.Find(tag)
		if err != nil {
			t.Fatal(err)
		}
		for name, write := range surveys(t, words) {
			var b bytes.Buffer
			if err := write(pages, &b); err != nil {
				t.Fatal(err)
			}
			checkMarkup(t, b.String())
			if key := regexp.MustCompile(`[>" ](survey|report|page)\.[a-z_.]+[<" ]`).FindString(b.String()); key != "" {
				t.Errorf("%s in %s shows the key %s", name, tag, key)
			}
		}
	}
}

// TestHostileSurveys puts an attack into everything that others write.
func TestHostileSurveys(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, attack := range attacks {
		o := order.Order{Number: attack, Items: []order.Item{{ID: attack, Name: attack, Quantity: 1}}, Shipments: []order.Shipment{{ID: "s1", Items: []order.Part{{ID: attack, Quantity: 1}}}, {ID: "s2"}}}
		theme := page.NewTheme(brand.Record{Name: attack})
		typed := survey.Clean(attack)
		s := page.Survey{
			Theme: theme, Words: english(t), Order: o, Voted: attack, Path: "/s/token", Report: "/s/token/report", Back: "/t/token", Now: now,
			Ratings: []page.Rating{{Parcel: page.Parcel{Shipment: o.Shipments[0]}, Vote: survey.Vote{Score: 1, Reason: attack, First: now}}},
			Typed:   survey.Ballot{Shipment: "s1", Reason: attack, Comment: typed}, Problems: survey.Problems{{Field: "comment", Code: survey.TooLong}},
		}
		r := page.Report{
			Theme: theme, Words: english(t), Order: o, Path: "/s/token/report", Back: "/t/token", Sent: "", Now: now,
			Typed: survey.Report{Kind: attack, Shipment: attack, Comment: typed}, Told: []page.Told{{Shipment: attack, Kind: "other", Day: attack}},
		}
		for name, write := range map[string]func(*bytes.Buffer) error{
			"survey": func(b *bytes.Buffer) error { return pages.WriteSurvey(b, s) }, "report": func(b *bytes.Buffer) error { return pages.WriteReport(b, r) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			for _, bad := range []string{"<script", "<img src=x", "\u202e", "\x00"} {
				if strings.Contains(b.String(), bad) {
					t.Errorf("%s with %q holds %q", name, attack, bad)
				}
			}
		}
	}
}
