package sqs

import (
	"context"
	"time"
)

// The states of a move task that can be seen here: cancelling takes no time.
const (
	running   = "RUNNING"
	completed = "COMPLETED"
	cancelled = "CANCELLED"
	failed    = "FAILED"
)

// moveTask moves the messages that were visible in a dead-letter queue when it started, oldest first. Moves happen when
// somebody looks: there is no goroutine. See
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
type moveTask struct {
	handle  string
	source  string // ARN
	target  string // ARN, or empty: back to where each message came from
	rate    int    // messages per second, or 0: all at once
	started time.Time
	total   int
	moved   int
	status  string
	reason  string // why it failed
}

// step returns the start of the next second in which the task may move messages.
func (t *moveTask) step(now time.Time) time.Time {
	return t.started.Add((now.Sub(t.started)/time.Second + 1) * time.Second)
}

// due returns how many messages the task should have moved by now: a second's worth at the start of each second.
func (t *moveTask) due(now time.Time) int {
	if t.rate == 0 {
		return t.total
	}
	return min(t.total, t.rate*(int(now.Sub(t.started)/time.Second)+1))
}

type startMoveInput struct {
	SourceArn                    string
	DestinationArn               string
	MaxNumberOfMessagesPerSecond *int
}

type startMoveOutput struct{ TaskHandle string }

func (s *Server) startMessageMoveTask(_ context.Context, in startMoveInput) (startMoveOutput, error) {
	if in.SourceArn == "" {
		return startMoveOutput{}, missing("SourceArn")
	}
	if n := in.MaxNumberOfMessagesPerSecond; n != nil && (*n < 1 || *n > 500) {
		return startMoveOutput{}, invalid("MaxNumberOfMessagesPerSecond", *n, "Must be between 1 and 500, if provided.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.advanceMoves(now)
	source, err := s.moveSource(in)
	if err != nil {
		return startMoveOutput{}, err
	}
	source.settle(now)
	t := &moveTask{
		handle:  newID(),
		source:  source.arn,
		target:  in.DestinationArn,
		rate:    value(in.MaxNumberOfMessagesPerSecond, 0),
		started: now,
		total:   source.count[visible],
		status:  running,
	}
	s.tasks = append(s.tasks, t)
	s.advanceMoves(now)
	for _, q := range s.queues {
		q.wakeAll() // a receiver anywhere may have to wait for the task's next second now
	}
	return startMoveOutput{t.handle}, nil
}

// moveSource checks that the move is between queues that AWS would accept, and returns the first of them.
func (s *Server) moveSource(in startMoveInput) (*queue, error) {
	source := s.byARN(in.SourceArn)
	if source == nil {
		return nil, fail(codeResourceNotFound, "The resource that you specified for the SourceArn parameter doesn't exist.")
	}
	if in.DestinationArn != "" && s.byARN(in.DestinationArn) == nil {
		return nil, fail(codeResourceNotFound, "The resource that you specified for the DestinationArn parameter doesn't exist.")
	}
	if in.DestinationArn == in.SourceArn || in.DestinationArn != "" && s.byARN(in.DestinationArn).fifo != source.fifo {
		return nil, invalid("DestinationArn", in.DestinationArn, "It must be another queue, of the same type as the source.")
	}
	used := false
	for _, q := range s.queues {
		used = used || q.redrive != nil && q.redrive.target == source.arn
	}
	if !used {
		return nil, invalid("SourceArn", in.SourceArn, "Source queue must be configured as a Dead Letter Queue.")
	}
	for _, t := range s.tasks {
		if t.source == source.arn && t.status == running {
			return nil, fail(codeUnsupported, "There is already a task running. Only one active task is allowed for a source queue arn at a given time.")
		}
	}
	return source, nil
}

// advanceMoves moves what running tasks should have moved by now.
func (s *Server) advanceMoves(now time.Time) {
	for _, t := range s.tasks {
		if t.status == running {
			s.advance(t, now)
		}
	}
}

func (s *Server) advance(t *moveTask, now time.Time) {
	source := s.byARN(t.source)
	if source == nil {
		t.status, t.reason = failed, queryCode(codeQueueMissing)
		return
	}
	source.settle(now)
	for t.moved < t.due(now) {
		e := source.ready.Front()
		if e == nil { // the rest was received, deleted or expired meanwhile
			t.total = t.moved
			break
		}
		if t.reason = s.moveOne(t, source, e.Value.(*message), now); t.reason != "" {
			t.status = failed
			return
		}
		t.moved++
	}
	if t.moved == t.total {
		t.status = completed
	}
}

// moveOne makes a new message of an old one: new id, new time, never received. It returns why it cannot, or "".
func (s *Server) moveOne(t *moveTask, source *queue, m *message, now time.Time) string {
	arn := t.target
	if arn == "" {
		arn = m.source
	}
	if arn == "" {
		return "CouldNotDetermineMessageSource"
	}
	target := s.byARN(arn)
	if target == nil {
		return queryCode(codeQueueMissing)
	}
	source.remove(m)
	fresh := &message{
		id:          newID(),
		body:        m.body,
		attributes:  m.attributes,
		traceHeader: m.traceHeader,
		group:       m.group,
		dedup:       m.dedup,
		sent:        now,
	}
	s.enqueue(target, fresh, 0, now)
	return ""
}

// nextMove returns when a running task moves again, or the zero time.
func (s *Server) nextMove() time.Time {
	var next time.Time
	for _, t := range s.tasks {
		if t.status == running {
			next = earlier(next, t.step(s.now()))
		}
	}
	return next
}
