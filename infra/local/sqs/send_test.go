package sqs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func text(kind, value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: &kind, StringValue: &value}
}

func binary(kind string, value []byte) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: &kind, BinaryValue: value}
}

const mib = 1 << 20

func TestSendMessageLimits(t *testing.T) {
	t.Parallel()
	eleven := map[string]types.MessageAttributeValue{}
	for i := range 11 {
		eleven[fmt.Sprint("n", i)] = text("String", "v")
	}
	attribute := func(name string, value types.MessageAttributeValue) map[string]types.MessageAttributeValue {
		return map[string]types.MessageAttributeValue{name: value}
	}
	for name, c := range map[string]struct {
		body       string
		attributes map[string]types.MessageAttributeValue
		delay      int32
		group      string
		dedup      string
		code       string // empty: accepted
	}{
		"plain":                       {body: "x"},
		"empty body":                  {body: "", code: "MissingParameter"},
		"1 MiB":                       {body: strings.Repeat("x", mib)},
		"1 MiB and a byte":            {body: strings.Repeat("x", mib+1), code: "InvalidParameterValue"},
		"1 MiB of two-byte runes":     {body: strings.Repeat("é", mib/2)},
		"1 MiB with attributes":       {body: strings.Repeat("x", mib-len("nString12345")), attributes: attribute("n", text("String", "12345"))},
		"attributes are one too many": {body: strings.Repeat("x", mib-len("nString12345")+1), attributes: attribute("n", text("String", "12345")), code: "InvalidParameterValue"},

		"tab, line feed, carriage return": {body: "a\tb\nc\rd"},
		"last of the low plane":           {body: "\uD7FF\uE000\uFFFD"},
		"first and last above it":         {body: "\U00010000\U0010FFFF"},
		"NUL":                             {body: "a\x00", code: "InvalidMessageContents"},
		"vertical tab":                    {body: "\x0b", code: "InvalidMessageContents"},
		"unit separator":                  {body: "\x1f", code: "InvalidMessageContents"},
		"U+FFFE":                          {body: "\uFFFE", code: "InvalidMessageContents"},
		"U+FFFF":                          {body: "\uFFFF", code: "InvalidMessageContents"},

		"delay of 15 minutes": {body: "x", delay: 900},
		"delay beyond":        {body: "x", delay: 901, code: "InvalidParameterValue"},
		"delay below zero":    {body: "x", delay: -1, code: "InvalidParameterValue"},

		"fair queue group":   {body: "x", group: "ups"},
		"group with a space": {body: "x", group: "u ps", code: "InvalidParameterValue"},
		"group of 129":       {body: "x", group: strings.Repeat("g", 129), code: "InvalidParameterValue"},
		"deduplication id":   {body: "x", dedup: "1", code: "InvalidParameterValue"},

		"eleven attributes":         {body: "x", attributes: eleven, code: "InvalidParameterValue"},
		"custom type":               {body: "x", attributes: attribute("a.b-c_d", text("String.json", "{}"))},
		"type without kind":         {body: "x", attributes: attribute("n", text("json", "{}")), code: "InvalidParameterValue"},
		"empty type":                {body: "x", attributes: attribute("n", text("", "v")), code: "InvalidParameterValue"},
		"empty value":               {body: "x", attributes: attribute("n", text("String", "")), code: "InvalidParameterValue"},
		"text as binary":            {body: "x", attributes: attribute("n", text("Binary", "v")), code: "InvalidParameterValue"},
		"binary as text":            {body: "x", attributes: attribute("n", binary("String", []byte{1})), code: "InvalidParameterValue"},
		"illegal character":         {body: "x", attributes: attribute("n", text("String", "\x01")), code: "InvalidMessageContents"},
		"number":                    {body: "x", attributes: attribute("n", text("Number", "-12.50e3"))},
		"number of 38 digits":       {body: "x", attributes: attribute("n", text("Number", strings.Repeat("9", 38)))},
		"number of 39 digits":       {body: "x", attributes: attribute("n", text("Number", strings.Repeat("9", 39))), code: "InvalidParameterValue"},
		"number above 10^126":       {body: "x", attributes: attribute("n", text("Number", "1.1e126")), code: "InvalidParameterValue"},
		"number below 10^-128":      {body: "x", attributes: attribute("n", text("Number", "9e-129")), code: "InvalidParameterValue"},
		"not a number":              {body: "x", attributes: attribute("n", text("Number", "NaN")), code: "InvalidParameterValue"},
		"reserved name":             {body: "x", attributes: attribute("aWs.n", text("String", "v")), code: "InvalidParameterValue"},
		"name with a leading dot":   {body: "x", attributes: attribute(".n", text("String", "v")), code: "InvalidParameterValue"},
		"name with two dots":        {body: "x", attributes: attribute("n..m", text("String", "v")), code: "InvalidParameterValue"},
		"name with a space":         {body: "x", attributes: attribute("n m", text("String", "v")), code: "InvalidParameterValue"},
		"name of 257":               {body: "x", attributes: attribute(strings.Repeat("n", 257), text("String", "v")), code: "InvalidParameterValue"},
		"binary and a byte of zero": {body: "x", attributes: attribute("n", binary("Binary.gzip", []byte{0}))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			in := &api.SendMessageInput{QueueUrl: l.queue("Inbound"), MessageBody: &c.body, MessageAttributes: c.attributes, DelaySeconds: c.delay}
			if c.group != "" {
				in.MessageGroupId = &c.group
			}
			if c.dedup != "" {
				in.MessageDeduplicationId = &c.dedup
			}
			_, err := l.SendMessage(t.Context(), in) // the client checks the body's digest
			kept := l.server.Peek("Inbound", 2)
			if c.code != "" {
				wantCode(t, err, c.code)
				if len(kept) != 0 {
					t.Errorf("a refused message was kept: %v", kept)
				}
				return
			}
			if err != nil || len(kept) != 1 || kept[0].Body != c.body {
				t.Errorf("want the message kept as it is, got %v and %v", err, kept)
			}
		})
	}
}

