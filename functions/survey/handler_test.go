package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/survey"
)

func TestOneTapThenMoreThenAnotherMind(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	to := s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "score": {"2"}})
	if to != "/s/"+owned+"?voted=s1" {
		t.Errorf("a tap leads to %q", to)
	}
	if got := s.get(to).Body.String(); !strings.Contains(got, "Thank you for telling us. Aster &amp; Co will look into it.") || !strings.Contains(got, `name="reason"`) {
		t.Errorf("the page after the tap:\n%.3000s", got)
	}
	s.clock = s.clock.Add(time.Hour)
	s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "reason": {"late"}, "comment": {"He threw it\r\nover the fence"}, "tracking": {"4"}})
	s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "reason": {""}, "comment": {""}})
	first := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	want := survey.Vote{
		Score: 2, Reason: "late", Tracking: 4, Low: true, First: first, Changed: s.clock,
		Cell: survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "US-WI"},
	}
	if got := s.vote("s1"); got != want {
		t.Errorf("vote %+v, want %+v", got, want)
	}
	if got := string(s.opinions["s1"].Vote.Comment); got != "order/o1|comment/s1/|He threw it\nover the fence" {
		t.Errorf("sealed %q", got)
	}
	if !s.opinions["s1"].Case.Case.Open {
		t.Error("a low score opened no case")
	}
	s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "score": {"5"}})
	if c := s.opinions["s1"].Case.Case; c.Open || c.Closed != survey.ByShopper {
		t.Errorf("the case after a better score: %+v", c)
	}
	s.clock = first.Add(survey.Window)
	w := s.post("/s/"+owned, "shipment=s1&score=1")
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Answers can be changed for a day.") || s.vote("s1").Score != 5 {
		t.Errorf("a day later: %d, score %d", w.Code, s.vote("s1").Score)
	}
	if got := s.get("/s/" + owned).Body.String(); strings.Contains(got, `name="score"`) || !strings.Contains(got, "It can no longer be changed.") {
		t.Errorf("the page a day later:\n%.3000s", got)
	}
}

func TestTheSameFormTwiceWritesOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for range 3 {
		s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "score": {"3"}, "comment": {"fine"}})
	}
	if s.writes != 1 {
		t.Errorf("%d writes", s.writes)
	}
}

// Programs that look through mail open every link, with HEAD as well as GET.
func TestLookingNeverVotes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, path := range []string{"/s/" + owned + "?score=1", "/s/" + owned + "?shipment=s1&score=5", "/s/" + owned + "/report?kind=damaged&shipment=s1&comment=x", "/s/" + owned + "?voted=s1"} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			if w.Code != http.StatusOK {
				t.Errorf("%s %s gave %d", method, path, w.Code)
			}
		}
	}
	if s.writes != 0 {
		t.Errorf("looking wrote %d times", s.writes)
	}
	got := s.get("/s/" + owned + "?score=5").Body.String()
	if !strings.Contains(got, `value="5" class="on" aria-current="true" autofocus`) || !strings.Contains(got, "You chose 5 in the message.") || strings.Contains(got, "Thank you") {
		t.Errorf("a proposed score shows as\n%.3000s", got)
	}
	if got := s.get("/s/" + owned + "?score=7&voted=%3Cscript%3E").Body.String(); strings.Contains(got, `class="on"`) || strings.Contains(got, "Thank you") || strings.Contains(got, "<script") {
		t.Errorf("nonsense shows as\n%.3000s", got)
	}
}

