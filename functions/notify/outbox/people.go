// Package outbox knows who can be told of an order and hands what is decided over to those who carry it. It is where addresses are in
// clear: they are opened for one message, given to shared/mail/post, and stand in no error, line, metric or tag.
package outbox

import (
	"context"

	"doorstep/shared/fault"
	"doorstep/shared/mail/post"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

// Opener opens what is sealed about an order; secret.Sealer does.
type Opener interface {
	Open(ctx context.Context, owner, label string, sealed []byte) ([]byte, error)
}

// Hashes gives the key under which addresses that are not written to are kept; secret.Keys does.
type Hashes interface {
	Lookup(ctx context.Context) (seal.Index, error)
}

// Stops reads why an address is not written to; store.Store does.
type Stops interface {
	Suppressions(ctx context.Context, hash string) ([]store.Suppression, error)
}

// People finds who can be told of an order. It is handler.People.
type People struct {
	Sealed Opener
	Keys   Hashes
	Stops  Stops
}

// person is somebody in clear. It does not print.
type person struct {
	id      string
	name    seal.Text
	email   seal.Text
	phone   seal.Text
	locale  string
	gift    bool
	consent order.Consent
}

// Reach lists the shopper who ordered and everybody who watches, once for e-mail and once for text messages. An order whose data key was
// destroyed has nobody who is known. Errors: of what is asked; none holds an address.
func (p People) Reach(ctx context.Context, stored store.Order, o order.Order, brand string) ([]message.Recipient, error) {
	persons, err := p.open(ctx, stored, o)
	if err != nil && fault.KindOf(err) != fault.Gone {
		return nil, err
	}
	if err != nil { // its addresses are gone for good, but who there was is still part of each decision
		persons = nameless(o)
	}
	var out []message.Recipient
	taken := map[string]bool{} // addresses at which somebody is reached, by channel
	for _, who := range persons {
		mail, address, err := p.byMail(ctx, who, brand)
		if err != nil {
			return nil, err
		}
		text, number, err := p.byText(ctx, who, o.Country, brand)
		if err != nil {
			return nil, err
		}
		for _, one := range []struct {
			of *message.Recipient
			at string
		}{{&mail, order.CanonicalEmail(address)}, {&text, number}} {
			if at := string(one.of.Channel) + " " + one.at; one.of.Known && one.of.Consent {
				one.of.Double, taken[at] = taken[at], true
			}
		}
		out = append(out, mail, text)
	}
	return out, nil
}

// open gives the shopper and the watchers of an order in clear.
func (p People) open(ctx context.Context, stored store.Order, o order.Order) ([]person, error) {
	all := nameless(o)
	if len(stored.Sealed) == 0 {
		return all, nil
	}
	plain, err := p.Sealed.Open(ctx, secret.OfOrder(stored.ID), secret.Recipient, stored.Sealed)
	if err != nil {
		return nil, missingKey(err)
	}
	owner, contacts, err := order.UnmarshalPeople(plain)
	if err != nil {
		return nil, err
	}
	all[0].name, all[0].email, all[0].phone = owner.Name, owner.Email, owner.Phone
	for _, c := range contacts {
		for i := range all {
			if i > 0 && all[i].id == c.ID {
				all[i].name, all[i].email, all[i].phone = c.Name, c.Email, c.Phone
				if c.Locale != "" {
					all[i].locale = c.Locale
				}
			}
		}
	}
	return all, nil
}

// nameless lists who there is of an order, the shopper first, without anything personal.
func nameless(o order.Order) []person {
	all := []person{{id: message.Owner, consent: ofOwner(o.Consent)}}
	for _, w := range o.Watchers {
		all = append(all, person{id: w.ID, locale: w.Locale, gift: w.Gift, consent: w.Consent})
	}
	return all
}

// ofOwner fills in what the shopper who ordered was not asked: e-mails about an order that they placed are expected. For everybody else,
// and for text messages, "not told" stays no.
func ofOwner(c order.Consent) order.Consent {
	if c.Email == nil {
		yes := true
		c.Email = &yes
	}
	return c
}

func agreed(answer *bool) bool { return answer != nil && *answer }

// extra reports whether somebody takes what is not strictly about the parcel. Who was not asked takes it where they take e-mails.
func extra(c order.Consent) bool {
	if c.Extra != nil {
		return *c.Extra
	}
	return agreed(c.Email)
}

// byMail and byText give the address in clear as well, for Reach alone.
func (p People) byMail(ctx context.Context, who person, brand string) (message.Recipient, string, error) {
	r := message.Recipient{ID: who.id, Channel: message.Email, Consent: agreed(who.consent.Email), Extra: extra(who.consent), Gift: who.gift, Locale: who.locale}
	address, err := post.Address(who.email)
	if r.Known = err == nil; !r.Known || !r.Consent {
		return r, "", nil
	}
	r.Suppressed, err = p.stopped(ctx, brand, func(h order.Hasher) string { return order.StopEmail(address, h) })
	return r, address, err
}

func (p People) byText(ctx context.Context, who person, country, brand string) (message.Recipient, string, error) {
	r := message.Recipient{ID: who.id, Channel: message.SMS, Consent: agreed(who.consent.SMS), Extra: extra(who.consent), Gift: who.gift, Locale: who.locale}
	phone, err := readPhone(who, country)
	if r.Known = err == nil; !r.Known || !r.Consent {
		return r, "", nil
	}
	r.Suppressed, err = p.stopped(ctx, brand, func(h order.Hasher) string { return order.StopPhone(phone.Number.Open(), h) })
	return r, phone.Number.Open(), err
}

// readPhone reads a phone number. Only the shopper's may leave out the country: where the order goes says nothing about who watches it.
func readPhone(who person, country string) (post.Phone, error) {
	if who.id != message.Owner {
		country = ""
	}
	return post.ReadPhone(who.phone, country)
}

// stopped tells how far messages of a brand to an address are stopped. It is asked only for addresses that would be written to.
func (p People) stopped(ctx context.Context, brand string, hash func(order.Hasher) string) (string, error) {
	keys, err := p.Keys.Lookup(ctx)
	if err != nil {
		return "", missingKey(err)
	}
	found, err := p.Stops.Suppressions(ctx, hash(keys))
	if err != nil {
		return "", err
	}
	scope, _ := store.StoppedFor(brand, found)
	return scope, nil
}

// missingKey makes a key of the deployment that is not there something that passes: the message waits until it is stored, instead of
// being given up as one to nobody.
func missingKey(err error) error {
	if k := fault.KindOf(err); k == fault.NotFound || k == fault.Forbidden {
		return fault.Wrap(fault.Unavailable, err, "a key is missing")
	}
	return err
}
