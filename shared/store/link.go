package store

import (
	"context"
	"time"

	"doorstep/shared/fault"
)

// Link is a capability link: who holds the token may see the order. The token itself is never stored.
type Link struct {
	Hash    string // hex SHA-256 of the token
	Order   string
	Scope   string // "owner", "gift", "support"
	N       int    // it opens only while the order's links are at this rotation
	Expires time.Time
}

const (
	linkPrefix = "L#"
	linkSort   = "L"
)

// PutLink stores a link. Repeating it changes nothing.
func (s *Store) PutLink(ctx context.Context, l Link) error {
	err := named("hash of the link", l.Hash, "order id", l.Order, "scope", l.Scope)
	if err != nil {
		return err
	}
	it := key(linkPrefix+l.Hash, linkSort)
	it["order"], it["scope"] = str(l.Order), str(l.Scope)
	if l.N > 0 {
		it["n"] = num(int64(l.N))
	}
	if !l.Expires.IsZero() {
		it["ttl"] = num(l.Expires.Unix())
	}
	_, _, err = s.put(ctx, s.tables.Main, it, nil, "")
	if err != nil {
		return classify(err, "write a link to order %s", l.Order)
	}
	return nil
}

// Link finds a link by the hash of its token: fault.NotFound when there is none or it has expired. The error does not tell
// which, and names no hash.
func (s *Store) Link(ctx context.Context, hash string) (Link, error) {
	err := named("hash of the link", hash)
	if err != nil {
		return Link{}, err
	}
	it, err := s.get(ctx, s.tables.Main, key(linkPrefix+hash, linkSort))
	if err != nil {
		return Link{}, classify(err, "read a link")
	}
	if len(it) == 0 || it.expired(s.now()) {
		return Link{}, fault.New(fault.NotFound, "no such link")
	}
	l := Link{Hash: hash, Order: it.text("order"), Scope: it.text("scope"), N: int(it.number("n"))}
	if ttl := it.number("ttl"); ttl != 0 {
		l.Expires = time.Unix(ttl, 0).UTC()
	}
	return l, nil
}

// DeleteLink takes a link away. Repeating it, or a link that never was, changes nothing.
func (s *Store) DeleteLink(ctx context.Context, hash string) error {
	err := named("hash of the link", hash)
	if err != nil {
		return err
	}
	return classify(s.remove(ctx, key(linkPrefix+hash, linkSort), nil, ""), "delete a link")
}
