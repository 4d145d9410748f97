package handler

import (
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// Whatever lies in the queue of polls, a real request beside it is treated.
func FuzzHandle(f *testing.F) {
	f.Add(`{"number":"N","carrier":"scans","reason":"due"}`)
	f.Add(`{"number":"../../x","carrier":"http://169.254.169.254/","reason":"","due":"2026-99-99T99:99:99Z"}`)
	f.Add(`{"reason":"handshake","handshake":{"source":"scans","account":"../..","subscription":"http://127.0.0.1/","secret":"x"}}`)
	f.Add(`{"number":"\u0000\u202e","carrier":"\ufffd"}`)
	f.Add(`null`)
	f.Add(strings.Repeat(`[`, 50_000))
	f.Fuzz(func(t *testing.T, body string) {
		b := setup()
		b.claimed("N")
		again := b.deliver(t, events.SQSMessage{MessageId: "hostile", Body: body}, events.SQSMessage{}, request("good", "N"))
		if strings.Contains(again, "good") || strings.Contains(b.log.String(), "panic at") || strings.Contains(b.log.String(), "hunter2") {
			t.Errorf("come back: %q, log\n%s", again, b.log)
		}
	})
}
