package handler

import (
	"context"
	"sync"
	"time"

	"doorstep/shared/watch"
)

// noticeLife is for how long disruptions are remembered: they are entered by hand, and a minute later they hold.
const noticeLife = time.Minute

// notices remembers the disruptions. It is safe for concurrent use.
type notices struct {
	table disruptions
	now   func() time.Time

	mu    sync.Mutex
	known []watch.Disruption
	until time.Time
}

func (n *notices) current(ctx context.Context) ([]watch.Disruption, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.now().Before(n.until) {
		return n.known, nil
	}
	known, err := n.table.Disruptions(ctx)
	if err != nil {
		return nil, err
	}
	n.known, n.until = known, n.now().Add(noticeLife)
	return known, nil
}
