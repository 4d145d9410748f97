package queue

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// GoString hides the secret.
func (h Handshake) GoString() string { return h.String() }

// LogValue hides the secret.
func (h Handshake) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MilestoneNews says that a shipment reached a milestone or that a milestone was taken back: message of the messages queue.
// It holds keys only; whoever acts on it reads the present state, and knows by Version when a read is too old.
type MilestoneNews struct {
	Number     string `json:"number"`
	Order      string `json:"order"`
	Shipment   string `json:"shipment"`
	Journey    int    `json:"journey"`
	Milestone  string `json:"milestone"` // shipment.Status
	Occurrence int    `json:"occurrence"`
	Retracted  bool   `json:"retracted"`
	Version    int64  `json:"version"` // of the number's item that showed the news
}

// Changed names an item whose change could not be treated from its stream record: message of the relay queue.
type Changed struct {
	PK      string `json:"pk"`
	SK      string `json:"sk"`
	Version int64  `json:"version"`
}

// Note makes the message of a PollRequest, MilestoneNews or Changed.
func Note[T PollRequest | MilestoneNews | Changed](note T) (Message, error) {
	body, err := json.Marshal(note)
	if err != nil {
		return Message{}, fmt.Errorf("write note: %w", err)
	}
	return Message{Body: string(body)}, nil
}

// ReadNote reads what Note wrote. A body that is something else is fault.Malformed; fields that a newer version added are
// ignored, so that old and new code may run side by side.
func ReadNote[T PollRequest | MilestoneNews | Changed](r Record) (T, error) {
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
	case MilestoneNews:
		if n.Journey < 0 || n.Occurrence < 1 {
			return "occurrence"
		}
		return firstEmpty("number", n.Number, "order", n.Order, "shipment", n.Shipment, "milestone", n.Milestone)
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
