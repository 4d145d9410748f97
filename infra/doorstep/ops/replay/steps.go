package replay

import (
	"slices"
	"strconv"

	"doorstep/shared/shipment"
)

// steps folds ever longer beginnings of the facts, which stand in the order of their own times.
func steps(facts []shipment.Fact, end shipment.State) []Step {
	out := make([]Step, 0, len(facts))
	before := shipment.Fold(nil)
	for i, f := range facts {
		after := shipment.Fold(facts[:i+1])
		role, won := roleOf(f, end)
		s := Step{
			N: i + 1, Fact: f.ID, Kind: string(f.Kind), At: f.At.Local, UTCOffset: f.At.Offset, Source: f.Source, Assurance: string(f.Assurance), Piece: f.Piece,
			Code: f.Code, Text: f.Text, Says: says(f), Role: role, Won: won, Status: statusOf(after.Status, after.Sub), Changed: changes(before, after),
			Tracking: string(after.Tracking), Unconfirmed: after.Unconfirmed,
		}
		if e, ok := after.Estimate(); ok {
			s.Estimate = window(e.Window)
		}
		out = append(out, s)
		before = after
	}
	return out
}

// roleOf finds what a fact is in the end.
func roleOf(f shipment.Fact, end shipment.State) (role, won string) {
	if f.Kind != shipment.ScanFact {
		return Aside, ""
	}
	for _, s := range end.Scans {
		switch {
		case s.ID == f.ID && s.Denied:
			return Denied, ""
		case s.ID == f.ID:
			return Best, ""
		case slices.Contains(s.Variants, f.ID) && s.Source != f.Source:
			return Witness, s.Source
		case slices.Contains(s.Variants, f.ID):
			return Superseded, s.Source
		}
	}
	return Superseded, ""
}

// changes names what differs between two states.
func changes(before, after shipment.State) []string {
	out := []string{}
	note := func(differs bool, what string) {
		if differs {
			out = append(out, what)
		}
	}
	note(before.Status != after.Status || before.Sub != after.Sub, "status")
	note(before.Tracking != after.Tracking, "tracking")
	was, hadOne := before.Estimate()
	is, hasOne := after.Estimate()
	note(hadOne != hasOne || was.Window != is.Window, "estimate")
	note(before.Unconfirmed != after.Unconfirmed, "proof")
	note(before.Pieces != after.Pieces && before.Pieces > 0, "pieces")
	note(len(before.Journeys) != len(after.Journeys) && len(before.Journeys) > 0, "journey")
	note(before.Reopened != after.Reopened, "reopened")
	told, tells := milestones(before.Milestones), milestones(after.Milestones)
	for _, m := range tells {
		note(!slices.Contains(told, m), "milestone "+m)
	}
	for _, m := range told {
		note(!slices.Contains(tells, m), "no milestone "+m)
	}
	return out
}

// milestones names milestones so that two of them have one name only when they are the same piece of news.
func milestones(all []shipment.Milestone) []string {
	out := make([]string, 0, len(all))
	for _, m := range all {
		name := statusOf(m.Status, m.Sub)
		if m.Journey > 0 {
			name += " of journey " + strconv.Itoa(m.Journey+1)
		}
		if m.Occurrence > 1 {
			name += " (" + strconv.Itoa(m.Occurrence) + ")"
		}
		if m.Retracted {
			name += " retracted"
		}
		out = append(out, name)
	}
	return out
}
