package eventsource

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"
)

// everyType holds one attribute of each type, the empty ones included.
func everyType() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"string": &types.AttributeValueMemberS{Value: "a < b & €"}, "empty": &types.AttributeValueMemberS{},
		"number": &types.AttributeValueMemberN{Value: "12345678901234567890.5"},
		"binary": &types.AttributeValueMemberB{Value: []byte{0, 254, 255}}, "none": &types.AttributeValueMemberB{},
		"yes": &types.AttributeValueMemberBOOL{Value: true}, "no": &types.AttributeValueMemberBOOL{}, "null": &types.AttributeValueMemberNULL{Value: true},
		"strings":  &types.AttributeValueMemberSS{Value: []string{"x", "y"}},
		"numbers":  &types.AttributeValueMemberNS{Value: []string{"1", "2.5"}},
		"binaries": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {2}}},
		"list":     &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberN{Value: "1"}, &types.AttributeValueMemberL{}}},
		"map":      &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"inner": &types.AttributeValueMemberM{}}},
	}
}

func TestGoldenStreamEvent(t *testing.T) {
	t.Parallel()
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "T#1"}}
	created := time.Date(2026, 11, 21, 8, 0, 0, 987_000_000, time.UTC)
	written := []types.Record{
		{
			EventID: new("event-1"), EventName: types.OperationTypeModify, EventVersion: new("1.1"), AwsRegion: new("ddblocal"), EventSource: new("aws:dynamodb"),
			Dynamodb: &types.StreamRecord{ApproximateCreationDateTime: &created, Keys: key, NewImage: everyType(), OldImage: key,
				SequenceNumber: new("100000000000000000001"), SizeBytes: new(int64(412)), StreamViewType: types.StreamViewTypeNewAndOldImages},
		},
		{
			EventID: new("event-2"), EventName: types.OperationTypeRemove,
			UserIdentity: &types.Identity{Type: new("Service"), PrincipalId: new("dynamodb.amazonaws.com")},
			Dynamodb: &types.StreamRecord{ApproximateCreationDateTime: &created, Keys: key, OldImage: key,
				SequenceNumber: new("100000000000000000002"), SizeBytes: new(int64(10)), StreamViewType: types.StreamViewTypeNewAndOldImages},
		},
	}
	var records [][]byte
	for _, r := range written {
		record, err := encodeStreamRecord(r, testStreamARN, "eu-central-1")
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	raw := payload(records)
	golden(t, "stream_event.json", raw)

	event, again := understood[events.DynamoDBEvent](t, raw)
	if at := event.Records[0].Change.ApproximateCreationDateTime.UTC(); !at.Equal(created.Truncate(time.Second)) {
		t.Errorf("creation time %s, want whole seconds of %s", at, created)
	}
	if got := event.Records[0].Change.NewImage["binary"].Binary(); string(got) != "\x00\xfe\xff" {
		t.Errorf("binary attribute: %q", got)
	}
	var sent any
	if err := json.Unmarshal(raw, &sent); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sent, again); diff != "" {
		t.Errorf("through aws-lambda-go (-sent +again):\n%s", diff)
	}
}

func TestStreamRecordOfAnUnknownType(t *testing.T) {
	t.Parallel()
	_, err := encodeStreamRecord(types.Record{Dynamodb: &types.StreamRecord{SequenceNumber: new("7"), NewImage: map[string]types.AttributeValue{
		"new": &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.UnknownUnionMember{Tag: "Z"}}}}}}, testStreamARN, "eu-central-1")
	if err == nil {
		t.Fatal("an attribute that cannot be written was dropped")
	}
}

// midnight is a clock that stands still.
type midnight struct{ SystemClock }

func (midnight) Now() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 5_000_000, time.UTC) }

func TestGoldenOnFailureMessage(t *testing.T) {
	t.Parallel()
	stream := &Stream{config: StreamConfig{StreamARN: testStreamARN, FunctionARN: "arn:aws:lambda:eu-central-1:000000000000:function:relay"}, clock: midnight{}}
	batch := []streamRecord{
		{sequence: "100", created: time.Date(2026, 11, 21, 23, 58, 1, 0, time.UTC)},
		{sequence: "101", created: time.Date(2026, 11, 21, 23, 58, 2, 0, time.UTC)},
		{sequence: "102", created: time.Date(2026, 11, 21, 23, 59, 0, 0, time.UTC)},
	}
	thrown, err := encode(stream.describe("shardId-1", batch, retriesExhausted, 3, &functionError{errors.New("Unhandled")}))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "onfailure_thrown.json", thrown)
	reported, err := encode(stream.describe("shardId-1", batch[1:2], retriesExhausted, 1, errors.New("record 101 was reported as failed")))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "onfailure_reported.json", reported)
}
