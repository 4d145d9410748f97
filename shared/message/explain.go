package message

import "strconv"

// Explain says the reason of a recorded decision as a sentence, for whoever asks why a message came or did not. A word that this version
// does not know is repeated.
func Explain(reason string) string {
	switch reason {
	case "":
		return "No reason was recorded."
	case "news":
		return "It was news when it was decided."
	case "not_customer_news":
		return "Shoppers are told nothing about this."
	case "duplicate":
		return "The same was told already."
	case "superseded":
		return "The parcel had moved on before this could be told."
	case "stale":
		return "It happened too long ago to be news."
	case "retracted":
		return "It was taken back, or later data showed that it had not happened."
	case "quiet_hours":
		return "It is held back during the brand's quiet hours."
	case "delayed":
		return "The brand has this kind of message wait for a while."
	case "merging":
		return "It waits for news of the order's other parcels, to be told with them."
	case "merged":
		return "It was told in one message with another parcel of the order."
	case "no_consent":
		return "The recipient did not agree to messages on this channel, or refused them."
	case "no_address":
		return "There is no address of the recipient for this channel."
	case "suppressed":
		return "Nothing is written to the address any more: it bounced, complained or asked for it."
	case "unsubscribed":
		return "The recipient unsubscribed from what is not strictly about the delivery."
	case "brand_off":
		return "The brand does not exist or sends no messages."
	case "kind_off":
		return "The brand does not send this kind of message, or not on this channel."
	case "already_delivered":
		return "The parcel was delivered already."
	case "shadow":
		return "The brand is in shadow mode: it would have been sent, and was not."
	case "pilot":
		return "The order is not in the share of orders to which the brand sends already; it would have been sent."
	case "order_gone":
		return "The order was erased, or is not known."
	case "released":
		return "The parcel no longer belongs to the order."
	case "never_told":
		return "What was taken back had never been told, so there is nothing to correct."
	default:
		return "The recorded reason is " + strconv.Quote(reason) + "."
	}
}
