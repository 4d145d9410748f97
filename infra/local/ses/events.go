package ses

import (
	"encoding/json"
	"fmt"
	"slices"
)

// ConfigurationSet is a name under which mail is sent, with what SES does and tells under it.
type ConfigurationSet struct {
	Name       string
	Suppresses []string // BOUNCE, COMPLAINT: entries of the account's list that count
	Types      []string // of events that are told: bounce, complaint, delivery, deliveryDelay, reject, renderingFailure, send
}

// Event is what SES puts on the event bus, under the source "aws.ses". Its detail holds addresses.
type Event struct {
	DetailType string // "Email Bounced"
	Detail     json.RawMessage
}

// String hides the detail.
func (e Event) String() string { return e.DetailType }

// Configure makes these the configuration sets that mail may name, and publish the one that is told of events, before the call that
// caused them is answered. Without it mail may name any set, and nothing is told.
func (s *Server) Configure(sets []ConfigurationSet, publish func(Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sets, s.publish = slices.Clone(sets), publish
}

// configuration finds a set; false when there are sets and this is none of them. Mail without a set has none.
func (s *Server) configuration(name string) (ConfigurationSet, bool) {
	if name == "" || s.sets == nil {
		return ConfigurationSet{}, true
	}
	for _, set := range s.sets {
		if set.Name == name {
			return set, true
		}
	}
	return ConfigurationSet{}, false
}

// names are the detail-type and the eventType of each type.
// https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
func names(eventType string) (detailType, inDetail string) {
	switch eventType {
	case "bounce":
		return "Email Bounced", "Bounce"
	case "complaint":
		return "Email Complaint Received", "Complaint"
	case "delivery":
		return "Email Delivered", "Delivery"
	case "deliveryDelay":
		return "Email Delivery Delayed", "DeliveryDelay"
	case "reject":
		return "Email Rejected", "Reject"
	case "renderingFailure":
		return "Email Rendering Failed", "Rendering Failure"
	default:
		return "Email Sent", "Send"
	}
}

// tell writes down what happened to a mail, as far as its set tells of it. The caller holds the lock.
func (s *Server) tell(m Sent) []Event {
	set, _ := s.configuration(m.ConfigurationSet)
	var out []Event
	for _, h := range s.happenings(m, set) {
		if e, ok := event(m, set, h); ok {
			out = append(out, e)
		}
	}
	return out
}

func event(m Sent, set ConfigurationSet, h happening) (Event, bool) {
	if !slices.Contains(set.Types, h.Type) {
		return Event{}, false
	}
	detailType, inDetail := names(h.Type)
	detail := map[string]any{"eventType": inDetail, "mail": m.describe()}
	for name, value := range h.Own {
		detail[name] = value
	}
	raw, err := json.Marshal(detail)
	if err != nil { // maps of texts: it cannot happen
		return Event{}, false
	}
	return Event{DetailType: detailType, Detail: raw}, true
}

// describe gives the mail object that each event carries. Tags are lists, and SES adds its own.
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-mail-object
func (m Sent) describe() map[string]any {
	destination := make([]string, 0, len(m.recipients()))
	for _, to := range m.recipients() {
		destination = append(destination, bare(to))
	}
	tags := map[string][]string{"ses:configuration-set": {m.ConfigurationSet}, "ses:caller-identity": {"local"}, "ses:from-domain": {domainOf(m.From)}}
	for _, tag := range m.Tags {
		tags[tag.Name] = []string{tag.Value}
	}
	return map[string]any{
		"timestamp": m.At.UTC().Format(stamp), "source": bare(m.From), "sendingAccountId": "000000000000", "messageId": m.ID,
		"destination": destination, "headersTruncated": false, "headers": []any{}, "commonHeaders": map[string]any{"subject": m.Subject}, "tags": tags,
	}
}

// Return tells of a sent mail that its recipient's server sent it back for good, or that the reader called it spam (complaint). It is
// how a local run plays what the simulator's mailboxes do at any address. The error: no such mail.
func (s *Server) Return(id string, complaint bool) error {
	s.mu.Lock()
	at := slices.IndexFunc(s.outbox, func(m Sent) bool { return m.ID == id })
	if at < 0 {
		s.mu.Unlock()
		return fmt.Errorf("return a mail: there is none with the id %s", id)
	}
	m, when := s.outbox[at], s.now()
	set, _ := s.configuration(m.ConfigurationSet)
	var told []Event
	for _, to := range m.recipients() {
		address, reason := bare(to), "BOUNCE"
		h := bounceOf(when.UTC().Format(stamp), address, "General", "smtp; 550 5.1.1 user unknown")
		if complaint {
			reason, h = "COMPLAINT", complaintOf(when.UTC().Format(stamp), address, map[string]any{"complaintFeedbackType": "abuse"})
		}
		if slices.Contains(set.Suppresses, reason) {
			s.list(address, reason, when)
		}
		if e, ok := event(m, set, h); ok {
			told = append(told, e)
		}
	}
	s.mu.Unlock()
	s.announce(told)
	return nil
}

// announce hands events to whoever Configure named, without the lock: that one may call back.
func (s *Server) announce(events []Event) {
	s.mu.Lock()
	publish := s.publish
	s.mu.Unlock()
	for _, e := range events {
		publish(e)
	}
}
