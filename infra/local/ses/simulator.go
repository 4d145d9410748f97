package ses

import (
	"slices"
	"strings"
	"time"
)

// simulator is the domain of the mailbox simulator.
// https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
const simulator = "simulator.amazonses.com"

// fate is what becomes of a mail at one recipient.
type fate string

const (
	delivered       fate = "delivered"
	bounced         fate = "bounced"
	complained      fate = "complained"
	suppressed      fate = "suppressed"       // SES's own list of all accounts
	onListByBounce  fate = "on list: bounce"  // the account's list
	onListByOpinion fate = "on list: opinion" // the same, after a complaint
)

// fateOf tells what becomes of a mail to an address: the simulator's mailboxes do what they are named for, with any label behind a
// "+"; the account's list counts where the configuration set asks for it; everybody else's mail arrives.
func (s *Server) fateOf(address string, set ConfigurationSet) fate {
	if entry, listed := s.suppressed[strings.ToLower(address)]; listed && slices.Contains(set.Suppresses, entry.Reason) {
		if entry.Reason == "COMPLAINT" {
			return onListByOpinion
		}
		return onListByBounce
	}
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	if domain != simulator {
		return delivered
	}
	name, _, _ := strings.Cut(local, "+")
	switch name {
	case "bounce":
		return bounced
	case "complaint":
		return complained
	case "suppressionlist":
		return suppressed
	default: // success; ooto, whose answer goes to the sender by mail
		return delivered
	}
}

// happening is an event before it is written down: its type in the words of a destination's MatchingEventTypes, and the part of the
// detail that is its own.
type happening struct {
	Type string
	Own  map[string]any
}

// happenings gives what SES would tell of a mail, oldest first.
func (s *Server) happenings(m Sent, set ConfigurationSet) []happening {
	at := m.At.UTC().Format(stamp)
	if m.Problem != "" {
		return []happening{{"renderingFailure", map[string]any{"failure": map[string]any{"templateName": m.Template, "errorMessage": m.Problem}}}}
	}
	out := []happening{{"send", map[string]any{"send": map[string]any{}}}}
	for _, to := range m.recipients() {
		address := bare(to)
		switch f := s.fateOf(address, set); f {
		case bounced:
			out = append(out, bounceOf(at, address, "General", "smtp; 550 5.1.1 user unknown"))
		case suppressed:
			out = append(out, bounceOf(at, address, "Suppressed", "Amazon SES has suppressed sending to this address"))
		case onListByBounce:
			out = append(out, bounceOf(at, address, "OnAccountSuppressionList", "Amazon SES did not send the message to this address because it is on the suppression list"))
		case onListByOpinion:
			out = append(out, complaintOf(at, address, map[string]any{"complaintSubType": "OnAccountSuppressionList"}))
		default:
			out = append(out, happening{"delivery", map[string]any{"delivery": map[string]any{
				"timestamp": at, "processingTimeMillis": 1, "recipients": []string{address}, "smtpResponse": "250 ok", "reportingMTA": "local",
			}}})
			if f == complained {
				out = append(out, complaintOf(at, address, map[string]any{"complaintSubType": nil, "complaintFeedbackType": "abuse", "userAgent": "Amazon SES Mailbox Simulator"}))
			}
		}
	}
	return out
}

// stamp is how SES writes times.
const stamp = "2006-01-02T15:04:05.000Z"

func bounceOf(at, address, subtype, why string) happening {
	return happening{"bounce", map[string]any{"bounce": map[string]any{
		"bounceType": "Permanent", "bounceSubType": subtype, "timestamp": at, "feedbackId": "local", "reportingMTA": "dsn; local",
		"bouncedRecipients": []any{map[string]any{"emailAddress": address, "action": "failed", "status": "5.1.1", "diagnosticCode": why}},
	}}}
}

func complaintOf(at, address string, more map[string]any) happening {
	complaint := map[string]any{"timestamp": at, "feedbackId": "local", "complainedRecipients": []any{map[string]any{"emailAddress": address}}}
	for name, value := range more {
		complaint[name] = value
	}
	return happening{"complaint", map[string]any{"complaint": complaint}}
}

// list puts an address that really bounced or complained on the account's list, as SES does; the simulator's mailboxes never get there.
func (s *Server) list(address, reason string, at time.Time) {
	if strings.HasSuffix(strings.ToLower(address), "@"+simulator) {
		return
	}
	s.suppressed[strings.ToLower(address)] = suppression{EmailAddress: address, Reason: reason, LastUpdateTime: unixSeconds(at)}
}