// The expected digests were computed outside Go, from the steps that the developer guide describes.
func TestSendMessageDigests(t *testing.T) {
	t.Parallel()
	l := start(t)
	trace := "AWSTraceHeader"
	out, err := l.SendMessage(t.Context(), &api.SendMessageInput{
		QueueUrl:    l.queue("Inbound"),
		MessageBody: aws.String("hello"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"source": text("String", "ups"),
			"blob":   binary("Binary", []byte{1, 2}),
		},
		MessageSystemAttributes: map[string]types.MessageSystemAttributeValue{trace: {DataType: aws.String("String"), StringValue: aws.String("Root=1-2-3")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		got  *string
		want string
	}{
		"body":              {out.MD5OfMessageBody, "5d41402abc4b2a76b9719d911017c592"},
		"attributes":        {out.MD5OfMessageAttributes, "50ab191963a615b700fc881cb4b0e2e0"},
		"system attributes": {out.MD5OfMessageSystemAttributes, "3f71502e2b401dca4ffefa0d1f324c78"},
	} {
		if aws.ToString(c.got) != c.want {
			t.Errorf("digest of %s: got %s, want %s", name, aws.ToString(c.got), c.want)
		}
	}
	_, err = l.SendMessage(t.Context(), &api.SendMessageInput{
		QueueUrl:                l.queue("Inbound"),
		MessageBody:             aws.String("hello"),
		MessageSystemAttributes: map[string]types.MessageSystemAttributeValue{"SenderId": {DataType: aws.String("String"), StringValue: aws.String("me")}},
	})
	wantCode(t, err, "InvalidParameterValue")
}

func TestBatchLimits(t *testing.T) {
	t.Parallel()
	entry := func(id, body string) types.SendMessageBatchRequestEntry {
		return types.SendMessageBatchRequestEntry{Id: &id, MessageBody: &body}
	}
	var eleven []types.SendMessageBatchRequestEntry
	for i := range 11 {
		eleven = append(eleven, entry(fmt.Sprint(i), "x"))
	}
	l := start(t)
	url := l.queue("Inbound")
	send := func(entries ...types.SendMessageBatchRequestEntry) error {
		_, err := l.SendMessageBatch(t.Context(), &api.SendMessageBatchInput{QueueUrl: url, Entries: entries})
		return err
	}
	half := strings.Repeat("x", mib/2)
	wantError[*types.EmptyBatchRequest](t, send([]types.SendMessageBatchRequestEntry{}...))
	wantError[*types.TooManyEntriesInBatchRequest](t, send(eleven...))
	wantError[*types.BatchEntryIdsNotDistinct](t, send(entry("a", "1"), entry("a", "2")))
	wantError[*types.InvalidBatchEntryId](t, send(entry("a b", "1")))
	wantError[*types.InvalidBatchEntryId](t, send(entry(strings.Repeat("a", 81), "1")))
	wantError[*types.BatchRequestTooLong](t, send(entry("a", half), entry("b", half+"x")))
	if kept := l.server.Peek("Inbound", 1); len(kept) != 0 {
		t.Errorf("refused batches left %v", kept)
	}
	if err := send(entry("a", half), entry("b", half)); err != nil {
		t.Errorf("a batch of exactly 1 MiB: %v", err)
	}
}

func TestBatchFailsPerEntry(t *testing.T) {
	t.Parallel()
	l := start(t)
	out, err := l.SendMessageBatch(t.Context(), &api.SendMessageBatchInput{
		QueueUrl: l.queue("Inbound", "MaximumMessageSize", "1024"),
		Entries: []types.SendMessageBatchRequestEntry{
			{Id: aws.String("good"), MessageBody: aws.String("fine")},
			{Id: aws.String("illegal"), MessageBody: aws.String("\x00")},
			{Id: aws.String("long"), MessageBody: aws.String(strings.Repeat("x", 1025))},
			{Id: aws.String("late"), MessageBody: aws.String("later"), DelaySeconds: 5},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var succeeded, failed []string
	for _, s := range out.Successful {
		succeeded = append(succeeded, *s.Id)
	}
	for _, f := range out.Failed {
		failed = append(failed, *f.Id+" "+*f.Code+" "+fmt.Sprint(f.SenderFault))
	}
	if got, want := fmt.Sprint(succeeded), "[good late]"; got != want {
		t.Errorf("succeeded: got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(failed), "[illegal InvalidMessageContents true long InvalidParameterValue true]"; got != want {
		t.Errorf("failed: got %s, want %s", got, want)
	}
}
