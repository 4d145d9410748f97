package handler

import (
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a batch leaves one line, whether the source answers or not.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for name, silent := range map[string]bool{"answered": false, "silent": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			if silent {
				b.script.answer = func([]string) ([]carrier.Answer, error) { return nil, fault.New(fault.Unavailable, "no answer") }
			}
			b.claimed("1Z0001")
			batch := events.SQSEvent{Records: []events.SQSMessage{request("m1", "1Z0001"), {MessageId: "m2", Body: "{"}}}
			if _, err := b.Handle(obstest.Context(t.Context()), batch); err != nil {
				t.Fatal(err)
			}
			obstest.Unit(t, b.log.String(), "poll", "polls", "records", "accounts", "again")
		})
	}
}
