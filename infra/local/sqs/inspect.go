package sqs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// QueueInfo is a queue as the runner's index page shows it. The counts add up to all its messages.
type QueueInfo struct {
	Name, URL, ARN string
	Visible        int           // to be received
	InFlight       int           // received, neither deleted nor visible again
	Delayed        int           // sent, not yet visible
	OldestAge      time.Duration // since the oldest message was sent; 0 when there is none
}

// Queues returns all queues by name, as they are now.
func (s *Server) Queues() []QueueInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.advanceMoves(now)
	var infos []QueueInfo
	for _, name := range slices.Sorted(maps.Keys(s.queues)) {
		q := s.queues[name]
		q.settle(now)
		info := QueueInfo{
			Name:     q.name,
			URL:      s.url(q),
			ARN:      q.arn,
			Visible:  q.count[visible],
			InFlight: q.count[inFlight],
			Delayed:  q.count[delayed],
		}
		for _, m := range q.messages {
			info.OldestAge = max(info.OldestAge, now.Sub(m.sent))
		}
		infos = append(infos, info)
	}
	return infos
}

// Peeked is a message that was looked at without being received. Body and attributes may hold personal data, so
// it prints as its id and state only, under every verb and in JSON.
type Peeked struct {
	ID         string
	Body       string
	Attributes map[string]string // message attributes; binary ones as raw bytes
	Sent       time.Time
	Received   int    // how often, in all queues
	State      string // visible, in flight, delayed
}

// Format prints the id and the state.
func (p Peeked) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "message %s (%s)", p.ID, p.State) }

// MarshalText does so for encoders, log/slog among them.
func (p Peeked) MarshalText() ([]byte, error) { return []byte(fmt.Sprint(p)), nil }

// Peek returns up to n messages of a queue in the order of sending, whatever their state, and leaves them as they are. A
// queue that does not exist has none.
func (s *Server) Peek(name string, n int) []Peeked {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queues[name]
	if q == nil || n <= 0 {
		return nil
	}
	now := s.now()
	s.advanceMoves(now)
	q.settle(now)
	all := slices.SortedFunc(maps.Values(q.messages), func(a, b *message) int { return cmp.Compare(a.sequence, b.sequence) })
	peeked := make([]Peeked, 0, min(n, len(all)))
	for _, m := range all[:min(n, len(all))] {
		attributes := map[string]string{}
		for key, a := range m.attributes {
			attributes[key] = string(a.value())
		}
		peeked = append(peeked, Peeked{ID: m.id, Body: m.body, Attributes: attributes, Sent: m.sent, Received: m.received, State: m.state.String()})
	}
	return peeked
}

func (s state) String() string { return [...]string{"delayed", "visible", "in flight"}[s] }
