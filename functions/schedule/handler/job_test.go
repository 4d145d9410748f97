package handler

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// shelf holds entries of every kind in shard 0.
type shelf struct {
	mu      sync.Mutex
	entries []store.DueEntry
}

func (s *shelf) DueBefore(_ context.Context, kind string, shard int, before time.Time, _ int) ([]store.DueEntry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []store.DueEntry
	for _, e := range s.entries {
		if shard == 0 && e.Due.Kind == kind && e.Due.At.Before(before) {
			out = append(out, e)
		}
	}
	return out, nil
}

func (s *shelf) LeaseDue(_ context.Context, e store.DueEntry, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.entries {
		if s.entries[i] == e {
			s.entries[i].Due.At = until
			return true, nil
		}
	}
	return false, nil
}

// bodies is a queue that keeps what it is sent.
type bodies struct {
	mu   sync.Mutex
	sent []string
}

func (b *bodies) SendAll(_ context.Context, messages []queue.Message) []error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range messages {
		b.sent = append(b.sent, m.Body)
	}
	return make([]error, len(messages))
}

func TestEachKindGoesToItsQueue(t *testing.T) {
	t.Parallel()
	ago := func(kind string) store.Due { return store.Due{Kind: kind, At: now.Add(-time.Minute)} }
	x := &shelf{entries: []store.DueEntry{
		{Number: "1Z0001", Due: ago("poll")},
		{Order: "o1", Decision: "s1/0/delivered/1/owner/sms", Due: ago("message")},
		{Order: "o1", Finding: "s1#silent#1", Due: ago("check")},
		{Order: "o2", Due: ago("check")},
		{Number: "OWN1", Due: ago("check")},
		{Order: "o3", Decision: "s1/0/shipped/1/owner/sms", Due: store.Due{Kind: "message", At: now.Add(time.Minute)}},
	}}
	polls, messages, checks, log := &bodies{}, &bodies{}, &bodies{}, &strings.Builder{}
	clock := func() time.Time { return now }
	o := obs.New(io.Writer(log), "schedule", slog.LevelInfo, clock)
	h := New(x, Queues{Polls: polls, Messages: messages, Checks: checks}, o, clock)
	for range 2 {
		if err := h.Handle(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	lease := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339) }
	for _, c := range []struct {
		name string
		got  *bodies
		want []string
	}{
		{"polls", polls, []string{`"number":"1Z0001"`}},
		{"messages", messages, []string{`"about":"decision","number":"","order":"o1"`, `"decision":"s1/0/delivered/1/owner/sms","due":"` + lease(messageLease)}},
		{"checks", checks, []string{`"finding":"s1#silent#1"`, `"order":"o2"`, `"number":"OWN1"`, `"due":"` + lease(checkLease)}},
	} {
		all := strings.Join(c.got.sent, "\n")
		for _, part := range c.want {
			if !strings.Contains(all, part) {
				t.Errorf("%s: %s is missing in\n%s", c.name, part, all)
			}
		}
	}
	if len(polls.sent) != 1 || len(messages.sent) != 1 || len(checks.sent) != 3 {
		t.Errorf("queued %d, %d and %d", len(polls.sent), len(messages.sent), len(checks.sent))
	}
	for _, part := range []string{`"PollsQueued":1`, `"MessagesQueued":1`, `"ChecksQueued":3`} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("%s is missing in %s", part, log)
		}
	}
	for _, body := range messages.sent {
		if _, err := queue.ReadNote[queue.News](queue.Record{Body: body}); err != nil {
			t.Errorf("notify cannot read %s: %v", body, err)
		}
	}
	for _, body := range checks.sent {
		if _, err := queue.ReadNote[queue.Check](queue.Record{Body: body}); err != nil {
			t.Errorf("watch cannot read %s: %v", body, err)
		}
	}
}

// A kind without a queue is not asked for, so that its entries stay due.
func TestAKindWithoutAQueueStaysDue(t *testing.T) {
	t.Parallel()
	h, x, o, _ := setup()
	x.due["0A"] = now.Add(-time.Minute)
	if h.Handle(t.Context(), nil) != nil || len(o.sent) != 1 || len(h.jobs) != 1 {
		t.Errorf("%d queued by %d jobs", len(o.sent), len(h.jobs))
	}
}
