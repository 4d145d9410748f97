package store

import (
	"context"
	"sync"
	"time"

	"doorstep/shared/watch"
)

// disruptionsKept is for how long disruptions are remembered: they are entered by hand, and a minute later they hold.
const disruptionsKept = time.Minute

// disruptionReader reads disruptions; Store does.
type disruptionReader interface {
	Disruptions(ctx context.Context) ([]watch.Disruption, error)
}

// DisruptionCache remembers the disruptions of a table for the life of the process. It is safe for concurrent use.
type DisruptionCache struct {
	table disruptionReader
	now   func() time.Time

	mu    sync.Mutex
	known []watch.Disruption
	until time.Time
}

// NewDisruptionCache makes an empty cache. Nothing is asked of the table yet.
func NewDisruptionCache(table disruptionReader, now func() time.Time) *DisruptionCache {
	return &DisruptionCache{table: table, now: now}
}

// Current gives the disruptions as they were at most a minute ago.
func (c *DisruptionCache) Current(ctx context.Context) ([]watch.Disruption, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now().Before(c.until) {
		return c.known, nil
	}
	known, err := c.table.Disruptions(ctx)
	if err != nil {
		return nil, err
	}
	c.known, c.until = known, c.now().Add(disruptionsKept)
	return known, nil
}
