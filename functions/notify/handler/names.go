package handler

import (
	"slices"

	"doorstep/shared/message"
	"doorstep/shared/queue"
)

// forAll reports whether a reason not to send is one of the news itself, which message.Decide looks at before anybody's address: it is
// everybody's reason, and nobody's address has to be opened to record it.
func forAll(reason string) bool {
	switch reason {
	case message.ReasonSuperseded, message.ReasonAlreadyDelivered, message.ReasonStale, message.ReasonReleased:
		return true
	default:
		return false
	}
}

// names lists those whom an order's messages concern, on some channels, as People does but without what it asks for.
func (sc *scene) names(channels []message.Channel) []message.Recipient {
	ids := []string{message.Owner}
	for _, w := range sc.order.Watchers {
		ids = append(ids, w.ID)
	}
	var out []message.Recipient
	for _, id := range ids {
		for _, channel := range [...]message.Channel{message.Email, message.SMS} {
			if slices.Contains(channels, channel) {
				r := anybody
				r.ID, r.Channel = id, channel
				out = append(out, r)
			}
		}
	}
	return out
}

// answered reports whether everything was decided before and, where something was to be sent, that was tried: the news came twice. What
// was put off is decided anew when it is due.
func (sc *scene) answered(s message.Subject, people []message.Recipient, present message.Present) bool {
	return sc.news.About != queue.AboutDecision && len(people) > 0 && !slices.ContainsFunc(people, func(r message.Recipient) bool {
		d, there := sc.recorded(message.NameOf(s, r, present).Key())
		return !there || unfinished(d) || reopened(d, message.Decide(s, r, present))
	})
}
