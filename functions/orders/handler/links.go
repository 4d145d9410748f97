package handler

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

// supportLife is how long a link for the merchant's own people opens: one is made whenever it is needed.
const supportLife = 7 * 24 * time.Hour

// scopes are the kinds of links, all of which a rotation revokes.
var scopes = [...]link.Scope{link.Owner, link.Gift, link.Support}

// grant is a link that was made.
type grant struct {
	token   string
	scope   link.Scope
	expires time.Time
}

// readScope reads the body of a POST of a link.
func readScope(body []byte) (link.Scope, error) {
	var asked struct {
		Scope any `json:"scope"`
	}
	if err := json.Unmarshal(bytes.TrimSpace(body), &asked); err != nil {
		return "", fault.New(fault.Malformed, "body is not JSON like {\"scope\":\"owner\"}")
	}
	scope, _ := asked.Scope.(string)
	if !slices.Contains(scopes[:], link.Scope(scope)) {
		return "", order.Invalid{{Path: "scope", Detail: "must be one of owner, gift, support"}}
	}
	return link.Scope(scope), nil
}

// link makes a link of a scope, or renews the one that there is: it is the same until a rotation. fault.Conflict: links of that scope
// have ended with the order.
func (d desk) link(ctx context.Context, brandID, number string, scope link.Scope) (grant, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return grant{}, err
	}
	stored, err := d.table.Order(ctx, order.ID(brandID, number))
	if err != nil {
		return grant{}, err
	}
	o, err := alive(stored)
	if err != nil {
		return grant{}, err
	}
	g := grant{token: keys.links.Token(o.ID, scope, o.Rotation), scope: scope, expires: d.now().Add(supportLife)}
	ceiling := g.expires
	if scope != link.Support {
		ceiling = d.now().Add(link.Life)
		if g.expires, err = d.closes(ctx, o, ceiling); err != nil {
			return grant{}, err
		}
	}
	l := store.Link{Hash: link.Hash(g.token), Order: o.ID, Scope: string(scope), N: o.Rotation, Expires: ceiling}
	return g, d.table.PutLink(ctx, l)
}

// closes gives when a link that ends at the ceiling at the latest stops opening, as far as is known today.
func (d desk) closes(ctx context.Context, o order.Order, ceiling time.Time) (time.Time, error) {
	parcels, err := sight.Parcels(ctx, d.table, o, d.now())
	if err != nil {
		return time.Time{}, err
	}
	days, err := d.days(ctx, o.Brand)
	if err != nil {
		return time.Time{}, err
	}
	if end, ok := sight.Closes(o, parcels, sight.Made(ceiling), days); ok && end.Before(ceiling) {
		return end, nil
	}
	return ceiling, nil
}

// days is for how long a brand's links open after the last parcel. A record that cannot be read is no reason to refuse a link.
func (d desk) days(ctx context.Context, id string) (int, error) {
	stored, err := d.brands.Brand(ctx, id)
	if err != nil {
		return 0, err
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		return brand.DefaultLinkDays, nil //nolint:nilerr // see above
	}
	return cmp.Or(record.LinkDays, brand.DefaultLinkDays), nil
}

// rotate revokes every link of an order and gives the owner a new one. The new link goes first, then the order, whose rotation ends
// the old ones; then these are deleted, which only tidies up. A crash before the order leaves the old links and a new one that opens
// as well; repeating it rotates again.
func (d desk) rotate(ctx context.Context, brandID, number string) (grant, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return grant{}, err
	}
	stored, err := d.table.Order(ctx, order.ID(brandID, number))
	if err != nil {
		return grant{}, err
	}
	for attempt := 1; ; attempt++ {
		o, err := alive(stored)
		if err != nil {
			return grant{}, err
		}
		g, err := d.turn(ctx, keys, stored, o)
		var conflict *store.ConflictError
		if errors.As(err, &conflict) && attempt < maxConflicts {
			stored = conflict.Current
			continue
		}
		if err != nil {
			return grant{}, err
		}
		return g, d.unlink(ctx, keys, o.ID, o.Rotation)
	}
}

// turn writes an order's next rotation over the version that was read.
func (d desk) turn(ctx context.Context, keys keyring, stored store.Order, o order.Order) (grant, error) {
	o.Rotation++
	body, err := order.Encode(o)
	if err != nil {
		return grant{}, err
	}
	next := stored
	next.Body, next.Rotation = body, o.Rotation
	expires := d.now().Add(link.Life)
	g := grant{token: keys.links.Token(o.ID, link.Owner, o.Rotation), scope: link.Owner}
	l := store.Link{Hash: link.Hash(g.token), Order: o.ID, Scope: string(link.Owner), N: o.Rotation, Expires: expires}
	if err := d.table.PutLink(ctx, l); err != nil {
		return grant{}, err
	}
	if err := d.table.PutOrder(ctx, next, stored.Version); err != nil {
		return grant{}, err
	}
	g.expires, err = d.closes(ctx, o, expires)
	return g, err
}

// unlink deletes the links of one rotation.
func (d desk) unlink(ctx context.Context, keys keyring, orderID string, n int) error {
	for _, scope := range scopes {
		if err := d.table.DeleteLink(ctx, link.Hash(keys.links.Token(orderID, scope, n))); err != nil {
			return err
		}
	}
	return nil
}
