package sqs

import (
	"errors"
	"testing"
	"time"
)

// This one test is inside the package: filling the quota of 120,000 messages over the wire would take seconds.
func TestInFlightQuota(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{"Inbound": codeOverLimit, "Inbound.fifo": ""} {
		at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
		s := New("http://queues.test", func() time.Time { return at })
		q := newQueue(name, defaultSettings(code == ""), at)
		s.queues[name] = q
		for range maxInFlight + 1 {
			s.enqueue(q, &message{id: newID(), body: "x", group: newID(), sent: at}, 0, at)
		}
		if got := len(s.take(q, maxInFlight, q.visibility, at)); got != maxInFlight {
			t.Fatalf("%s: took %d messages", name, got)
		}
		look, err := s.tryReceive(receiveInput{QueueURL: s.url(q)})
		var refused *apiError
		if errors.As(err, &refused) != (code != "") || code != "" && refused.code != code || len(look.messages) != 0 {
			t.Errorf("%s: got %d messages and error %v, want error code %q", name, len(look.messages), err, code)
		}
		at = at.Add(q.visibility)
		if look, err := s.tryReceive(receiveInput{QueueURL: s.url(q)}); err != nil || len(look.messages) != 1 {
			t.Errorf("%s: after the timeout: %v", name, err)
		}
	}
}
