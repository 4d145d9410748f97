package message

// Outcomes of a decision, as shared/store keeps them.
const (
	Send  = "send"
	Skip  = "skip"
	Defer = "defer"
)

// Reasons of decisions. They stand in stored records, so a word is never given another meaning. Explain says
// them to people.
const (
	ReasonNews = "news" // send: it is news, and nothing speaks against it

	// Put off.
	ReasonDelayed    = "delayed"     // the brand waits a while, in case the news is overtaken
	ReasonQuietHours = "quiet_hours" // until their end
	ReasonMerging    = "merging"     // it waits for news of the order's other parcels, or for the message that takes it along
	ReasonPlanned    = "planned"     // its day has not come: the afternoon before the parcel, days after the pickup began
	ReasonRetry      = "retry"       // it could not be handed over and is tried again

	// Not sent: the news.
	ReasonDuplicate        = "duplicate"         // the same was told a little earlier, whatever caused it then
	ReasonSuperseded       = "superseded"        // the shipment has moved beyond it, or newer news of the same kind is there
	ReasonAlreadyDelivered = "already_delivered" // the same, and what overtook it is the delivery
	ReasonStale            = "stale"             // it happened too long ago
	ReasonRetracted        = "retracted"         // a later scan took the milestone back, or better data dissolved it
	ReasonNeverTold        = "never_told"        // nothing is taken back from who was told nothing
	ReasonReleased         = "released"          // the merchant took the claim back, or the number no longer carries it
	ReasonMerged           = "merged"            // a message about another parcel of the order told it
	ReasonOrderGone        = "order_gone"        // the order was erased or never existed

	// Not sent: the brand.
	ReasonBrandOff = "brand_off" // there is no such brand, or its messages are off
	ReasonKindOff  = "kind_off"  // the brand turned the kind off; by the kind's own rule it is off unrecorded
	ReasonPilot    = "pilot"     // the order is not in the pilot's sample
	ReasonShadow   = "shadow"    // it would have been sent, at Until when that is set

	// Not sent: the recipient.
	ReasonNoAddress    = "no_address"
	ReasonNoConsent    = "no_consent"
	ReasonSuppressed   = "suppressed"   // nothing is written to this address
	ReasonUnsubscribed = "unsubscribed" // nor what is not strictly transactional
	ReasonNotTheirs    = "not_theirs"   // it is about money, and they get a present
	ReasonSameAddress  = "same_address" // somebody else of the order is told at the same address

	// Not sent: the channel.
	ReasonUndeliverable = "undeliverable" // whoever carries the message will never take it
	ReasonGaveUp        = "gave_up"       // tried again for days in vain

	// Counted only, never recorded.
	ReasonNoKind = "no_kind" // no shopper is told of it: a label, an unknown code, a finding for the team
	ReasonNoDate = "no_date" // "arriving tomorrow" without a day
)
