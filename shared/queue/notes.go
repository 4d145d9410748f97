package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"

	"doorstep/shared/fault"
)

// Confirm is the reason of a PollRequest about an end that came without proof.
const Confirm = "confirm"

// PollRequest asks for one look at a number, or for the answer to a handshake: message of the polls queue.
type PollRequest struct {
	Number  string `json:"number"`
	Carrier string `json:"carrier"` // Doorstep code, or empty: not known to whoever asks
	Reason  string `json:"reason"`
	// Due is the time that the number's due entry was moved to when this was queued, RFC 3339. An entry that stands later says
	// that the request has been treated. Empty: there was no entry.
	Due string `json:"due,omitempty"`
	// Handshake is set for the reason "handshake"; there is no number then.
	Handshake *Handshake `json:"handshake,omitempty"`
}

// Handshake is what a source sent to see whether anybody listens to its pushes. The secret goes back to it and nowhere else.
type Handshake struct {
	Source       string `json:"source"`
	Account      string `json:"account"`
	Subscription string `json:"subscription"`
	Secret       string `json:"secret"`
}

// String hides the secret.
func (h Handshake) String() string { return "[handshake of " + h.Source + "/" + h.Account + "]" }

// Format hides the secret from every verb of fmt.
func (h Handshake) Format(f fmt.State, _ rune) { io.WriteString(f, h.String()) } //nolint:errcheck // fmt keeps the error of its own writer

// LogValue hides the secret.
func (h Handshake) LogValue() slog.Value { return slog.StringValue(h.String()) }

// News says that something happened which somebody may want to hear of: message of the messages queue. It holds keys only; whoever
// acts on it reads the present state, and knows by Version when a read is too old. It names no address and no person.
type News struct {
	About      string `json:"about,omitempty"` // one of the About constants; empty: AboutMilestone
	Number     string `json:"number"`          // empty when it is about the order as a whole
	Order      string `json:"order"`
	Shipment   string `json:"shipment"`           // empty when it is about the order as a whole
	Journey    int    `json:"journey"`            // of the milestone
	Milestone  string `json:"milestone"`          // shipment.Status, order.Milestone or the kind of a finding
	Sub        string `json:"sub,omitempty"`      // shipment.Milestone.Sub
	Occurrence int    `json:"occurrence"`         // 1 and up
	Retracted  bool   `json:"retracted"`          // the milestone was taken back
	Version    int64  `json:"version"`            // of the item that showed the news: the number's, or the order's
	Decision   string `json:"decision,omitempty"` // AboutDecision: key of the decision that is due
	Due        string `json:"due,omitempty"`      // AboutDecision: as PollRequest.Due
	Accepted   int64  `json:"accepted,omitempty"` // when the push that made it was accepted, Unix milliseconds; 0: nobody pushed
}

// What News can be about.
const (
	AboutMilestone = "milestone" // a shipment reached a milestone, or one was taken back
	AboutOrder     = "order"     // the order itself: placed, in the making, cancelled, refunded
	AboutFinding   = "finding"   // watch found that something is wrong, or that nothing was heard for long
	AboutDecision  = "decision"  // a decision that was put off is due
)

// Check asks for a look at an order, or at what claims a number, because a deadline passed: message of the checks queue. It names an
// order, a number, or both: then only this order's claims on it are meant.
type Check struct {
	Order    string `json:"order,omitempty"`
	Shipment string `json:"shipment,omitempty"` // only this one; empty: all
	Number   string `json:"number,omitempty"`
	Finding  string `json:"finding,omitempty"` // the due entry belongs to this finding: store.DueEntry.Finding
	Reason   string `json:"reason"`            // "due", or the kind of what is suspected
	Due      string `json:"due,omitempty"`     // as PollRequest.Due
}

// Changed names an item whose change could not be treated from its stream record: message of the relay queue.
type Changed struct {
	PK       string `json:"pk"`
	SK       string `json:"sk"`
	Version  int64  `json:"version"`
	Accepted int64  `json:"accepted,omitempty"` // as News.Accepted
}

// Note makes the message of a PollRequest, News, Check or Changed.
func Note[T PollRequest | News | Check | Changed](note T) (Message, error) {
	body, err := json.Marshal(note)
	if err != nil {
		return Message{}, fmt.Errorf("write note: %w", err)
	}
	return Message{Body: string(body)}, nil
}

// SendNotes queues notes and gives the first failure: what arrived before it will arrive again, which must harm nobody. send is
// Queue.SendAll.
func SendNotes[T PollRequest | News | Check | Changed](ctx context.Context, send func(context.Context, []Message) []error, notes []T) error {
	messages := make([]Message, len(notes))
	for i, n := range notes {
		m, err := Note(n)
		if err != nil {
			return err
		}
		messages[i] = m
	}
	for _, err := range send(ctx, messages) {
		if err != nil {
			return fault.Wrap(fault.KindOf(err), err, "queue notes")
		}
	}
	return nil
}

// ReadNote reads what Note wrote. A body that is something else is fault.Malformed; fields that a newer version added are
// ignored, so that old and new code may run side by side.
func ReadNote[T PollRequest | News | Check | Changed](r Record) (T, error) {
	var note T
	if err := json.NewDecoder(bytes.NewReader([]byte(r.Body))).Decode(&note); err != nil {
		return note, fault.Wrap(fault.Malformed, err, "read note")
	}
	if missing := missing(note); missing != "" {
		return note, fault.New(fault.Malformed, "read note: %s is missing", missing)
	}
	return note, nil
}

// missing names the first required field that is empty.
func missing(note any) string {
	switch n := note.(type) {
	case PollRequest:
		if h := n.Handshake; h != nil {
			return firstEmpty("source", h.Source, "account", h.Account, "subscription", h.Subscription)
		}
		return firstEmpty("number", n.Number)
	case News:
		return n.missing()
	case Check:
		return firstEmpty("order", n.Order+n.Number)
	case Changed:
		return firstEmpty("pk", n.PK, "sk", n.SK)
	}
	return ""
}

func firstEmpty(pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return pairs[i]
		}
	}
	return ""
}

func (n News) missing() string {
	switch n.About {
	case AboutDecision:
		return firstEmpty("order", n.Order, "decision", n.Decision)
	case AboutOrder:
		return firstEmpty("order", n.Order, "milestone", n.Milestone)
	}
	if n.Journey < 0 || n.Occurrence < 1 {
		return "occurrence"
	}
	if n.About == AboutFinding {
		return firstEmpty("order", n.Order, "milestone", n.Milestone)
	}
	return firstEmpty("number", n.Number, "order", n.Order, "shipment", n.Shipment, "milestone", n.Milestone)
}
