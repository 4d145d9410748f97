package sqs_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// step is one thing done to a queue and what a receive of up to 10 gives afterwards.
type step struct {
	after time.Duration // the clock moves on first
	send  string
	delay int32
	want  []string
}

func TestVisibilityOverTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attributes []string
		steps      []step
	}{
		"hidden until the timeout": {[]string{"VisibilityTimeout", "30"}, []step{
			{send: "a", want: []string{"a"}},
			{after: 29 * time.Second},
			{after: time.Second, want: []string{"a"}},
		}},
		"timeout of zero hides nothing": {[]string{"VisibilityTimeout", "0"}, []step{
			{send: "a", want: []string{"a"}},
			{want: []string{"a"}},
		}},
		"delay of the message": {nil, []step{
			{send: "late", delay: 20},
			{send: "now", want: []string{"now"}},
			{after: 19 * time.Second},
			{after: time.Second, want: []string{"late"}},
		}},
		"delay of the queue": {[]string{"DelaySeconds", "5"}, []step{
			{send: "a"},
			{after: 4 * time.Second},
			{after: time.Second, want: []string{"a"}},
		}},
		"retention counts from sending": {[]string{"MessageRetentionPeriod", "60", "VisibilityTimeout", "10"}, []step{
			{send: "a", want: []string{"a"}},
			{after: 59 * time.Second, send: "b", want: []string{"a", "b"}},
			{after: 10 * time.Second, want: []string{"b"}},
			{after: 50 * time.Second},
		}},
		"order of sending": {[]string{"VisibilityTimeout", "1"}, []step{
			{send: "a", delay: 1},
			{send: "b", delay: 1},
			{after: time.Second, send: "c", want: []string{"a", "b", "c"}},
			{after: time.Second, want: []string{"a", "b", "c"}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			url := l.queue("Inbound", c.attributes...)
			for i, step := range c.steps {
				l.clock.advance(step.after)
				if step.send != "" {
					_, err := l.SendMessage(t.Context(), &api.SendMessageInput{QueueUrl: url, MessageBody: &step.send, DelaySeconds: step.delay})
					if err != nil {
						t.Fatal(err)
					}
				}
				if got := bodies(l.receive(url)); !slices.Equal(got, step.want) {
					t.Errorf("step %d: received %v, want %v", i+1, got, step.want)
				}
			}
		})
	}
}

