package outbox_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"doorstep/functions/notify/handler"
	"doorstep/functions/notify/outbox"
	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/locale/letters"
	"doorstep/shared/look"
	"doorstep/shared/mail"
	"doorstep/shared/mail/post"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// world is everything around an outbox: what is stored, and what left.
type world struct {
	record brand.Record
	keys   map[string][]byte // data keys; nil: destroyed
	links  map[string]store.Link
	puts   int
	stops  map[string][]store.Suppression
	asked  int // for suppressions
	lost   string

	letters []post.Letter
	texts   []post.Text
	chats   []string
	fail    error // what those who carry messages answer
}

// Key gives a parameter of 32 bytes: the last letter of its name, repeated.
func (w *world) Key(_ context.Context, name string) ([]byte, error) {
	if name == w.lost {
		return nil, fault.New(fault.NotFound, "parameter %s does not exist", name)
	}
	key := make([]byte, 32)
	for i := range key {
		key[i] = name[len(name)-1]
	}
	return key, nil
}

func (w *world) DataKey(_ context.Context, owner string) ([]byte, error) {
	wrapped, ok := w.keys[owner]
	switch {
	case !ok:
		return nil, fault.New(fault.NotFound, "no key")
	case wrapped == nil:
		return nil, fault.New(fault.Gone, "destroyed")
	}
	return wrapped, nil
}

func (w *world) PutDataKey(_ context.Context, owner string, wrapped []byte) ([]byte, error) {
	w.keys[owner] = wrapped
	return wrapped, nil
}

func (w *world) Brand(_ context.Context, id string) (store.Brand, error) {
	if id != "aster" {
		return store.Brand{}, fault.New(fault.NotFound, "no brand %s", id)
	}
	encoded, err := brand.Encode(w.record)
	return store.Brand{ID: id, Record: encoded}, err
}

func (w *world) Link(_ context.Context, hash string) (store.Link, error) {
	if l, ok := w.links[hash]; ok {
		return l, nil
	}
	return store.Link{}, fault.New(fault.NotFound, "no such link")
}

func (w *world) PutLink(_ context.Context, l store.Link) error {
	w.puts++
	w.links[l.Hash] = l
	return nil
}

func (w *world) Suppressions(_ context.Context, hash string) ([]store.Suppression, error) {
	w.asked++
	return w.stops[hash], nil
}

type mails struct{ *world }

func (w mails) Send(_ context.Context, l post.Letter) (string, error) {
	w.letters = append(w.letters, l)
	return "m1", w.fail
}

type texts struct{ *world }

func (w texts) Send(_ context.Context, t post.Text) (string, error) {
	w.world.texts = append(w.world.texts, t)
	return "t1", w.fail
}

func (w *world) Post(_ context.Context, brand string, body []byte) error {
	w.chats = append(w.chats, brand+" "+string(body))
	return w.fail
}

func newWorld() *world {
	return &world{
		record: brand.Record{
			Name: "Aster & Pine", Locales: []string{"en", "de"}, Support: brand.Support{Email: "help@aster.example"},
			Messages: brand.Messages{Mode: "live", From: "parcels@aster.example", SMS: brand.SMS{Senders: map[string]string{"DE": "AsterPine"}},
				Alerts: brand.Alerts{Emails: []string{"sam@aster.example", "kim@aster.example"}, Chat: true}},
		},
		keys: map[string][]byte{}, links: map[string]store.Link{}, stops: map[string][]store.Suppression{},
	}
}

func (w *world) secrets() secret.Keys { return secret.Keys{Values: w, Prefix: "/doorstep/dev"} }

func (w *world) people() outbox.People {
	return outbox.People{Sealed: secret.Sealer{Keys: w.secrets(), Table: w, Rnd: rand.Reader}, Keys: w.secrets(), Stops: w}
}

func (w *world) outbox() outbox.Outbox {
	clock := func() time.Time { return now }
	return outbox.Outbox{
		People: w.people(), Looks: look.New(w, nil, clock).Telling(letters.Files()), Links: outbox.Links{Keys: w.secrets(), Table: w, Origin: "https://track.example", Now: clock},
		Mails: mails{w}, Texts: texts{w}, Chats: w, Streams: outbox.Streams{Messages: "set-messages", Extras: "set-extras", Texts: "set-texts"}, Stage: "dev", Now: clock,
	}
}

func is(yes bool) *bool { return &yes }

// ordered gives an order with a shopper and, sealed, where to reach everybody.
func (w *world) ordered(t *testing.T, o order.Order, owner order.Recipient, contacts ...order.Contact) (store.Order, order.Order) {
	t.Helper()
	o.ID, o.Brand, o.Number = order.ID("aster", "1001"), "aster", "1001"
	sealed, err := secret.Sealer{Keys: w.secrets(), Table: w, Rnd: rand.Reader}.Seal(t.Context(), secret.OfOrder(o.ID), "recipient", owner.OpenWith(contacts))
	if err != nil {
		t.Fatal(err)
	}
	return store.Order{ID: o.ID, Brand: o.Brand, Number: o.Number, Sealed: sealed}, o
}

func robin() order.Recipient {
	return order.Recipient{Name: seal.Hide("Robin Canary"), Email: seal.Hide("Robin@Example.com"), Phone: seal.Hide("0151 12345678")}
}

// delivered is the message that the order's one parcel is there.
func delivered(stored store.Order, o order.Order, to message.Recipient) handler.Outgoing {
	s := order.Shipment{ID: "s1", Number: "1Z0001", Carrier: "ups"}
	return handler.Outgoing{
		Subject: message.Subject{About: message.AboutMilestone, Shipment: "s1", Status: shipment.Delivered, Occurrence: 1}, Kind: message.Delivered, Recipient: to,
		Stored: stored, Order: o, Accepted: now.Add(-time.Second),
		Parcels: []mail.Parcel{{Shipment: s, View: shipment.View{State: shipment.State{Status: shipment.Delivered}}}},
	}
}
