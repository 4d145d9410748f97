package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

func TestSurveyMisuse(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"no command":           {"cases"},
		"no brand":             {"cases", "list"},
		"unknown command":      {"cases", "open", "--brand", "aster"},
		"since no day":         {"cases", "list", "--brand", "aster", "--since", "monday"},
		"a list of nothing":    {"cases", "list", "--brand", "aster", "--limit", "0"},
		"a list of everything": {"cases", "list", "--brand", "aster", "--limit", "100000"},
		"show of no order":     {"cases", "show", "--brand", "aster"},
		"close of no kind":     {"cases", "close", "--brand", "aster", "1001"},
		"report of no brand":   {"survey", "report"},
		"no report":            {"survey", "--brand", "aster"},
		"from no day":          {"survey", "report", "--brand", "aster", "--from", "2026-13-01"},
		"from after to":        {"survey", "report", "--brand", "aster", "--from", "2026-03-02", "--to", "2026-03-01"},
		"a century":            {"survey", "report", "--brand", "aster", "--from", "1926-03-02"},
		"by postcode":          {"survey", "report", "--brand", "aster", "--by", "carrier,postcode"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, complaint, code := run(t, "", args...); code != exitInput || complaint == "" || out != "" {
				t.Errorf("exit %d, %s, %s", code, out, complaint)
			}
		})
	}
}

// rated is an operator's table with votes and cases in it.
func rated(t *testing.T) operator {
	t.Helper()
	o := newOperator(t)
	db, err := o.process(&bytes.Buffer{}, &bytes.Buffer{}).store(place{new(string), table(o)})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	id := order.ID("aster", "1001")
	if err := db.PutOrder(ctx, store.Order{ID: id, Brand: "aster", Number: "1001", Body: []byte("x")}, 0); err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for i, v := range []struct {
		week, carrier, region string
		score, tracking       int
	}{
		{"2026-W09", "ups", "US-WI", 1, 3}, {"2026-W09", "ups", "US-KY", 5, 0}, {"2026-W10", "ups", "US-KY", 4, 5}, {"2026-W10", "gls", "DE", 5, 0}, {"2026-W01", "gls", "DE", 5, 0},
	} {
		parcel := "s" + string(rune('1'+i))
		if _, err := db.ChangeVote(ctx, "aster", id, parcel, func(seen store.Opinion) (store.Opinion, error) {
			rules := survey.Rules{Cell: survey.Cell{Week: v.week, Carrier: v.carrier, Service: "Ground", Region: v.region}}
			next := seen
			var err error
			next.Vote.Vote, err = survey.Ballot{Score: v.score, Tracking: v.tracking}.Cast(seen.Vote.Vote, rules, noon)
			next.Vote.Comment = []byte("sealed")
			next.Case.Case = seen.Case.Case.Voted(seen.Vote.Vote, next.Vote.Vote)
			return next, err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ChangeCase(ctx, "aster", id, "", survey.Other, func(seen store.Case) (store.Case, error) {
		seen.Case, err = survey.Report{Kind: survey.Other}.File(seen.Case, nil, noon.Add(24*time.Hour))
		return seen, err
	}); err != nil {
		t.Fatal(err)
	}
	scan := shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Status: shipment.Exception, At: shipment.Moment{Local: "2026-03-04T08:00:00", Offset: "+00:00", Precision: shipment.Second}}, "x")
	if _, err := db.Add(ctx, "1ZTROUBLE", store.Addition{Facts: []shipment.Fact{scan}, Claims: []shipment.Claim{{Order: id, Shipment: "s1", Brand: "aster"}}}); err != nil {
		t.Fatal(err)
	}
	return o
}

func table(o operator) *string {
	name := o.env["DOORSTEP_TABLE"]
	return &name
}

func (o operator) process(out, complaint *bytes.Buffer) process {
	return process{in: strings.NewReader(""), out: out, err: complaint, env: func(n string) string { return o.env[n] }, now: func() time.Time { return time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC) }}
}

// do runs a command that must be done.
func (o operator) do(args ...string) string {
	o.t.Helper()
	var out, complaint bytes.Buffer
	if code := o.process(&out, &complaint).run(args); code != exitDone {
		o.t.Fatalf("%v: exit %d, %s", args, code, complaint.String())
	}
	return out.String()
}

