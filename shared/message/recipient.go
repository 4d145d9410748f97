package message

// Recipient is one person on one channel, as far as a decision has to know them: never an address, never a name.
type Recipient struct {
	ID         string // Owner, Team or the id of a watcher (order.Watcher)
	Channel    Channel
	Known      bool   // there is an address for the channel
	Consent    bool   // they agreed to be told on this channel, or need not to: what "not told" means is settled here
	Extra      bool   // they also take what is not strictly about the parcel
	Suppressed string // "", StopOptional or StopAll: what was stopped for the address
	Gift       bool   // they get a present: no contents, no prices, no word about money
	Double     bool   // somebody before them in the list is reached at the same address
	Locale     string // BCP 47; empty: the order's
}

// What can be stopped for an address.
const (
	StopOptional = "optional" // what is not strictly transactional
	StopAll      = "all"
)
