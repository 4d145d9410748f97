package page

import (
	"slices"
	"strconv"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/shipment"
	"doorstep/shared/survey"
)

// What the page offers beside news of parcels. Only the owner of an order may make links, rate and report.

// Reader tells for whom the merchant's content beside an order is chosen, and in which situation: brand.Slots asks for it.
func Reader(o Order) brand.Reader {
	to := brand.Reader{Day: o.Now.UTC().Format(time.DateOnly), Locale: o.Words.Tag(), Trouble: Trouble(o)}
	for _, p := range o.Parcels {
		to.Statuses = append(to.Statuses, string(p.View.Status))
	}
	if len(o.Parcels) == 0 {
		to.Statuses = []string{"ordered"}
	}
	for _, item := range o.Order.Items {
		to.SKUs = append(to.SKUs, item.SKU)
	}
	return to
}

type slotModel struct{ Kind, Title, Text, URL, Link string }

// slots gives the merchant's content; none while something is wrong. Beside a present nothing shows that belongs to certain items,
// because it would tell what is inside.
func slots(o Order) []slotModel {
	if Trouble(o) {
		return nil
	}
	var out []slotModel
	for _, s := range o.Slots {
		if len(out) == brand.MaxSlots || o.gift() && len(s.SKUs) > 0 {
			continue
		}
		m := slotModel{Kind: o.Words.First("slot." + s.Kind), Title: Plain(s.Title, maxLine), Text: Plain(s.Text, maxText)}
		if isAddress(s.URL) {
			m.URL, m.Link = s.URL, Plain(s.Link, maxLine)
			if m.Link == "" {
				m.Link = o.Words.Text("slot.link")
			}
		}
		out = append(out, m)
	}
	return out
}

type giftModel struct{ Action, Link, Title, Text, Label, Button string }

func newGift(o Order) *giftModel {
	over := len(o.Parcels) > 0 && !slices.ContainsFunc(o.Parcels, func(p Parcel) bool {
		return p.Shipment.Cancelled == "" && !p.View.Status.Terminal() && p.View.Status != shipment.Returning
	})
	if !o.owner() || o.Paths.Gift == "" || o.cancelled() || over && o.Paths.GiftLink == "" {
		return nil
	}
	w := o.Words
	return &giftModel{
		Action: o.Paths.Gift, Link: o.Paths.GiftLink, Title: w.Text("page.gift"), Text: w.Text("page.gift_text"),
		Label: w.Text("page.gift_link"), Button: w.Text("page.gift_make"),
	}
}

// tapModel is one tap from 1 to 5.
type tapModel struct {
	Action, Shipment, Title, Low, High string
	Scores                             []tapScore
}

type tapScore struct{ Value, Label string }

func newTap(s subject) *tapModel {
	o := s.order
	if !o.owner() || o.Paths.Survey == "" || s.view.Status != shipment.Delivered || s.view.Unconfirmed {
		return nil
	}
	w := o.Words
	m := &tapModel{
		Action: o.Paths.Survey, Shipment: s.parcel.ID, Title: w.Text("page.rate"), Low: w.Text("page.rate.1"), High: w.Text("page.rate.5"),
	}
	for i := 1; i <= 5; i++ {
		n := strconv.Itoa(i)
		m.Scores = append(m.Scores, tapScore{Value: n, Label: w.Text("page.rate." + n)})
	}
	return m
}

// missingPath leads to "I don't have it" for a parcel that is said to be delivered.
func missingPath(s subject) string {
	if !s.order.owner() || s.order.Paths.Report == "" || s.view.Status != shipment.Delivered {
		return ""
	}
	return withQuery(withQuery(s.order.Paths.Report, "shipment", s.parcel.ID), "kind", survey.NotReceived)
}

// jump is an entry of the list that leads to the parcels of an order.
type jump struct{ Anchor, Tone, Label, Headline, Expected string }

func jumps(parcels []parcelModel) []jump {
	if len(parcels) < 2 {
		return nil
	}
	var out []jump
	for _, p := range parcels {
		out = append(out, jump{p.Anchor, p.Tone, p.Eyebrow, p.Headline, p.Expected})
	}
	return out
}

func (o Order) owner() bool   { return o.Scope == link.Owner }
func (o Order) support() bool { return o.Scope == link.Support }

// gift reports whether contents and prices must stay hidden.
func (o Order) gift() bool { return o.Scope == link.Gift }

func (o Order) cancelled() bool { return o.Order.CancelledAt != "" }

// cancelText says when and why the merchant cancelled the order; a reason that is about the shopper is not repeated to them.
func cancelText(o Order) string {
	w := o.Words
	text := w.Text("page.order_cancelled_text")
	if day := w.Day(o.Order.CancelledAt, o.Now); day != "" {
		text = w.Text("page.order_cancelled_on", "day", day)
	}
	if slices.Contains([]string{"customer", "inventory", "declined"}, o.Order.CancelReason) {
		text += " " + w.Text("page.cancel_reason."+o.Order.CancelReason)
	}
	return text
}
