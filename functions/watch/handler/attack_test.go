package handler

import (
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/shipment"
)

// Whatever lies in the queue of checks, a real one beside it is treated.
func FuzzHandle(f *testing.F) {
	f.Add(`{"order":"o1","shipment":"s1","number":"1Z0001","reason":"silent"}`)
	f.Add(`{"order":"o2","finding":"../O#o1","reason":"due","due":"never"}`)
	f.Add(`{"number":"1Z0001","reason":"\u0000"}`)
	f.Add(`{"order":1e999}`)
	f.Add(strings.Repeat(`{"order":`, 50_000))
	f.Fuzz(func(t *testing.T, body string) {
		b := setup()
		b.known(nil, scan(shipment.InTransit, "2026-11-17T08:00:00"))
		if again := b.deliver(events.SQSMessage{MessageId: "hostile", Body: body}, events.SQSMessage{}, suspected("silent")); strings.Contains(again, "m-silent") {
			t.Errorf("come back: %q", again)
		}
	})
}
