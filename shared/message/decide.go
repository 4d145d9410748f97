package message

import (
	"hash/fnv"

	"doorstep/shared/shipment"
)

// Decide gives the decision for one subject and one recipient. It looks at the present only: the same question in the same present has
// the same answer, however often and in whatever order the news of it arrives. Of several objections the first is the one on record: what
// happened too long ago is that, whatever happened since.
func Decide(s Subject, r Recipient, p Present) Decision {
	n := p.see(s, r.ID == Team)
	d := Decision{Outcome: Skip, Kind: n.kind, Optional: n.rule.Optional, Record: true}
	if n.kind == "" {
		d.Reason, d.Record = ReasonNoKind, false
		return d
	}
	for _, objection := range [...]string{n.void(p), n.history(p), n.overtaken(p), n.known(r, p), n.unreachable(r)} {
		if objection != "" {
			d.Reason = objection
			d.Record = objection != ReasonNoDate && (objection != ReasonKindOff || n.rule.Said)
			return d
		}
	}
	w := n.wait(r, p)
	if w.outcome == Skip {
		d.Reason = w.reason
		return d
	}
	if held := p.held(n, r); held != "" {
		d.Reason, d.Until = held, w.until
		return d
	}
	d.Outcome, d.Reason, d.Until, d.With = w.outcome, w.reason, w.until, w.with
	return d
}

// Subjects gives what the news of a subject is news of: itself, and messages that it makes somebody wait for.
func Subjects(s Subject, p Policy) []Subject {
	all := []Subject{s}
	if s.About != "" && s.About != AboutMilestone || s.Retracted || s.Journey%2 == 1 || s.Sub != "" {
		return all
	}
	also := func(k Kind) {
		if p.Rule(k).On {
			more := s
			more.Also = k
			all = append(all, more)
		}
	}
	switch s.Status {
	case shipment.InTransit:
		also(InTransit)
		also(ArrivingTomorrow)
	case shipment.Accepted:
		also(ArrivingTomorrow)
	case shipment.AvailableForPickup:
		also(PickupExpiring)
	}
	return all
}

// Wanted reports whether a subject can be anybody's message under a policy, however things stand: where it cannot, nothing needs to be
// read. The reason says why not.
func Wanted(s Subject, p Policy) (reason string, wanted bool) {
	reason = ReasonNoKind
	if s.About == AboutFinding && len(p.Team(s.Event)) > 0 {
		return "", true
	}
	for _, one := range Subjects(s, p) {
		n := Present{Policy: p}.see(one, false)
		kinds := []Kind{n.base, n.Also}
		if s.About == "" || s.About == AboutMilestone { // the reason of a status is only in the state
			for refined, kind := range bySub {
				if refined.status == s.Status && s.Sub == "" && n.base != "" {
					kinds = append(kinds, kind)
				}
			}
		}
		for _, kind := range kinds {
			rule := p.Rule(kind)
			switch {
			case kind == "" || s.Retracted && !rule.Recant:
			case rule.On || rule.Said:
				return "", true
			default:
				reason = ReasonKindOff
			}
		}
	}
	return reason, false
}

// NameOf names the decision about a subject.
func NameOf(s Subject, r Recipient, p Present) Name { return p.see(s, r.ID == Team).name(r) }

// void tells what makes the question itself void.
func (n news) void(p Present) string {
	switch {
	case !p.OrderKnown:
		return ReasonOrderGone
	case !p.BrandKnown || p.Policy.Mode == Off:
		return ReasonBrandOff
	case !n.rule.On:
		return ReasonKindOff
	case n.Shipment != "" && !n.claimed:
		return ReasonReleased
	}
	return ""
}

// unreachable tells why a recipient is not written to.
func (n news) unreachable(r Recipient) string {
	switch {
	case r.Gift && (n.kind == Refunded || n.kind == PaymentDue && n.About == AboutOrder):
		return ReasonNotTheirs
	case !r.Known:
		return ReasonNoAddress
	case r.Suppressed == StopAll:
		return ReasonSuppressed
	case !r.Consent:
		return ReasonNoConsent
	case n.rule.Optional && r.Suppressed != "":
		return ReasonUnsubscribed
	case n.rule.Optional && !r.Extra:
		return ReasonNoConsent
	case r.Double:
		return ReasonSameAddress
	}
	return ""
}

// held tells what holds back a message that is right: the brand tries things out. The team of a live brand is told of every order.
func (p Present) held(n news, r Recipient) string {
	switch {
	case p.Policy.Mode != Live:
		return ReasonShadow
	case r.ID != Team && !InPilot(p.OrderID, p.Policy.Pilot):
		return ReasonPilot
	}
	return ""
}

// InPilot reports whether an order belongs to a sample of so many percent; 0 is all. A larger sample holds every smaller one, so that
// nobody falls silent when a pilot grows.
func InPilot(order string, percent int) bool {
	if percent <= 0 || percent >= 100 {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte("pilot " + order)) //nolint:errcheck // a hash never fails
	return int(h.Sum32()%100) < percent
}
