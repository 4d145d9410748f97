package survey

import (
	"slices"
	"time"
)

// LowScore is the kind of the case that a vote opens. The other kinds are what a shopper can report.
const LowScore = "low_score"

// Kinds of a report.
const (
	NotReceived  = "not_received" // it is said to be delivered and is not there
	Damaged      = "damaged"
	MissingItem  = "missing_item"
	WrongAddress = "wrong_address"
	Other        = "other"
)

// ReportKinds lists what a shopper can report, in the order of the form.
func ReportKinds() []string { return []string{NotReceived, Damaged, MissingItem, WrongAddress, Other} }

// Who closed a case.
const (
	ByShopper  = "shopper"  // raised the score within the day
	ByMerchant = "merchant" // dealt with it
	ByErasure  = "erasure"  // the order was erased
)

// Limits of reports: who holds a link must not fill a list that people work through.
const (
	MaxTimes = 10 // of one kind about one shipment
	MaxCases = 20 // of one order
)

// twice is within which time the same report again is a second tap on the button.
const twice = time.Minute

// Case is something about one shipment that a person should look at. There is at most one of a kind per shipment.
type Case struct {
	Kind    string
	Open    bool
	Opened  time.Time // the last time it was opened: its place on the list
	Changed time.Time
	Times   int    // how often the shopper told of it; 0: there is no case
	Score   int    // of LowScore
	Closed  string // ByShopper, ByMerchant or ByErasure; empty while it is open
}

// Voted gives the case of kind LowScore after a vote changed. A score that became low opens it, again if need be; one that was raised
// closes it unless the merchant has, because what an open case would say is no longer so.
func (c Case) Voted(was, is Vote) Case {
	switch {
	case is.Low && !was.Low:
		c.Kind, c.Score = LowScore, is.Score
		return c.open(is.Changed)
	case is.Low && is.Score != c.Score:
		c.Score, c.Changed = is.Score, is.Changed
	case was.Low && !is.Low && c.Open:
		return c.Close(ByShopper, is.Changed)
	}
	return c
}

// Report is what one form says is wrong.
type Report struct {
	Shipment string // empty: the whole order
	Kind     string
	Comment  string // plain text, see Clean
}

// File gives the case after a report of its kind; cases are all of the order's. The same again within a minute, without a word more, is
// one report. What the merchant has closed is open again: the shopper says that it still is so. The error is Problems.
func (r Report) File(c Case, cases []Case, now time.Time) (Case, error) {
	now = now.UTC().Truncate(time.Millisecond)
	switch {
	case !slices.Contains(ReportKinds(), r.Kind):
		return c, Problems{{Field: "kind", Code: Missing}}
	case c.Open && r.Comment == "" && now.Before(c.Changed.Add(twice)):
		return c, nil
	case c.Times >= MaxTimes, c.Times == 0 && len(cases) >= MaxCases:
		return c, Problems{{Field: "kind", Code: TooMany}}
	}
	c.Kind = r.Kind
	return c.open(now), nil
}

func (c Case) open(now time.Time) Case {
	if !c.Open {
		c.Opened = now
	}
	c.Open, c.Closed, c.Changed = true, "", now
	c.Times++
	return c
}

// Close gives the case as somebody closed it. A closed one stays as it is.
func (c Case) Close(by string, now time.Time) Case {
	if !c.Open {
		return c
	}
	c.Open, c.Closed, c.Changed = false, by, now.UTC().Truncate(time.Millisecond)
	return c
}
