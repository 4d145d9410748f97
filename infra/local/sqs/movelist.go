package sqs

import (
	"context"
	"slices"
)

type cancelMoveInput struct{ TaskHandle string }

type cancelMoveOutput struct{ ApproximateNumberOfMessagesMoved int }

func (s *Server) cancelMessageMoveTask(_ context.Context, in cancelMoveInput) (cancelMoveOutput, error) {
	if in.TaskHandle == "" {
		return cancelMoveOutput{}, missing("TaskHandle")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advanceMoves(s.now())
	i := slices.IndexFunc(s.tasks, func(t *moveTask) bool { return t.handle == in.TaskHandle })
	if i < 0 {
		return cancelMoveOutput{}, fail(codeResourceNotFound, "The resource that you specified for the TaskHandle parameter doesn't exist.")
	}
	t := s.tasks[i]
	if t.status != running {
		return cancelMoveOutput{}, fail(codeUnsupported, "Only active tasks can be cancelled: this one is %s.", t.status)
	}
	t.status = cancelled
	return cancelMoveOutput{t.moved}, nil
}

type listMovesInput struct {
	SourceArn  string
	MaxResults *int
}

type listMovesOutput struct{ Results []moveResult }

type moveResult struct {
	TaskHandle                        string `json:",omitempty"` // only while running
	Status                            string
	SourceArn                         string
	DestinationArn                    string `json:",omitempty"`
	MaxNumberOfMessagesPerSecond      int    `json:",omitempty"`
	ApproximateNumberOfMessagesMoved  int
	ApproximateNumberOfMessagesToMove int
	FailureReason                     string `json:",omitempty"`
	StartedTimestamp                  int64  // Unix milliseconds
}

// listMessageMoveTasks returns the latest tasks of a queue, newest first; one unless asked for more.
func (s *Server) listMessageMoveTasks(_ context.Context, in listMovesInput) (listMovesOutput, error) {
	limit := value(in.MaxResults, 1)
	if limit < 1 || limit > 10 {
		return listMovesOutput{}, invalid("MaxResults", limit, "Must be between 1 and 10, if provided.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byARN(in.SourceArn) == nil {
		return listMovesOutput{}, fail(codeResourceNotFound, "The resource that you specified for the SourceArn parameter doesn't exist.")
	}
	s.advanceMoves(s.now())
	out := listMovesOutput{Results: []moveResult{}}
	for _, t := range slices.Backward(s.tasks) {
		if t.source == in.SourceArn && len(out.Results) < limit {
			out.Results = append(out.Results, t.result())
		}
	}
	return out, nil
}

func (t *moveTask) result() moveResult {
	r := moveResult{
		Status:                            t.status,
		SourceArn:                         t.source,
		DestinationArn:                    t.target,
		MaxNumberOfMessagesPerSecond:      t.rate,
		ApproximateNumberOfMessagesMoved:  t.moved,
		ApproximateNumberOfMessagesToMove: t.total,
		FailureReason:                     t.reason,
		StartedTimestamp:                  t.started.UnixMilli(),
	}
	if t.status == running {
		r.TaskHandle = t.handle
	}
	return r
}
