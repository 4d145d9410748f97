package sqs

import (
	"cmp"
	"container/heap"
	"container/list"
	"time"
)

// queue is one queue and its messages. Every message is in messages, and either in ready (visible) or in hidden (delayed or
// in flight). Callers hold Server.mu and call settle before they look.
type queue struct {
	settings
	name     string
	arn      string
	tags     map[string]string
	created  time.Time
	modified time.Time
	purged   time.Time

	messages map[string]*message
	ready    *list.List // of *message; FIFO: by sequence, standard: in the order of becoming visible
	hidden   hidden
	count    [states]int
	oldest   time.Time           // no message was sent before it; not exact, so that a send stays cheap
	busy     map[string]int      // FIFO: messages in flight per group
	recent   map[string]accepted // FIFO: what was sent in the last 5 minutes, by deduplication id
	pruned   time.Time           // when recent was last cleared of older ones
	wake     chan struct{}       // closed and replaced when a waiting receiver must look again
}

func newQueue(name string, set settings, now time.Time) *queue {
	return &queue{
		settings: set,
		name:     name,
		arn:      "arn:aws:sqs:" + Region + ":" + Account + ":" + name,
		tags:     map[string]string{},
		created:  now,
		modified: now,
		messages: map[string]*message{},
		ready:    list.New(),
		busy:     map[string]int{},
		recent:   map[string]accepted{},
		wake:     make(chan struct{}),
	}
}

// add puts a message into the queue, hidden for delay.
func (q *queue) add(m *message, delay time.Duration, now time.Time) {
	if len(q.messages) == 0 || m.sent.Before(q.oldest) {
		q.oldest = m.sent
	}
	q.messages[m.id] = m
	if delay > 0 {
		q.hide(m, delayed, now.Add(delay))
	} else {
		q.show(m)
	}
	q.wakeAll() // also for a hidden one: who waits must know until when
}

// remove takes a message out of the queue, whatever its state.
func (q *queue) remove(m *message) {
	q.detach(m)
	delete(q.messages, m.id)
}

// receive hands a visible message to a receiver: it is in flight until the timeout ends.
func (q *queue) receive(m *message, timeout time.Duration, now time.Time) {
	q.detach(m)
	m.received++
	m.receives++
	m.receivedAt = now
	if m.firstReceived.IsZero() {
		m.firstReceived = now
	}
	q.hide(m, inFlight, now.Add(timeout))
}

// settle brings the queue to the present: what is past its retention goes, what has waited long enough becomes visible.
func (q *queue) settle(now time.Time) {
	if len(q.messages) > 0 && !now.Before(q.oldest.Add(q.retention)) {
		q.expire(now)
	}
	for len(q.hidden) > 0 && !q.hidden[0].until.After(now) {
		m := q.hidden[0]
		q.detach(m)
		q.show(m)
	}
}

// expire removes what is past its retention, also what is in flight, and makes q.oldest exact.
func (q *queue) expire(now time.Time) {
	q.oldest = now
	for _, m := range q.messages {
		if !now.Before(m.sent.Add(q.retention)) {
			q.remove(m)
			continue
		}
		if m.sent.Before(q.oldest) {
			q.oldest = m.sent
		}
	}
}

func (q *queue) show(m *message) {
	m.state = visible
	q.count[visible]++
	after := q.ready.Back()
	for q.fifo && after != nil && after.Value.(*message).sequence > m.sequence {
		after = after.Prev()
	}
	if after == nil {
		m.place = q.ready.PushFront(m)
		return
	}
	m.place = q.ready.InsertAfter(m, after)
}

func (q *queue) hide(m *message, why state, until time.Time) {
	m.state, m.until = why, until
	q.count[why]++
	if why == inFlight && q.fifo {
		q.busy[m.group]++
	}
	heap.Push(&q.hidden, m)
}

// detach undoes show or hide.
func (q *queue) detach(m *message) {
	q.count[m.state]--
	if m.state == visible {
		q.ready.Remove(m.place)
		return
	}
	if m.state == inFlight && q.fifo {
		if q.busy[m.group]--; q.busy[m.group] == 0 {
			delete(q.busy, m.group)
		}
	}
	heap.Remove(&q.hidden, m.slot)
}

// next returns when the queue changes by itself, or the zero time.
func (q *queue) next() time.Time {
	if len(q.hidden) == 0 {
		return time.Time{}
	}
	return q.hidden[0].until
}

func (q *queue) wakeAll() {
	close(q.wake)
	q.wake = make(chan struct{})
}

// hidden is a container/heap of messages by the time at which they become visible, then by the order of sending.
type hidden []*message

func (h hidden) Len() int { return len(h) }

func (h hidden) Less(i, j int) bool {
	return cmp.Or(h[i].until.Compare(h[j].until), cmp.Compare(h[i].sequence, h[j].sequence)) < 0
}

func (h hidden) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].slot, h[j].slot = i, j
}

func (h *hidden) Push(x any) {
	m := x.(*message)
	m.slot = len(*h)
	*h = append(*h, m)
}

func (h *hidden) Pop() any {
	last := len(*h) - 1
	m := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return m
}
