package message

import (
	"strconv"
	"strings"
	"time"

	"doorstep/shared/shipment"
)

// Reasons of a decision, beside the outcome.
const (
	ReasonNews        = "news"              // it is sent
	ReasonNotCustomer = "not_customer_news" // the milestone is none that shoppers are told
	ReasonGone        = "order_gone"        // the order was erased or never existed
	ReasonReleased    = "released"          // the merchant took the claim back, or the number no longer carries it
	ReasonBrandOff    = "brand_off"
	ReasonRetracted   = "retracted"  // a later scan took the milestone back, or better data dissolved it
	ReasonSuperseded  = "superseded" // the shipment has moved beyond it
	ReasonStale       = "stale"      // it happened too long ago
)

// StaleAfter is the age beyond which a milestone is history, not news: a shopper who registers late or a carrier that
// delivers its scans in bulk must not cause messages about last week.
const StaleAfter = 48 * time.Hour

// Present is how things stand when the decision is made.
type Present struct {
	OrderKnown bool
	BrandOn    bool // the brand exists and sends messages
	Claimed    bool // the number still carries the claim, and it is not released
	Status     shipment.Status
	Milestones []shipment.Milestone
	Now        time.Time
	StaleAfter time.Duration // 0: StaleAfter
}

// Decision is what becomes of the message.
type Decision struct {
	Send   bool
	Reason string
	Kind   Kind // empty when the milestone is no customer's news
}

// Decide gives the decision for one subject. It looks at the present state only: the message that brought the news may be
// late, doubled or overtaken.
func Decide(s Subject, p Present) Decision {
	m, found := find(s, p.Milestones)
	kind, told := KindOf(direction(s, m, found), s.Status)
	no := func(reason string) Decision { return Decision{Reason: reason, Kind: kind} }
	switch {
	case !told:
		return no(ReasonNotCustomer)
	case !p.OrderKnown:
		return no(ReasonGone)
	case !p.Claimed:
		return no(ReasonReleased)
	case !p.BrandOn:
		return no(ReasonBrandOff)
	case s.Retracted || !found || m.Retracted:
		return no(ReasonRetracted)
	case superseded(m, kind, p):
		return no(ReasonSuperseded)
	case stale(newest(kind, m.Journey, p.Milestones), p):
		return no(ReasonStale)
	}
	return Decision{Send: true, Reason: ReasonNews, Kind: kind}
}

// Key names the decision: one for each shipment, journey, kind, occurrence, recipient and channel. recipient is a role or an
// opaque id ("owner"), never an address. The taking back of a milestone is a decision of its own.
func Key(s Subject, d Decision, recipient, channel string) string {
	what := string(d.Kind)
	if what == "" {
		what = string(s.Status)
	}
	if s.Retracted {
		what += "-retracted"
	}
	parts := [...]string{s.Shipment, strconv.Itoa(s.Journey), what, strconv.Itoa(s.Occurrence), recipient, channel}
	for i, part := range parts {
		parts[i] = strings.NewReplacer("%", "%25", "/", "%2F", "#", "%23").Replace(part)
	}
	return strings.Join(parts[:], "/")
}

// find looks the subject up among the present milestones.
func find(s Subject, milestones []shipment.Milestone) (shipment.Milestone, bool) {
	for _, m := range milestones {
		if m.Journey == s.Journey && m.Status == s.Status && m.Occurrence == s.Occurrence {
			return m, true
		}
	}
	return shipment.Milestone{}, false
}

// direction of the subject's journey. A milestone that is gone may leave its journey behind; ways out have even ordinals and ways
// back odd ones (shipment.Journey).
func direction(s Subject, m shipment.Milestone, found bool) shipment.Direction {
	switch {
	case found:
		return m.Direction
	case s.Journey%2 == 1:
		return shipment.Return
	default:
		return shipment.Outbound
	}
}

// superseded reports whether the shipment has gone on: into another journey, to a later stage, or away from a status that is
// worth telling only while it lasts.
func superseded(m shipment.Milestone, kind Kind, p Present) bool {
	for _, other := range p.Milestones {
		if !other.Retracted && other.Journey > m.Journey {
			return true
		}
	}
	if now, ok := KindOf(m.Direction, p.Status); ok && now == kind {
		return false
	}
	return passing(kind) && p.Status != m.Status && stage(p.Status) > 0 || stage(p.Status) > stage(m.Status)
}

// newest gives the latest milestone of the kind in a journey: "in transit" an hour ago keeps "shipped" fresh although the
// parcel was accepted last week.
func newest(kind Kind, journey int, milestones []shipment.Milestone) shipment.Moment {
	var at shipment.Moment
	for _, m := range milestones {
		if k, ok := KindOf(m.Direction, m.Status); ok && k == kind && m.Journey == journey && !m.Retracted && m.At.Local >= at.Local {
			at = m.At
		}
	}
	return at
}

// stale reports whether a moment is certainly older than the limit. A clock without zone may be up to 12 hours later than it
// reads as UTC, and a bare day lasts until its end; what has no time at all is never called old.
func stale(at shipment.Moment, p Present) bool {
	limit := p.StaleAfter
	if limit == 0 {
		limit = StaleAfter
	}
	latest, ok := latestInstant(at)
	return ok && p.Now.Sub(latest) > limit
}

// farthestWest is the zone whose clocks are the last to show any given time.
const farthestWest = 12 * time.Hour

func latestInstant(m shipment.Moment) (time.Time, bool) {
	if unix, ok := m.Unix(); ok {
		return time.Unix(unix, 0), true
	}
	if !m.Dated() {
		return time.Time{}, false
	}
	if at, err := time.Parse("2006-01-02T15:04:05", m.Local); err == nil && m.Precision != shipment.Day {
		return at.Add(farthestWest), true
	}
	day, err := time.Parse(time.DateOnly, m.Date())
	return day.Add(24*time.Hour + farthestWest), err == nil
}
