package day

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"time"

	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// memory keeps numbers, due entries, budgets and the one brand as shared/store does, without its costs, sizes and conflicts: every
// call is atomic.
type memory struct {
	mu      sync.Mutex
	numbers map[string]*store.Number
	due     [store.Shards]map[int64]map[string]bool // numbers by minute
	first   [store.Shards]int64                     // no minute before this one has entries
	budgets map[string]store.Budget

	saved func(n store.Number) // is told of every number that has changed
}

func newMemory(saved func(store.Number)) *memory {
	m := &memory{numbers: map[string]*store.Number{}, budgets: map[string]store.Budget{}, saved: saved}
	for i := range m.due {
		m.due[i] = map[int64]map[string]bool{}
	}
	return m
}

func shard(number string) int {
	h := fnv.New32a()
	h.Write([]byte(number)) //nolint:errcheck // a hash never fails
	return int(h.Sum32() % store.Shards)
}

// plan keeps the due entry of a number where it is looked for. The caller holds the lock.
func (m *memory) plan(n *store.Number, to store.Due) {
	of := shard(n.Number)
	minutes := m.due[of]
	if was := minute(n.Due); n.Due.Kind != "" {
		delete(minutes[was], n.Number)
		if len(minutes[was]) == 0 {
			delete(minutes, was)
		}
	}
	n.Due = to
	if to.Kind == "" {
		return
	}
	at := minute(to)
	if minutes[at] == nil {
		minutes[at] = map[string]bool{}
	}
	minutes[at][n.Number] = true
	if m.first[of] == 0 || at < m.first[of] {
		m.first[of] = at
	}
}

func minute(d store.Due) int64 { return d.At.Unix() / 60 }

func (m *memory) Number(_ context.Context, number string) (store.Number, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.numbers[number]
	if !ok {
		return store.Number{}, fault.New(fault.NotFound, "nothing is known about %s", number)
	}
	return *n, nil
}

func (m *memory) Add(_ context.Context, number string, a store.Addition) (store.Saved, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.numbers[number]
	if !ok {
		n = &store.Number{Number: number}
	}
	facts, _ := shipment.Merge(n.Facts, a.Facts)
	claims := shipment.MergeClaims(claimsOf(*n), a.Claims)
	if slices.Equal(facts, n.Facts) && slices.Equal(claims, claimsOf(*n)) {
		return store.Saved{Number: *n}, nil
	}
	m.numbers[number] = n
	n.Facts, n.Version, n.Claims = facts, n.Version+1, make([]store.ClaimState, len(claims))
	settled := len(claims) > 0
	perClaim, _ := shipment.Select(facts, claims)
	for i, c := range claims {
		st := shipment.Fold(perClaim[i])
		n.Claims[i] = store.ClaimState{Claim: c, Status: st.Status, Sub: st.Sub, Milestones: st.Milestones}
		settled = settled && st.Status.Terminal() && !st.Unconfirmed
	}
	switch {
	case a.Settle && settled:
		m.plan(n, store.Due{})
	case n.Due.Kind == "" && a.Due != nil:
		m.plan(n, *a.Due)
	}
	m.saved(*n)
	return store.Saved{Number: *n, Changed: true, Attempts: 1}, nil
}

func claimsOf(n store.Number) []shipment.Claim {
	out := make([]shipment.Claim, len(n.Claims))
	for i, c := range n.Claims {
		out[i] = c.Claim
	}
	return out
}

func (m *memory) MoveDue(_ context.Context, number string, from store.Due, to *store.Due) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.numbers[number]
	if !ok || n.Due != from {
		return false, nil
	}
	next := store.Due{}
	if to != nil {
		next = store.Due{Kind: to.Kind, At: to.At.Add(time.Second - 1).UTC().Truncate(time.Second), Lease: to.Lease.Truncate(time.Second)}
	}
	m.plan(n, next)
	return true, nil
}

func (m *memory) DueBefore(_ context.Context, _ string, shard int, before time.Time, limit int) ([]store.DueEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []store.DueEntry
	last := before.Unix() / 60
	if m.first[shard] == 0 { // nothing was ever planned
		return nil, nil
	}
	for m.first[shard] < last && m.due[shard][m.first[shard]] == nil {
		m.first[shard]++
	}
	for at := m.first[shard]; at <= last && len(found) < limit; at++ {
		for number := range m.due[shard][at] {
			if due := m.numbers[number].Due; due.At.Before(before) {
				found = append(found, store.DueEntry{Number: number, Due: due})
			}
		}
	}
	slices.SortFunc(found, func(a, b store.DueEntry) int {
		if c := a.Due.At.Compare(b.Due.At); c != 0 {
			return c
		}
		return strings.Compare(a.Number, b.Number)
	})
	return found[:min(len(found), limit)], nil
}

func (m *memory) LeaseDue(ctx context.Context, e store.DueEntry, until time.Time) (bool, error) {
	return m.MoveDue(ctx, e.Number, e.Due, &store.Due{Kind: e.Due.Kind, At: until, Lease: e.Due.Lease})
}

func (m *memory) ChangeBudget(_ context.Context, seen store.Budget, next budget.State) (store.Budget, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := seen.Source + "/" + seen.Account
	if now := m.budgets[key]; now.Version != seen.Version {
		return now, false, nil
	}
	now := store.Budget{Source: seen.Source, Account: seen.Account, Version: seen.Version + 1, State: next}
	m.budgets[key] = now
	return now, true, nil
}

func (m *memory) Brand(_ context.Context, id string) (store.Brand, error) {
	return store.Brand{ID: id}, nil
}

// DestroyDataKey is for erased orders, of which this day has none.
func (m *memory) DestroyDataKey(context.Context, string, time.Time) error {
	return errors.New("no order is erased")
}

func (m *memory) Park(context.Context, store.Unreadable) error {
	return fault.New(fault.Internal, "a body of the simulated carriers cannot be read")
}
