package message

import (
	"strings"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// news is a subject as it looks in the present.
type news struct {
	Subject
	parcel    Parcel
	claimed   bool
	milestone shipment.Milestone // AboutMilestone
	event     order.Milestone    // AboutOrder
	found     bool               // there is such a milestone or event
	reason    string             // the sub-status that refines it
	base      Kind               // of the milestone, event or finding
	kind      Kind               // of the message; empty: it is none
	rule      Rule
}

// see looks a subject up.
func (p Present) see(s Subject, team bool) news {
	n := news{Subject: s}
	n.parcel, n.claimed = p.parcel(s.Shipment)
	switch s.About {
	case AboutOrder:
		n.event, n.found = order.Nth(p.Events, s.Event, s.Occurrence)
		n.base = byEvent[s.Event]
		n.kind = n.base
	case AboutFinding:
		n.found, n.base = true, byFinding[s.Event]
		n.kind = n.base
	default:
		n.milestone, n.found = find(s, n.parcel.Milestones)
		n.reason = n.refinement()
		n.base, _ = KindOf(n.direction(), s.Status, n.reason, p.Policy.OnLabel)
		n.kind = n.told()
	}
	if team {
		n.kind = ""
		if s.About == AboutFinding {
			n.kind = Alert
		}
	}
	n.rule = p.Policy.Rule(n.kind)
	return n
}

// told gives the kind of message that the milestone is news of.
func (n news) told() Kind {
	switch {
	case n.Retracted && entryOf(n.base).Recant:
		return Retraction
	case n.Retracted:
		return ""
	case n.Also == InTransit && !n.accepted():
		return "" // "shipped" says it
	case n.Also != "" && n.base != "":
		return n.Also
	}
	return n.base
}

// accepted reports whether the carrier took the parcel before it moved.
func (n news) accepted() bool {
	for _, m := range n.parcel.Milestones {
		if m.Journey == n.Journey && m.Status == shipment.Accepted && !m.Retracted {
			return true
		}
	}
	return false
}

// refinement is the sub-status that says what a status means to the shopper. A status and its reason can be two milestones of one scan,
// or the reason stands only in the state.
func (n news) refinement() string {
	switch {
	case n.Sub != "":
		return n.Sub
	case n.Status != shipment.Exception && n.Status != shipment.Delivered && n.Status != shipment.DeliveryAttempted:
		return ""
	}
	for _, m := range n.parcel.Milestones {
		if m.Scan != "" && m.Scan == n.milestone.Scan && m.Status == n.Status && m.Journey == n.Journey && m.Sub != "" {
			return m.Sub
		}
	}
	if n.parcel.Status == n.Status {
		return n.parcel.Sub
	}
	return ""
}

// direction of the subject's journey. A milestone that is gone may leave its journey behind; ways out have even ordinals and ways
// back odd ones (shipment.Journey).
func (n news) direction() shipment.Direction {
	switch {
	case n.found:
		return n.milestone.Direction
	case n.Journey%2 == 1:
		return shipment.Return
	default:
		return shipment.Outbound
	}
}

const suffixRetracted = "-" + retractedWord

// name names the decision.
func (n news) name(r Recipient) Name {
	what := n.what()
	if n.Retracted {
		what += suffixRetracted
	}
	return Name{Shipment: n.Shipment, Journey: n.Journey, What: what, Occurrence: n.Occurrence, Recipient: r.ID, Channel: r.Channel}
}

// what is the part of a decision's name that says what it is about. One happening keeps one word, whatever is learned of it later: a
// delivery is "delivered" also when it turns out that a neighbour took it. Where each reason is news of its own, it stands behind.
func (n news) what() string {
	switch {
	case n.kind == Alert:
		return string(Alert) + "-" + n.Event
	case n.About == AboutFinding:
		return with(n.base, n.Event)
	case n.About == AboutOrder:
		return string(n.base)
	case n.Also != "":
		return string(n.Also)
	case n.base == Returned:
		return string(Returned)
	}
	switch n.Status {
	case shipment.Delivered:
		return string(Delivered)
	case shipment.DeliveryAttempted:
		return string(Attempted)
	case shipment.Destroyed:
		return with(Problem, string(shipment.Destroyed))
	case shipment.Exception, shipment.AvailableForPickup:
		return with(n.base, n.reason)
	}
	if n.base == "" {
		return string(n.Status)
	}
	return string(n.base)
}

func with(k Kind, reason string) string {
	return strings.TrimSuffix(string(k)+"-"+reason, "-")
}

// find looks the subject up among the present milestones.
func find(s Subject, milestones []shipment.Milestone) (shipment.Milestone, bool) {
	for _, m := range milestones {
		if m.Journey == s.Journey && m.Status == s.Status && m.Sub == s.Sub && m.Occurrence == s.Occurrence {
			return m, true
		}
	}
	return shipment.Milestone{}, false
}
