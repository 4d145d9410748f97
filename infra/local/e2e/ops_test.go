package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/conformance/engine"
	"doorstep/infra/local/demo"
	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/queue"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
)

// operator types commands of doorstep ops. Nothing that they print may name a person.
type operator struct{ commandLine }

func (w world) operator(t *testing.T) operator {
	t.Helper()
	c := w.commandLine(t)
	var at struct{ SQS, SSM, Metrics string }
	if err := json.Unmarshal(w.call(t, http.MethodGet, "/_local/status.json", nil, nil).body, &at); err != nil || at.SQS == "" || at.Metrics == "" {
		t.Fatalf("where things are: %+v, %v", at, err)
	}
	c.env = append(c.env, "AWS_ENDPOINT_URL_SQS="+at.SQS, "AWS_ENDPOINT_URL_SSM="+at.SSM, "AWS_ENDPOINT_URL_CLOUDWATCH="+at.Metrics, "DOORSTEP_URL="+w.URL())
	return operator{c}
}

// types runs a command that must end with code, and gives what it printed.
func (o operator) types(t *testing.T, code int, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), o.program, append([]string{"ops"}, args...)...)
	command.Env = o.env
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	err := command.Run()
	var exit *exec.ExitError
	got := 0
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if got != code {
		t.Fatalf("ops %s: exit %d, want %d\n%s", strings.Join(args, " "), got, code, &said)
	}
	nameless(t, "ops "+strings.Join(args, " "), said.Bytes())
	return said.String()
}

// mentions checks that something printed holds all words.
func mentions(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("%q is missing in\n%s", word, said)
		}
	}
}

// An operator's bad day: bodies that nobody can read, and a function that fails until its messages are dead letters. All of it is seen, mended
// and gone, no scan is missing, and nothing that was printed names anybody.
func TestAnOperatorSeesAndMends(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]string{"InboundVisibilitySeconds": "2"})
	o := w.operator(t)
	w.tick(t)
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1), SignedBy: "CANARY SIGNER"}
	path, _ := w.register(t, "ops", orderOf(begin, [2]string{"ups", p.Number}))
	w.push(t, "ups", pushFor(t, "ups", p, 6))
	w.until(t, path, status(0, "delivered", 1)) // the number's data key is wrapped by the right key now
	w.settled(t)
	mentions(t, o.types(t, 0, "health", "--strict"), "none too old", "ran within", "every code of the last day is known")

	w.misread(t, p)
	w.dies(t, p)
	mentions(t, o.types(t, 1, "health", "--strict", "--wrong"), "dead letters inbound", "doorstep ops dead peek inbound-dead", "unreadable", "dead-letters")
	o.redrives(t, path)
	o.retries(t, path)
	o.restores(t)
	w.settled(t)
	mentions(t, o.types(t, 0, "replay", "--brand", demo.Brand, "--check", "--json"), `"looked_at":1`, `"equal":1`, `"differ":0`)
	mentions(t, o.types(t, 0, "replay", "--brand", demo.Brand, "--order", "ops"), "delivered", "best", "witness of", "what is stored is what the present code makes of it")
	w.tick(t)
	mentions(t, o.types(t, 0, "health", "--strict"), "no body since yesterday", "dead letters", "none")
}

