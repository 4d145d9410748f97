package survey_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/survey"
)

func TestVoted(t *testing.T) {
	t.Parallel()
	later := noon.Add(time.Hour)
	low := survey.Vote{Score: 2, Low: true, Changed: noon}
	lower := survey.Vote{Score: 1, Low: true, Changed: later}
	high := survey.Vote{Score: 5, Changed: later}
	open := survey.Case{Kind: survey.LowScore, Open: true, Opened: noon, Changed: noon, Times: 1, Score: 2}
	withdrawn := survey.Case{Kind: survey.LowScore, Opened: noon, Changed: noon, Times: 1, Score: 2, Closed: survey.ByShopper}
	settled := survey.Case{Kind: survey.LowScore, Opened: noon, Changed: noon, Times: 1, Score: 2, Closed: survey.ByMerchant}
	cases := map[string]struct {
		c       survey.Case
		was, is survey.Vote
		want    survey.Case
	}{
		"a good first vote":          {survey.Case{}, survey.Vote{}, high, survey.Case{}},
		"a low first vote opens":     {survey.Case{}, survey.Vote{}, low, open},
		"lower still is one case":    {open, low, lower, survey.Case{Kind: survey.LowScore, Open: true, Opened: noon, Changed: later, Times: 1, Score: 1}},
		"raised closes":              {open, low, high, survey.Case{Kind: survey.LowScore, Opened: noon, Changed: later, Times: 1, Score: 2, Closed: survey.ByShopper}},
		"raised after the merchant":  {settled, low, high, settled},
		"low again opens again":      {withdrawn, high, lower, survey.Case{Kind: survey.LowScore, Open: true, Opened: later, Changed: later, Times: 2, Score: 1}},
		"a word more after merchant": {settled, low, survey.Vote{Score: 2, Reason: "late", Low: true, Changed: later}, settled},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.c.Voted(c.was, c.is)); diff != "" {
				t.Errorf("case (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	first := survey.Case{Kind: survey.Damaged, Open: true, Opened: noon, Changed: noon, Times: 1}
	settled := survey.Case{Kind: survey.Damaged, Opened: noon, Changed: noon, Times: 1, Closed: survey.ByMerchant}
	often := survey.Case{Kind: survey.Damaged, Open: true, Opened: noon, Changed: noon, Times: survey.MaxTimes}
	later := noon.Add(time.Hour)
	cases := map[string]struct {
		c      survey.Case
		report survey.Report
		others int
		now    time.Time
		want   survey.Case
		bad    bool
	}{
		"the first":                {report: survey.Report{Kind: survey.Damaged}, now: noon, want: first},
		"a second tap":             {c: first, report: survey.Report{Kind: survey.Damaged}, now: noon.Add(59 * time.Second), want: first},
		"a word more":              {c: first, report: survey.Report{Kind: survey.Damaged, Comment: "x"}, now: noon.Add(time.Second), want: survey.Case{Kind: survey.Damaged, Open: true, Opened: noon, Changed: noon.Add(time.Second), Times: 2}},
		"told again":               {c: first, report: survey.Report{Kind: survey.Damaged}, now: later, want: survey.Case{Kind: survey.Damaged, Open: true, Opened: noon, Changed: later, Times: 2}},
		"told again after its end": {c: settled, report: survey.Report{Kind: survey.Damaged}, now: later, want: survey.Case{Kind: survey.Damaged, Open: true, Opened: later, Changed: later, Times: 2}},
		"too often":                {c: often, report: survey.Report{Kind: survey.Damaged}, now: later, want: often, bad: true},
		"the last of an order":     {report: survey.Report{Kind: survey.Damaged}, others: survey.MaxCases - 1, now: noon, want: first},
		"one too many of an order": {report: survey.Report{Kind: survey.Damaged}, others: survey.MaxCases, now: noon, bad: true},
		"again in a full order":    {c: first, report: survey.Report{Kind: survey.Damaged}, others: survey.MaxCases, now: later, want: survey.Case{Kind: survey.Damaged, Open: true, Opened: noon, Changed: later, Times: 2}},
		"a score is no report":     {report: survey.Report{Kind: survey.LowScore}, now: noon, bad: true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.report.File(c.c, make([]survey.Case, c.others), c.now)
			if diff := cmp.Diff(c.want, got); diff != "" || (err != nil) != c.bad {
				t.Errorf("case, error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}
