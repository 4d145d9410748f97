package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"doorstep/shared/fault"
)

// hostTable reads which brand a host serves.
type hostTable interface {
	HostBrand(ctx context.Context, host string) (string, error)
}

const (
	// hostLife is how long it is remembered which brand a host serves, and that it serves none.
	hostLife = time.Minute
	// maxHosts bounds what is remembered, because names of hosts come from outside.
	maxHosts = 128
)

// hosts remembers for the life of the process which brands the hosts of this deployment serve.
type hosts struct {
	table hostTable
	now   func() time.Time

	mu   sync.Mutex
	kept map[string]hosted
}

// hosted is the brand that a host serves, or none.
type hosted struct {
	brand string
	until time.Time
}

func newHosts(table hostTable, now func() time.Time) *hosts {
	return &hosts{table: table, now: now, kept: map[string]hosted{}}
}

// brand gives the brand that a host serves, or nothing; what was known before with an error.
func (h *hosts) brand(ctx context.Context, name string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	name, _, _ = strings.Cut(strings.ToLower(name), ":")
	kept, ok := h.kept[name]
	if ok && h.now().Before(kept.until) {
		return kept.brand, nil
	}
	id, err := h.table.HostBrand(ctx, name)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid:
		id, err = "", nil
	}
	if err != nil {
		return kept.brand, err
	}
	if len(h.kept) >= maxHosts {
		clear(h.kept)
	}
	h.kept[name] = hosted{id, h.now().Add(hostLife)}
	return id, nil
}
