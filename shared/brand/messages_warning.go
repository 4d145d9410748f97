package brand

import (
	"fmt"
	"slices"
)

// DefaultStale is Messages.Stale where it is 0, in hours.
const DefaultStale = 48

// messageWarnings names what is allowed about messages and may surprise.
func (r Record) messageWarnings() []string {
	m := r.Messages
	var out []string
	warn := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch m.Mode {
	case "live":
		out = append(out, m.lively()...)
		if r.Logo != "" && r.LogoURL == "" {
			warn("logo_url is not given: e-mails show the name, because mail programs show no embedded logo")
		}
	case "off":
		warn("messages.mode is off: no shopper is told anything")
	default:
		warn("messages.mode is shadow: decisions are recorded and nothing is sent")
	}
	if m.Pilot > 0 && m.Mode != "live" {
		warn("messages.pilot is %d and means nothing unless messages.mode is live", m.Pilot)
	}
	if m.Quiet.From != "" && m.Zone == "" {
		warn("messages.zone is not given: %s to %s of messages.quiet are meant in UTC", m.Quiet.From, m.Quiet.Until)
	}
	for _, to := range sorted(m.SMS.Senders) {
		if slices.Contains(nameless, to) && isName(m.SMS.Senders[to]) {
			warn("messages.sms.senders.%s is a name, which networks there do not show: messages are refused or come from a shared number", to)
		}
	}
	return append(out, m.outlived()...)
}

// lively are warnings of a brand that sends.
func (m Messages) lively() []string {
	var out []string
	if m.Pilot > 0 && m.Pilot < 100 {
		out = append(out, fmt.Sprintf("messages.pilot is %d: of a hundred orders so many are told anything", m.Pilot))
	}
	if len(m.Alerts.Emails) == 0 && !m.Alerts.Chat {
		out = append(out, "messages.alerts is not given: the team hears nothing of parcels that are silent, late or stuck")
	}
	return out
}

// outlived names kinds that wait until they are history, and then never leave.
func (m Messages) outlived() []string {
	stale := m.Stale
	if stale == 0 {
		stale = DefaultStale
	}
	var out []string
	for _, kind := range sorted(m.Kinds) {
		if delay := m.Kinds[kind].Delay; delay >= stale*60 {
			out = append(out, fmt.Sprintf("messages.kinds.%s.delay is %d minutes, and messages.stale makes news history after %d: nothing of this kind is sent",
				kind, delay, stale*60))
		}
	}
	return out
}
