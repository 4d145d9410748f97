package mail

import (
	"html/template"
	"strings"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/page"
)

// Longest texts in a message, in characters.
const (
	maxName    = 60 // of the reader: what is longer is no name
	maxNumber  = 40 // of an order, and the name of a brand
	maxSubject = 78 // what RFC 5322 asks of a line (https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1)
	maxPeek    = 140
)

// writer writes one letter: the letter without what could harm, and what is asked of it again and again.
type writer struct {
	Letter
	brand  brand.Record // as it looks on the day
	shop   string       // its name
	number string       // of the order; empty: not to be told
	page   page.Order
	briefs []page.Brief // of the parcels; of a letter without any, what the order waits for
}

func newWriter(l Letter) writer {
	l = tamed(l)
	theme := page.NewTheme(l.Brand.On(l.Now.Format(time.DateOnly)))
	w := writer{Letter: l, brand: theme.Brand(), number: page.Plain(l.Order.Number, maxNumber)}
	w.shop = page.Plain(w.brand.Name, maxNumber)
	w.page = page.Order{Theme: theme, Words: l.Words, Order: l.Order, Scope: link.Owner, Now: l.Now}
	if l.Gift {
		w.page.Scope, w.number = link.Gift, ""
	}
	for _, p := range l.Parcels {
		w.page.Parcels = append(w.page.Parcels, page.Parcel(p))
	}
	w.briefs = page.Briefs(w.page)
	return w
}

// document says everything, in the order in which it matters to the reader.
func (w writer) document() document {
	d := document{
		Lang: w.Words.Tag(), Dir: w.Words.Dir(), Subject: w.subject(), Title: w.title(), Tone: w.tone(), Look: newLook(w.brand, w.Words.Dir()),
		Colon: w.Words.Text("mail.colon"),
		Head:  head{Name: w.shop, Site: w.brand.Site, Logo: w.brand.LogoURL},
	}
	if name := page.Plain(w.Name.Open(), maxName); name != "" {
		d.Hello = w.Words.Text("mail.hello", "name", name)
	}
	lead, b := w.lead(), w.briefs[0]
	d.add(lead)
	switch {
	case len(w.Parcels) > 1:
		d.add(w.button(), w.rating(), w.missing())
		for i := range w.briefs {
			d.add(w.parcel(i)...)
		}
	case len(w.Parcels) == 1:
		d.Rail = b.Rail
		d.add(w.dates(b), w.counter(b))
		d.add(hurdles(b, d.Title)...)
		d.add(w.next(w.onward(b)), w.button(), w.rating(), w.missing(), w.contents(b, true))
	default:
		d.add(w.order(b)...)
	}
	d.add(w.courtesy(), w.help())
	d.Foot = w.foot()
	d.Preheader = w.peek(d.Sections)
	return d
}

// peek is what a list of messages shows behind the subject: the first sentences, and the date where there is one.
func (w writer) peek(sections []section) string {
	var parts []string
	for _, s := range sections {
		if s.Big != "" && s.Title != "" && parts == nil {
			parts = append(parts, w.Words.Text("mail.sentence", "what", s.Title+w.Words.Text("mail.colon")+s.Big))
		}
	}
	return page.Plain(strings.Join(append(parts, sections[0].Texts...), " "), maxPeek)
}

// subject is the title and the order. Nothing in it separates directions of writing: an order's number may be read from the wrong side
// in Arabic, which harms less than a character that cannot be seen.
func (w writer) subject() string {
	title := page.Plain(w.title(), maxSubject-1)
	whole := w.Words.Text("mail.subject_from", "title", title, "brand", w.shop)
	if w.number != "" {
		whole = w.Words.Text("mail.subject", "title", title, "order", w.Words.Text("page.title", "number", w.number))
	}
	if whole = page.Plain(whole, 2*maxSubject); len([]rune(whole)) > maxSubject {
		return title
	}
	return whole
}

func (w writer) button() section {
	return section{Button: anchor{w.Words.Text("widget.open"), template.URL(w.Links.Page)}} //nolint:gosec // see Letter.check
}

// price writes the amount that the message is about; nothing for whoever is given a present.
func (w writer) price() string {
	if w.Gift || w.Amount <= 0 {
		return ""
	}
	return page.Money(w.Words, w.Amount, w.Order.Currency)
}

// sub is the sub-status that the message tells.
func (w writer) sub() string {
	if w.Sub != "" || len(w.Parcels) == 0 {
		return w.Sub
	}
	return w.Parcels[0].View.Sub
}
