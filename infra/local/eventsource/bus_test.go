package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

// fixedClock stands still.
type fixedClock struct{ at time.Time }

func (c fixedClock) Now() time.Time                            { return c.at }
func (c fixedClock) Wait(context.Context, time.Duration) error { return nil }

func TestBusHandsEventsToTheRulesThatMatch(t *testing.T) {
	t.Parallel()
	rules := []Rule{
		{"bounces", `{"source":["aws.ses"],"detail-type":["Email Bounced"],"detail":{"mail":{"tags":{"ses:configuration-set":["ours"]}}}}`, []string{"one", "two"}},
		{"texts", `{"source":["aws.sms-voice"],"detail":{"isFinal":[true],"eventType":[{"anything-but":["TEXT_DELIVERED"]}]}}`, []string{"one"}},
	}
	got := map[string][]string{}
	bus, err := NewBus(rules, func(_ context.Context, url, body string) error {
		got[url] = append(got[url], body)
		return nil
	}, "eu-central-1", fixedClock{time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []struct{ source, kind, detail string }{
		{"aws.ses", "Email Bounced", `{"mail":{"tags":{"ses:configuration-set":["ours"]}}}`},
		{"aws.ses", "Email Bounced", `{"mail":{"tags":{"ses:configuration-set":["somebody's"]}}}`},
		{"aws.ses", "Email Delivered", `{"mail":{"tags":{"ses:configuration-set":["ours"]}}}`},
		{"aws.sms-voice", "Text Message Delivery Status Updated", `{"isFinal":true,"eventType":"TEXT_INVALID"}`},
		{"aws.sms-voice", "Text Message Delivery Status Updated", `{"isFinal":true,"eventType":"TEXT_DELIVERED"}`},
		{"aws.sms-voice", "Text Message Delivery Status Updated", `{"isFinal":false,"eventType":"TEXT_PENDING"}`},
	} {
		if err := bus.Put(t.Context(), e.source, e.kind, json.RawMessage(e.detail)); err != nil {
			t.Fatal(err)
		}
	}
	if len(got["one"]) != 2 || len(got["two"]) != 1 {
		t.Fatalf("delivered %d and %d events, want 2 and 1: %v", len(got["one"]), len(got["two"]), got)
	}
	const want = `"detail-type":"Email Bounced","source":"aws.ses","account":"000000000000","time":"2026-11-22T09:00:00Z","region":"eu-central-1","resources":[],"detail":{"mail":`
	if !strings.Contains(got["two"][0], want) {
		t.Errorf("the event is %s", got["two"][0])
	}
}

func TestBusSaysWhatItCouldNotDo(t *testing.T) {
	t.Parallel()
	bus, err := NewBus([]Rule{{"all", `{"source":["a"]}`, []string{"one"}}}, func(context.Context, string, string) error { return errors.New("no queue") }, "x", fixedClock{})
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Put(t.Context(), "a", "b", json.RawMessage(`{}`)); err == nil || !strings.Contains(err.Error(), "rule all: no queue") {
		t.Errorf("a queue that is gone: %v", err)
	}
	if err := bus.Put(t.Context(), "a", "b", json.RawMessage(`{`)); err == nil {
		t.Error("a detail that is no JSON was taken")
	}
	if _, err := NewBus([]Rule{{"odd", `{"a":[{"wildcard":"x*"}]}`, nil}}, nil, "x", fixedClock{}); err == nil || !strings.Contains(err.Error(), "rule odd") {
		t.Errorf("a pattern that nobody knows here: %v", err)
	}
}
