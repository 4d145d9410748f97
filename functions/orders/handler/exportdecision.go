package handler

import (
	"cmp"
	"slices"

	messages "doorstep/shared/message"
	"doorstep/shared/store"
)

// exportDecision is what was decided about one message, as a person can read it. Nothing of it is personal, so it outlives an erasure.
type exportDecision struct {
	At        string   `json:"at,omitempty"`
	Kind      string   `json:"kind"`                  // of message
	Shipment  string   `json:"shipment_id,omitempty"` // not there: about the order as a whole
	Recipient string   `json:"recipient"`             // "owner", "team", or the id of a watcher
	Channel   string   `json:"channel"`
	Result    string   `json:"result"` // in words: "sent", "waits"
	Why       string   `json:"why"`    // in a sentence
	Outcome   string   `json:"outcome"`
	Reason    string   `json:"reason,omitempty"`
	State     string   `json:"state,omitempty"`
	NotBefore string   `json:"not_before,omitempty"`
	SentAt    string   `json:"sent_at,omitempty"`
	With      []string `json:"with,omitempty"` // other shipments that the message told of
	Message   string   `json:"message"`        // what names it: shipment, journey, kind, occurrence, recipient, channel
}

// exportDecisions gives decisions, the oldest first.
func exportDecisions(list []store.Decision) []exportDecision {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b store.Decision) int { return a.At.Compare(b.At) })
	out := make([]exportDecision, len(list))
	for i, d := range list {
		told := messages.Account{Outcome: d.Outcome, Reason: d.Reason, State: d.State, Until: d.NotBefore, Attempts: d.Attempts, Problem: d.Problem}
		out[i] = exportDecision{
			At: stamp(d.At), Kind: d.Kind, Result: told.Result(), Why: told.Explain(), Outcome: d.Outcome, Reason: d.Reason, State: d.State,
			NotBefore: stamp(d.NotBefore), SentAt: stamp(d.SentAt), With: d.With, Message: d.Key,
		}
		if name, err := messages.ParseKey(d.Key); err == nil {
			e := &out[i]
			e.Kind, e.Shipment, e.Recipient, e.Channel = cmp.Or(d.Kind, name.What), name.Shipment, name.Recipient, string(name.Channel)
		}
	}
	return out
}
