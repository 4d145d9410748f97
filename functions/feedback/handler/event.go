package handler

import (
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/seal"
	"doorstep/shared/store"
)

// event is what AWS tells of one message of ours, as far as it matters here. Addresses are in Mailboxes and Phones and nowhere else.
type event struct {
	What      string // bounce, complaint, delivered, rejected, failed, delayed, text; "unknown": none that we know
	Detail    string // of What, in AWS's word: "permanent", "not-spam", "TEXT_INVALID"; or empty
	Brand     string // these three by the tags that the message was sent with
	Kind      string
	Stage     string
	Message   string // the id that SES or End User Messaging gave it
	Mailboxes []seal.Text
	Phones    []seal.Text
	At        time.Time // zero: not told
	Stops     string    // reason for which the addresses are not written to any more; empty: they are
	Refused   bool      // AWS took the message and will not send it: a fault of ours
}

// Sources of the events, by the field "source".
const (
	mailSource = "aws.ses"
	textSource = "aws.sms-voice"
)

// readEvent reads an event of EventBridge. The error is of kind fault.Malformed, and holds nothing of the event: it is no JSON, or it
// would stop messages to somebody and does not say whom.
//
// SES: https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html; its detail is that of
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html.
// Text messages: https://docs.aws.amazon.com/sms-voice/latest/userguide/monitor-event-bridge.html.
func readEvent(body []byte) (event, error) {
	root, err := parse(body)
	if err != nil {
		return event{}, fault.New(fault.Malformed, "the event is no JSON")
	}
	e := event{What: "unknown", Detail: root.at("detail-type").text(), At: moment(root.at("time").text())}
	detail := root.at("detail")
	switch root.at("source").text() {
	case mailSource:
		e.readMail(detail)
	case textSource:
		e.readText(detail)
	}
	if e.Stops != "" && len(e.Mailboxes)+len(e.Phones) == 0 {
		return e, fault.New(fault.Malformed, "the event stops messages to nobody: %s", e.What)
	}
	return e, nil
}

// readMail reads the detail of an event of SES. The type stands in eventType, in the words of event publishing.
func (e *event) readMail(detail value) {
	mail := detail.at("mail")
	tags := mail.at("tags")
	e.Message, e.Brand, e.Kind, e.Stage = mail.at("messageId").text(), tags.at("brand").first(), tags.at("kind").first(), tags.at("stage").first()
	switch strings.ToLower(detail.at("eventType").text()) {
	case "bounce":
		e.readBounce(detail.at("bounce"), mail)
	case "complaint":
		e.readComplaint(detail.at("complaint"), mail)
	case "delivery":
		e.What, e.Detail, e.At = "delivered", "", later(e.At, detail.at("delivery", "timestamp"))
	case "reject": // SES found a virus in it: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-reject-object
		e.What, e.Detail, e.Refused = "rejected", detail.at("reject", "reason").text(), true
	case "rendering failure", "renderingfailure": // a template that lacks a value; we send none
		e.What, e.Detail, e.Refused = "failed", "", true
	case "deliverydelay":
		e.What, e.Detail = "delayed", detail.at("deliveryDelay", "delayType").text()
	}
}

// readBounce: a permanent one says that there is no such mailbox, or that SES no longer tries ("Suppressed",
// "OnAccountSuppressionList"). A transient one has been tried for hours, and the mailbox may take the next mail; of an undetermined one
// SES does not know. Both are counted and stop nothing.
func (e *event) readBounce(bounce, mail value) {
	kind := strings.ToLower(bounce.at("bounceType").text())
	e.What, e.Detail, e.At = "bounce", kind, later(e.At, bounce.at("timestamp"))
	if kind == "permanent" {
		e.Stops = store.StoppedByBounce
	}
	e.Mailboxes = reached(mail, bounce.at("bouncedRecipients"))
}

// readComplaint: whoever calls a message spam gets no more of any kind. The one feedback type that says the opposite is "not-spam",
// with which a provider corrects itself; it stops nothing and lifts nothing, because who complained before is not said
// (https://www.iana.org/assignments/marf-parameters/marf-parameters.xhtml#marf-parameters-2).
func (e *event) readComplaint(complaint, mail value) {
	kind := strings.ToLower(complaint.at("complaintFeedbackType").text())
	e.What, e.Detail, e.At = "complaint", kind, later(e.At, complaint.at("timestamp"))
	if kind != "not-spam" {
		e.Stops = store.StoppedByComplaint
	}
	e.Mailboxes = reached(mail, complaint.at("complainedRecipients"))
}

// reached gives the addresses that an event is about. We write to one at a time, so it is the one that was written to: what a bounce
// names may be the mailbox behind a forwarding, and what a complaint names are all of a domain.
func reached(mail, named value) []seal.Text {
	if to := mail.at("destination").items(); len(to) == 1 && mailbox(to[0].text()) != "" {
		return []seal.Text{seal.Hide(mailbox(to[0].text()))}
	}
	var out []seal.Text
	for _, item := range named.items() {
		if address := mailbox(item.at("emailAddress").text()); address != "" {
			out = append(out, seal.Hide(address))
		}
	}
	return out
}

// mailbox takes the address out of "Ada <ada@example.com>" and "rfc822; ada@example.com", as a bounce may quote it. Empty: there is none.
func mailbox(s string) string {
	if _, inside, ok := strings.Cut(s, "<"); ok {
		s, _, _ = strings.Cut(inside, ">")
	}
	if kind, rest, ok := strings.Cut(s, ";"); ok && !strings.Contains(kind, "@") {
		s = rest
	}
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "@") {
		return ""
	}
	return s
}

// readText reads the detail of an event of AWS End User Messaging SMS. Who opted out is known when sending, not by an event. A number
// that is none, and a phone that blocks us, are not tried again; a switched-off phone, a busy network or a text that a carrier dislikes
// say nothing about the next message (https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html).
func (e *event) readText(detail value) {
	e.What, e.Detail, e.Message = "text", detail.at("eventType").text(), detail.at("messageId").text()
	context := detail.at("context")
	e.Brand, e.Kind, e.Stage = context.at("brand").text(), context.at("kind").text(), context.at("stage").text()
	if n := detail.at("eventTimestamp").millis(); n > 0 {
		e.At = time.UnixMilli(n).UTC()
	}
	if phone := detail.at("destinationPhoneNumber").text(); phone != "" {
		e.Phones = []seal.Text{seal.Hide(phone)}
	}
	switch e.Detail {
	case "TEXT_INVALID", "TEXT_BLOCKED":
		e.Stops = store.StoppedByBounce
	case "":
		e.What = "unknown"
	}
}

// later prefers a time of the detail to that of the envelope.
func later(envelope time.Time, v value) time.Time {
	if at := moment(v.text()); !at.IsZero() {
		return at
	}
	return envelope
}

func moment(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
