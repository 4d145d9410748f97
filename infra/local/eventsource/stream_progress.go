package eventsource

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// progress is until when each shard under way was read.
type progress struct {
	mu     sync.Mutex
	shards map[string]time.Time
}

func (p *progress) set(shard string, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shards == nil {
		p.shards = map[string]time.Time{}
	}
	p.shards[shard] = until
}

// drop forgets a shard that is exhausted. Its children have to be set before.
func (p *progress) drop(shard string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.shards, shard)
}

// ReadUntil tells how far the stream was read: every change from before then that this mapping found in the stream has been through the
// function, did not pass the filter or was discarded. The zero time when nothing was read yet, or a shard has just begun. A change is found only after
// the engine has put it into the stream, at once by stand-ins and up to seconds later by AWS; and a shard, which no stand-in splits,
// within ten seconds after it has opened.
func (s *Stream) ReadUntil() time.Time {
	s.progress.mu.Lock()
	defer s.progress.mu.Unlock()
	if len(s.progress.shards) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(slices.Collect(maps.Values(s.progress.shards)), time.Time.Compare) // the zero time comes before all others
}
