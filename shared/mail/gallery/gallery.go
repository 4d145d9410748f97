// Package gallery holds example messages: every kind, in the states in which it is sent. They tell of the example orders of the page,
// so message and page can be looked at side by side. It reads no clock and holds no real person.
package gallery

import (
	"slices"
	"strings"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/mail"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/page/gallery"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
)

// Example is a message in one state.
type Example struct {
	Name  string // in file names: "delivered-signed"
	Title string // for whoever looks through them
	kind  message.Kind
	story gallery.Example
	alter func(*mail.Letter)
}

// Letter gives the message as a brand sends it in the language of words.
func (e Example) Letter(r brand.Record, words *locale.Catalog) mail.Letter {
	o := e.story.Order
	l := mail.Letter{
		Kind: e.kind, Brand: r, Words: words, Order: o.Order, Name: seal.Hide("Robin Example"), Gift: o.Scope == link.Gift, Extras: true, Now: o.Now,
		Links: mail.Links{
			Page: "https://track.example/t/abcdefghijklmnopqrstuvwxyz", Survey: "https://track.example/s/abcdefghijklmnopqrstuvwxyz",
			Report: "https://track.example/s/abcdefghijklmnopqrstuvwxyz/report",
		},
	}
	if optional[e.kind] {
		l.Links.Unsubscribe = "https://track.example/u/abcdefghijklmnopqrstuvwxyz"
	}
	if !aboutOrder[e.kind] {
		for _, p := range o.Parcels {
			l.Parcels = append(l.Parcels, mail.Parcel(p))
		}
	}
	if len(l.Parcels) > 0 {
		l.Status, l.Sub = l.Parcels[0].View.Status, l.Parcels[0].View.Sub
	}
	if e.alter != nil {
		e.alter(&l)
	}
	return l
}

var (
	optional   = map[message.Kind]bool{message.InTransit: true, message.ArrivingTomorrow: true, message.Reassurance: true}
	aboutOrder = map[message.Kind]bool{
		message.OrderConfirmed: true, message.Processing: true, message.OrderCancelled: true, message.Refunded: true, message.PaymentDue: true,
	}
)

// scene is a kind, and the stories of the page in which it is sent.
type scene struct {
	kind    message.Kind
	stories []string
}

// scenes list every kind; the first story is the usual one.
var scenes = []scene{
	{message.OrderConfirmed, []string{"ordered", "ordered-unpromised", "pickup-waiting"}},
	{message.Processing, []string{"ordered"}},
	{message.OrderCancelled, []string{"cancelled", "cancelled-stock"}},
	{message.Shipped, []string{"in-transit", "accepted", "announced", "gift", "local-delivery", "many-scans"}},
	{message.InTransit, []string{"handed-over", "customs-processing", "resolved"}},
	{message.ArrivingTomorrow, []string{"in-transit"}},
	{message.OutForDelivery, []string{"out-for-delivery", "next-stop", "local-delivery"}},
	{message.Attempted, []string{"attempted", "attempted-twice", "attempted-payment"}},
	{message.ReadyForPickup, []string{"pickup-shop", "pickup-locker", "pickup-ready"}},
	{message.PickupExpiring, []string{"pickup-expiring", "pickup-ready"}},
	{message.Delivered, []string{"delivered", "delivered-signed", "delivered-late", "delivered-damaged", "pickup-fetched", "unconfirmed"}},
	{message.DeliveredElsewhere, []string{"delivered-to-neighbour", "delivered-safe-place", "delivered-mailbox"}},
	{message.Delay, []string{"late-estimates", "overdue"}},
	{message.Customs, []string{"customs-duties", "customs-documents", "customs-prohibited", "customs-inspection"}},
	{message.PaymentDue, []string{"ordered"}},
	{message.Problem, []string{"held-address-problem", "held-weather", "held-damaged", "held-lost", "held-other", "destroyed"}},
	{message.Reassurance, []string{"stale", "expired"}},
	{message.Retraction, []string{"reopened"}},
	{message.Returning, []string{"returning-refused", "returning-unclaimed", "return-on-its-way"}},
	{message.Returned, []string{"returned", "return-arrived"}},
	{message.Refunded, []string{"return-arrived"}},
}

// All gives every example as it looks at a moment. The first of each kind has the kind's own name.
func All(now time.Time) []Example {
	stories := map[string]gallery.Example{}
	for _, e := range gallery.All(now) {
		stories[e.Name] = e
	}
	var out []Example
	for _, s := range scenes {
		for i, name := range s.stories {
			e := Example{Name: string(s.kind), Title: stories[name].Title, kind: s.kind, story: stories[name]}
			if i > 0 {
				e.Name = together(string(s.kind), name)
			}
			if s.kind == message.PaymentDue || s.kind == message.Refunded {
				e.alter = func(l *mail.Letter) { l.Amount = 5000 }
			}
			if s.kind == message.Retraction {
				e.alter = func(l *mail.Letter) { l.Status, l.Sub = shipment.Delivered, "" }
			}
			out = append(out, e)
		}
	}
	return append(out, special(stories)...)
}

// together names a story of a kind, without saying the kind twice: "delivered-signed", "problem-held-lost".
func together(kind, story string) string {
	if strings.HasPrefix(story, kind+"-") {
		return story
	}
	return kind + "-" + story
}

// special are messages that differ by who reads them, not by what happened.
func special(stories map[string]gallery.Example) []Example {
	pair := func(l *mail.Letter) {
		again := l.Parcels[0]
		again.Shipment.ID, again.Shipment.Number, again.Shipment.Items = "s1", "1Z999AA10123456781", []order.Part{{ID: "3", Quantity: 3}}
		l.Parcels[0].Shipment.Items = []order.Part{{ID: "1", Quantity: 2}, {ID: "2", Quantity: 1}}
		l.Parcels = append(slices.Clone(l.Parcels), again)
		l.Order.Shipments = []order.Shipment{l.Parcels[0].Shipment, again.Shipment}
	}
	bare := func(l *mail.Letter) {
		l.Name, l.Extras, l.Gift = seal.Text{}, false, true
	}
	disrupted := func(l *mail.Letter) { l.Notice = "Snow in the Alps: parcels to the south take two days longer." }
	return []Example{
		{"shipped-merged", "Two parcels on their way, in one message", message.Shipped, stories["in-transit"], pair},
		{"delivered-merged", "Two parcels delivered, in one message", message.Delivered, stories["delivered"], pair},
		{"delivered-gift", "Delivered, for whoever gets the present", message.Delivered, stories["delivered"], bare},
		{"delay-disruption", "Late, with the shop’s word on why", message.Delay, stories["late-estimates"], disrupted},
		{"problem-long", "Very long texts", message.Problem, stories["long"], nil},
		{"problem-hostile", "Markup in every text", message.Problem, stories["hostile"], nil},
	}
}
