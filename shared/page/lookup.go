package page

import (
	"io"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/order"
)

// LongestAnswer is how many characters a field of the lookup form takes: the longest e-mail address there can be.
const LongestAnswer = 254

// Lookup is the form by which a shopper finds an order without its link. It shows nothing of what was typed: two misses must not
// differ, and on a shared computer the next reader learns nothing.
type Lookup struct {
	Theme    Theme
	Words    *locale.Catalog
	Brand    string // id that the form hands back
	Language string // that was asked for by name, so that the answer comes in it as well; or empty
	Answer   Answer // to what was sent
	ByNumber bool   // a tracking number was sent, not an order number
}

// Answer is what the form says about what was sent.
type Answer string

// The answers. The values are keys of the catalogs behind "lookup.".
const (
	Asking   Answer = ""          // nothing was sent yet
	NoOrder  Answer = "no_order"  // the order number is empty or too long
	NoProof  Answer = "no_proof"  // the e-mail or postcode is
	NoNumber Answer = "no_number" // the tracking number is
	Missed   Answer = "missed"    // nothing was found, whatever the reason
	Limited  Answer = "limited"   // too many misses lately
)

type lookupModel struct {
	top
	BrandID, Choice string
	Longest         int
	ByNumber        bool
	Error           *lookupError
	At              string // the field that the error is about, when it is known
	Help            help
	Policies        []policy
	Words           lookupWords
}

type lookupError struct{ Field, Text string }

type lookupWords struct {
	Text, Order, OrderHint, Proof, ProofHint, Find string
	NumberTitle, NumberText, Number, Follow        string
	Private                                        string
}

// WriteLookup renders the form.
func (p *Pages) WriteLookup(w io.Writer, l Lookup) error {
	t := l.Words.Text
	m := lookupModel{
		top: newTop(l.Theme, l.Words, t("lookup.title")), BrandID: Plain(l.Brand, maxLine), Choice: Plain(l.Language, maxLine), Longest: LongestAnswer,
		ByNumber: l.Theme.brand.Lookup.ByNumber, At: fieldOf(l.Answer), Help: lookupHelp(l.Theme.brand, l.Words),
		Policies: policies(l.Theme.brand.Policies, l.Words),
		Words: lookupWords{
			Text: t("lookup.text"), Order: t("lookup.order"), OrderHint: t("lookup.order_hint"), Proof: t("lookup.proof"),
			ProofHint: t("lookup.proof_hint"), Find: t("lookup.find"), NumberTitle: t("lookup.number_title"),
			NumberText: t("lookup.number_text"), Number: t("lookup.number"), Follow: t("lookup.follow"), Private: t("lookup.private"),
		},
	}
	switch l.Answer {
	case Asking:
	case Limited:
		m.Error = &lookupError{Text: t("lookup.limited")}
	case Missed:
		m.Error = &lookupError{Field: "order", Text: t("lookup.missed")}
		if l.ByNumber && m.ByNumber {
			m.Error.Field = "number"
		}
	default:
		m.Error = &lookupError{Field: m.At, Text: t("lookup." + string(l.Answer))}
	}
	return p.write(w, "lookup", m)
}

// fieldOf names the field that an answer is about. Of a miss nobody says which field was wrong.
func fieldOf(a Answer) string {
	switch a {
	case NoOrder:
		return "order"
	case NoProof:
		return "proof"
	case NoNumber:
		return "number"
	default:
		return ""
	}
}

// lookupHelp is whom to ask when nothing is found.
func lookupHelp(r brand.Record, w *locale.Catalog) help {
	h := newHelp(r, w, "")
	h.Title, h.Text = w.Text("page.help"), w.Text("lookup.help", "brand", Plain(r.Name, maxLine))
	return h
}

// WriteNowhere renders the page for a lookup that names no shop, or one that nobody knows.
func (p *Pages) WriteNowhere(w io.Writer, t Theme, words *locale.Catalog) error {
	return p.write(w, "notice", noticeModel{newTop(t, words, words.Text("lookup.title")), "box", words.Text("lookup.nowhere")})
}

// Number is a parcel as a tracking number alone shows it.
type Number struct {
	Theme  Theme
	Words  *locale.Catalog
	Parcel Parcel
	Now    time.Time
}

// WriteNumber renders the progress of one parcel and nothing of its order: no items, no number, no promise, no way on.
func (p *Pages) WriteNumber(w io.Writer, n Number) error {
	one := n.Parcel
	one.Shipment.Items, one.Shipment.Holders, one.Shipment.Ref, one.Shipment.Service = nil, nil, "", ""
	m := newOrderModel(Order{
		Theme: n.Theme, Words: n.Words, Order: order.Order{}, Parcels: []Parcel{one}, Scope: link.Gift, Now: n.Now,
	})
	m.Title = n.Words.Text("lookup.number_page", "number", Plain(one.Shipment.Number, maxLine))
	m.CSS, m.Help = n.Theme.css, lookupHelp(n.Theme.brand, n.Words) // beside the form, under its policy
	m.Words.Private = n.Words.Text("lookup.number_private")
	return p.write(w, "order", m)
}
