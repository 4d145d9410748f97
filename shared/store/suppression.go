package store

import (
	"context"
	"strings"
	"time"

	"doorstep/shared/fault"
)

// Suppression says that an address is not written to, and why. Each reason of each brand stands by itself, so that nothing that
// happens later makes an earlier one weaker: who takes back an unsubscription is still not written to after a complaint.
type Suppression struct {
	Hash   string    // of the address: order.StopEmail or order.StopPhone
	Brand  string    // StopEverywhere: of all brands
	Scope  string    // StopOptional or StopAll
	Reason string    // one of the Stopped constants
	At     time.Time // when it happened, to the millisecond
}

// Scopes of a suppression.
const (
	StopOptional = "optional" // what is not strictly about the delivery
	StopAll      = "all"
)

// Reasons of a suppression.
const (
	StoppedByBounce      = "bounce"      // there is no such mailbox or phone, or it takes nothing from us
	StoppedByComplaint   = "complaint"   // the reader called it spam
	StoppedByUnsubscribe = "unsubscribe" // the reader asked for it
	StoppedByMerchant    = "merchant"    // the shop's team did, for the reader
)

// StopEverywhere stands for all brands.
const StopEverywhere = "*"

const suppressionPrefix = "R#stop#"

func (p Suppression) key() (item, error) {
	if err := named("hash of the address", p.Hash, "brand", p.Brand, "reason", p.Reason); err != nil {
		return nil, err
	}
	if strings.Contains(p.Brand, "#") {
		return nil, fault.New(fault.Invalid, "brand %q holds a #", p.Brand)
	}
	return key(suppressionPrefix+p.Hash, p.Brand+"#"+p.Reason), nil
}

// Suppress records that an address is not written to, and tells whether that is new. Repeating it changes nothing. StopAll never
// becomes StopOptional again, and what happened before somebody lifted the suppression does not bring it back: queues tell old things
// again.
func (s *Store) Suppress(ctx context.Context, p Suppression) (bool, error) {
	k, err := p.key()
	if err != nil {
		return false, err
	}
	if p.Scope != StopOptional && p.Scope != StopAll {
		return false, fault.New(fault.Invalid, "scope %q of a suppression is neither %q nor %q", p.Scope, StopOptional, StopAll)
	}
	if p.At.IsZero() {
		return false, fault.New(fault.Invalid, "a suppression without a time")
	}
	u := newUpdate()
	u.set("scope", str(p.Scope))
	u.set("made", num(p.At.UnixMilli()))
	u.remove("lifted")
	u.remove("why")
	lifted := u.name("lifted")
	condition := u.absent() + " OR " + lifted + " < " + u.value("made", num(p.At.UnixMilli()))
	if p.Scope == StopAll {
		condition += " OR (attribute_not_exists(" + lifted + ") AND " + u.name("scope") + " <> " + u.value("scope", str(StopAll)) + ")"
	}
	refused, _, err := s.update(ctx, k, u, condition)
	if err != nil {
		return false, classify(err, "suppress an address")
	}
	return !refused, nil
}

// Suppressions lists why an address is not written to, by brand and reason, with everything that was written before; none: nothing
// stands against it. What was lifted is not in it.
func (s *Store) Suppressions(ctx context.Context, hash string) ([]Suppression, error) {
	if err := named("hash of the address", hash); err != nil {
		return nil, err
	}
	items, err := s.under(ctx, suppressionPrefix+hash, "", true)
	if err != nil {
		return nil, classify(err, "read the suppressions of an address")
	}
	var found []Suppression
	for _, it := range items {
		if it.number("lifted") != 0 {
			continue
		}
		p := Suppression{Hash: hash, Scope: it.text("scope"), At: time.UnixMilli(it.number("made")).UTC()}
		p.Brand, p.Reason, _ = strings.Cut(it.text("sk"), "#")
		found = append(found, p)
	}
	return found, nil
}

// Unsuppress lifts a suppression, of which Hash, Brand and Reason count, and keeps why, in a person's words without anything
// personal. It tells whether there was one. A later event of the same reason suppresses again.
func (s *Store) Unsuppress(ctx context.Context, p Suppression, why string) (bool, error) {
	k, err := p.key()
	if err == nil {
		err = named("why the suppression is lifted", why)
	}
	if err != nil {
		return false, err
	}
	u := newUpdate()
	u.set("lifted", num(s.now().UnixMilli()))
	u.set("why", str(why))
	refused, _, err := s.update(ctx, k, u, "attribute_exists("+u.name("pk")+") AND attribute_not_exists("+u.name("lifted")+")")
	if err != nil {
		return false, classify(err, "lift a suppression")
	}
	return !refused, nil
}

// StoppedFor gives how far the suppressions of an address reach for a brand, "", StopOptional or StopAll, and the reason. What is
// neither of ours counts as StopAll: a newer program wrote it.
func StoppedFor(brand string, found []Suppression) (scope, reason string) {
	for _, p := range found {
		if p.Brand != brand && p.Brand != StopEverywhere {
			continue
		}
		if p.Scope != StopOptional {
			return StopAll, p.Reason
		}
		scope, reason = StopOptional, p.Reason
	}
	return scope, reason
}
