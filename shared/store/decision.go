package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/fault"
)

// Decision says what becomes of one message: sent, or why not, or not before a time. It is kept as long as its order, so that it can be
// explained a year later, and it holds no personal data: the recipient is a role or an opaque id.
type Decision struct {
	Order      string
	Key        string    // shipment, journey, what, occurrence, recipient, channel: message.Name
	Kind       string    // message.Kind
	About      string    // message.Subject.Text: what the key does not say of its subject
	Outcome    string    // OutcomeSend, OutcomeSkip or OutcomeDefer
	Reason     string    // a message.Reason constant
	Mode       string    // how the brand was set then: "live", "shadow", "off"
	State      string    // OutcomeSend: how far it is; OutcomeDefer: StateReleased when it was tried in vain, StateClaimed when it may have left; else empty
	With       []string  // shipments whose news the message took along
	At         time.Time // when it was first made
	NotBefore  time.Time // OutcomeDefer: when to decide again; of what was not sent for the brand's mode: when it would have been
	LeaseUntil time.Time // StateClaimed: until when the sender may work on it
	Accepted   time.Time // when the push that caused it was accepted; zero: nobody pushed
	SentAt     time.Time // StateSent: when it was handed over
	MessageID  string    // StateSent: what the carrier of the message calls it
	Attempts   int       // how often it was claimed to be sent: above 1, it may have left more than once
	Problem    string    // why the last attempt failed

	Token string // names the last change, which Take and Settle ask for; given by the store
}

// Outcomes of a decision.
const (
	OutcomeSend  = "send"
	OutcomeSkip  = "skip"
	OutcomeDefer = "defer"
)

// States of a decision to send.
const (
	StateClaimed  = "claimed"  // somebody sends it, until the lease ends
	StateSent     = "sent"     // it was handed over
	StateFailed   = "failed"   // it can never be handed over
	StateReleased = "released" // it could not be handed over and is tried again
	StateLogged   = "logged"   // what was sent before messages were: it stands in the log
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
	d.Token = s.newToken()
	for name, value := range d.attributes() {
		it[name] = value
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
	recorded = decodeDecision(d.Order, d.Key, present)
	return recorded, recorded.Token == d.Token, nil
}

// Take claims a recorded decision to be sent until a time: one that was deferred, or whose lease ended. d is the decision as it was
// read, with what is to be sent; false when somebody changed it meanwhile. It is due no more: should the caller die, whatever told it to
// send tells it again.
func (s *Store) Take(ctx context.Context, d Decision, until time.Time) (Decision, bool, error) {
	d.Outcome, d.State, d.LeaseUntil, d.Attempts = OutcomeSend, StateClaimed, until, d.Attempts+1
	return s.change(ctx, d)
}

// Settle records what became of a decision. d is the decision as it was taken or read, with its outcome; false when somebody changed it
// meanwhile: the lease had ended and another took it.
func (s *Store) Settle(ctx context.Context, d Decision) (bool, error) {
	d.LeaseUntil = time.Time{}
	_, ok, err := s.change(ctx, d)
	return ok, err
}

// Await lets a claimed decision fall due when its lease ends, for one who finds it claimed and cannot know whether the sender lives. A
// sender that does takes it out again by settling; false when that happened already.
func (s *Store) Await(ctx context.Context, d Decision) (bool, error) {
	k, err := decisionKey(d.Order, d.Key)
	if err != nil {
		return false, err
	}
	u := newUpdate()
	condition := u.name("token") + " = " + u.value("seen", str(d.Token))
	kind, at := Due{Kind: MessageDue, At: d.LeaseUntil}.attributes(orderPrefix + d.Order)
	u.set("dk", kind)
	u.set("dt", at)
	refused, _, err := s.update(ctx, k, u, condition)
	if err != nil {
		return false, classify(err, "wait for decision %s of order %s", d.Key, d.Order)
	}
	return !refused, nil
}

// change writes a decision over the one that it was read from.
func (s *Store) change(ctx context.Context, d Decision) (Decision, bool, error) {
	k, err := decisionKey(d.Order, d.Key)
	if err != nil {
		return Decision{}, false, err
	}
	u := newUpdate()
	condition := u.name("token") + " = " + u.value("seen", str(d.Token))
	d.Token = s.newToken()
	attributes := d.attributes()
	for _, name := range decisionAttributes {
		if value, ok := attributes[name]; ok {
			u.set(name, value)
		} else {
			u.remove(name)
		}
	}
	refused, present, err := s.update(ctx, k, u, condition)
	if err != nil {
		return Decision{}, false, classify(err, "change decision %s of order %s", d.Key, d.Order)
	}
	d = decodeDecision(d.Order, d.Key, attributes)
	return d, !refused || present.text("token") == d.Token, nil
}

func (s *Store) newToken() string { return strconv.FormatUint(uint64(s.rnd()*(1<<53)), 36) }

// decisionAttributes are all attributes of a decision beside its key.
var decisionAttributes = [...]string{"outcome", "reason", "state", "kind", "about", "mode", "with", "made", "before", "lease", "accepted",
	"sent", "msg", "tries", "problem", "token", "dk", "dt"}

func (d Decision) attributes() item {
	it := item{}
	for name, value := range map[string]string{
		"outcome": d.Outcome, "reason": d.Reason, "state": d.State, "kind": d.Kind, "about": d.About, "mode": d.Mode,
		"with": strings.Join(d.With, " "), "msg": d.MessageID, "problem": d.Problem, "token": d.Token,
	} {
		if value != "" {
			it[name] = str(value)
		}
	}
	for name, at := range map[string]time.Time{"made": d.At, "before": d.NotBefore, "lease": d.LeaseUntil, "accepted": d.Accepted, "sent": d.SentAt} {
		if !at.IsZero() {
			it[name] = num(at.UnixMilli())
		}
	}
	if d.Attempts > 0 {
		it["tries"] = num(int64(d.Attempts))
	}
	if d.Outcome == OutcomeDefer && !d.NotBefore.IsZero() {
		it["dk"], it["dt"] = Due{Kind: MessageDue, At: d.NotBefore}.attributes(orderPrefix + d.Order)
	}
	return it
}

func decodeDecision(order, name string, it item) Decision {
	var with []string
	if text := it.text("with"); text != "" {
		with = strings.Fields(text)
	}
	return Decision{
		Order: order, Key: name, Outcome: it.text("outcome"), Reason: it.text("reason"), State: it.text("state"), Kind: it.text("kind"),
		About: it.text("about"), Mode: it.text("mode"), With: with, MessageID: it.text("msg"),
		Problem: it.text("problem"), Attempts: int(it.number("tries")), Token: it.text("token"),
		At: it.milli("made"), NotBefore: it.milli("before"), LeaseUntil: it.milli("lease"), Accepted: it.milli("accepted"), SentAt: it.milli("sent"),
	}
}

func (i item) milli(name string) time.Time {
	ms := i.number(name)
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
