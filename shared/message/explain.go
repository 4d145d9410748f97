package message

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Account is what a record says of one message, to be explained to whoever asks, a year later, why it came or did not.
type Account struct {
	Outcome, Reason string
	State           string    // of a message that was to be sent: "claimed", "sent", "failed", "released", "logged"
	Until           time.Time // Defer: when it is decided again; Skip: when it would have been sent, had the brand been live
	Attempts        int       // above 1: it may have left more than once
	Problem         string    // why the last attempt failed
}

// Result says in a word or two what became of the message.
func (a Account) Result() string {
	switch {
	case a.Outcome == Defer:
		return "waits"
	case a.Outcome == Skip && wouldHave(a.Reason):
		return "would be sent"
	case a.Outcome == Skip:
		return "not sent"
	case a.State == "sent":
		return "sent"
	case a.State == "logged":
		return "logged"
	case a.State == "failed":
		return "failed"
	case a.State == "released":
		return "tried again"
	default:
		return "being sent"
	}
}

// wouldHave reports whether nothing but the brand's setting kept the message back.
func wouldHave(reason string) bool { return reason == ReasonShadow || reason == ReasonPilot }

// Explain says why, in sentences.
func (a Account) Explain() string {
	said := []string{Explain(a.Reason)}
	switch {
	case a.Outcome == Defer && !a.Until.IsZero():
		said = append(said, "It is decided again at "+minute(a.Until)+".")
	case a.Outcome == Skip && !a.Until.IsZero():
		said = append(said, "Its time would have been "+minute(a.Until)+".")
	case a.Result() == "being sent":
		said = append(said, "Its sending was begun and is not confirmed yet.")
	case a.State == "logged":
		said = append(said, "It was written to the log: nothing was sent then.")
	case a.State == "failed":
		said = append(said, "It can never be delivered.")
	case a.State == "released":
		said = append(said, "It could not be handed over and is tried again.")
	}
	if a.Problem != "" {
		said = append(said, "The last attempt failed: "+strings.TrimRight(a.Problem, ".")+".")
	}
	if a.Attempts > 1 {
		said = append(said, fmt.Sprintf("It was tried %d times, so it may have left more than once.", a.Attempts))
	}
	return strings.Join(said, " ")
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// Explain says what a reason means. A word that this version does not know is repeated.
func Explain(reason string) string {
	switch reason {
	case "":
		return "No reason was recorded."
	case ReasonNews:
		return "It was news when it was decided."
	case "not_customer_news": // until there were kinds
		return "Shoppers are told nothing about this."
	case ReasonDelayed:
		return "The brand lets this kind of message wait, in case the news is overtaken."
	case ReasonQuietHours:
		return "It came in the brand's quiet hours."
	case ReasonMerging:
		return "It waits for news of the order's other parcels, to be told with them."
	case ReasonPlanned:
		return "It is planned for its day."
	case ReasonRetry:
		return "It could not be handed over and is tried again."
	case ReasonDuplicate:
		return "The same was told a little earlier."
	case ReasonSuperseded:
		return "The parcel had moved on before this could be told, or there was newer news of this kind."
	case ReasonAlreadyDelivered:
		return "The parcel was delivered before this could be told."
	case ReasonStale:
		return "It happened too long ago to be news."
	case ReasonRetracted:
		return "It was taken back, or later data showed that it had not happened."
	case ReasonNeverTold:
		return "What was taken back had never been told, so there was nothing to correct."
	case ReasonReleased:
		return "The parcel no longer belongs to the order."
	case ReasonMerged:
		return "A message about another parcel of the order told it."
	case ReasonOrderGone:
		return "The order was erased, or is not known."
	case ReasonBrandOff:
		return "The brand does not exist, or its messages are off."
	case ReasonKindOff:
		return "The brand turned this kind of message off."
	case ReasonPilot:
		return "The order is not in the share of orders whose shoppers are written to; otherwise it would have been sent."
	case ReasonShadow:
		return "The brand decides and sends nothing yet (shadow mode); otherwise it would have been sent."
	case ReasonNoAddress:
		return "No address of the recipient is known for this channel."
	case ReasonNoConsent:
		return "The recipient did not agree to this channel, or refused it."
	case ReasonSuppressed:
		return "Nothing is written to this address any more: a message bounced, or somebody complained, unsubscribed or had it stopped."
	case ReasonUnsubscribed:
		return "The recipient unsubscribed from what is not strictly about the delivery."
	case ReasonNotTheirs:
		return "It is about money, and they get a present."
	case ReasonSameAddress:
		return "Somebody else of the order is told at the same address."
	case ReasonUndeliverable:
		return "Whoever carries the message will never take it."
	case ReasonGaveUp:
		return "It was tried for days in vain."
	case ReasonNoKind:
		return "There is no message about this."
	case ReasonNoDate:
		return "The day was not known."
	default:
		return "The recorded reason is " + strconv.Quote(reason) + "."
	}
}