func TestOnlyOwnersMay(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	want := s.get("/s/" + nobodies)
	if want.Code != http.StatusNotFound {
		t.Fatalf("a link that nobody made gave %d", want.Code)
	}
	for _, token := range []string{gifted, support, "short", strings.Repeat("!", 26), owned + "a"} {
		for _, end := range []string{"", "/report"} {
			for _, w := range []*httptest.ResponseRecorder{s.get("/s/" + token + end), s.post("/s/"+token+end, "shipment=s1&score=1&kind=damaged")} {
				if w.Code != want.Code || w.Body.String() != want.Body.String() || len(w.Header()) != len(want.Header()) {
					t.Errorf("%s%s gave another answer: %d", token, end, w.Code)
				}
			}
		}
	}
	s.seen.Order.Erased = "2026-11-18T00:00:00Z"
	if w := s.post("/s/"+owned, "shipment=s1&score=1"); w.Code != want.Code || w.Body.String() != want.Body.String() {
		t.Errorf("an erased order gave %d", w.Code)
	}
	if s.writes != 0 || strings.Contains(s.log.String(), owned) {
		t.Errorf("%d writes, log %s", s.writes, s.log)
	}
}

// An order can be erased between the look and the vote: its key is gone then, and nothing is kept.
func TestErasedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.boxes.erased = true
	if w := s.post("/s/"+owned, "shipment=s1&score=1&comment=secret"); w.Code != http.StatusNotFound || s.writes != 0 {
		t.Errorf("%d, %d writes", w.Code, s.writes)
	}
	if strings.Contains(s.log.String(), "secret") {
		t.Errorf("the log tells the comment: %s", s.log)
	}
}

func TestBadVotesComeBack(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", survey.MaxComment+1)
	cases := map[string]struct {
		form string
		code int
		want []string
	}{
		"no score":            {"shipment=s1", 422, []string{"Please choose a number from 1 to 5.", `href="#score-p1"`}},
		"score 9":             {"shipment=s1&score=9", 422, []string{"Please choose one of the answers below."}},
		"a parcel of nobody":  {"shipment=s9&score=5", 422, []string{"Please choose one of the answers below."}},
		"no parcel":           {"score=5", 422, []string{"Please choose one of the answers below."}},
		"a parcel on its way": {"shipment=s2&score=5", 422, []string{"Please choose one of the answers below."}},
		"too much said": {
			"shipment=s1&reason=late&tracking=2&comment=" + long, 422,
			[]string{"Your comment has 1001 characters, at most 1000 can be sent.", `aria-invalid="true">` + long + `</textarea>`, `value="late" checked`, `name="tracking" value="2" checked`},
		},
		"not a form": {"%zz", 400, []string{"application/problem+json"}},
		"20 kB":      {"comment=" + strings.Repeat("x", 20<<10), 413, []string{"application/problem+json"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			if strings.HasPrefix(c.form, "shipment=s1&reason") {
				s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "score": {"2"}})
			}
			before := s.writes
			w := s.post("/s/"+owned, c.form)
			got := w.Header().Get("Content-Type") + w.Body.String()
			if w.Code != c.code || s.writes != before {
				t.Errorf("%d with %d writes, want %d:\n%.1500s", w.Code, s.writes-before, c.code, got)
			}
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%.4000s", want, got)
				}
			}
		})
	}
}

func TestForeignFormsAreRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		headers []string
		code    int
	}{
		"our page, which sends no referrer": {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "null"}, 303},
		"typed by hand":                     {[]string{"Sec-Fetch-Site", "none"}, 303},
		"an old browser":                    {[]string{"Origin", "https://example.com"}, 303},
		"an old browser without referrer":   {[]string{"Origin", "null"}, 303},
		"no browser":                        {nil, 303},
		"another site":                      {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		"another host of the site":          {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"another site in an old browser":    {[]string{"Origin", "https://evil.example"}, 403},
		"the same host without TLS":         {[]string{"Origin", "http://example.com"}, 403},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			if w := s.post("/s/"+owned, "shipment=s1&score=5", c.headers...); w.Code != c.code {
				t.Errorf("%d, want %d", w.Code, c.code)
			}
		})
	}
}