// misread has three bodies parked: one that is no body, one that came under another carrier's name, and a shop's.
func (w world) misread(t *testing.T, p carriersim.Parcel) {
	t.Helper()
	m, err := queue.Inbound{Source: "fedex", Account: "default", Kind: queue.Webhook, Assurance: shipment.BySecret, Received: time.Now(), Body: pushFor(t, "ups", p, 3).Body}.Message()
	if err != nil {
		t.Fatal(err)
	}
	client, url := w.sqs(t, "InboundQueue")
	for _, m := range []queue.Message{m, {Body: "no base64 at all"}} {
		in := &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &m.Body, MessageAttributes: map[string]sqstypes.MessageAttributeValue{}}
		for name, value := range m.Attributes {
			if value != "" {
				in.MessageAttributes[name] = sqstypes.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
			}
		}
		if _, err := client.SendMessage(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	w.shopify(t, "orders/create", map[string]any{"id": 5, "name": strings.Repeat("9", 200), "email": "quinn.canary@example.com"})
	w.eventually(t, func() error {
		if n := len(w.parked(t, "")); n != 3 {
			return fmt.Errorf("%d bodies are parked", n)
		}
		return nil
	})
	w.settled(t)
}

// dies makes a push fail until it is a dead letter: with a wrong key nobody can seal who signed. Then the cause is mended.
func (w world) dies(t *testing.T, p carriersim.Parcel) {
	t.Helper()
	if err := w.SetParameter("/keys/kek", strings.Repeat("00", seal.KeySize)); err != nil {
		t.Fatal(err)
	}
	w.kill("Ingest") // it keeps the right key in memory
	w.push(t, "easypost", pushFor(t, "easypost", p, 6))
	w.eventually(t, func() error {
		if n := w.queue(t, "InboundDead").Visible; n != 1 {
			return fmt.Errorf("%d dead letters", n)
		}
		return nil
	})
	if err := demo.Seed(t.Context(), w.System, ""); err != nil {
		t.Fatal(err)
	}
	w.kill("Ingest")
}

func (o operator) redrives(t *testing.T, path string) {
	t.Helper()
	mentions(t, o.types(t, 0, "dead", "list"), "inbound-dead", "easypost webhook 1", "relay-lost")
	for range 2 { // looking takes nothing away
		mentions(t, o.types(t, 0, "dead", "peek", "inbound-dead", "--try"), "source=easypost", "facts of 1 numbers")
	}
	mentions(t, o.types(t, 0, "dead", "redrive", "inbound", "--rate", "50", "--json"), `"moved":1`, `"status":"completed"`)
	o.until(t, path, status(0, "delivered", 7))
	mentions(t, o.types(t, 0, "dead", "redrive", "--all"))
}

func (o operator) retries(t *testing.T, path string) {
	t.Helper()
	mentions(t, o.types(t, 0, "unreadable", "list"), "bodies", "fedex", "none", "shopify", "webhook")
	mentions(t, o.types(t, 1, "unreadable", "retry", "--dry-run"), `"unreadable":1`, `"refused":1`, `"would_send":1`)
	mentions(t, o.types(t, 0, "unreadable", "retry", "--source", "fedex", "--as", "ups", "--dry-run"), `"would_read":1`)
	mentions(t, o.types(t, 0, "unreadable", "retry", "--source", "fedex", "--as", "ups"), `"applied":1`)
	if e := o.until(t, path, status(0, "delivered", 7)).Shipments[0].Events[3]; e.Source != "ups" || fmt.Sprint(e.Witnesses) != "[easypost]" {
		t.Errorf("the carrier's own telling came back and is not shown: %+v", e)
	}
	mentions(t, o.types(t, 1, "unreadable", "retry", "--kind", "shop"), `"parked_again":1`)
	mentions(t, o.types(t, 0, "unreadable", "drop", "--yes"), `"dropped":2`)
}

// restores has relay look again at what a batch of the stream changed that Lambda gave up on.
func (o operator) restores(t *testing.T) {
	t.Helper()
	endpoint := engine.Streams(dynoxidetest.Endpoint(t))
	client := dynamodbstreams.NewFromConfig(engine.Config(), func(c *dynamodbstreams.Options) { c.BaseEndpoint = &endpoint })
	table, err := o.DynamoDB().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &o.Table})
	if err != nil {
		t.Fatal(err)
	}
	stream, err := client.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: table.Table.LatestStreamArn})
	if err != nil {
		t.Fatal(err)
	}
	shard := stream.StreamDescription.Shards[0].ShardId
	start, err := client.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{StreamArn: table.Table.LatestStreamArn, ShardId: shard, ShardIteratorType: "TRIM_HORIZON"})
	if err != nil {
		t.Fatal(err)
	}
	records, err := client.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: start.ShardIterator})
	if err != nil || len(records.Records) < 2 {
		t.Fatalf("%d records, %v", len(records.Records), err)
	}
	lost, err := json.Marshal(map[string]any{"requestContext": map[string]any{"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": map[string]any{
		"shardId": shard, "streamArn": table.Table.LatestStreamArn, "batchSize": len(records.Records),
		"startSequenceNumber": records.Records[0].Dynamodb.SequenceNumber, "endSequenceNumber": records.Records[len(records.Records)-1].Dynamodb.SequenceNumber,
	}})
	if err != nil {
		t.Fatal(err)
	}
	queues, url := o.sqs(t, "RelayLost")
	if _, err := queues.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String(string(lost))}); err != nil {
		t.Fatal(err)
	}
	mentions(t, o.types(t, 0, "dead", "redrive", "relay-lost", "--json"), `"moved":1`, "items told to relay", `"left":0`)
}
