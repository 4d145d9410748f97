package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"doorstep/shared/survey"
)

func TestReports(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	path := "/s/" + owned + "/report"
	if got := s.get(path + "?kind=not_received&shipment=s1").Body.String(); !strings.Contains(got, "Ask your neighbours") || !strings.Contains(got, `value="not_received" checked`) || !strings.Contains(got, `value="s1" checked`) {
		t.Errorf("the form with advice:\n%.4000s", got)
	}
	if got := s.get(path + "?kind=damaged").Body.String(); strings.Contains(got, "Ask your neighbours") || !strings.Contains(got, `value="" checked`) {
		t.Errorf("the form for something else:\n%.4000s", got)
	}
	form := url.Values{"shipment": {"s1"}, "kind": {survey.NotReceived}, "comment": {"Nothing in the porch"}}
	to := s.tap(t, path, form)
	s.tap(t, path, form)
	c := s.cases["s1/not_received"]
	if to != path+"?sent=not_received" || c.Case.Times != 1 || string(c.Comment) != "order/o1|comment/s1/not_received|Nothing in the porch" {
		t.Errorf("after the same report twice: to %s, %+v %s", to, c.Case, c.Comment)
	}
	if got := s.get(to).Body.String(); !strings.Contains(got, "Aster &amp; Co has your message") || !strings.Contains(got, "being looked into") || strings.Contains(got, "porch") || strings.Contains(got, "<form") {
		t.Errorf("the page after it:\n%.4000s", got)
	}
	s.clock = s.clock.Add(time.Hour)
	s.tap(t, path, url.Values{"kind": {survey.NotReceived}, "shipment": {"s1"}})
	if c := s.cases["s1/not_received"]; c.Case.Times != 2 || !strings.HasSuffix(string(c.Comment), "porch") {
		t.Errorf("told again without a word: %+v %s", c.Case, c.Comment)
	}
	s.tap(t, path, url.Values{"kind": {survey.Other}})
	if c := s.cases["/other"]; !c.Case.Open {
		t.Errorf("about the whole order: %+v", c.Case)
	}
	for range survey.MaxTimes {
		s.clock = s.clock.Add(time.Hour)
		s.post(path, form.Encode())
	}
	w := s.post(path, "kind=not_received&shipment=s1&comment=more")
	if w.Code != 409 || !strings.Contains(w.Body.String(), "You have told us of this several times") || s.cases["s1/not_received"].Case.Times != survey.MaxTimes {
		t.Errorf("%d after %d reports", w.Code, s.cases["s1/not_received"].Case.Times)
	}
}

func TestBadReportsComeBack(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for form, want := range map[string]string{
		"comment=kept":                             "Please choose what happened.",
		"kind=low_score&comment=kept":              "Please choose what happened.",
		"kind=damaged&shipment=s9&comment=kept":    "Please choose one of the parcels below.",
		"kind=damaged&shipment=s1%23&comment=kept": "Please choose one of the parcels below.",
	} {
		w := s.post("/s/"+owned+"/report", form)
		if got := w.Body.String(); w.Code != 422 || !strings.Contains(got, want) || !strings.Contains(got, ">kept</textarea>") {
			t.Errorf("%s gave %d:\n%.3000s", form, w.Code, got)
		}
		checkMarkup(t, form, w.Body.String())
	}
	if len(s.cases) != 0 {
		t.Errorf("cases %v", s.cases)
	}
}
