package sqs

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// redrivePolicy says where a message goes after it was received max times without being deleted. See
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
type redrivePolicy struct {
	target string // ARN
	max    int    // receives, 1 to 1000
}

// redriveAllow says which queues may name this one in their redrive policy.
type redriveAllow struct {
	permission string // allowAll, denyAll, byQueue
	sources    []string
}

func parseRedrivePolicy(value string) (*redrivePolicy, error) {
	if value == "" {
		return nil, nil
	}
	var doc struct {
		Target string          `json:"deadLetterTargetArn"`
		Max    json.RawMessage `json:"maxReceiveCount"` // AWS takes a number and a number in quotes
	}
	if err := json.Unmarshal([]byte(value), &doc); err != nil {
		return nil, invalid("RedrivePolicy", value, "Redrive policy is not a valid JSON map.")
	}
	if doc.Target == "" {
		return nil, invalid("RedrivePolicy", value, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
	}
	count, err := strconv.Atoi(strings.Trim(string(doc.Max), `"`))
	if err != nil || count < 1 || count > 1000 {
		return nil, invalid("RedrivePolicy", value, "Invalid value for maxReceiveCount: it takes an integer from 1 to 1000.")
	}
	return &redrivePolicy{target: doc.Target, max: count}, nil
}

func parseRedriveAllow(value string) (*redriveAllow, error) {
	if value == "" {
		return nil, nil
	}
	var doc struct {
		Permission string   `json:"redrivePermission"`
		Sources    []string `json:"sourceQueueArns"`
	}
	if err := json.Unmarshal([]byte(value), &doc); err != nil {
		return nil, invalid("RedriveAllowPolicy", value, "Redrive allow policy is not a valid JSON map.")
	}
	if !slices.Contains([]string{"allowAll", "denyAll", "byQueue"}, doc.Permission) {
		return nil, invalid("RedriveAllowPolicy", value, "redrivePermission takes allowAll, denyAll or byQueue.")
	}
	if (doc.Permission == "byQueue") != (len(doc.Sources) > 0) || len(doc.Sources) > 10 {
		return nil, invalid("RedriveAllowPolicy", value, "sourceQueueArns takes 1 to 10 ARNs with byQueue, and none otherwise.")
	}
	return &redriveAllow{permission: doc.Permission, sources: doc.Sources}, nil
}

// checkRedrive refuses a policy whose target is absent, of the other type, or does not allow this source.
func (s *Server) checkRedrive(source string, set settings) error {
	if set.redrive == nil {
		return nil
	}
	raw := set.raw["RedrivePolicy"]
	target := s.byARN(set.redrive.target)
	if target == nil {
		return invalid("RedrivePolicy", raw, "Dead letter target does not exist.")
	}
	if target.fifo != set.fifo {
		return invalid("RedrivePolicy", raw, "Dead-letter queue must be same type of queue as the source.")
	}
	if !target.allow.permits(source) {
		return invalid("RedrivePolicy", raw, "Dead-letter queue does not allow this source queue (RedriveAllowPolicy).")
	}
	return nil
}

func (a *redriveAllow) permits(source string) bool {
	return a == nil || a.permission == "allowAll" || slices.Contains(a.sources, source)
}

// deadLetterQueue returns where m must go instead of to a receiver, or nil. A policy whose queue was deleted does nothing:
// the message stays and is delivered again, as on AWS.
func (s *Server) deadLetterQueue(q *queue, m *message) *queue {
	if q.redrive == nil || m.receives < q.redrive.max {
		return nil
	}
	return s.byARN(q.redrive.target)
}
