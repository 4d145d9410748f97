package sqs

import (
	"context"
	"strconv"
)

type getAttributesInput struct {
	QueueURL       string `json:"QueueUrl"`
	AttributeNames []string
}

type getAttributesOutput struct {
	Attributes map[string]string `json:",omitempty"`
}

func (s *Server) getQueueAttributes(_ context.Context, in getAttributesInput) (getAttributesOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.present(in.QueueURL)
	if err != nil {
		return getAttributesOutput{}, err
	}
	known := q.attributes()
	out := getAttributesOutput{Attributes: map[string]string{}}
	for _, name := range in.AttributeNames {
		if name == "All" {
			return getAttributesOutput{Attributes: known}, nil
		}
		value, ok := known[name]
		if !ok && !optional(name) {
			return getAttributesOutput{}, fail(codeInvalidAttributeName, "Unknown Attribute %s.", name)
		}
		if ok {
			out.Attributes[name] = value
		}
	}
	return out, nil
}

// optional names the attributes that a queue may lack, so that asking for them is no mistake.
func optional(name string) bool {
	switch name {
	case "Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds",
		"FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit":
		return true
	}
	return false
}

// attributes returns all of them: what was set, and what the queue knows about itself. Timestamps are in seconds.
func (q *queue) attributes() map[string]string {
	all := map[string]string{
		"ApproximateNumberOfMessages":           strconv.Itoa(q.count[visible]),
		"ApproximateNumberOfMessagesDelayed":    strconv.Itoa(q.count[delayed]),
		"ApproximateNumberOfMessagesNotVisible": strconv.Itoa(q.count[inFlight]),
		"CreatedTimestamp":                      strconv.FormatInt(q.created.Unix(), 10),
		"LastModifiedTimestamp":                 strconv.FormatInt(q.modified.Unix(), 10),
		"QueueArn":                              q.arn,
	}
	for name, value := range q.raw {
		all[name] = value
	}
	return all
}

type setAttributesInput struct {
	QueueURL   string `json:"QueueUrl"`
	Attributes map[string]string
}

// setQueueAttributes applies at once; AWS takes up to 60 s, and 15 minutes for the retention period.
func (s *Server) setQueueAttributes(_ context.Context, in setAttributesInput) (done, error) {
	if len(in.Attributes) == 0 {
		return done{}, missing("Attributes")
	}
	if _, given := in.Attributes["FifoQueue"]; given {
		return done{}, fail(codeInvalidAttributeName, "Unknown Attribute FifoQueue: it can only be given when a queue is created.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.present(in.QueueURL)
	if err != nil {
		return done{}, err
	}
	set, err := q.settings.with(in.Attributes)
	if err != nil {
		return done{}, err
	}
	if err := s.checkRedrive(q.arn, set); err != nil {
		return done{}, err
	}
	q.settings, q.modified = set, s.now()
	return done{}, nil
}

// present finds a queue and brings it, and the moves that may touch it, to the present.
func (s *Server) present(url string) (*queue, error) {
	q, err := s.find(url)
	if err != nil {
		return nil, err
	}
	now := s.now()
	s.advanceMoves(now)
	q.settle(now)
	return q, nil
}
