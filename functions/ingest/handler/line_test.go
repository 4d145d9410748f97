package handler

import (
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a batch leaves one line, whatever becomes of its bodies; each that fails leaves a note.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	b := setup()
	batch := events.SQSEvent{Records: []events.SQSMessage{push(t, "m1", "1Z0001 odd"), push(t, "m2", "unreadable"), push(t, "m3", "1Z0001 a")}}
	if _, err := b.Handle(obstest.Context(t.Context()), batch); err != nil {
		t.Fatal(err)
	}
	obstest.Unit(t, b.log.String(), "ingest", "ingest", "records", "numbers", "saved", "parked", "again")
}
