package sqs_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestCreateQueueIsIdempotent(t *testing.T) {
	t.Parallel()
	l := start(t)
	first := l.queue("Inbound", "VisibilityTimeout", "45")
	for name, attributes := range map[string][]string{
		"same attributes":            {"VisibilityTimeout", "45"},
		"no attributes":              nil,
		"default spelled out":        {"DelaySeconds", "0"},
		"number in another spelling": {"VisibilityTimeout", "045"},
	} {
		if again := l.queue("Inbound", attributes...); *again != *first {
			t.Errorf("%s: got URL %s, want %s", name, *again, *first)
		}
	}
	_, err := l.CreateQueue(t.Context(), &api.CreateQueueInput{QueueName: aws.String("Inbound"), Attributes: map[string]string{"VisibilityTimeout": "46"}})
	wantError[*types.QueueNameExists](t, err)
	if got := l.attribute(first, "VisibilityTimeout"); got != "45" {
		t.Errorf("a refused creation changed the queue: VisibilityTimeout is %s", got)
	}
}

func TestCreateQueueRefuses(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.queue("Dead")
	l.queue("Dead.fifo", "FifoQueue", "true")
	l.queue("Closed", "RedriveAllowPolicy", `{"redrivePermission":"denyAll"}`)
	for name, c := range map[string]struct {
		queue, attribute, value string
		code                    string
	}{
		"no name":                       {queue: "", code: "MissingParameter"},
		"name with a space":             {queue: "a b", code: "InvalidParameterValue"},
		"name of 81":                    {queue: "a12345678901234567890123456789012345678901234567890123456789012345678901234567890", code: "InvalidParameterValue"},
		"fifo name, standard queue":     {queue: "q.fifo", code: "InvalidParameterValue"},
		"standard name, fifo queue":     {queue: "q", attribute: "FifoQueue", value: "true", code: "InvalidParameterValue"},
		"FifoQueue false":               {queue: "q", attribute: "FifoQueue", value: "false", code: "InvalidAttributeName"},
		"unknown attribute":             {queue: "q", attribute: "Colour", value: "red", code: "InvalidAttributeName"},
		"fifo attribute on standard":    {queue: "q", attribute: "ContentBasedDeduplication", value: "true", code: "InvalidAttributeName"},
		"not a number":                  {queue: "q", attribute: "DelaySeconds", value: "soon", code: "InvalidAttributeValue"},
		"delay too long":                {queue: "q", attribute: "DelaySeconds", value: "901", code: "InvalidAttributeValue"},
		"retention too short":           {queue: "q", attribute: "MessageRetentionPeriod", value: "59", code: "InvalidAttributeValue"},
		"wait too long":                 {queue: "q", attribute: "ReceiveMessageWaitTimeSeconds", value: "21", code: "InvalidAttributeValue"},
		"message size above the 1 MiB":  {queue: "q", attribute: "MaximumMessageSize", value: "1048577", code: "InvalidAttributeValue"},
		"encryption neither on nor off": {queue: "q", attribute: "SqsManagedSseEnabled", value: "yes", code: "InvalidAttributeValue"},
		"redrive: not JSON":             {queue: "q", attribute: "RedrivePolicy", value: "{", code: "InvalidParameterValue"},
		"redrive: no target":            {queue: "q", attribute: "RedrivePolicy", value: `{"maxReceiveCount":3}`, code: "InvalidParameterValue"},
		"redrive: target absent":        {queue: "q", attribute: "RedrivePolicy", value: redrive("Nowhere", "3")[1], code: "InvalidParameterValue"},
		"redrive: count 0":              {queue: "q", attribute: "RedrivePolicy", value: redrive("Dead", "0")[1], code: "InvalidParameterValue"},
		"redrive: count 1001":           {queue: "q", attribute: "RedrivePolicy", value: redrive("Dead", "1001")[1], code: "InvalidParameterValue"},
		"redrive: other type":           {queue: "q", attribute: "RedrivePolicy", value: redrive("Dead.fifo", "3")[1], code: "InvalidParameterValue"},
		"redrive: target denies":        {queue: "q", attribute: "RedrivePolicy", value: redrive("Closed", "3")[1], code: "InvalidParameterValue"},
		"allow: unknown permission":     {queue: "q", attribute: "RedriveAllowPolicy", value: `{"redrivePermission":"some"}`, code: "InvalidParameterValue"},
		"allow: byQueue without ARNs":   {queue: "q", attribute: "RedriveAllowPolicy", value: `{"redrivePermission":"byQueue"}`, code: "InvalidParameterValue"},
	} {
		in := &api.CreateQueueInput{QueueName: aws.String(c.queue)}
		if c.attribute != "" {
			in.Attributes = map[string]string{c.attribute: c.value}
		}
		_, err := l.CreateQueue(t.Context(), in)
		t.Run(name, func(t *testing.T) { wantCode(t, err, c.code) })
	}
	if got := len(l.server.Queues()); got != 3 {
		t.Errorf("refused creations left %d queues, want the 3 made before", got)
	}
}

