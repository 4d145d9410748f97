package sqs

import (
	"context"
	"fmt"
	"time"
)

// sendEntry is what SendMessage and an entry of SendMessageBatch have in common.
type sendEntry struct {
	ID                      string `json:"Id"` // only in batches
	MessageBody             string
	DelaySeconds            *int
	MessageAttributes       map[string]attribute
	MessageSystemAttributes map[string]attribute
	MessageGroupID          string `json:"MessageGroupId"`
	MessageDeduplicationID  string `json:"MessageDeduplicationId"`
}

func (e sendEntry) entryID() string { return e.ID }

type sendInput struct {
	QueueURL string `json:"QueueUrl"`
	sendEntry
}

type sendOutput struct {
	ID                           string `json:"Id,omitempty"` // only in batches
	MessageID                    string `json:"MessageId"`
	MD5OfMessageBody             string
	MD5OfMessageAttributes       string `json:",omitempty"`
	MD5OfMessageSystemAttributes string `json:",omitempty"`
	SequenceNumber               string `json:",omitempty"`
}

func (s *Server) sendMessage(_ context.Context, in sendInput) (sendOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.present(in.QueueURL)
	if err != nil {
		return sendOutput{}, err
	}
	return s.send(q, in.sendEntry)
}

type sendBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []sendEntry
}

func (s *Server) sendMessageBatch(_ context.Context, in sendBatchInput) (batchOutput[sendOutput], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.present(in.QueueURL)
	if err != nil {
		return batchOutput[sendOutput]{}, err
	}
	if err := checkBatch(in.Entries); err != nil {
		return batchOutput[sendOutput]{}, err
	}
	total := 0
	for _, e := range in.Entries {
		total += size(e.MessageBody, e.MessageAttributes)
	}
	if total > maxMessage {
		return batchOutput[sendOutput]{}, fail(codeBatchTooLong, "Batch requests cannot be longer than %d bytes. You have sent %d bytes.", maxMessage, total)
	}
	return inBatch(in.Entries, func(e sendEntry) (sendOutput, error) {
		out, err := s.send(q, e)
		out.ID = e.ID
		return out, err
	}), nil
}

// send checks one message and enqueues it, or finds that a FIFO queue has it already.
func (s *Server) send(q *queue, in sendEntry) (sendOutput, error) {
	delay, err := q.check(in)
	if err != nil {
		return sendOutput{}, err
	}
	now := s.now()
	m := &message{
		id:          newID(),
		body:        in.MessageBody,
		attributes:  in.MessageAttributes,
		group:       in.MessageGroupID,
		dedup:       in.MessageDeduplicationID,
		sent:        now,
		traceHeader: string(in.MessageSystemAttributes["AWSTraceHeader"].value()),
	}
	out := sendOutput{
		MD5OfMessageBody:             hexMD5([]byte(m.body)),
		MD5OfMessageAttributes:       attributesMD5(m.attributes),
		MD5OfMessageSystemAttributes: attributesMD5(in.MessageSystemAttributes),
	}
	if q.fifo {
		before, err := s.deduplicate(q, m, now)
		if err != nil {
			return sendOutput{}, err
		}
		out.MessageID, out.SequenceNumber = before.id, fmt.Sprintf("%020d", before.sequence)
		if before.id != m.id {
			return out, nil
		}
	}
	out.MessageID = m.id
	s.enqueue(q, m, delay, now)
	return out, nil
}

// enqueue gives a message the next sequence number of the server and adds it.
func (s *Server) enqueue(q *queue, m *message, delay time.Duration, now time.Time) {
	s.sequence++
	m.sequence = s.sequence
	q.add(m, delay, now)
}

// check refuses what AWS refuses, and returns the message's delay.
func (q *queue) check(in sendEntry) (time.Duration, error) {
	if err := checkBody(in.MessageBody); err != nil {
		return 0, err
	}
	if err := checkAttributes(in.MessageAttributes); err != nil {
		return 0, err
	}
	for name, a := range in.MessageSystemAttributes {
		if name != "AWSTraceHeader" || a.DataType != "String" {
			return 0, invalid("MessageSystemAttributes", name, "The only one to send is AWSTraceHeader, of type String.")
		}
	}
	if size(in.MessageBody, in.MessageAttributes) > q.maxSize {
		return 0, fail(codeInvalidParameter, "One or more parameters are invalid. Reason: Message must be shorter than %d bytes.", q.maxSize)
	}
	if err := q.checkIDs(in); err != nil {
		return 0, err
	}
	if in.DelaySeconds == nil {
		return q.delay, nil
	}
	if q.fifo {
		return 0, invalid("DelaySeconds", *in.DelaySeconds, "The request include parameter that is not valid for this queue type.")
	}
	if *in.DelaySeconds < 0 || *in.DelaySeconds > 900 {
		return 0, invalid("DelaySeconds", *in.DelaySeconds, "DelaySeconds must be >= 0 and <= 900.")
	}
	return time.Duration(*in.DelaySeconds) * time.Second, nil
}

// checkIDs checks group and deduplication id. A group on a standard queue makes it fair: it is kept and shown.
func (q *queue) checkIDs(in sendEntry) error {
	if q.fifo && in.MessageGroupID == "" {
		return missing("MessageGroupId")
	}
	if !q.fifo && in.MessageDeduplicationID != "" {
		return invalid("MessageDeduplicationId", in.MessageDeduplicationID, "The request include parameter that is not valid for this queue type.")
	}
	if in.MessageGroupID != "" {
		if err := checkGroup("MessageGroupId", in.MessageGroupID); err != nil {
			return err
		}
	}
	if in.MessageDeduplicationID != "" {
		return checkGroup("MessageDeduplicationId", in.MessageDeduplicationID)
	}
	return nil
}