func TestReceiveAttributes(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound", "VisibilityTimeout", "0")
	_, err := l.SendMessage(t.Context(), &api.SendMessageInput{
		QueueUrl:    url,
		MessageBody: aws.String("x"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"source": text("String", "ups"), "carrier.code": text("String", "1Z"), "carrier.name": text("String", "UPS"), "blob": binary("Binary", []byte{0, 255}),
		},
		MessageGroupId: aws.String("ups"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		attributes []string
		system     []types.MessageSystemAttributeName
		older      []types.QueueAttributeName
		want       []string // message attributes and system attributes, in order of names
	}{
		"none":           {},
		"All":            {attributes: []string{"All"}, want: []string{"blob", "carrier.code", "carrier.name", "source"}},
		".*":             {attributes: []string{".*"}, want: []string{"blob", "carrier.code", "carrier.name", "source"}},
		"prefix.*":       {attributes: []string{"carrier.*"}, want: []string{"carrier.code", "carrier.name"}},
		"by name":        {attributes: []string{"source", "absent"}, want: []string{"source"}},
		"system by name": {system: []types.MessageSystemAttributeName{"MessageGroupId"}, want: []string{"MessageGroupId"}},
		"older parameter": {older: []types.QueueAttributeName{"All"},
			want: []string{"ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "MessageGroupId", "SenderId", "SentTimestamp"}},
	} {
		in := &api.ReceiveMessageInput{QueueUrl: url, MessageAttributeNames: c.attributes, MessageSystemAttributeNames: c.system}
		in.AttributeNames = c.older //lint:ignore SA1019 older clients still send it
		out, err := l.ReceiveMessage(t.Context(), in)
		if err != nil || len(out.Messages) != 1 {
			t.Fatalf("%s: got %v, %v", name, out, err)
		}
		var got []string
		for attribute := range out.Messages[0].MessageAttributes {
			got = append(got, attribute)
		}
		for attribute := range out.Messages[0].Attributes {
			got = append(got, attribute)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	blob := l.receive(url)[0].MessageAttributes["blob"]
	if !slices.Equal(blob.BinaryValue, []byte{0, 255}) || *blob.DataType != "Binary" {
		t.Errorf("binary attribute came back as %v", blob.BinaryValue)
	}
}

func TestReceiveCountsAndTimestamps(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound", "VisibilityTimeout", "10")
	id := l.send(url, "x")
	sent := l.clock.now()
	l.clock.advance(3 * time.Second)
	for count := 1; count <= 3; count++ {
		m := l.receive(url)[0]
		for name, want := range map[string]string{
			"ApproximateReceiveCount":          strconv.Itoa(count),
			"SentTimestamp":                    strconv.FormatInt(sent.UnixMilli(), 10),
			"ApproximateFirstReceiveTimestamp": strconv.FormatInt(sent.Add(3*time.Second).UnixMilli(), 10),
		} {
			if m.Attributes[name] != want {
				t.Errorf("receive %d: %s is %s, want %s", count, name, m.Attributes[name], want)
			}
		}
		if *m.MessageId != id {
			t.Errorf("receive %d: id %s, want %s", count, *m.MessageId, id)
		}
		l.clock.advance(10 * time.Second)
	}
}

func TestReceiveRefuses(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound")
	for name, c := range map[string]struct {
		in   api.ReceiveMessageInput
		code string
	}{
		"eleven messages":     {api.ReceiveMessageInput{MaxNumberOfMessages: 11}, "InvalidParameterValue"},
		"negative messages":   {api.ReceiveMessageInput{MaxNumberOfMessages: -1}, "InvalidParameterValue"},
		"wait of 21 s":        {api.ReceiveMessageInput{WaitTimeSeconds: 21}, "InvalidParameterValue"},
		"hidden for more":     {api.ReceiveMessageInput{VisibilityTimeout: 43201}, "InvalidParameterValue"},
		"unknown system name": {api.ReceiveMessageInput{MessageSystemAttributeNames: []types.MessageSystemAttributeName{"Colour"}}, "InvalidAttributeName"},
		//lint:ignore SA1019 older clients still send it
		"unknown in old names": {api.ReceiveMessageInput{AttributeNames: []types.QueueAttributeName{"Colour"}}, "InvalidAttributeName"},
	} {
		c.in.QueueUrl = url
		_, err := l.ReceiveMessage(t.Context(), &c.in)
		t.Run(name, func(t *testing.T) { wantCode(t, err, c.code) })
	}
}

func TestDeadLetters(t *testing.T) {
	t.Parallel()
	l := start(t)
	dead := l.queue("InboundDead", "MessageRetentionPeriod", "100", "VisibilityTimeout", "0")
	url := l.queue("Inbound", append(redrive("InboundDead", "2"), "VisibilityTimeout", "10")...)
	id := l.send(url, "poison")
	sent := strconv.FormatInt(l.clock.now().UnixMilli(), 10)
	for range 2 {
		if got := bodies(l.receive(url)); !slices.Equal(got, []string{"poison"}) {
			t.Fatalf("received %v, want the message twice before it is dead", got)
		}
		l.clock.advance(10 * time.Second)
	}
	l.send(dead, "newer")
	if got := bodies(l.receive(dead)); !slices.Equal(got, []string{"newer"}) {
		t.Errorf("the dead-letter queue has %v before the receive that is one too many", got)
	}
	if got := bodies(l.receive(url)); got != nil {
		t.Errorf("the third receive gave %v", got)
	}
	letters := l.receive(dead)
	at := slices.Index(bodies(letters), "poison")
	if at < 0 {
		t.Fatalf("the dead-letter queue gave %v", bodies(letters))
	}
	m := letters[at]
	if *m.MessageId != id || m.Attributes["DeadLetterQueueSourceArn"] != arn("Inbound") || m.Attributes["SentTimestamp"] != sent {
		t.Errorf("the dead letter lost its identity: %s %v", *m.MessageId, m.Attributes)
	}
	if got := m.Attributes["ApproximateReceiveCount"]; got != "3" {
		t.Errorf("receive count is %s, want 3: it counts over all queues", got)
	}
	l.clock.advance(79 * time.Second)
	if got := len(l.receive(dead)); got != 2 {
		t.Errorf("the dead letter is gone after 99 s of 100")
	}
	l.clock.advance(time.Second)
	if got := bodies(l.receive(dead)); !slices.Equal(got, []string{"newer"}) {
		t.Errorf("got %v: the retention of a dead letter counts from its first sending", got)
	}
}

func TestDeadLettersWithoutQueueStay(t *testing.T) {
	t.Parallel()
	l := start(t)
	dead := l.queue("InboundDead")
	url := l.queue("Inbound", append(redrive("InboundDead", "1"), "VisibilityTimeout", "0")...)
	l.send(url, "poison")
	if _, err := l.DeleteQueue(t.Context(), &api.DeleteQueueInput{QueueUrl: dead}); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if got := len(l.receive(url)); got != 1 {
			t.Errorf("receive %d gave %d messages: a message was lost with its dead-letter queue", i+1, got)
		}
	}
}
