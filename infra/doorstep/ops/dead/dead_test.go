package dead_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/doorstep/ops/dead"
	local "doorstep/infra/local/sqs"
	"doorstep/infra/local/template"
	"doorstep/shared/queue"
)

// desk is the queues of a stage called try, on the stand-in.
func desk(t *testing.T) (dead.Desk, *sqs.Client) {
	t.Helper()
	var server *local.Server
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { server.ServeHTTP(w, r) }))
	t.Cleanup(front.Close)
	server = local.New(front.URL, time.Now)
	client := sqs.New(sqs.Options{Region: local.Region, BaseEndpoint: aws.String(front.URL), Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
	})})
	make := func(name string, attributes map[string]string) {
		if _, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("doorstep-try-" + name), Attributes: attributes}); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range dead.Queues() {
		make(q.Dead, nil)
		make(q.Name, map[string]string{"VisibilityTimeout": "0", "RedrivePolicy": fmt.Sprintf(`{"deadLetterTargetArn":"arn:aws:sqs:%s:%s:doorstep-try-%s","maxReceiveCount":"1"}`, local.Region, local.Account, q.Dead)})
	}
	make(dead.Lost, nil)
	pause := func(ctx context.Context, d time.Duration) error {
		select {
		case <-time.After(d / 10):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return dead.Desk{Client: client, Stage: "try", Now: time.Now, Pause: pause}, client
}

// die makes n bodies of UPS dead letters of the inbound queue, the way that SQS does.
func die(t *testing.T, d dead.Desk, client *sqs.Client, n int) {
	t.Helper()
	url, err := d.URL(t.Context(), "inbound")
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if _, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String(fmt.Sprintf("canary %d", i)), MessageAttributes: map[string]types.MessageAttributeValue{
			"source": {DataType: aws.String("String"), StringValue: aws.String([]string{"ups", "usps"}[i%2])}, "kind": {DataType: aws.String("String"), StringValue: aws.String("webhook")},
		}}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 * n {
		if _, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10}); err != nil {
			t.Fatal(err)
		}
	}
	waiting(t, d, "inbound-dead", n)
}

// waiting checks how many messages of a queue can be received.
func waiting(t *testing.T, d dead.Desk, name string, want int) {
	t.Helper()
	if depth, err := d.Depth(t.Context(), name); err != nil || depth.Waiting != want || depth.All() != want {
		t.Fatalf("%s holds %+v, want %d, %v", name, depth, want, err)
	}
}

// Looking takes nothing away, and shows nothing of a body.
func TestALookLeavesEverything(t *testing.T) {
	t.Parallel()
	d, client := desk(t)
	die(t, d, client, 12)
	for range 2 {
		letters, err := d.Look(t.Context(), "inbound-dead", 100)
		if err != nil || len(letters) != 12 {
			t.Fatalf("%d letters, %v", len(letters), err)
		}
		if shown := fmt.Sprintf("%v %+v %#v %s", letters, letters, letters, letters[0].Keys()); strings.Contains(shown, "canary") || !strings.Contains(shown, "source=ups kind=webhook") {
			t.Errorf("shown as %s", shown)
		}
		waiting(t, d, "inbound-dead", 12)
	}
	if letters, err := d.Look(t.Context(), "inbound-dead", 3); err != nil || len(letters) != 3 {
		t.Errorf("%d letters, want 3, %v", len(letters), err)
	}
	waiting(t, d, "inbound-dead", 12)
	if _, err := d.Look(t.Context(), "nowhere", 3); err == nil || !strings.Contains(err.Error(), "doorstep-try-nowhere") {
		t.Errorf("no such queue: %v", err)
	}
}

func TestRedrive(t *testing.T) {
	t.Parallel()
	d, client := desk(t)
	none := func(dead.Moved) {}
	if m, err := d.Redrive(t.Context(), "inbound-dead", 20, none); err != nil || m.Status != "EMPTY" {
		t.Errorf("of nothing: %+v, %v", m, err)
	}
	die(t, d, client, 12)
	var told []int
	m, err := d.Redrive(t.Context(), "inbound-dead", 500, func(m dead.Moved) { told = append(told, m.Moved) })
	if err != nil || m.Status != "COMPLETED" || m.Moved != 12 || len(told) == 0 {
		t.Errorf("moved %+v, told %v, %v", m, told, err)
	}
	waiting(t, d, "inbound-dead", 0)
	waiting(t, d, "inbound", 12)
	for _, rate := range []int{0, -1, 501} {
		if _, err := d.Redrive(t.Context(), "inbound-dead", rate, none); err == nil {
			t.Errorf("a rate of %d is taken", rate)
		}
	}
}

