package mail

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"doorstep/shared/message"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
	"doorstep/shared/survey"
)

// order is what a message about the order as a whole says below its first sentences.
func (w writer) order(b page.Brief) []section {
	switch w.Kind {
	case message.OrderCancelled:
		return []section{w.next(w.Words.Text("page.order_cancelled_next", "brand", w.shop)), w.button()}
	case message.PaymentDue, message.Refunded:
		return []section{w.next(w.Words.Text("mail.next." + string(w.Kind))), w.button()}
	default:
		return []section{w.dates(b), w.counter(b), w.next(b.Next), w.button(), w.contents(b, true)}
	}
}

// parcel is one of several parcels in a message.
func (w writer) parcel(i int) []section {
	b := w.briefs[i]
	head := section{Rule: true, Over: b.Part, Title: b.Headline, Texts: append([]string{b.Text}, b.Notices...), Quote: w.quote(i)}
	if next := w.onward(b); next != "" {
		head.Texts = append(head.Texts, next)
	}
	out := append([]section{head, w.dates(b)}, hurdles(b, "")...)
	return append(out, w.counter(b), w.contents(b, false))
}

// dates is the day that matters, with what was said before.
func (w writer) dates(b page.Brief) section {
	if b.Expected == "" {
		return section{}
	}
	return section{Box: true, Title: b.Label, Big: b.Expected, Texts: b.Notes}
}

func (w writer) next(text string) section {
	if text == "" {
		return section{}
	}
	title := "page.next"
	if len(w.Parcels) == 1 && (w.status().Terminal() || w.Parcels[0].Shipment.Cancelled != "") {
		title = "page.do"
	}
	return section{Title: w.Words.Text(title), Texts: []string{text}}
}

// hurdles say who has to act at customs, and how. above is the title of the message, which need not be said again.
func hurdles(b page.Brief, above string) []section {
	var out []section
	for _, h := range b.Customs {
		s := section{Box: true, Title: h.Label, Texts: []string{h.Who + " " + h.Does}}
		if s.Title == above {
			s.Title = ""
		}
		out = append(out, s)
	}
	return out
}

// counter is where to pick it up.
func (w writer) counter(b page.Brief) section {
	c := b.Pickup
	if c == (page.Counter{}) {
		return section{}
	}
	s := section{Box: true, Title: c.Title, Big: c.Until}
	for _, text := range []string{c.Name, c.Address} {
		if text != "" {
			s.Lines = append(s.Lines, text)
		}
	}
	if c.Hours != "" {
		s.Rows = append(s.Rows, row{w.Words.Text("pickup.hours"), c.Hours})
	}
	s.Rows = append(s.Rows, row{w.Words.Text("pickup.what_to_bring"), c.Bring})
	if isAddress(c.URL) {
		s.Links = []anchor{{c.Link, template.URL(c.URL)}} //nolint:gosec // checked
	}
	return s
}

// contents is what is in the parcel, and who brings it.
func (w writer) contents(b page.Brief, rule bool) section {
	s := section{Rule: rule}
	for _, it := range b.Items {
		s.Items = append(s.Items, w.Words.Text("mail.item", "n", w.Words.Number(it.Quantity), "name", it.Name))
	}
	switch {
	case len(s.Items) == 0:
	case len(w.Parcels) == 0:
		s.Title = w.Words.Text("page.in_order")
	default:
		s.Title = w.Words.Text("page.in_parcel")
	}
	for _, r := range []row{{"page.carrier", b.Carrier.Name}, {"page.service", b.Service}, {"page.number", b.Number}} {
		if r.Value != "" {
			s.Rows = append(s.Rows, row{w.Words.Text(r.Label), r.Value})
		}
	}
	return s
}

// courtesy is the code that goes with an apology.
func (w writer) courtesy() section {
	code := page.Plain(w.brand.Messages.Courtesy, maxNumber)
	if w.Kind != message.Delay || code == "" || !w.Extras || w.Gift {
		return section{}
	}
	return section{Box: true, Title: w.Words.Text("mail.courtesy"), Big: code, Texts: []string{w.Words.Text("mail.courtesy_text")}}
}

