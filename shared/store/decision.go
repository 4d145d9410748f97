package store

import (
	"context"
	"strconv"
	"time"

	"doorstep/shared/fault"
)

// Decision says what becomes of one message: sent, or why not, or not before a time.
type Decision struct {
	Order      string
	Key        string // shipment, journey, milestone, occurrence, recipient, channel
	Outcome    string // OutcomeSend, OutcomeSkip or OutcomeDefer
	Reason     string
	At         time.Time
	NotBefore  time.Time // OutcomeDefer: when to decide again
	LeaseUntil time.Time // OutcomeSend: until when the sender may work on it
	State      string    // "claimed", "sent", "logged", ...
}

// Outcomes of a decision.
const (
	OutcomeSend  = "send"
	OutcomeSkip  = "skip"
	OutcomeDefer = "defer"
)

// MessageDue is the kind under which deferred decisions stand in the due index.
const MessageDue = "message"

const decisionPrefix = "N#"

func decisionKey(order, name string) (item, error) {
	err := named("order id", order, "decision key", name)
	if err != nil {
		return nil, err
	}
	return key(orderPrefix+order, decisionPrefix+name), nil
}

// Decide records a decision unless there is one for its key, and gives the one that is recorded; first says that it is this
// one. Replays find the first. A write whose answer was lost is recognised when the SDK repeats it, so the message is neither
// lost nor sent twice. Deferred decisions with a NotBefore stand in the due index.
func (s *Store) Decide(ctx context.Context, d Decision) (recorded Decision, first bool, err error) {
	it, err := decisionKey(d.Order, d.Key)
	if err != nil {
		return Decision{}, false, err
	}
	err = named("outcome of the decision", d.Outcome)
	if err != nil {
		return Decision{}, false, err
	}
	token := strconv.FormatUint(uint64(s.rnd()*(1<<53)), 36)
	it["token"], it["outcome"] = str(token), str(d.Outcome)
	for name, value := range map[string]string{"reason": d.Reason, "state": d.State} {
		if value != "" {
			it[name] = str(value)
		}
	}
	for name, at := range map[string]time.Time{"made": d.At, "before": d.NotBefore, "lease": d.LeaseUntil} {
		if !at.IsZero() {
			it[name] = num(at.UnixMilli())
		}
	}
	if d.Outcome == OutcomeDefer && !d.NotBefore.IsZero() {
		it["dk"], it["dt"] = Due{Kind: MessageDue, At: d.NotBefore}.attributes(orderPrefix + d.Order)
	}
	u := newUpdate()
	refused, present, err := s.put(ctx, s.tables.Main, it, u, u.absent())
	if err != nil {
		return Decision{}, false, classify(err, "record decision %s of order %s", d.Key, d.Order)
	}
	if !refused {
		return decodeDecision(d.Order, d.Key, it), true, nil
	}
	if len(present) == 0 {
		return Decision{}, false, fault.New(fault.Unavailable, "decision %s of order %s was refused and is not there", d.Key, d.Order)
	}
	return decodeDecision(d.Order, d.Key, present), present.text("token") == token, nil
}

func decodeDecision(order, name string, it item) Decision {
	return Decision{Order: order, Key: name, Outcome: it.text("outcome"), Reason: it.text("reason"), State: it.text("state"),
		At: it.milli("made"), NotBefore: it.milli("before"), LeaseUntil: it.milli("lease")}
}

func (i item) milli(name string) time.Time {
	ms := i.number(name)
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
