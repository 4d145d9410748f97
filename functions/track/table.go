package main

import (
	"context"
	"time"

	"doorstep/shared/store"
)

// table is the part of the store that track uses, in functions for the reason that store.Operations gives: of a *store.Store the linker would
// keep every method, and with them everything that writes scans and votes.
type table struct {
	link     func(ctx context.Context, hash string) (store.Link, error)
	order    func(ctx context.Context, id string) (store.Order, error)
	numbers  func(ctx context.Context, numbers []string) (map[string]store.Number, error)
	brand    func(ctx context.Context, id string) (store.Brand, error)
	content  func(ctx context.Context, id string) (store.Content, error)
	host     func(ctx context.Context, host string) (string, error)
	pointers func(ctx context.Context, brand string, numbers []string) (map[string]store.Pointer, error)
	misses   func(ctx context.Context, name string, window time.Duration, n int) (int, error)
	putLink  func(ctx context.Context, l store.Link) error
}

func newTable(s *store.Store) table {
	return table{
		link: s.Link, order: s.Order, numbers: s.Numbers, brand: s.Brand, content: s.Content, host: s.HostBrand,
		pointers: s.OrderPointers, misses: s.CountMisses, putLink: s.PutLink,
	}
}

// Link reads a link by the hash of its token.
func (t table) Link(ctx context.Context, hash string) (store.Link, error) { return t.link(ctx, hash) }

// Order reads an order.
func (t table) Order(ctx context.Context, id string) (store.Order, error) { return t.order(ctx, id) }

// Numbers reads tracking numbers.
func (t table) Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error) {
	return t.numbers(ctx, numbers)
}

// Brand reads a brand.
func (t table) Brand(ctx context.Context, id string) (store.Brand, error) { return t.brand(ctx, id) }

// Content reads what a brand's feed said.
func (t table) Content(ctx context.Context, id string) (store.Content, error) {
	return t.content(ctx, id)
}

// HostBrand reads which brand a host serves.
func (t table) HostBrand(ctx context.Context, host string) (string, error) { return t.host(ctx, host) }

// OrderPointers finds orders by several forms of a number.
func (t table) OrderPointers(ctx context.Context, brand string, numbers []string) (map[string]store.Pointer, error) {
	return t.pointers(ctx, brand, numbers)
}

// CountMisses counts lookups that found nothing.
func (t table) CountMisses(ctx context.Context, name string, window time.Duration, n int) (int, error) {
	return t.misses(ctx, name, window, n)
}

// PutLink stores a link.
func (t table) PutLink(ctx context.Context, l store.Link) error { return t.putLink(ctx, l) }
