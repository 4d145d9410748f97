// Package survey knows how shoppers rate a delivery and report what is wrong: which votes count, until when they can be changed, where
// they are counted, and when one becomes a case for a person. It is pure: no clock, no database, no network. Comments are personal;
// the package checks them and never keeps them in a Vote or a Case.
package survey

import (
	"slices"
	"time"

	"doorstep/shared/shipment"
)

// Window is for how long a vote can be changed, from its first tap on. Longer, and a number of last week would still move; shorter,
// and whoever tapped wrong in the evening could not mend it in the morning.
const Window = 24 * time.Hour

// Scores go from 1 to Best, for the delivery and for the tracking.
const Best = 5

// DefaultCaseAt is the score up to which a vote becomes a case, unless the brand says otherwise.
const DefaultCaseAt = 2

// MaxComment is the most characters of a comment.
const MaxComment = 1000

// Vote is what a shopper says of one delivery, but for the comment. The zero Vote says nothing.
type Vote struct {
	Score    int       // 1 to Best; 0: nobody voted
	Reason   string    // one of Reasons(Score), or empty
	Tracking int       // 1 to Best: how it was to follow the parcel; 0: not told
	Low      bool      // the score is one that becomes a case
	First    time.Time // of the first tap
	Changed  time.Time // of the last
	Cell     Cell      // where it is counted: settled by the first tap, so that a change is taken from where it was put
}

// Given reports whether there is a vote.
func (v Vote) Given() bool { return v.Score != 0 }

// Open reports whether the vote can still be given or changed.
func (v Vote) Open(now time.Time) bool { return !v.Given() || now.Before(v.First.Add(Window)) }

// Due reports whether there is a delivery to rate: the parcel has come, or its way has ended otherwise. What was cancelled before it
// travelled is none.
func Due(v shipment.View) bool { return v.Status.Terminal() && v.Status != shipment.Cancelled }

// Ballot is what one form says. What it leaves empty stays as it is.
type Ballot struct {
	Shipment string
	Score    int
	Reason   string
	Comment  string // plain text, see Clean
	Tracking int
}

// Rules are what decides about a ballot beside the vote so far.
type Rules struct {
	CaseAt int  // scores up to this one become a case; 0: DefaultCaseAt
	Cell   Cell // where a first vote is counted
}

// Cast gives the vote after a ballot. A ballot that says nothing new gives the same vote, to the byte. The error is Problems.
func (b Ballot) Cast(v Vote, r Rules, now time.Time) (Vote, error) {
	now = now.UTC().Truncate(time.Millisecond) // what the table keeps
	switch {
	case !v.Open(now):
		return v, Problems{{Field: "score", Code: Closed}}
	case !v.Given() && b.Score == 0:
		return v, Problems{{Field: "score", Code: Missing}}
	}
	next := v
	if b.Score != 0 {
		next.Score = b.Score
		if b.Score != v.Score {
			next.Low = b.Score <= r.caseAt()
		}
	}
	if b.Reason != "" {
		next.Reason = b.Reason
		if !slices.Contains(Reasons(next.Score), b.Reason) {
			return v, Problems{{Field: "reason", Code: Unknown}}
		}
	}
	if !slices.Contains(Reasons(next.Score), next.Reason) { // it explained another score
		next.Reason = ""
	}
	if b.Tracking != 0 {
		next.Tracking = b.Tracking
	}
	if next == v {
		return v, nil
	}
	next.Changed = now
	if !v.Given() {
		next.First, next.Cell = now, r.Cell
	}
	return next, nil
}

func (r Rules) caseAt() int {
	if r.CaseAt == 0 {
		return DefaultCaseAt
	}
	return r.CaseAt
}

// Reasons gives what can explain a score: keys of the catalogs below survey.reason.
func Reasons(score int) []string {
	switch {
	case score < 1 || score > Best:
		return nil
	case score <= 3:
		return []string{"late", "damaged", "wrong_place", "courier", "no_news"}
	default:
		return []string{"in_time", "good_condition", "good_courier", "good_news"}
	}
}
