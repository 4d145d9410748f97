package queue_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
)

func TestNotesHaveTheirWrittenForm(t *testing.T) {
	t.Parallel()
	poll, err := queue.Note(queue.PollRequest{Number: "1Z999", Carrier: "ups", Reason: "due"})
	if want := `{"number":"1Z999","carrier":"ups","reason":"due"}`; err != nil || poll.Body != want {
		t.Errorf("poll: %s, %v", poll.Body, err)
	}
	news := queue.News{Number: "1Z999", Order: "o1", Shipment: "s1", Journey: 1, Milestone: "delivered", Occurrence: 2, Retracted: true, Version: 7}
	m, err := queue.Note(news)
	if want := `{"number":"1Z999","order":"o1","shipment":"s1","journey":1,"milestone":"delivered","occurrence":2,"retracted":true,"version":7}`; err != nil || m.Body != want {
		t.Errorf("news: %s, %v", m.Body, err)
	}
	if got, err := queue.ReadNote[queue.News](queue.Record{Body: m.Body}); err != nil || got != news {
		t.Errorf("read back: %+v, %v", got, err)
	}
	handshake := queue.PollRequest{Reason: "handshake", Handshake: &queue.Handshake{Source: "dhl", Account: "default", Subscription: "sub-7", Secret: "s3cr3t"}}
	m, err = queue.Note(handshake)
	if want := `{"number":"","carrier":"","reason":"handshake","handshake":{"source":"dhl","account":"default","subscription":"sub-7","secret":"s3cr3t"}}`; err != nil || m.Body != want {
		t.Errorf("handshake: %s, %v", m.Body, err)
	}
	if got, err := queue.ReadNote[queue.PollRequest](queue.Record{Body: m.Body}); err != nil || *got.Handshake != *handshake.Handshake {
		t.Errorf("read back: %v, %v", got.Handshake, err)
	}
	changed, err := queue.Note(queue.Changed{PK: "T#1Z999", SK: "N", Version: 7})
	if want := `{"pk":"T#1Z999","sk":"N","version":7}`; err != nil || changed.Body != want {
		t.Errorf("changed: %s, %v", changed.Body, err)
	}
}

func TestSendNotesGivesTheFirstFailure(t *testing.T) {
	t.Parallel()
	var sent []string
	send := func(_ context.Context, messages []queue.Message) []error {
		for _, m := range messages {
			sent = append(sent, m.Body)
		}
		return []error{nil, fault.New(fault.Throttled, "slow down"), fault.New(fault.Unavailable, "gone")}
	}
	err := queue.SendNotes(t.Context(), send, []queue.Check{{Order: "o1", Reason: "due"}, {Order: "o2", Reason: "due"}, {Order: "o3", Reason: "due"}})
	if fault.KindOf(err) != fault.Throttled {
		t.Errorf("the error is %v", err)
	}
	if want := `{"order":"o1","reason":"due"} {"order":"o2","reason":"due"} {"order":"o3","reason":"due"}`; strings.Join(sent, " ") != want {
		t.Errorf("sent %s", sent)
	}
}

func TestAHandshakeNeverPrintsItsSecret(t *testing.T) {
	t.Parallel()
	h := queue.Handshake{Source: "dhl", Account: "default", Subscription: "sub-7", Secret: "s3cr3t"}
	request := queue.PollRequest{Reason: "handshake", Handshake: &h}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "handshake", h)
	all := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		all += fmt.Sprintf(verb, h) + fmt.Sprintf(verb, &h) + fmt.Sprintf(verb, request)
	}
	if strings.Contains(all, "s3cr3t") {
		t.Error(all)
	}
}

func TestReadNoteRefuses(t *testing.T) {
	t.Parallel()
	read := map[string]func(string) error{
		"poll": func(s string) error { _, err := queue.ReadNote[queue.PollRequest](queue.Record{Body: s}); return err },
		"news": func(s string) error {
			_, err := queue.ReadNote[queue.News](queue.Record{Body: s})
			return err
		},
		"changed": func(s string) error { _, err := queue.ReadNote[queue.Changed](queue.Record{Body: s}); return err },
	}
	for _, c := range []struct{ name, form, body string }{
		{"no JSON", "poll", "hello"},
		{"a list", "poll", "[]"},
		{"a number as number", "poll", `{"number":7}`},
		{"no number", "poll", `{"carrier":"ups"}`},
		{"a handshake of nobody", "poll", `{"handshake":{"account":"default","subscription":"s"}}`},
		{"a handshake about nothing", "poll", `{"handshake":{"source":"dhl","account":"default"}}`},
		{"no order", "news", `{"number":"1","shipment":"s","milestone":"delivered","occurrence":1}`},
		{"occurrences begin at 1", "news", `{"number":"1","order":"o","shipment":"s","milestone":"delivered"}`},
		{"no sort key", "changed", `{"pk":"T#1"}`},
	} {
		if err := read[c.form](c.body); fault.KindOf(err) != fault.Malformed {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if err := read["poll"](`{"number":"1","later":true}`); err != nil {
		t.Errorf("a field of a newer version: %v", err)
	}
}
