package sqs

import (
	"context"
	"slices"
	"time"
)

// maxInFlight is the quota of messages in flight per queue.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const maxInFlight = 120_000

type receiveInput struct {
	QueueURL                    string `json:"QueueUrl"`
	MaxNumberOfMessages         *int
	VisibilityTimeout           *int
	WaitTimeSeconds             *int
	MessageAttributeNames       []string
	MessageSystemAttributeNames []string
	AttributeNames              []string // the older name of MessageSystemAttributeNames
}

func (in receiveInput) check() error {
	if n := in.MaxNumberOfMessages; n != nil && (*n < 1 || *n > maxEntries) {
		return invalid("MaxNumberOfMessages", *n, "Must be between 1 and 10, if provided.")
	}
	if n := in.WaitTimeSeconds; n != nil && (*n < 0 || *n > 20) {
		return invalid("WaitTimeSeconds", *n, "Must be >= 0 and <= 20, if provided.")
	}
	if n := in.VisibilityTimeout; n != nil && (*n < 0 || *n > maxVisibility) {
		return invalid("VisibilityTimeout", *n, "Must be >= 0 and <= 43200, if provided.")
	}
	for _, name := range slices.Concat(in.MessageSystemAttributeNames, in.AttributeNames) {
		if !knownSystemAttribute(name) {
			return fail(codeInvalidAttributeName, "Unknown Attribute %s.", name)
		}
	}
	return nil
}

type receiveOutput struct {
	Messages []received `json:",omitempty"`
}

// receiveMessage answers as soon as there is a message, and otherwise waits: for one to arrive or to become visible, for the
// end of the wait time, or for the client to go away.
func (s *Server) receiveMessage(ctx context.Context, in receiveInput) (receiveOutput, error) {
	if err := in.check(); err != nil {
		return receiveOutput{}, err
	}
	look, err := s.tryReceive(in)
	if err != nil || len(look.messages) > 0 || look.wait == 0 {
		return receiveOutput{look.messages}, err
	}
	deadline := time.NewTimer(look.wait)
	defer deadline.Stop()
	for last := false; ; {
		select {
		case <-ctx.Done():
			return receiveOutput{}, nil // nobody reads it: taking a message now would only hide it
		case <-deadline.C:
			last = true
		case <-look.wake:
		case <-look.change:
		}
		look, err = s.tryReceive(in)
		if err != nil || len(look.messages) > 0 || last {
			return receiveOutput{look.messages}, err
		}
	}
}

// glance is one look at a queue: what it gave, or what to wait for.
type glance struct {
	messages []received
	wait     time.Duration    // asked for, or the queue's own
	wake     <-chan struct{}  // closed when somebody changes the queue
	change   <-chan time.Time // fires when the queue changes by itself; nil when it does not
}

func (s *Server) tryReceive(in receiveInput) (glance, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.present(in.QueueURL)
	if err != nil {
		return glance{}, err
	}
	now := s.now()
	limit := min(value(in.MaxNumberOfMessages, 1), maxInFlight-q.count[inFlight])
	if limit <= 0 && !q.fifo { // a FIFO queue over its quota just gives nothing
		return glance{}, fail(codeOverLimit, "Too many messages in flight: a queue has at most %d.", maxInFlight)
	}
	look := glance{wait: seconds(in.WaitTimeSeconds, q.wait)}
	for _, m := range s.take(q, limit, seconds(in.VisibilityTimeout, q.visibility), now) {
		look.messages = append(look.messages, show(q, m, in))
	}
	if len(look.messages) > 0 {
		return look, nil
	}
	look.wake = q.wake
	if next := earlier(q.next(), s.nextMove()); !next.IsZero() {
		look.change = time.After(next.Sub(now))
	}
	return look, nil
}

// take receives up to limit visible messages. A message that was received too often already goes to the dead-letter queue
// instead: as on AWS, the move happens at the receive that would have been one too many.
func (s *Server) take(q *queue, limit int, timeout time.Duration, now time.Time) []*message {
	var taken []*message
	mine := map[string]bool{} // FIFO: groups of this receive, which may give several messages in order
	for e := q.ready.Front(); e != nil && len(taken) < limit; {
		m := e.Value.(*message)
		e = e.Next()
		if q.fifo && q.busy[m.group] > 0 && !mine[m.group] {
			continue
		}
		if dead := s.deadLetterQueue(q, m); dead != nil {
			s.bury(q, dead, m, now)
			continue
		}
		q.receive(m, timeout, now)
		mine[m.group] = true
		taken = append(taken, m)
	}
	return taken
}

// bury moves a message to a dead-letter queue. It keeps its id and, on standard queues, the time at which it was sent, so
// that the retention period of the dead-letter queue counts from there; on FIFO queues that time starts anew and the id
// becomes the deduplication id.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
func (s *Server) bury(from, to *queue, m *message, now time.Time) {
	from.remove(m)
	m.source, m.receives = from.arn, 0
	if to.fifo {
		m.sent, m.dedup = now, m.id
	}
	s.enqueue(to, m, 0, now)
}

// value and seconds return what a request gives, or else the default.
func value(given *int, otherwise int) int {
	if given == nil {
		return otherwise
	}
	return *given
}

func seconds(given *int, otherwise time.Duration) time.Duration {
	if given == nil {
		return otherwise
	}
	return time.Duration(*given) * time.Second
}

// earlier returns the earlier of two times, of which the zero time means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
