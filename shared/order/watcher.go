package order

// Watcher is somebody besides the shopper who wants to hear of an order: who gets a present, a colleague, an office. Where to reach
// them is personal: a Contact, sealed with the recipient.
type Watcher struct {
	ID      string  `json:"i"`           // as the merchant names them: lower-case letters, digits and dashes; "owner" and "team" are taken
	Locale  string  `json:"l,omitempty"` // BCP 47; empty: the order's
	Gift    bool    `json:"g,omitempty"` // gets the link without contents and prices
	Consent Consent `json:"c,omitzero"`
}

// Consent is what somebody agreed to hear, and by what. nil is "not told": then the shopper who ordered gets e-mails about the order,
// nobody gets text messages, and a watcher gets nothing.
type Consent struct {
	Email *bool  `json:"e,omitempty"`
	SMS   *bool  `json:"s,omitempty"`
	Extra *bool  `json:"x,omitempty"` // what is not strictly about the parcel: requests for a rating, tips, codes; nil: as Email
	At    string `json:"a,omitempty"` // RFC 3339: when they last agreed or refused
	How   string `json:"h,omitempty"` // where: "checkout", "account", "shopify"
	// Log holds what was said when, the oldest first, where more than one thing was: what a merchant shows who is asked for proof
	// (https://gdpr-info.eu/art-7-gdpr/). Email, SMS and Extra follow from it.
	Log []Word `json:"l,omitempty"`
}

// Word is what somebody said of messages at one time. nil: nothing was said of it.
type Word struct {
	Email *bool  `json:"e,omitempty"`
	SMS   *bool  `json:"s,omitempty"`
	Extra *bool  `json:"x,omitempty"`
	At    string `json:"a,omitempty"` // RFC 3339, or the date of a body that was dated so
	How   string `json:"h,omitempty"`
}

// Milestone is something that happened to the order as a whole.
type Milestone struct {
	What   string `json:"w"`           // one of the constants below
	At     string `json:"t,omitempty"` // RFC 3339 or a date; empty: of Placed, which is Order.PlacedAt
	Amount int64  `json:"m,omitempty"` // Refund, PaymentDue: minor units of the order's currency; 0: not told
	Ref    string `json:"r,omitempty"` // the merchant's or shop's name of it; two refunds have two
}

// What can happen to an order.
const (
	Placed       = "placed"
	InProcessing = "processing"
	Cancelled    = "cancelled"
	Refund       = "refund"
	PaymentDue   = "payment_due"
)