func TestCases(t *testing.T) {
	t.Parallel()
	o := rated(t)
	list := o.do("cases", "list", "--brand", "aster")
	want := `{"since":"2026-03-02T12:00:00Z","age":"8d","kind":"low_score","order":"1001","shipment":"s1","state":"open","todo":"Ask the customer what went wrong.","score":1,"times":1,"changed":"2026-03-02T12:00:00Z"}
{"since":"2026-03-03T12:00:00Z","age":"7d","kind":"other","order":"1001","state":"open","todo":"Read what the customer says (orders export) and answer.","times":1,"changed":"2026-03-03T12:00:00Z"}
{"since":"2026-03-04T08:00:00Z","age":"6d","kind":"exception","order":"1001","tracking_number":"1ZTROUBLE","state":"open","todo":"Look at the parcel's page and help."}
`
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if one := o.do("cases", "list", "--brand", "aster", "--since", "2026-03-03", "--limit", "1"); one != strings.SplitAfter(want, "\n")[1] {
		t.Errorf("one since the 3rd: %s", one)
	}
	if none := o.do("cases", "list", "--brand", "birch", "--columns"); none != "" {
		t.Errorf("another brand has %s", none)
	}
	closed := o.do("cases", "close", "--brand", "aster", "1001", "low_score", "s1")
	if !strings.Contains(closed, `"state":"closed"`) || !strings.Contains(closed, `"closed_by":"merchant"`) {
		t.Errorf("closed: %s", closed)
	}
	if shown := o.do("cases", "show", "--brand", "aster", "1001", "--columns"); shown != `since                 age  kind       order  parcel  carrier  state   score  what to do
2026-03-03T12:00:00Z  7d   other      1001                    open           Read what the customer says (orders export) and answer.
2026-03-02T12:00:00Z  8d   low_score  1001   s1               closed  1      Ask the customer what went wrong.
` {
		t.Errorf("shown:\n%s", shown)
	}
	if list := o.do("cases", "list", "--brand", "aster"); strings.Contains(list, "low_score") {
		t.Errorf("a closed case is on the list: %s", list)
	}
	var complaint bytes.Buffer
	for _, args := range [][]string{{"cases", "close", "--brand", "aster", "1001", "damaged"}, {"cases", "show", "--brand", "aster", "1002"}} {
		if code := o.process(&bytes.Buffer{}, &complaint).run(args); code != exitInput || complaint.Len() == 0 {
			t.Errorf("%v: exit %d, %s", args, code, complaint.String())
		}
	}
}

func TestSurveyReport(t *testing.T) {
	t.Parallel()
	o := rated(t)
	if got, want := o.do("survey", "report", "--brand", "aster", "--columns"), `week      carrier  service  region  votes  mean   low     tracking votes  mean
2026-W09  ups      Ground   US-KY   1      5.00*  0.0%    0               -
2026-W09  ups      Ground   US-WI   1      1.00*  100.0%  1               3.00*
2026-W10  gls      Ground   DE      1      5.00*  0.0%    0               -
2026-W10  ups      Ground   US-KY   1      4.00*  0.0%    1               5.00*
`; got != want {
		t.Errorf("eight weeks:\n%s", cmp.Diff(want, got))
	}
	var line surveyLine
	last := strings.Split(o.do("survey", "report", "--brand", "aster", "--by", "carrier"), "\n")[1]
	if err := json.Unmarshal([]byte(last), &line); err != nil || line.Carrier != "ups" || line.Votes != 3 || *line.Mean != 3.33 || line.LowShare != 0.333 || !line.Few || line.Tracking.Votes != 2 || line.Week != "" {
		t.Errorf("by carrier: %s, %v", last, err)
	}
	if week := o.do("survey", "report", "--brand", "aster", "--from", "2026-01-01", "--to", "2026-01-01", "--by", "region"); !strings.HasPrefix(week, `{"region":"DE","votes":1`) {
		t.Errorf("one week: %s", week)
	}
}

// A mean of enough votes is not marked, and cells whose votes were all taken back are no line.
func TestSurveyRows(t *testing.T) {
	t.Parallel()
	rows := surveyRows(map[survey.Cell]survey.Sums{
		{Carrier: "ups"}: {Scores: [survey.Best]int64{0, 0, 0, 5, 5}, Low: 0}, {Carrier: "gls"}: {},
	})
	if len(rows) != 1 || rows[0].cells()[5] != "4.50" || rows[0].cells()[8] != "-" {
		t.Errorf("rows %+v", rows)
	}
}
