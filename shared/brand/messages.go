package brand

// Messages is what a brand tells its shoppers and its team, and how. Whatever is empty has a default: see the comments.
type Messages struct {
	Mode    string `json:"mode,omitempty"`     // "live"; "shadow" decides and records, and sends nothing; "off". Empty: shadow
	Pilot   int    `json:"pilot,omitempty"`    // live: percent of the orders whose shoppers are written to, always the same ones; 0: all
	From    string `json:"from,omitempty"`     // sender of e-mails, an address of an identity that SES has verified: "parcels@aster.example"
	ReplyTo string `json:"reply_to,omitempty"` // empty: Support.Email

	Zone      string          `json:"zone,omitempty"`       // IANA name of the zone of Quiet: "Europe/Berlin"; empty: UTC
	Quiet     Quiet           `json:"quiet,omitzero"`       // hours in which nobody is disturbed
	Merge     *int            `json:"merge,omitempty"`      // minutes that news of one parcel waits for that of the order's others; nil: 10, 0: never
	Stale     int             `json:"stale,omitempty"`      // hours after which news is history; 0: 48
	ShippedOn string          `json:"shipped_on,omitempty"` // when a parcel counts as shipped: "scan" or "label"; empty: scan
	Kinds     map[string]Rule `json:"kinds,omitempty"`      // by kind of message: what differs from the kind's own rule
	SMS       SMS             `json:"sms,omitzero"`
	Alerts    Alerts          `json:"alerts,omitzero"`
	Courtesy  string          `json:"courtesy,omitempty"` // a code that an apology for a delay carries; empty: none
}

// Rule is how one kind of message is sent.
type Rule struct {
	On       *bool    `json:"on,omitempty"`       // nil: as the kind's own rule
	Channels []string `json:"channels,omitempty"` // "email", "sms"; empty: as the kind's own rule
	Delay    int      `json:"delay,omitempty"`    // minutes to wait, in case the news is overtaken
	Merge    *int     `json:"merge,omitempty"`    // minutes; nil: Messages.Merge
}

// Quiet is a span of the day in which messages wait for its end, in the zone of the brand's messages.
type Quiet struct {
	From     string   `json:"from,omitempty"`     // "21:00"; empty: there is none
	Until    string   `json:"until,omitempty"`    // "08:00"; before From: of the next morning
	Channels []string `json:"channels,omitempty"` // empty: sms only, because nobody wakes up from an e-mail
}

// SMS says who text messages come from.
type SMS struct {
	Senders map[string]string `json:"senders,omitempty"` // by country, ISO 3166-1 alpha-2, or "*": a sender id, a number or the ARN of a pool
}

// Alerts is who of the team hears of trouble.
type Alerts struct {
	Emails []string `json:"emails,omitempty"`
	Chat   bool     `json:"chat,omitempty"`  // also to the chat whose address is the parameter brands/<brand>/chat
	Kinds  []string `json:"kinds,omitempty"` // of findings; empty: all
}
