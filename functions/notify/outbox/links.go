package outbox

import (
	"context"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/mail"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// Keys gives the key that derives links; secret.Keys does.
type Keys interface {
	Links(ctx context.Context) (link.Key, error)
}

// LinkTable keeps which links there are; store.Store does.
type LinkTable interface {
	Link(ctx context.Context, hash string) (store.Link, error)
	PutLink(ctx context.Context, l store.Link) error
}

// Links makes the addresses in messages.
type Links struct {
	Keys   Keys
	Table  LinkTable
	Origin string // of the deployment: "https://track.example.com"
	Now    func() time.Time
}

// supportLife is how long the link in an alert opens. An alert is worked on within days.
const supportLife = 7 * 24 * time.Hour

// origin is where a brand's pages are: on its own host, where it has one.
func (l Links) origin(to look.Look) string {
	if len(to.Record.Domains) > 0 {
		return "https://" + to.Record.Domains[0]
	}
	return l.Origin
}

// ofReader gives the addresses in a message to the shopper or somebody who watches. The link of the order is stored since it was
// placed; that of a present is stored when the first message needs it. Only the shopper is asked for a rating: there is one vote.
func (l Links) ofReader(ctx context.Context, o order.Order, to look.Look, who person) (mail.Links, error) {
	key, err := l.Keys.Links(ctx)
	if err != nil {
		return mail.Links{}, missingKey(err)
	}
	if who.gift {
		token, err := l.stored(ctx, key, o, link.Gift)
		return mail.Links{Page: l.origin(to) + "/t/" + token}, err
	}
	token := key.Token(o.ID, link.Owner, o.Rotation)
	links := mail.Links{Page: l.origin(to) + "/t/" + token, Report: l.origin(to) + "/s/" + token + "/report"}
	if who.id == message.Owner {
		links.Survey = l.origin(to) + "/s/" + token
	}
	return links, nil
}

// stored gives the token of a link and makes sure that it opens. It writes only where there is none yet.
func (l Links) stored(ctx context.Context, key link.Key, o order.Order, scope link.Scope) (string, error) {
	token := key.Token(o.ID, scope, o.Rotation)
	hash := link.Hash(token)
	_, err := l.Table.Link(ctx, hash)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return token, err
	}
	return token, l.Table.PutLink(ctx, store.Link{Hash: hash, Order: o.ID, Scope: string(scope), N: o.Rotation, Expires: l.Now().Add(link.Life)})
}

// support gives the address of the page for the merchant's own people. Its link is renewed with each alert.
func (l Links) support(ctx context.Context, o order.Order, to look.Look) (string, error) {
	key, err := l.Keys.Links(ctx)
	if err != nil {
		return "", missingKey(err)
	}
	token := key.Token(o.ID, link.Support, o.Rotation)
	err = l.Table.PutLink(ctx, store.Link{Hash: link.Hash(token), Order: o.ID, Scope: string(link.Support), N: o.Rotation, Expires: l.Now().Add(supportLife)})
	return l.origin(to) + "/t/" + token, err
}

// stop gives where the reader with the hash of an address ends messages of a brand.
func (l Links) stop(ctx context.Context, to look.Look, hash string) (string, error) {
	key, err := l.Keys.Links(ctx)
	if err != nil {
		return "", missingKey(err)
	}
	token, err := key.StopToken(to.ID, hash)
	return l.origin(to) + "/u/" + token, err
}
