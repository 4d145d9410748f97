package eventsource

import (
	"fmt"

	"doorstep/infra/local/eventsource/filter"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// queueRecord is one record of an SQS event, in the order in which AWS documents its fields.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
type queueRecord struct {
	MessageID              string                    `json:"messageId"`
	ReceiptHandle          string                    `json:"receiptHandle"`
	Body                   string                    `json:"body"`
	Attributes             map[string]string         `json:"attributes"`
	MessageAttributes      map[string]queueAttribute `json:"messageAttributes"`
	MD5OfMessageAttributes *string                   `json:"md5OfMessageAttributes,omitempty"`
	MD5OfBody              string                    `json:"md5OfBody"`
	EventSource            string                    `json:"eventSource"`
	EventSourceARN         string                    `json:"eventSourceARN"`
	Region                 string                    `json:"awsRegion"`
}

// queueAttribute is a message attribute; the two lists are always there and always empty.
type queueAttribute struct {
	StringValue      *string  `json:"stringValue,omitempty"`
	BinaryValue      []byte   `json:"binaryValue,omitempty"`
	StringListValues []string `json:"stringListValues"`
	BinaryListValues [][]byte `json:"binaryListValues"`
	DataType         string   `json:"dataType"`
}

func encodeQueueMessage(m types.Message, arn, region string) ([]byte, error) {
	record := queueRecord{
		MessageID: deref(m.MessageId), ReceiptHandle: deref(m.ReceiptHandle), Body: deref(m.Body),
		Attributes: m.Attributes, MessageAttributes: map[string]queueAttribute{},
		MD5OfMessageAttributes: m.MD5OfMessageAttributes, MD5OfBody: deref(m.MD5OfBody),
		EventSource: "aws:sqs", EventSourceARN: arn, Region: region,
	}
	if record.Attributes == nil {
		record.Attributes = map[string]string{}
	}
	for name, value := range m.MessageAttributes {
		record.MessageAttributes[name] = queueAttribute{
			StringValue: value.StringValue, BinaryValue: value.BinaryValue,
			StringListValues: []string{}, BinaryListValues: [][]byte{}, DataType: deref(value.DataType),
		}
	}
	encoded, err := encode(record)
	if err != nil {
		return nil, fmt.Errorf("encode message %s: %w", record.MessageID, err)
	}
	return encoded, nil
}

// passes applies the mapping's filter. A body that is a JSON object or list is matched by its content, any other as a string, so that a
// pattern for the one never matches the other.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
func (q *Queue) passes(record []byte) (bool, error) {
	if q.config.Filter.Empty() {
		return true, nil
	}
	event, err := filter.Decode(record)
	if err != nil {
		return false, fmt.Errorf("read back a record for its filter: %w", err)
	}
	fields, isObject := event.(map[string]any)
	if !isObject {
		return false, fmt.Errorf("read back a record for its filter: not an object")
	}
	body, _ := fields["body"].(string)
	content, err := filter.Decode([]byte(body))
	if err == nil {
		switch content.(type) {
		case map[string]any, []any:
			fields["body"] = content
		}
	}
	return q.config.Filter.Match(fields), nil
}