// An operator who presses Ctrl-C stops the move; what was moved stays moved, the rest stays where it is. Whoever asks again meanwhile follows
// the move that runs.
func TestARedriveIsStopped(t *testing.T) {
	t.Parallel()
	d, client := desk(t)
	die(t, d, client, 8)
	ctx, stop := context.WithCancel(t.Context())
	m, err := d.Redrive(ctx, "inbound-dead", 1, func(m dead.Moved) {
		if m.Status == "RUNNING" {
			stop()
		}
	})
	if err != nil || m.Status != "CANCELLED" || m.Moved < 1 || m.Moved > 7 {
		t.Fatalf("stopped as %+v, %v", m, err)
	}
	waiting(t, d, "inbound-dead", 8-m.Moved)
	waiting(t, d, "inbound", m.Moved)
	depth, err := d.Depth(t.Context(), "inbound-dead")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &depth.ARN, MaxNumberOfMessagesPerSecond: aws.Int32(1)}); err != nil {
		t.Fatal(err)
	}
	ctx, stop = context.WithCancel(t.Context())
	if m, err := d.Redrive(ctx, "inbound-dead", 20, func(dead.Moved) { stop() }); err != nil || m.Status != "CANCELLED" {
		t.Errorf("the move of somebody else: %+v, %v", m, err)
	}
}

func TestDrop(t *testing.T) {
	t.Parallel()
	d, client := desk(t)
	die(t, d, client, 12)
	n, err := d.Drop(t.Context(), "inbound-dead", 100, func(l dead.Letter) bool { return l.Kind() == "usps webhook" })
	if err != nil || n != 6 {
		t.Errorf("%d dropped, %v", n, err)
	}
	waiting(t, d, "inbound-dead", 6)
}

// The queues stand in template.yaml as they stand here, with the patience of their alarms.
func TestQueuesAreThoseOfTheTemplate(t *testing.T) {
	t.Parallel()
	loaded, err := template.Load("../../../../template.yaml", map[string]string{"Stage": "try"})
	if err != nil {
		t.Fatal(err)
	}
	names := dead.DeadNames()
	for _, q := range dead.Queues() {
		names = append(names, q.Name)
	}
	var declared []string
	for _, q := range loaded.Queues() {
		declared = append(declared, strings.TrimPrefix(q.Name, "doorstep-try-"))
	}
	slices.Sort(names)
	slices.Sort(declared)
	if !slices.Equal(names, declared) {
		t.Errorf("the template has %v, ops dead knows %v", declared, names)
	}
}

