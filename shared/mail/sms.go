package mail

import (
	"cmp"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// maxSegments bounds a text message: what needs more is no text message, and each segment is paid for.
const maxSegments = 4

// SMS writes the message as a text message: who writes, what happened, the link. Of all ways to put it the first with the fewest
// segments is taken: what may be left out is the order's number, then the date, then the end of the brand's name; the link never is.
// Errors are as for Email.
func (l Letter) SMS() (SMS, error) {
	if err := l.check(); err != nil {
		return SMS{}, err
	}
	w := newWriter(l)
	var best SMS
	for _, body := range w.wordings() {
		for _, s := range spelled(body) {
			if best.Segments == 0 || s.Segments < best.Segments {
				best = s
			}
		}
	}
	if best.Segments > maxSegments {
		return SMS{}, fault.New(fault.Invalid, "message %s: its text message has %d segments, more than %d", l.Kind, best.Segments, maxSegments)
	}
	return best, nil
}

// spelled gives a text as it is, and in the smaller alphabet where that is harmless.
func spelled(body string) []SMS {
	out := []SMS{newSMS(body)}
	if plain, ok := plainGSM(body); ok && out[0].Alphabet == UCS2 {
		out = append(out, newSMS(plain))
	}
	return out
}

// wordings lists the ways to put it, the one that says most first.
func (w writer) wordings() []string {
	texts := []string{w.short(false)}
	if dated := w.short(true); dated != texts[0] {
		texts = []string{dated, texts[0]}
	}
	numbers := []string{""}
	if w.number != "" {
		numbers = []string{w.number, ""}
	}
	var out []string
	for _, name := range shorter(w.shop) {
		for _, text := range texts {
			for _, number := range numbers {
				out = append(out, w.line(name, number, text))
			}
		}
	}
	return out
}

// line puts the parts together. The link stands outside of what is made plain, so that nothing of it can be lost.
func (w writer) line(name, number, text string) string {
	const hole = "\x1a" // no text holds it: Plain drops control characters
	line := w.Words.Text("sms.line", "brand", name, "text", text, "link", hole)
	if number != "" {
		line = w.Words.Text("sms.line_order", "brand", name, "number", number, "text", text, "link", hole)
	}
	before, after, found := strings.Cut(line, hole)
	if !found {
		return page.Plain(line, maxText) + " " + w.Links.Page
	}
	line = page.Plain(before, maxText) + " " + w.Links.Page
	if rest := page.Plain(after, maxText); rest != "" {
		line += " " + rest // a space ends the link for every phone
	}
	return line
}

// maxText is the longest part of a text message beside its link, in characters.
const maxText = 300

// shorter gives a name, then less and less of it: whole words while there are several, at least the first one, of which at most 11
// letters stay, as many as a sender's name may have.
func shorter(name string) []string {
	out := []string{name}
	words := strings.Fields(name)
	for n := len(words) - 1; n > 0; n-- {
		out = append(out, strings.TrimRight(strings.Join(words[:n], " "), " &+,-–"))
	}
	const least = 11
	if last := []rune(out[len(out)-1]); len(last) > least {
		out = append(out, string(last[:least]))
	}
	return out
}

// short is what happened in a sentence, with the date or the amount where it is asked for and known.
func (w writer) short(dated bool) string {
	if several := w.several(); several != nil {
		return several[0]
	}
	what := string(w.Kind)
	if len(w.Parcels) > 0 {
		what = w.told(0)
	}
	switch {
	case what == "":
		return w.briefs[0].Text
	case w.named():
		return w.Words.Text("mail.sentence", "what", w.title())
	}
	if day := w.day(); dated && day != "" && w.Words.Has("sms.day."+what) {
		return w.Words.Text("sms.day."+what, "day", day)
	}
	if amount := w.price(); dated && amount != "" && w.Words.Has("sms.amount."+what) {
		return w.Words.Text("sms.amount."+what, "amount", amount)
	}
	return w.Words.First("sms."+what+"."+w.sub(), "sms."+what)
}

// day is when it is expected, or until when to pick it up, as the last day and while that is still ahead; of several parcels there is no
// single one.
func (w writer) day() string {
	if len(w.Parcels) != 1 {
		return ""
	}
	v := w.Parcels[0].View
	var first, last string
	switch {
	case w.Kind == message.ReadyForPickup || w.Kind == message.PickupExpiring:
		if w.Order.Method == order.Pickup {
			first, last = w.Order.Pickup.Until, w.Order.Pickup.Until
		}
	case w.briefs[0].Expected == "" || v.Status == shipment.Delivered:
	case v.FromOwner || v.Expected == (shipment.Window{}):
		_, promise := w.Order.Promised()
		first, last = promise.Earliest, promise.Latest
	default:
		first, last = v.Expected.Earliest, v.Expected.Latest
	}
	first, last = date(first), date(cmp.Or(last, first))
	switch {
	case last < w.Now.Format(time.DateOnly):
		return ""
	case first != last:
		return w.Words.Range("", last, w.Now)
	default:
		return w.Words.Day(last, w.Now)
	}
}

// date is the day of a local date or time.
func date(local string) string { return local[:min(len(local), len(time.DateOnly))] }
