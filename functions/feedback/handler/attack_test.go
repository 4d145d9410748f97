package handler

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// What SES tells comes by EventBridge and a queue, which are inputs like any other: an event that is none stops nobody's messages and
// holds up no real one.
func FuzzSettle(f *testing.F) {
	f.Add(`{"source":"aws.ses","detail":{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"ada@example.com"}]}}}`)
	f.Add(`{"source":"aws.ses","detail":{"eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"\r\nBcc: x@example.com"}]}}}`)
	f.Add(`{"source":"evil","detail":{"eventType":"Bounce"}}`)
	f.Add(`{"detail":` + strings.Repeat("[", 50_000))
	f.Add(`{"Records":[{"body":"{}"}],"detail":1e999}`)
	real := fixture(f, "bounce_permanent")
	f.Fuzz(func(t *testing.T, body string) {
		s := newStage(t)
		response, err := s.Settle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{{MessageId: "hostile", Body: body}, {}, {MessageId: "good", Body: real}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, left := range response.BatchItemFailures {
			if left.ItemIdentifier == "good" {
				t.Errorf("a real bounce was not settled; log\n%s", s.log)
			}
		}
		if s.stands() == "" || strings.Contains(s.log.String(), "panic at") {
			t.Errorf("stands %q, log\n%s", s.stands(), s.log)
		}
	})
}

// The function takes queue batches and requests by one door: nothing that a request may hold makes it a batch.
func TestARequestIsNoBatch(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	bounce := fixture(t, "bounce_permanent")
	request := events.APIGatewayV2HTTPRequest{RawPath: "/u/x", Headers: map[string]string{"records": bounce}, QueryStringParameters: map[string]string{"Records": bounce}, Body: `{"Records":[{"body":` + string(mustJSON(t, bounce)) + `}]}`}
	request.RequestContext.HTTP.Method = "POST"
	if _, err := s.Handle(t.Context(), mustJSON(t, request)); err != nil {
		t.Fatal(err)
	}
	if got := s.stands(); got != "" {
		t.Errorf("a request stopped messages: %q", got)
	}
}

func mustJSON(t *testing.T, v any) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
