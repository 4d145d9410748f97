package sqs

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// dedupWindow is how long a FIFO queue remembers a deduplication id, also of a message that is gone. See
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
const dedupWindow = 5 * time.Minute

// accepted is what a FIFO queue remembers of a message that was sent.
type accepted struct {
	id       string
	sequence int64
	at       time.Time
}

// deduplicate returns the message that the queue took under m's deduplication id: m itself, which is then to be
// enqueued, or the one sent before.
func (s *Server) deduplicate(q *queue, m *message, now time.Time) (accepted, error) {
	if m.dedup == "" {
		if !q.contentDedup {
			return accepted{}, fail(codeInvalidParameter, "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
		}
		sum := sha256.Sum256([]byte(m.body))
		m.dedup = hex.EncodeToString(sum[:])
	}
	key := m.dedup
	if q.dedupPerGroup {
		key = m.group + " " + m.dedup // neither may contain a space
	}
	if before, ok := q.recent[key]; ok && now.Before(before.at.Add(dedupWindow)) {
		return before, nil
	}
	q.forget(now)
	q.recent[key] = accepted{id: m.id, sequence: s.sequence + 1, at: now}
	return q.recent[key], nil
}

// forget drops what is older than the window, at most once per window, so that a send stays cheap.
func (q *queue) forget(now time.Time) {
	if now.Before(q.pruned.Add(dedupWindow)) {
		return
	}
	q.pruned = now
	for key, a := range q.recent {
		if !now.Before(a.at.Add(dedupWindow)) {
			delete(q.recent, key)
		}
	}
}
