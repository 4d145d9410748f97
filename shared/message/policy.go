package message

import (
	"slices"
	"time"

	"doorstep/shared/brand"
)

// Defaults of a brand's policy.
const (
	// StaleAfter is the age beyond which a milestone is history, not news: a shopper who registers late or a carrier that delivers its
	// scans in bulk must not cause messages about last week.
	StaleAfter = brand.DefaultStale * time.Hour
	// mergeWithin is how long news of one parcel waits for that of the order's others.
	mergeWithin = 10 * time.Minute
)

// Modes of a brand.
const (
	Live   = "live"
	Shadow = "shadow" // decides, records and sends nothing
	Off    = "off"
)

// Policy is how a brand wants its messages, every default filled in.
type Policy struct {
	Mode    string
	Pilot   int // percent of the orders whose shoppers are written to; 0: all
	Stale   time.Duration
	OnLabel bool // a label is news already, not only the first scan
	Zone    *time.Location

	quiet  quiet
	alerts brand.Alerts
	merge  time.Duration
	kinds  map[string]brand.Rule
}

// Rule is how one kind of message is sent.
type Rule struct {
	Entry
	Said     bool // the brand turned the kind on or off itself
	Channels []Channel
	Delay    time.Duration
	Within   time.Duration // how long it waits for news of other parcels; 0: not at all
}

// PolicyOf fills in the defaults. It never fails: what a record holds was checked when it was written, and whatever cannot be read all
// the same counts as not given. A zone that this program does not know is UTC; main embeds the table of zones (time/tzdata).
func PolicyOf(m brand.Messages) Policy {
	p := Policy{
		Mode: m.Mode, Pilot: m.Pilot, Stale: time.Duration(m.Stale) * time.Hour, OnLabel: m.ShippedOn == "label", Zone: zone(m.Zone),
		quiet: quietOf(m.Quiet), alerts: m.Alerts, merge: mergeWithin, kinds: m.Kinds,
	}
	if p.Mode != Live && p.Mode != Off {
		p.Mode = Shadow
	}
	if p.Stale <= 0 {
		p.Stale = StaleAfter
	}
	if m.Merge != nil {
		p.merge = minutes(*m.Merge)
	}
	return p
}

// Rule gives how a kind is sent.
func (p Policy) Rule(k Kind) Rule {
	said := p.kinds[string(k)]
	r := Rule{Entry: entryOf(k), Said: said.On != nil, Channels: []Channel{Email}, Delay: minutes(said.Delay)}
	if said.On != nil {
		r.On = *said.On
	}
	if len(said.Channels) > 0 {
		r.Channels = nil
		for _, c := range said.Channels {
			r.Channels = append(r.Channels, Channel(c))
		}
	}
	if r.Merge {
		r.Within = p.merge
		if said.Merge != nil {
			r.Within = minutes(*said.Merge)
		}
	}
	return r
}

// Team gives who of the merchant's team hears of a kind of finding.
func (p Policy) Team(finding string) []Recipient {
	if len(p.alerts.Kinds) > 0 && !slices.Contains(p.alerts.Kinds, finding) {
		return nil
	}
	var team []Recipient
	if len(p.alerts.Emails) > 0 {
		team = append(team, Recipient{ID: Team, Channel: Email, Known: true, Consent: true, Extra: true})
	}
	if p.alerts.Chat {
		team = append(team, Recipient{ID: Team, Channel: Chat, Known: true, Consent: true, Extra: true})
	}
	return team
}

func minutes(n int) time.Duration { return max(0, time.Duration(n)*time.Minute) }

func zone(name string) *time.Location {
	if name == "Local" { // each machine's own
		return time.UTC
	}
	where, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return where
}
