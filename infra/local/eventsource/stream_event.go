package eventsource

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// streamEventRecord is one record of a DynamoDB Streams event.
// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
type streamEventRecord struct {
	EventID        string          `json:"eventID"`
	EventName      string          `json:"eventName"`
	EventVersion   string          `json:"eventVersion"`
	EventSource    string          `json:"eventSource"`
	Region         string          `json:"awsRegion"`
	Change         streamChange    `json:"dynamodb"`
	UserIdentity   *streamIdentity `json:"userIdentity,omitempty"`
	EventSourceARN string          `json:"eventSourceARN"`
}

// streamChange has its creation time in whole seconds since 1970, unlike the API, which the SDK reads into a time.
type streamChange struct {
	Created        int64          `json:"ApproximateCreationDateTime,omitempty"`
	Keys           map[string]any `json:"Keys,omitempty"`
	NewImage       map[string]any `json:"NewImage,omitempty"`
	OldImage       map[string]any `json:"OldImage,omitempty"`
	SequenceNumber string         `json:"SequenceNumber"`
	SizeBytes      int64          `json:"SizeBytes"`
	StreamViewType string         `json:"StreamViewType"`
}

// streamIdentity names DynamoDB itself where an item was deleted by its TTL.
type streamIdentity struct {
	Type        string `json:"type"`
	PrincipalID string `json:"principalId"`
}

func encodeStreamRecord(r types.Record, arn, region string) ([]byte, error) {
	change := r.Dynamodb
	record := streamEventRecord{
		EventID: deref(r.EventID), EventName: string(r.EventName), EventVersion: deref(r.EventVersion),
		EventSource: "aws:dynamodb", Region: region, EventSourceARN: arn,
		Change: streamChange{SequenceNumber: deref(change.SequenceNumber), StreamViewType: string(change.StreamViewType)},
	}
	if record.EventVersion == "" {
		record.EventVersion = "1.1"
	}
	if r.UserIdentity != nil {
		record.UserIdentity = &streamIdentity{Type: deref(r.UserIdentity.Type), PrincipalID: deref(r.UserIdentity.PrincipalId)}
	}
	if change.ApproximateCreationDateTime != nil {
		record.Change.Created = change.ApproximateCreationDateTime.Unix()
	}
	if change.SizeBytes != nil {
		record.Change.SizeBytes = *change.SizeBytes
	}
	for _, image := range []struct {
		from map[string]types.AttributeValue
		to   *map[string]any
	}{{change.Keys, &record.Change.Keys}, {change.NewImage, &record.Change.NewImage}, {change.OldImage, &record.Change.OldImage}} {
		typed, err := typedMap(image.from)
		if err != nil {
			return nil, fmt.Errorf("encode stream record %s: %w", record.Change.SequenceNumber, err)
		}
		*image.to = typed
	}
	encoded, err := encode(record)
	if err != nil {
		return nil, fmt.Errorf("encode stream record %s: %w", record.Change.SequenceNumber, err)
	}
	return encoded, nil
}

// typed writes an attribute value as DynamoDB's typed JSON: {"S": "text"}, {"N": "12"}, binary as base64.
func typed(value types.AttributeValue) (any, error) {
	switch value := value.(type) {
	case *types.AttributeValueMemberS:
		return map[string]string{"S": value.Value}, nil
	case *types.AttributeValueMemberN:
		return map[string]string{"N": value.Value}, nil
	case *types.AttributeValueMemberB:
		return map[string][]byte{"B": append([]byte{}, value.Value...)}, nil
	case *types.AttributeValueMemberBOOL:
		return map[string]bool{"BOOL": value.Value}, nil
	case *types.AttributeValueMemberNULL:
		return map[string]bool{"NULL": value.Value}, nil
	case *types.AttributeValueMemberSS:
		return map[string][]string{"SS": value.Value}, nil
	case *types.AttributeValueMemberNS:
		return map[string][]string{"NS": value.Value}, nil
	case *types.AttributeValueMemberBS:
		return map[string][][]byte{"BS": value.Value}, nil
	case *types.AttributeValueMemberM:
		fields, err := typedMap(value.Value)
		if err != nil {
			return nil, err
		}
		if fields == nil {
			fields = map[string]any{}
		}
		return map[string]any{"M": fields}, nil
	case *types.AttributeValueMemberL:
		list := []any{}
		for _, element := range value.Value {
			one, err := typed(element)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		return map[string]any{"L": list}, nil
	}
	return nil, fmt.Errorf("attribute value of unknown type %T", value)
}

func typedMap(values map[string]types.AttributeValue) (map[string]any, error) {
	if values == nil {
		return nil, nil
	}
	fields := map[string]any{}
	for name, value := range values {
		one, err := typed(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fields[name] = one
	}
	return fields, nil
}
