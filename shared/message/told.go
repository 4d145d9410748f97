package message

import (
	"slices"
	"strings"
)

// known compares with what the recipient knows: the same from a short while ago, a delivery of which they believe the first telling,
// or nothing that could be taken back.
func (n news) known(r Recipient, p Present) string {
	own := n.name(r)
	for _, e := range p.Earlier {
		if n.rule.Apart == 0 || e.Kind != n.kind || !e.Told || p.Now.Sub(e.Sent) >= n.rule.Apart { // most are, and reading a key takes a while
			continue
		}
		name, err := ParseKey(e.Key)
		if err == nil && name != own && e.about(name, own) && name.Recipient == own.Recipient && name.Channel == own.Channel {
			return ReasonDuplicate
		}
	}
	switch {
	case n.Retracted && !p.told(own.taken(false), perhaps) && !p.believes(own.taken(false), own.Occurrence-1, perhaps):
		return ReasonNeverTold
	case !n.Retracted && n.rule.Recant && p.believes(own, own.Occurrence-1, surely):
		return ReasonDuplicate
	}
	return ""
}

// about reports whether a message told of the shipment and journey of another decision.
func (e Earlier) about(name, other Name) bool {
	return name.Journey == other.Journey && (name.Shipment == other.Shipment || slices.Contains(e.With, other.Shipment))
}

// taken gives the name of the taking back of what a decision is about, or of the thing itself.
func (n Name) taken(back bool) Name {
	n.What = strings.TrimSuffix(n.What, suffixRetracted)
	if back {
		n.What += suffixRetracted
	}
	return n
}

// How sure it must be that a message left: its sender may have died on the way. Who perhaps heard something wrong is told so, and who
// surely heard something right is not told again.
const (
	perhaps = false
	surely  = true
)

// believes reports whether a recipient holds something for true: they were told of one of the first occurrences and not since that it
// was wrong.
func (p Present) believes(n Name, occurrence int, sure bool) bool {
	for n.Occurrence = occurrence; n.Occurrence > 0; n.Occurrence-- {
		if p.told(n.taken(true), sure) {
			return false
		}
		if p.told(n, sure) {
			return true
		}
	}
	return false
}

// told reports whether a message left, by itself or taken along by another.
func (p Present) told(want Name, sure bool) bool {
	key := want.Key()
	for _, e := range p.Earlier {
		left := e.Told && (!sure || !e.Sent.IsZero())
		if e.Key == key && (left || e.Outcome == Skip && e.Reason == ReasonMerged) || left && e.carries(want) {
			return true
		}
	}
	return false
}

// carries reports whether a message takes along the news of another parcel.
func (e Earlier) carries(other Name) bool {
	if !slices.Contains(e.With, other.Shipment) {
		return false
	}
	name, err := ParseKey(e.Key)
	name.Shipment = other.Shipment
	return err == nil && name == other
}
