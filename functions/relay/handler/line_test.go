package handler

import (
	"encoding/json"
	"testing"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a batch of the stream and one of relay's own queue leave one line each.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for unit, event := range map[string]string{
		"stream":      changes("MODIFY T#1Z0001 N 1", "MODIFY O#o1 O 2"),
		"handed over": `{"Records":[{"messageId":"m1","eventSource":"aws:sqs","body":"{"}]}`,
	} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			b := setup()
			if _, err := b.Handle(obstest.Context(t.Context()), json.RawMessage(event)); err != nil {
				t.Fatal(err)
			}
			obstest.Unit(t, b.log.String(), "relay", unit, "records")
		})
	}
}