// A queue is called too old here when its alarm rings.
func TestPatienceIsThatOfTheAlarms(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	thresholds := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)\n  (\w+)QueueAge:\n.*?\n      Threshold: (\d+)`).FindAllStringSubmatch(string(text), -1) {
		thresholds[strings.ToLower(m[1])] = m[2]
	}
	for _, q := range dead.Queues() {
		if want := fmt.Sprint(int(q.Patient.Seconds())); thresholds[q.Name] != want {
			t.Errorf("%s is too old at %s s, its alarm rings at %q", q.Name, want, thresholds[q.Name])
		}
	}
}

// What a letter is about names keys, never what a body says: not the secret of a handshake, not who a mail was for.
func TestKeys(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, keys, kind string }{
		"a number":         {`{"pk":"T#1Z1","sk":"N","version":3}`, "item=T#1Z1", "change of a number"},
		"an order":         {`{"pk":"O#ab","sk":"O","version":3}`, "item=O#ab", "change of an order"},
		"news":             {`{"number":"1Z1","order":"ab","shipment":"s1","journey":0,"milestone":"delivered","occurrence":1}`, "number=1Z1 order=ab shipment=s1 milestone=delivered", "delivered"},
		"a handshake":      {`{"number":"","carrier":"","reason":"handshake","handshake":{"source":"fedex","account":"main","subscription":"1","secret":"canary"}}`, "reason=handshake handshake=fedex/main", "handshake"},
		"a bounce":         {`{"detail-type":"Email Bounced","detail":{"mail":{"destination":["canary@example.com"]}}}`, "event=Email Bounced", "Email Bounced"},
		"a lost batch":     {lost, "why=RetryAttemptsExhausted shard=s1 from=5 to=9 records=3", "RetryAttemptsExhausted"},
		"no JSON":          {"canary", "", "no message of ours"},
		"something":        {`{"name":"canary"}`, "", "other"},
		"a key of no text": {`{"number":{"canary":1}}`, "", "no message of ours"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := dead.Letter{Message: queue.Message{Body: c.body}}
			if l.Keys() != c.keys || l.Kind() != c.kind {
				t.Errorf("%q of kind %q, want %q of kind %q", l.Keys(), l.Kind(), c.keys, c.kind)
			}
		})
	}
}

// lost is what Lambda reports of a batch.
const lost = `{"requestContext":{"condition":"RetryAttemptsExhausted"},"DDBStreamBatchInfo":{"shardId":"s1","startSequenceNumber":"5","endSequenceNumber":"9","batchSize":3,"streamArn":"arn:stream"}}`

// stream is a shard whose pages hold records by sequence number.
type stream struct {
	pages   [][]streams.Record
	refused error
}

func (s *stream) GetShardIterator(context.Context, *dynamodbstreams.GetShardIteratorInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error) {
	return &dynamodbstreams.GetShardIteratorOutput{ShardIterator: aws.String("0")}, s.refused
}

func (s *stream) GetRecords(_ context.Context, in *dynamodbstreams.GetRecordsInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	i := len(*in.ShardIterator)
	next := *in.ShardIterator + "0"
	if i > len(s.pages) {
		return &dynamodbstreams.GetRecordsOutput{NextShardIterator: &next}, nil
	}
	return &dynamodbstreams.GetRecordsOutput{Records: s.pages[i-1], NextShardIterator: &next}, nil
}

func record(sequence, pk, sk, version string) streams.Record {
	text := func(s string) streams.AttributeValue { return &streams.AttributeValueMemberS{Value: s} }
	return streams.Record{EventName: streams.OperationTypeModify, Dynamodb: &streams.StreamRecord{
		SequenceNumber: &sequence, Keys: map[string]streams.AttributeValue{"pk": text(pk), "sk": text(sk)},
		NewImage: map[string]streams.AttributeValue{"v": &streams.AttributeValueMemberN{Value: version}, "name": text("canary")},
	}}
}

// relay keeps what it is told.
type relay struct {
	told []string
	err  error
}

func (r *relay) SendAll(_ context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		r.told, errs[i] = append(r.told, m.Body), r.err
	}
	return errs
}

func TestWhatTheStreamLostComesBack(t *testing.T) {
	t.Parallel()
	whole := [][]streams.Record{{}, {record("5", "T#1Z1", "N", "2"), record("6", "L#ab", "L", "0")}, {record("8", "T#1Z1", "N", "3"), record("9", "O#ab", "O", "1"), record("11", "T#1Z9", "N", "1")}}
	for name, c := range map[string]struct {
		body   string
		stream *stream
		relay  *relay
		want   dead.Restored
		told   string
		left   int
		fails  bool
	}{
		"a batch over two pages":       {body: lost, stream: &stream{pages: whole}, relay: &relay{}, want: dead.Restored{Batches: 1, Items: 2}, told: `{"pk":"T#1Z1","sk":"N","version":3} {"pk":"O#ab","sk":"O","version":1}`},
		"its last record is gone":      {body: lost, stream: &stream{pages: [][]streams.Record{{record("5", "T#1Z1", "N", "2"), record("11", "T#1Z9", "N", "1")}}}, relay: &relay{}, want: dead.Restored{Batches: 1, Items: 1}, told: `{"pk":"T#1Z1","sk":"N","version":2}`},
		"older than the stream":        {body: lost, stream: &stream{refused: &streams.TrimmedDataAccessException{}}, relay: &relay{}, want: dead.Restored{Trimmed: 1}, left: 1},
		"no report":                    {body: `{"name":"canary"}`, stream: &stream{}, relay: &relay{}, want: dead.Restored{Broken: 1}, left: 1},
		"an end that is not there yet": {body: lost, stream: &stream{pages: whole[:2]}, relay: &relay{}, left: 1, fails: true},
		"a relay that takes nothing":   {body: lost, stream: &stream{pages: whole}, relay: &relay{err: errors.New("no")}, left: 1, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, client := desk(t)
			url, err := d.URL(t.Context(), dead.Lost)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &c.body}); err != nil {
				t.Fatal(err)
			}
			got, err := d.Restore(t.Context(), 10, c.stream, c.relay, func(dead.Restored) {})
			if (err != nil) != c.fails || got != c.want {
				t.Errorf("restored %+v, %v", got, err)
			}
			if told := strings.Join(c.relay.told, " "); !c.fails && told != c.told {
				t.Errorf("relay was told %s", told)
			}
			waiting(t, d, dead.Lost, c.left)
		})
	}
}
