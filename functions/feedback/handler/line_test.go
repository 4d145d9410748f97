package handler

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a batch of what came back leaves one line and a note of each, a visit one line.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	t.Run("came back", func(t *testing.T) {
		t.Parallel()
		s := newStage(t)
		batch, err := json.Marshal(events.SQSEvent{Records: []events.SQSMessage{
			{MessageId: "m1", EventSource: "aws:sqs", Body: fixture(t, "bounce_permanent")}, {MessageId: "m2", EventSource: "aws:sqs", Body: "{"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Handle(obstest.Context(t.Context()), batch); err != nil {
			t.Fatal(err)
		}
		obstest.Unit(t, s.log.String(), "feedback", "feedback", "records", "stopped", "left")
	})
	for unit, method := range map[string]string{"ask": http.MethodGet, "stop": http.MethodPost} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.do(httptest.NewRequestWithContext(obstest.Context(t.Context()), method, "/u/"+s.token, nil))
			obstest.Unit(t, s.log.String(), "feedback", unit, "brand")
		})
	}
}