// rating asks how it went. Each of its links only opens the survey with an answer proposed: programs that look at every link of a
// message before anybody reads it must not vote.
func (w writer) rating() section {
	if w.Kind != message.Delivered || !w.Extras || w.Gift || w.Links.Survey == "" || w.brand.Survey.Off || !w.arrived() {
		return section{}
	}
	s := section{Rule: true, Title: w.Words.Text("page.rate"), Texts: []string{w.Words.Text("survey.scale")}}
	for i := 1; i <= survey.Best; i++ {
		n := strconv.Itoa(i)
		values := url.Values{"score": {n}}
		if len(w.Parcels) == 1 {
			values.Set("shipment", w.Parcels[0].Shipment.ID)
		}
		s.Scores = append(s.Scores, score{anchor{w.Words.Text("page.rate." + n), with(w.Links.Survey, values)}, w.Words.Number(i)})
	}
	return s
}

// arrived reports whether all parcels of the message are delivered, and proved to be.
func (w writer) arrived() bool {
	for _, p := range w.Parcels {
		if p.View.Status != shipment.Delivered || p.View.Unconfirmed {
			return false
		}
	}
	return len(w.Parcels) > 0
}

// missing leads to "I don't have it" when a parcel is said to be delivered.
func (w writer) missing() section {
	if w.Kind != message.Delivered && w.Kind != message.DeliveredElsewhere || w.Gift || w.Links.Report == "" {
		return section{}
	}
	values := url.Values{"kind": {survey.NotReceived}}
	if len(w.Parcels) == 1 {
		values.Set("shipment", w.Parcels[0].Shipment.ID)
	}
	return section{Links: []anchor{{w.Words.Text("page.missing"), with(w.Links.Report, values)}}}
}

// with adds parameters to an address that passed Letter.check.
func with(address string, values url.Values) template.URL {
	mark := "?"
	if strings.Contains(address, "?") {
		mark = "&"
	}
	return template.URL(address + mark + values.Encode()) //nolint:gosec // see Letter.check
}

// help says whom to ask.
func (w writer) help() section {
	h := page.SupportOf(w.brand, w.Words, w.number)
	s := section{Rule: true, Title: h.Title, Texts: []string{h.Text}}
	if h.Hours != "" {
		s.Texts = append(s.Texts, h.Hours)
	}
	if h.URL != "" {
		s.Links = append(s.Links, anchor{h.Link, template.URL(h.URL)}) //nolint:gosec // the brand's, checked when it was applied
	}
	if h.Email != "" {
		s.Links = append(s.Links, anchor{h.Email, template.URL("mailto:" + h.Email)}) //nolint:gosec // as above
	}
	if h.Phone != "" {
		dial := strings.NewReplacer(" ", "", "(", "", ")", "", "-", "").Replace(h.Phone)
		s.Links = append(s.Links, anchor{h.Phone, template.URL("tel:" + dial)}) //nolint:gosec // as above
	}
	return s
}

// foot says why the message came, how to get no more like it, and what the brand has to say of itself (mail.legal in its own wording).
func (w writer) foot() []section {
	t := w.Words.Text
	why := t("mail.why_gift", "brand", w.shop)
	if w.number != "" {
		why = t("mail.why", "number", w.number, "brand", w.shop)
	}
	out := []section{{Texts: []string{why}}}
	if w.Links.Unsubscribe != "" {
		out = append(out, section{
			Texts: []string{t("mail.stop_text")}, Links: []anchor{{t("mail.stop"), template.URL(w.Links.Unsubscribe)}}, //nolint:gosec // see Letter.check
		})
	}
	return append(out, section{Texts: []string{page.Plain(t("mail.legal", "brand", w.shop), maxLegal)}})
}

// maxLegal is how long the last line may be, in characters.
const maxLegal = 600
