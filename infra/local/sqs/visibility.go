package sqs

import (
	"context"
	"time"
)

// maxVisibility is how long a message may stay hidden after one receive, in seconds, all extensions included.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
const maxVisibility = 43200

// receiptEntry is what deleting and changing visibility take, alone and in batches.
type receiptEntry struct {
	ID                string `json:"Id"` // only in batches
	ReceiptHandle     string
	VisibilityTimeout *int // only when changing visibility
}

func (e receiptEntry) entryID() string { return e.ID }

type receiptInput struct {
	QueueURL string `json:"QueueUrl"`
	receiptEntry
}

type receiptBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []receiptEntry
}

func (s *Server) deleteMessage(_ context.Context, in receiptInput) (done, error) {
	return done{}, s.one(in, s.delete)
}

func (s *Server) deleteMessageBatch(_ context.Context, in receiptBatchInput) (batchOutput[batchDone], error) {
	return s.each(in, s.delete)
}

func (s *Server) changeMessageVisibility(_ context.Context, in receiptInput) (done, error) {
	if in.VisibilityTimeout == nil {
		return done{}, missing("VisibilityTimeout")
	}
	return done{}, s.one(in, s.changeVisibility)
}

func (s *Server) changeMessageVisibilityBatch(_ context.Context, in receiptBatchInput) (batchOutput[batchDone], error) {
	return s.each(in, s.changeVisibility)
}

func (s *Server) one(in receiptInput, do func(*queue, receiptEntry) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.present(in.QueueURL)
	if err != nil {
		return err
	}
	return do(q, in.receiptEntry)
}

func (s *Server) each(in receiptBatchInput, do func(*queue, receiptEntry) error) (batchOutput[batchDone], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.present(in.QueueURL)
	if err != nil {
		return batchOutput[batchDone]{}, err
	}
	if err := checkBatch(in.Entries); err != nil {
		return batchOutput[batchDone]{}, err
	}
	return inBatch(in.Entries, func(e receiptEntry) (batchDone, error) { return batchDone{e.ID}, do(q, e) }), nil
}

// delete removes the message of a receipt. A receipt that is not the latest one of its message succeeds without effect, and
// so does one of a message that is gone; one whose timeout has passed still works while nobody else has received the message.
func (s *Server) delete(q *queue, in receiptEntry) error {
	m, err := q.byReceipt(in.ReceiptHandle)
	if err != nil || m == nil {
		return err
	}
	q.remove(m)
	q.wakeAll() // its FIFO group may be free now
	return nil
}

func (s *Server) changeVisibility(q *queue, in receiptEntry) error {
	wish := value(in.VisibilityTimeout, 0)
	if wish < 0 || wish > maxVisibility {
		return invalid("VisibilityTimeout", wish, "Must be between 0 and 43200.")
	}
	m, err := q.byReceipt(in.ReceiptHandle)
	if err != nil {
		return err
	}
	if m == nil {
		return fail(codeInvalidParameter, "Value for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.")
	}
	if m.state != inFlight {
		return fail(codeNotInFlight, "The message referred to isn't in flight.")
	}
	now := s.now()
	until := now.Add(time.Duration(wish) * time.Second)
	if until.After(m.receivedAt.Add(maxVisibility * time.Second)) {
		return invalid("VisibilityTimeout", wish, "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].")
	}
	q.detach(m)
	q.hide(m, inFlight, until)
	q.settle(now)
	q.wakeAll()
	return nil
}

// byReceipt returns the message of a receipt, or nil when it is gone or was received again since.
func (q *queue) byReceipt(handle string) (*message, error) {
	if handle == "" {
		return nil, missing("ReceiptHandle")
	}
	id, receive, err := parseReceipt(q, handle)
	if err != nil {
		return nil, err
	}
	m := q.messages[id]
	if m == nil || m.receives != receive {
		return nil, nil
	}
	return m, nil
}
