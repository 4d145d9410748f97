package eventsource

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// deliver hands a batch to the function until every record of it is processed or discarded. The only error is that of a ctx that ended before.
//
// After a failure the batch is smaller or is tried again:
//   - reported items move the checkpoint: records before the lowest failing sequence number are done, the others are a new batch;
//   - with bisect, a batch that made no such progress is split in two, which costs no retry;
//   - otherwise it is the same batch again, until MaximumRetryAttempts or MaximumRecordAge discards it.
//
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
func (s *Stream) deliver(ctx context.Context, shard string, batch []streamRecord) error {
	attempts, throttles := 0, 0
	var failure error
	for {
		if batch = s.discardExpired(ctx, shard, batch, attempts, failure); len(batch) == 0 {
			return ctx.Err()
		}
		var left []streamRecord
		left, failure = s.attempt(ctx, batch)
		if failure == nil {
			return nil
		}
		pause := backoff(1)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(failure, ErrThrottled):
			throttles++
			pause = backoff(throttles)
		case len(left) < len(batch):
			batch, attempts = left, 0
		case s.config.BisectBatchOnFunctionError && len(batch) > 1:
			s.log.Info("batch is split", "shard", shard, "records", len(batch))
			if err := s.pauseThenDeliver(ctx, shard, batch[:len(batch)/2]); err != nil {
				return err
			}
			batch, attempts = batch[len(batch)/2:], 0
		default:
			attempts++
			if limit := s.config.MaximumRetryAttempts; limit != nil && attempts > *limit {
				return s.discard(ctx, shard, batch, retriesExhausted, attempts, failure)
			}
			pause = backoff(attempts)
		}
		if err := s.clock.Wait(ctx, pause); err != nil {
			return err
		}
	}
}

func (s *Stream) pauseThenDeliver(ctx context.Context, shard string, batch []streamRecord) error {
	if err := s.clock.Wait(ctx, backoff(1)); err != nil {
		return err
	}
	return s.deliver(ctx, shard, batch)
}

// attempt invokes the function once. With an error, left are the records that are still to be processed.
func (s *Stream) attempt(ctx context.Context, batch []streamRecord) (left []streamRecord, err error) {
	var records [][]byte
	for _, r := range batch {
		records = append(records, r.record)
	}
	response, err := s.function.Invoke(ctx, payload(records))
	if err != nil {
		if !errors.Is(err, ErrThrottled) {
			s.log.Warn("batch failed", "records", len(batch), "first", batch[0].sequence, "error", err)
		}
		return batch, &functionError{err}
	}
	if !s.config.ReportBatchItemFailures {
		return nil, nil
	}
	checkpoint, err := lowestFailure(response, batch)
	if err != nil {
		s.log.Warn("batch failed", "records", len(batch), "first", batch[0].sequence, "error", err)
		return batch, err
	}
	if checkpoint == len(batch) {
		return nil, nil
	}
	s.log.Info("records failed", "records", len(batch), "from", batch[checkpoint].sequence)
	return batch[checkpoint:], fmt.Errorf("record %s was reported as failed", batch[checkpoint].sequence)
}

// functionError marks a failure of the invocation, as opposed to items that a successful one reports.
type functionError struct{ err error }

func (e *functionError) Error() string { return e.err.Error() }
func (e *functionError) Unwrap() error { return e.err }

// lowestFailure returns the index of the first record that the response reports, or len(batch). A sequence number that is
// not of this batch fails the batch as a whole.
func lowestFailure(response []byte, batch []streamRecord) (int, error) {
	failed, err := batchItemFailures(response)
	if err != nil {
		return 0, err
	}
	lowest := len(batch)
	for _, sequence := range failed {
		i := slices.IndexFunc(batch, func(r streamRecord) bool { return r.sequence == sequence })
		if i < 0 {
			return 0, fmt.Errorf("the function reports the failure of %q, which is no record of the batch", sequence)
		}
		lowest = min(lowest, i)
	}
	return lowest, nil
}

// discardExpired takes the records off the front that are older than MaximumRecordAge.
func (s *Stream) discardExpired(ctx context.Context, shard string, batch []streamRecord, attempts int, failure error) []streamRecord {
	now := s.clock.Now()
	fresh := slices.IndexFunc(batch, func(r streamRecord) bool {
		return r.created.IsZero() || now.Sub(r.created) <= s.config.MaximumRecordAge
	})
	if fresh < 0 {
		fresh = len(batch)
	}
	if fresh == 0 {
		return batch
	}
	if s.discard(ctx, shard, batch[:fresh], ageExceeded, attempts, failure) != nil {
		return nil
	}
	return batch[fresh:]
}
