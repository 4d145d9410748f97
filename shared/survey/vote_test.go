package survey_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/survey"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

var louisville = survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "US-KY"}

func TestCast(t *testing.T) {
	t.Parallel()
	given := survey.Vote{Score: 2, Reason: "late", Tracking: 4, Low: true, First: noon, Changed: noon, Cell: louisville}
	later := noon.Add(time.Hour)
	elsewhere := survey.Rules{Cell: survey.Cell{Week: "2026-W48", Carrier: "usps", Service: "x", Region: "DE"}}
	cases := map[string]struct {
		vote   survey.Vote
		ballot survey.Ballot
		rules  survey.Rules
		now    time.Time
		want   survey.Vote
		bad    survey.Problems
	}{
		"one tap": {
			ballot: survey.Ballot{Score: 4}, rules: survey.Rules{Cell: louisville}, now: noon,
			want: survey.Vote{Score: 4, First: noon, Changed: noon, Cell: louisville},
		},
		"a low one, by default up to 2": {
			ballot: survey.Ballot{Score: 2}, rules: survey.Rules{Cell: louisville}, now: noon,
			want: survey.Vote{Score: 2, Low: true, First: noon, Changed: noon, Cell: louisville},
		},
		"a low one by the brand's own rule": {
			ballot: survey.Ballot{Score: 3}, rules: survey.Rules{Cell: louisville, CaseAt: 3}, now: noon,
			want: survey.Vote{Score: 3, Low: true, First: noon, Changed: noon, Cell: louisville},
		},
		"everything at once": {
			ballot: survey.Ballot{Score: 5, Reason: "in_time", Tracking: 1}, rules: survey.Rules{Cell: louisville}, now: noon,
			want: survey.Vote{Score: 5, Reason: "in_time", Tracking: 1, First: noon, Changed: noon, Cell: louisville},
		},
		"the same again": {vote: given, ballot: survey.Ballot{Score: 2, Reason: "late"}, rules: elsewhere, now: later, want: given},
		"nothing at all": {vote: given, rules: elsewhere, now: later, want: given},
		"a reason keeps the score, and the cell": {
			vote: given, ballot: survey.Ballot{Reason: "damaged"}, rules: elsewhere, now: later,
			want: survey.Vote{Score: 2, Reason: "damaged", Tracking: 4, Low: true, First: noon, Changed: later, Cell: louisville},
		},
		"a score that the reason does not explain": {
			vote: given, ballot: survey.Ballot{Score: 5}, rules: elsewhere, now: later,
			want: survey.Vote{Score: 5, Tracking: 4, First: noon, Changed: later, Cell: louisville},
		},
		"a score that it does explain": {
			vote: given, ballot: survey.Ballot{Score: 1}, now: later,
			want: survey.Vote{Score: 1, Reason: "late", Tracking: 4, Low: true, First: noon, Changed: later, Cell: louisville},
		},
		"the last moment of the day": {
			vote: given, ballot: survey.Ballot{Tracking: 1}, now: noon.Add(survey.Window - time.Millisecond),
			want: survey.Vote{Score: 2, Reason: "late", Tracking: 1, Low: true, First: noon, Changed: noon.Add(survey.Window - time.Millisecond), Cell: louisville},
		},
		"a day later":                  {vote: given, ballot: survey.Ballot{Score: 5}, now: noon.Add(survey.Window), bad: survey.Problems{{Field: "score", Code: survey.Closed}}},
		"no score":                     {ballot: survey.Ballot{Tracking: 3}, now: noon, bad: survey.Problems{{Field: "score", Code: survey.Missing}}},
		"a reason of another score":    {vote: given, ballot: survey.Ballot{Reason: "in_time"}, now: later, bad: survey.Problems{{Field: "reason", Code: survey.Unknown}}},
		"a reason that does not exist": {vote: given, ballot: survey.Ballot{Reason: "x"}, now: later, bad: survey.Problems{{Field: "reason", Code: survey.Unknown}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.ballot.Cast(c.vote, c.rules, c.now)
			var bad survey.Problems
			errors.As(err, &bad)
			if diff := cmp.Diff(c.bad, bad); diff != "" {
				t.Fatalf("problems (-want +got):\n%s", diff)
			}
			if bad != nil {
				c.want = c.vote
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("vote (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	for status, want := range map[shipment.Status]bool{
		shipment.Delivered: true, shipment.Returned: true, shipment.Destroyed: true, shipment.Cancelled: false,
		shipment.OutForDelivery: false, shipment.AvailableForPickup: false, shipment.Unknown: false, "": false,
	} {
		if got := survey.Due(shipment.View{State: shipment.State{Status: status}}); got != want {
			t.Errorf("%q can be rated: %v", status, got)
		}
	}
}

func TestProblemsHaveKinds(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]fault.Kind{
		survey.Missing: fault.Invalid, survey.TooLong: fault.Invalid, survey.Closed: fault.Conflict, survey.TooMany: fault.Conflict,
	} {
		if got := fault.KindOf(survey.Problems{{Field: "score", Code: code}}); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
}

// said is everything that the table would hold of one brand.
type said struct {
	votes map[string]survey.Vote
	cases map[string]survey.Case
	sums  map[survey.Cell]survey.Sums
	now   time.Time
}

// TestSumsStayARecount lets shoppers vote, change their minds, come too late and talk nonsense about several parcels, and merchants
// close cases. After each step the sums are what counting all votes again gives, and a case is open exactly when somebody has to look.
func TestSumsStayARecount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := said{votes: map[string]survey.Vote{}, cases: map[string]survey.Case{}, sums: map[survey.Cell]survey.Sums{}, now: noon}
		t.Repeat(map[string]func(*rapid.T){
			"vote":  s.vote,
			"wait":  func(t *rapid.T) { s.now = s.now.Add(time.Duration(rapid.IntRange(1, 13).Draw(t, "hours")) * time.Hour) },
			"close": s.close,
			"":      s.check,
		})
	})
}

func (s *said) vote(t *rapid.T) {
	id := rapid.SampledFrom([]string{"s1", "s2", "s3"}).Draw(t, "shipment")
	ballot := survey.Ballot{
		Score: rapid.IntRange(0, survey.Best).Draw(t, "score"), Tracking: rapid.IntRange(0, survey.Best).Draw(t, "tracking"),
		Reason: rapid.SampledFrom([]string{"", "late", "in_time", "nonsense"}).Draw(t, "reason"),
	}
	rules := survey.Rules{CaseAt: rapid.IntRange(0, 4).Draw(t, "case at"), Cell: survey.Cell{Week: survey.Week(s.now), Carrier: "ups", Service: id, Region: "US"}}
	was := s.votes[id]
	is, err := ballot.Cast(was, rules, s.now)
	if err != nil {
		if is != was {
			t.Fatalf("a refused ballot changed the vote from %+v to %+v", was, is)
		}
		return
	}
	if was.Given() && !s.now.Before(was.First.Add(survey.Window)) {
		t.Fatalf("a vote of %s was changed at %s", was.First, s.now)
	}
	again, err := ballot.Cast(is, rules, s.now)
	if err != nil || again != is {
		t.Fatalf("the same ballot again gives %+v after %+v, %v", again, is, err)
	}
	s.votes[id] = is
	s.cases[id] = s.cases[id].Voted(was, is)
	s.sums[is.Cell] = s.sums[is.Cell].Plus(is.Sums().Minus(was.Sums()))
}

func (s *said) close(t *rapid.T) {
	id := rapid.SampledFrom([]string{"s1", "s2", "s3"}).Draw(t, "shipment")
	s.cases[id] = s.cases[id].Close(survey.ByMerchant, s.now)
}

func (s *said) check(t *rapid.T) {
	recount := map[survey.Cell]survey.Sums{}
	for id, v := range s.votes {
		recount[v.Cell] = recount[v.Cell].Plus(v.Sums())
		c := s.cases[id]
		if want := v.Low && c.Closed != survey.ByMerchant; c.Open != want {
			t.Fatalf("%s: vote %+v and case %+v", id, v, c)
		}
		if c.Open && c.Score != v.Score {
			t.Fatalf("%s: the case tells of score %d, the vote is %d", id, c.Score, v.Score)
		}
		if v.Reason != "" && !slices.Contains(survey.Reasons(v.Score), v.Reason) {
			t.Fatalf("%s: %q explains %d", id, v.Reason, v.Score)
		}
	}
	for cell, sums := range s.sums {
		if sums != recount[cell] {
			t.Fatalf("%+v holds %+v, counting again gives %+v", cell, sums, recount[cell])
		}
	}
}
