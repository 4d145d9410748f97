package eventsource

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"doorstep/infra/conformance/engine"
	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/infra/local/eventsource/filter"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
)

// table is a table with a stream on a real engine.
type table struct {
	client  *dynamodb.Client
	streams *dynamodbstreams.Client
	name    string
	stream  string
}

func newTable(t *testing.T) table {
	t.Helper()
	endpoint := dynoxidetest.Endpoint(t)
	tables, streams := engine.Config(), engine.Config()
	tables.BaseEndpoint, streams.BaseEndpoint = &endpoint, new(engine.Streams(endpoint))
	on := engine.Behind(t, endpoint)
	whole := func(o *dynamodbstreams.Options) {
		if on.Lacks(engine.TypesOfEmptyMaps) {
			o.HTTPClient = EmptyMaps{o.HTTPClient}
		}
	}
	tab := table{client: dynamodb.NewFromConfig(tables), streams: dynamodbstreams.NewFromConfig(streams, whole), name: t.Name() + rand.Text()} // never used before: the stand-in keeps the stream of a deleted table
	out, err := tab.client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &tab.name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: new("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: new("pk"), KeyType: types.KeyTypeHash}},
		StreamSpecification:  &types.StreamSpecification{StreamEnabled: new(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // after t.Context has ended
		if _, err := tab.client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &tab.name}); err != nil {
			t.Error(err)
		}
	})
	tab.stream = *out.TableDescription.LatestStreamArn
	if err := dynamodb.NewTableExistsWaiter(tab.client).Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &tab.name}, time.Minute); err != nil {
		t.Fatal(err)
	}
	return tab
}

func (tab table) put(t *testing.T, key string, n int) {
	t.Helper()
	_, err := tab.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &tab.name, Item: map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: key}, "n": &types.AttributeValueMemberN{Value: fmt.Sprint(n)},
		"news": &types.AttributeValueMemberBOOL{Value: n%2 == 0}, "raw": &types.AttributeValueMemberB{Value: []byte{0, 255}},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

func (tab table) run(t *testing.T, config StreamConfig, function Invoker) {
	t.Helper()
	config.Name, config.StreamARN, config.PollInterval = t.Name(), tab.stream, 10*time.Millisecond
	stream, err := NewStream(config, tab.streams, nil, function, SystemClock{}, discardLog())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(start(t, stream.Run))
}

// The function crashes twice and reports an item once; each record still arrives, in the order of the writes, as the engine wrote it.
func TestStreamOfARealEngine(t *testing.T) {
	t.Parallel()
	tab := newTable(t)
	const records = 250
	for n := range records {
		tab.put(t, fmt.Sprintf("key-%d", n%5), n)
	}
	var mu sync.Mutex
	var calls int
	var got []string
	all := make(chan struct{})
	tab.run(t, StreamConfig{StartingPosition: TrimHorizon, BatchSize: 40, ReportBatchItemFailures: true}, invoke(func(_ context.Context, payload []byte) ([]byte, error) {
		var event events.DynamoDBEvent
		if err := json.Unmarshal(payload, &event); err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		calls++
		if calls == 1 || calls == 3 {
			return nil, errors.New("Unhandled")
		}
		for i, record := range event.Records {
			if calls == 4 && i == 7 {
				return []byte(`{"batchItemFailures":[{"itemIdentifier":"` + record.Change.SequenceNumber + `"}]}`), nil
			}
			got = append(got, record.Change.NewImage["n"].Number())
		}
		if len(got) == records {
			close(all)
		}
		return []byte(`{"batchItemFailures":[]}`), nil
	}))
	select {
	case <-all:
	case <-time.After(30 * time.Second):
		mu.Lock()
		defer mu.Unlock()
		t.Fatalf("%d of %d records after 30 s", len(got), records)
	}
	var want []string
	for n := range records {
		want = append(want, fmt.Sprint(n))
	}
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(got, want) {
		t.Errorf("records %v, want 0 to %d in order", got, records-1)
	}
}

func TestStreamFilterOnARealEngine(t *testing.T) {
	t.Parallel()
	f, err := filter.Parse(`{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"news":{"BOOL":[true]}},"Keys":{"pk":{"S":[{"prefix":"T#"}]}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	tab := newTable(t)
	tab.put(t, "T#1", 2)
	tab.put(t, "T#1", 3)
	tab.put(t, "O#1", 4)
	tab.put(t, "T#2", 6)
	if _, err := tab.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &tab.name, Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "T#1"}}}); err != nil {
		t.Fatal(err)
	}
	tab.put(t, "T#9", 8)
	arrived := make(chan string, 10)
	tab.run(t, StreamConfig{StartingPosition: TrimHorizon, Filter: f}, invoke(func(_ context.Context, payload []byte) ([]byte, error) {
		var event events.DynamoDBEvent
		if err := json.Unmarshal(payload, &event); err != nil {
			return nil, err
		}
		for _, record := range event.Records {
			arrived <- fmt.Sprintf("%s %s %s %x", record.EventName, record.Change.NewImage["pk"].String(), record.Change.NewImage["n"].Number(), record.Change.NewImage["raw"].Binary())
		}
		return nil, nil
	}))
	for _, want := range []string{"INSERT T#1 2 00ff", "INSERT T#2 6 00ff", "INSERT T#9 8 00ff"} {
		select {
		case got := <-arrived:
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("no %q after 30 s", want)
		}
	}
}

// What a function reads of an item is what was written, whatever the engine makes of it in between.
func TestImagesOfARealEngine(t *testing.T) {
	t.Parallel()
	tab := newTable(t)
	item := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "a"}, "empty map": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}},
		"empty list": &types.AttributeValueMemberL{Value: []types.AttributeValue{}}, "empty text": &types.AttributeValueMemberS{},
		"nested": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
			"map": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}}, "yes": &types.AttributeValueMemberBOOL{Value: true},
			"bytes": &types.AttributeValueMemberB{Value: []byte{0, 255}}, "set": &types.AttributeValueMemberSS{Value: []string{"x"}},
		}},
	}
	if _, err := tab.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &tab.name, Item: item}); err != nil {
		t.Fatal(err)
	}
	images := make(chan map[string]events.DynamoDBAttributeValue, 1)
	tab.run(t, StreamConfig{StartingPosition: TrimHorizon, BatchSize: 1}, invoke(func(_ context.Context, payload []byte) ([]byte, error) {
		var event events.DynamoDBEvent
		if err := json.Unmarshal(payload, &event); err != nil {
			return nil, err
		}
		images <- event.Records[0].Change.NewImage
		return nil, nil
	}))
	var image map[string]events.DynamoDBAttributeValue
	select {
	case image = <-images:
	case <-time.After(30 * time.Second):
		t.Fatal("no record after 30 s")
	}
	nested := image["nested"].Map()
	if len(image) != len(item) || image["empty map"].DataType() != events.DataTypeMap || len(image["empty map"].Map()) != 0 ||
		image["empty list"].DataType() != events.DataTypeList || image["empty text"].String() != "" ||
		nested["map"].DataType() != events.DataTypeMap || !nested["yes"].Boolean() || string(nested["bytes"].Binary()) != "\x00\xff" || len(nested["set"].StringSet()) != 1 {
		t.Errorf("the function reads %+v", image)
	}
}