func TestQueueAttributes(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.queue("Dead")
	url := l.queue("Inbound", append(redrive("Dead", `"5"`), "DelaySeconds", "0")...)
	l.send(url, "waits")
	_, err := l.SendMessage(t.Context(), &api.SendMessageInput{QueueUrl: url, MessageBody: aws.String("later"), DelaySeconds: 60})
	if err != nil {
		t.Fatal(err)
	}
	l.receive(url)
	l.send(url, "waits too")
	l.clock.advance(time.Second)
	_, err = l.SetQueueAttributes(t.Context(), &api.SetQueueAttributesInput{QueueUrl: url, Attributes: map[string]string{"VisibilityTimeout": "77"}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := l.GetQueueAttributes(t.Context(), &api.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []types.QueueAttributeName{"All"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"ApproximateNumberOfMessages":           "1",
		"ApproximateNumberOfMessagesDelayed":    "1",
		"ApproximateNumberOfMessagesNotVisible": "1",
		"CreatedTimestamp":                      "1795251600",
		"LastModifiedTimestamp":                 "1795251601",
		"DelaySeconds":                          "0",
		"MaximumMessageSize":                    "1048576",
		"MessageRetentionPeriod":                "345600",
		"ReceiveMessageWaitTimeSeconds":         "0",
		"VisibilityTimeout":                     "77",
		"SqsManagedSseEnabled":                  "true",
		"QueueArn":                              "arn:aws:sqs:us-east-1:000000000000:Inbound",
		"RedrivePolicy":                         `{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:Dead","maxReceiveCount":"5"}`,
	} {
		if got := out.Attributes[name]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	_, err = l.GetQueueAttributes(t.Context(), &api.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []types.QueueAttributeName{"Colour"}})
	wantError[*types.InvalidAttributeName](t, err)
	_, err = l.SetQueueAttributes(t.Context(), &api.SetQueueAttributesInput{QueueUrl: url, Attributes: map[string]string{"FifoQueue": "true"}})
	wantError[*types.InvalidAttributeName](t, err)
	_, err = l.SetQueueAttributes(t.Context(), &api.SetQueueAttributesInput{QueueUrl: url, Attributes: map[string]string{"RedrivePolicy": ""}})
	if got := l.attribute(url, "RedrivePolicy"); err != nil || got != "" {
		t.Errorf("an empty policy must remove it: got %q, %v", got, err)
	}
}

func TestFindQueue(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound")
	if want := "http://queues.test/000000000000/Inbound"; *url != want {
		t.Errorf("got URL %s, want %s", *url, want)
	}
	out, err := l.GetQueueUrl(t.Context(), &api.GetQueueUrlInput{QueueName: aws.String("Inbound")})
	if err != nil || *out.QueueUrl != *url {
		t.Errorf("GetQueueUrl: got %v, %v", out, err)
	}
	_, err = l.GetQueueUrl(t.Context(), &api.GetQueueUrlInput{QueueName: aws.String("Nowhere")})
	wantError[*types.QueueDoesNotExist](t, err)
	for name, c := range map[string]struct {
		url  string
		code string
	}{
		"other host":    {"https://elsewhere:1/000000000000/Inbound", ""},
		"unknown queue": {"http://queues.test/000000000000/Nowhere", "AWS.SimpleQueueService.NonExistentQueue"},
		"other account": {"http://queues.test/111111111111/Inbound", "AWS.SimpleQueueService.NonExistentQueue"},
		"no path":       {"http://queues.test", "InvalidAddress"},
		"not a URL":     {"http://%zz", "InvalidAddress"},
		"empty":         {"", "MissingParameter"},
	} {
		_, err := l.GetQueueAttributes(t.Context(), &api.GetQueueAttributesInput{QueueUrl: &c.url})
		if c.code == "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c.code != "" {
			t.Run(name, func(t *testing.T) { wantCode(t, err, c.code) })
		}
	}
}

func TestListQueues(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.queue("InboundDead")
	for _, name := range []string{"Polls", "Inbound", "Relay"} {
		l.queue(name, redrive("InboundDead", "3")...)
	}
	var pages [][]string
	paginator := api.NewListQueuesPaginator(l.Client, &api.ListQueuesInput{MaxResults: aws.Int32(3)})
	for paginator.HasMorePages() {
		out, err := paginator.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, out.QueueUrls)
	}
	if len(pages) != 2 || len(pages[0]) != 3 || !slices.Equal(pages[1], []string{"http://queues.test/000000000000/Relay"}) {
		t.Errorf("got pages %v, want 3 and 1 queues", pages)
	}
	prefixed, err := l.ListQueues(t.Context(), &api.ListQueuesInput{QueueNamePrefix: aws.String("Inb")})
	if err != nil || len(prefixed.QueueUrls) != 2 {
		t.Errorf("prefix: got %v, %v", prefixed, err)
	}
	sources, err := l.ListDeadLetterSourceQueues(t.Context(), &api.ListDeadLetterSourceQueuesInput{QueueUrl: aws.String("http://queues.test/000000000000/InboundDead")})
	if err != nil || len(sources.QueueUrls) != 3 {
		t.Errorf("sources: got %v, %v", sources, err)
	}
	_, err = l.ListQueues(t.Context(), &api.ListQueuesInput{MaxResults: aws.Int32(1001)})
	wantCode(t, err, "InvalidParameterValue")
	_, err = l.ListQueues(t.Context(), &api.ListQueuesInput{NextToken: aws.String("%")})
	wantCode(t, err, "InvalidParameterValue")
}

func TestDeleteAndPurgeQueue(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound")
	l.send(url, "in flight")
	l.receive(url)
	l.send(url, "visible")
	purge := func() error {
		_, err := l.PurgeQueue(t.Context(), &api.PurgeQueueInput{QueueUrl: url})
		return err
	}
	if err := purge(); err != nil || len(l.server.Peek("Inbound", 10)) != 0 {
		t.Errorf("purge: %v, left %v", err, l.server.Peek("Inbound", 10))
	}
	wantError[*types.PurgeQueueInProgress](t, purge())
	l.clock.advance(time.Minute)
	if err := purge(); err != nil {
		t.Errorf("purge a minute later: %v", err)
	}

	if _, err := l.DeleteQueue(t.Context(), &api.DeleteQueueInput{QueueUrl: url}); err != nil {
		t.Fatal(err)
	}
	_, err := l.SendMessage(t.Context(), &api.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")})
	wantError[*types.QueueDoesNotExist](t, err)
	_, err = l.CreateQueue(t.Context(), &api.CreateQueueInput{QueueName: aws.String("Inbound")})
	wantError[*types.QueueDeletedRecently](t, err)
	l.clock.advance(time.Minute)
	l.queue("Inbound")
}

func TestTags(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound")
	_, err := l.TagQueue(t.Context(), &api.TagQueueInput{QueueUrl: url, Tags: map[string]string{"team": "post", "stage": "dev"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.UntagQueue(t.Context(), &api.UntagQueueInput{QueueUrl: url, TagKeys: []string{"stage"}}); err != nil {
		t.Fatal(err)
	}
	out, err := l.ListQueueTags(t.Context(), &api.ListQueueTagsInput{QueueUrl: url})
	if err != nil || len(out.Tags) != 1 || out.Tags["team"] != "post" {
		t.Errorf("got tags %v, %v", out, err)
	}
}
