package shipment

import (
	"slices"
	"strings"
)

// erasedLife is for how many days from its epoch an erased claim strikes words: carriers use numbers again after 120 days at the earliest
// (see lifeGap), and the words of the next parcel are another person's, even before its order comes.
const erasedLife = 120

// Strike takes the senders' own words out of facts about parcels of erased orders, because nobody can know whether a carrier wrote "left
// with the neighbour" and the neighbour's name. Struck are the facts of an erased claim, except those that the claim of another order
// shows: its own page prints them. The rest of a fact names nobody and stays, and every word keeps its length, so that digest, status
// and milestones of the set stay what they were (of two tellings of one scan, the longer stands for it).
//
// Like Merge it is a function of the sets, and striking twice is striking once. The facts must be a set that Merge gave; they are not
// changed. struck reports whether the fact with an id is one of them: what else is kept of it has to go as well.
func Strike(facts []Fact, claims []Claim) (out []Fact, struck func(id string) bool) {
	if !slices.ContainsFunc(claims, func(c Claim) bool { return c.Erased }) {
		return facts, func(string) bool { return false }
	}
	shown := map[string]bool{}
	living := slices.Clone(claims)
	for i := range living {
		living[i].Released = living[i].Released || living[i].Erased // such a claim gets no facts
	}
	perClaim, _ := Select(facts, living)
	for _, own := range perClaim {
		for _, f := range own {
			shown[f.ID] = true
		}
	}
	gone := map[string]bool{}
	out = slices.Clone(facts)
	for i := range out {
		f := &out[i]
		if shown[f.ID] || !erased(f, claims) {
			continue
		}
		gone[f.ID] = true
		f.Text, f.Place.Text = strike(f.Text), strike(f.Place.Text)
	}
	return out, func(id string) bool { return gone[id] }
}

// erased reports whether a fact may be about a parcel of an erased order. A claim that was released before is one of them: the number was
// the parcel's until it was corrected. What is older than the claim is too: it may be the same parcel under a date that was told wrong,
// and no other order shows it.
func erased(f *Fact, claims []Claim) bool {
	day, dated := dayNumber(f.At.Date())
	return slices.ContainsFunc(claims, func(c Claim) bool {
		epoch, known := dayNumber(c.Epoch)
		return c.Erased && (!dated || !known || day < epoch+erasedLife)
	})
}

// strike gives a word of the same length in bytes that says nothing.
func strike(word string) string { return strings.Repeat("-", len(word)) }
