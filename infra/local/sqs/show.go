package sqs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// sender is what SenderId shows; nobody is authenticated here.
const sender = "AIDALOCALDOORSTEP"

// received is a message as a receiver gets it.
type received struct {
	MessageID              string `json:"MessageId"`
	ReceiptHandle          string
	MD5OfBody              string
	Body                   string
	Attributes             map[string]string    `json:",omitempty"`
	MessageAttributes      map[string]attribute `json:",omitempty"`
	MD5OfMessageAttributes string               `json:",omitempty"`
}

// show returns a message with the attributes that were asked for. The digest covers the attributes that are returned.
func show(q *queue, m *message, in receiveInput) received {
	attributes := map[string]attribute{}
	for name, a := range m.attributes {
		if wanted(name, in.MessageAttributeNames) {
			attributes[name] = a
		}
	}
	system := m.systemAttributes(q.fifo)
	names := slices.Concat(in.MessageSystemAttributeNames, in.AttributeNames)
	for name := range system {
		if !slices.Contains(names, "All") && !slices.Contains(names, name) {
			delete(system, name)
		}
	}
	return received{
		MessageID:              m.id,
		ReceiptHandle:          m.receipt(q),
		MD5OfBody:              hexMD5([]byte(m.body)),
		Body:                   m.body,
		Attributes:             system,
		MessageAttributes:      attributes,
		MD5OfMessageAttributes: attributesMD5(attributes),
	}
}

// wanted reports whether an attribute is asked for: by its name, by "prefix.*", or with all by "All" or ".*".
func wanted(name string, asked []string) bool {
	return slices.ContainsFunc(asked, func(ask string) bool {
		prefix, pattern := strings.CutSuffix(ask, ".*")
		return ask == "All" || ask == name || pattern && strings.HasPrefix(name, prefix)
	})
}

// systemAttributes are what SQS itself says of a message; times are Unix milliseconds.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func (m *message) systemAttributes(fifo bool) map[string]string {
	all := map[string]string{
		"SenderId":                sender,
		"SentTimestamp":           strconv.FormatInt(m.sent.UnixMilli(), 10),
		"ApproximateReceiveCount": strconv.Itoa(m.received),
	}
	if !m.firstReceived.IsZero() {
		all["ApproximateFirstReceiveTimestamp"] = strconv.FormatInt(m.firstReceived.UnixMilli(), 10)
	}
	if fifo {
		all["SequenceNumber"] = fmt.Sprintf("%020d", m.sequence)
	}
	for name, text := range map[string]string{
		"AWSTraceHeader":           m.traceHeader,
		"DeadLetterQueueSourceArn": m.source,
		"MessageDeduplicationId":   m.dedup,
		"MessageGroupId":           m.group,
	} {
		if text != "" {
			all[name] = text
		}
	}
	return all
}

func knownSystemAttribute(name string) bool {
	switch name {
	case "All", "ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "AWSTraceHeader", "DeadLetterQueueSourceArn",
		"MessageDeduplicationId", "MessageGroupId", "SenderId", "SentTimestamp", "SequenceNumber", "SqsManagedSseEnabled":
		return true
	}
	return false
}