func TestBrandsRules(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.record.Survey = brand.Survey{CaseAt: 3}
	s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "score": {"3"}})
	if !s.opinions["s1"].Case.Case.Open {
		t.Error("the brand looks into scores up to 3, but no case is open")
	}
	s.record.Survey = brand.Survey{Off: true}
	if got := s.get("/s/" + owned).Code; got != 200 {
		t.Errorf("the record of a moment ago gives %d", got)
	}
	s.clock = s.clock.Add(time.Minute)
	if asked, voted, report := s.get("/s/"+owned).Code, s.post("/s/"+owned, "shipment=s1&score=3").Code, s.get("/s/"+owned+"/report").Code; asked != 404 || voted != 404 || report != 200 {
		t.Errorf("a brand that asks nothing: form %d, vote %d, report %d", asked, voted, report)
	}
}

func TestTroubleIsSaidPlainly(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.fail = fault.New(fault.Throttled, "table says: too much")
	for _, w := range []*httptest.ResponseRecorder{s.get("/s/" + owned), s.post("/s/"+owned, "shipment=s1&score=5"), s.get("/s/" + owned + "/report")} {
		if w.Code != http.StatusTooManyRequests || strings.Contains(w.Body.String(), "table says") || !strings.Contains(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%d %s", w.Code, w.Header().Get("Content-Type"))
		}
	}
}

func TestABrandThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.record.Name = "" // no stored record may be like this
	if w := s.get("/s/" + owned); w.Code != 200 || !strings.Contains(w.Body.String(), "aster") || !strings.Contains(s.log.String(), "brand has no look") {
		t.Errorf("%d, log %s", w.Code, s.log)
	}
}

// Every page holds the strict policy, no script, nothing of anybody else's, and only words where words were typed.
func TestPagesAreHarmless(t *testing.T) {
	t.Parallel()
	const attack = `</textarea><script>alert(1)</script>"'><img src=x onerror=alert(1)>` + "\u202e\x00"
	s := newStage(t)
	s.seen.Order.Number, s.seen.Order.Items[0].Name, s.record.Name = attack, attack, "Aster <b>"
	s.tap(t, "/s/"+owned, url.Values{"shipment": {"s1"}, "score": {"1"}, "comment": {attack}})
	s.tap(t, "/s/"+owned+"/report", url.Values{"shipment": {"s1"}, "kind": {"damaged"}, "comment": {attack}})
	typed := url.Values{"shipment": {"s1"}, "reason": {attack}, "kind": {attack}, "comment": {attack}}.Encode()
	for name, w := range map[string]*httptest.ResponseRecorder{
		"form": s.get("/s/" + owned + "?voted=s1&score=" + url.QueryEscape(attack)), "report": s.get("/s/" + owned + "/report?sent=damaged&kind=" + url.QueryEscape(attack)),
		"bad vote": s.post("/s/"+owned, typed), "bad report": s.post("/s/"+owned+"/report", typed), "advice": s.get("/s/" + owned + "/report?kind=not_received"),
	} {
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || !strings.Contains(policy, "form-action 'self'") || w.Header().Get("Set-Cookie") != "" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", name, w.Header())
		}
		checkMarkup(t, name, w.Body.String())
	}
	if strings.Contains(s.log.String(), "alert(1)") {
		t.Errorf("the log tells what was typed: %s", s.log)
	}
}

func checkMarkup(t *testing.T, name, markup string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Data == "script" || n.Data == "img" || n.Data == "iframe" {
			t.Errorf("%s holds <%s>", name, n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src":
				t.Errorf("%s: <%s> has %s", name, n.Data, a.Key)
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("%s has the id %q twice", name, a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			}
		}
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if target, ok := strings.CutPrefix(a.Val, "#"); ok && a.Key == "href" && !ids[target] {
				t.Errorf("%s leads to %q, which is not there", name, target)
			}
			if a.Key == "for" && !ids[a.Val] || a.Key == "aria-describedby" && !ids[strings.Fields(a.Val)[0]] || a.Key == "aria-labelledby" && !ids[a.Val] {
				t.Errorf("%s: <%s %s=%q> leads nowhere", name, n.Data, a.Key, a.Val)
			}
		}
	}
	if strings.Contains(markup, "\u202e") || strings.Contains(markup, "\x00") {
		t.Errorf("%s holds characters that reorder or hide", name)
	}
}
