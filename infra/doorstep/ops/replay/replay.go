// Package replay shows how the stored facts of a number become what is stored about its parcels, one fact after the other, and whether the
// present code makes the same of them. It is pure: the store is read and written by whoever calls it.
package replay

import (
	"slices"
	"strings"

	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// Step is one fact and what it changed, as the facts before it by their own time left the parcel. Facts do not say when they arrived: the
// state is a function of the set, so the order in which they came changes nothing.
type Step struct {
	N           int      `json:"n"`
	Fact        string   `json:"fact"` // its id
	Kind        string   `json:"kind"`
	At          string   `json:"at"` // local, as its sender wrote it; empty: not dated
	UTCOffset   string   `json:"utc_offset,omitempty"`
	Source      string   `json:"source"`
	Assurance   string   `json:"assurance"`
	Piece       string   `json:"piece,omitempty"`
	Code        string   `json:"code,omitempty"`
	Text        string   `json:"text,omitempty"`
	Says        string   `json:"says"`           // status of the scan, window of an estimate, verdict
	Role        string   `json:"role"`           // what it is in the end: see the Role constants
	Won         string   `json:"won,omitempty"`  // Role is not Best: the source whose telling stands in its place
	Status      string   `json:"status"`         // of the parcel afterwards, with its sub-status behind a slash
	Changed     []string `json:"changed"`        // "status", "tracking", "estimate", "milestone delivered", "milestone delivered retracted", ...
	Tracking    string   `json:"tracking_state"` // afterwards
	Estimate    string   `json:"estimate,omitempty"`
	Unconfirmed bool     `json:"unconfirmed,omitempty"`
}

// What a fact is among those that tell of one happening.
const (
	Best       = "best"       // the parcel's page shows this telling
	Witness    = "witness"    // another source tells the same
	Superseded = "superseded" // its own source corrected it, or told it better
	Denied     = "denied"     // an end that the carrier, asked later, does not know of
	Aside      = "aside"      // an estimate, a count of pieces, a verdict: no scan
)

// Claim is one parcel's history: the claim, its steps, and how what is stored compares with what the present code makes of it.
type Claim struct {
	Order       string   `json:"order_id"`
	Shipment    string   `json:"shipment"`
	Brand       string   `json:"brand"`
	Epoch       string   `json:"epoch,omitempty"`
	Released    bool     `json:"released,omitempty"`
	Steps       []Step   `json:"steps"`
	Status      string   `json:"status"` // as the present code folds it
	Tracking    string   `json:"tracking_state"`
	Conflict    bool     `json:"conflict,omitempty"` // sources contradict each other about the end
	Unmapped    []string `json:"unmapped,omitempty"` // codes that no table knows
	Differences []string `json:"differences"`        // what is stored otherwise; empty: the same
}

// Foreign is a fact that no claim may show: the life that a recycled number had before.
type Foreign struct {
	Fact   string `json:"fact"`
	At     string `json:"at"`
	Source string `json:"source"`
	Says   string `json:"says"`
}

// History is everything about one number.
type History struct {
	Number   string    `json:"tracking_number"`
	Version  int64     `json:"version"`
	Facts    int       `json:"facts"`
	Overflow bool      `json:"overflow,omitempty"` // more was told than is kept
	Main     string    `json:"main,omitempty"`     // the number that this one is another name of
	Aliases  []string  `json:"aliases,omitempty"`
	Claims   []Claim   `json:"claims"`
	Foreign  []Foreign `json:"foreign"`
	Equal    bool      `json:"equal"` // what is stored is what the present code makes of the facts
}

// Of tells the history of a number. A number that nobody claims is folded as one parcel, without anything stored to compare.
func Of(n store.Number) History {
	h := History{
		Number: n.Number, Version: n.Version, Facts: len(n.Facts), Overflow: n.Overflow, Main: n.Main, Aliases: n.Aliases, Claims: []Claim{}, Foreign: []Foreign{},
		Equal: Equal(n),
	}
	if len(n.Claims) == 0 {
		h.Claims = append(h.Claims, describe(store.ClaimState{}, store.ClaimState{}, n.Facts, false))
		return h
	}
	claims := make([]shipment.Claim, len(n.Claims))
	for i, c := range n.Claims {
		claims[i] = c.Claim
	}
	perClaim, foreign := shipment.Select(n.Facts, claims)
	anew := n.Refolded().Claims
	for i, c := range n.Claims {
		h.Claims = append(h.Claims, describe(c, anew[i], perClaim[i], true))
	}
	for _, f := range foreign {
		h.Foreign = append(h.Foreign, Foreign{f.ID, f.At.Local, f.Source, says(f)})
	}
	return h
}

// Equal reports whether the present code makes of the facts what is stored.
func Equal(n store.Number) bool { return store.SameClaims(n.Claims, n.Refolded().Claims) }

func describe(stored, anew store.ClaimState, facts []shipment.Fact, claimed bool) Claim {
	state := shipment.Fold(facts)
	c := Claim{
		Order: stored.Order, Shipment: stored.Shipment, Brand: stored.Brand, Epoch: stored.Epoch, Released: stored.Released, Steps: steps(facts, state),
		Status: statusOf(state.Status, state.Sub), Tracking: string(state.Tracking), Conflict: state.Tracking == shipment.Conflict, Unmapped: state.Unmapped, Differences: []string{},
	}
	if claimed {
		c.Differences = differences(stored, anew)
	}
	return c
}

// differences names what of a claim is stored otherwise than the present code would store it.
func differences(stored, anew store.ClaimState) []string {
	out := []string{}
	if was, is := statusOf(stored.Status, stored.Sub), statusOf(anew.Status, anew.Sub); was != is {
		out = append(out, "status: stored "+was+", folded "+is)
	}
	if stored.Digest != anew.Digest {
		out = append(out, "the stored state was folded from other facts")
	}
	was, is := milestones(stored.Milestones), milestones(anew.Milestones)
	for _, m := range was {
		if !slices.Contains(is, m) {
			out = append(out, "milestone "+m+" is stored, and is none")
		}
	}
	for _, m := range is {
		if !slices.Contains(was, m) {
			out = append(out, "milestone "+m+" is not stored")
		}
	}
	if len(out) == 0 && !slices.Equal(stored.Milestones, anew.Milestones) {
		out = append(out, "milestones lie at other scans")
	}
	return out
}

func statusOf(s shipment.Status, sub string) string {
	if sub == "" {
		return string(s)
	}
	return string(s) + "/" + sub
}

// says writes what a fact claims.
func says(f shipment.Fact) string {
	switch f.Kind {
	case shipment.ScanFact:
		return statusOf(f.Status, f.Sub)
	case shipment.EstimateFact:
		return window(f.Window)
	case shipment.VerdictFact:
		return f.Code
	default:
		return strings.TrimSpace(string(f.Kind))
	}
}

func window(w shipment.Window) string {
	if w.Earliest == w.Latest || w.Earliest == "" {
		return w.Latest
	}
	return w.Earliest + " to " + w.Latest
}

// Since reports whether the number has a fact of a day ("2006-01-02") or later.
func (h History) Since(day string) bool {
	for _, c := range h.Claims {
		if slices.ContainsFunc(c.Steps, func(s Step) bool { return s.At >= day }) {
			return true
		}
	}
	return slices.ContainsFunc(h.Foreign, func(f Foreign) bool { return f.At >= day })
}

// From gives the history with the steps of a day and later; the empty day leaves all.
func (h History) From(day string) History {
	h.Claims = slices.Clone(h.Claims)
	for i := range h.Claims {
		h.Claims[i].Steps = slices.DeleteFunc(slices.Clone(h.Claims[i].Steps), func(s Step) bool { return s.At < day })
	}
	return h
}

// WithoutWords gives the history without the senders' words, which may name people.
func (h History) WithoutWords() History {
	h.Claims = slices.Clone(h.Claims)
	for i := range h.Claims {
		h.Claims[i].Steps = slices.Clone(h.Claims[i].Steps)
		for k := range h.Claims[i].Steps {
			h.Claims[i].Steps[k].Text = ""
		}
	}
	return h
}
