package queue_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
)

func event(ids ...string) events.SQSEvent {
	var e events.SQSEvent
	for _, id := range ids {
		source := "ups"
		e.Records = append(e.Records, events.SQSMessage{
			MessageId: id, Body: "body of " + id, Attributes: map[string]string{"ApproximateReceiveCount": "2"},
			MessageAttributes: map[string]events.SQSMessageAttribute{"source": {StringValue: &source, DataType: "String"}, "odd": {DataType: "Binary"}},
		})
	}
	return e
}

func failures(r events.SQSEventResponse) string {
	ids := make([]string, 0, len(r.BatchItemFailures))
	for _, f := range r.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return strings.Join(ids, " ")
}

func TestOpenKeepsWhatHandlersNeed(t *testing.T) {
	t.Parallel()
	b := queue.Open(event("a"))
	r := b.Records[0]
	if r.ID != "a" || r.Body != "body of a" || r.Receives != "2" || fmt.Sprint(r.Attributes) != "map[source:ups]" {
		t.Errorf("got %+v", r)
	}
	if got := failures(b.Response()); got != "a" {
		t.Errorf("a record that nobody settled must come back, got %q", got)
	}
	if r := queue.Open(events.SQSEvent{}).Response(); r.BatchItemFailures == nil {
		t.Error("the list must be there even when it is empty: Lambda treats null as a failed batch")
	}
}

func TestEachSettlesByKindOfError(t *testing.T) {
	t.Parallel()
	outcome := map[string]error{
		"ok": nil, "unreadable": fault.New(fault.Malformed, "cut off"), "wrong": fault.New(fault.Invalid, "no number"),
		"down": fault.New(fault.Unavailable, "no answer"), "bug": errors.New("a bug"),
	}
	var parked, failed []string
	b := queue.Open(event("ok", "unreadable", "down", "panics", "bug", "wrong", "ok2"))
	left := b.Each(context.Background(), queue.Treatment{
		Handle: func(_ context.Context, r queue.Record) error {
			if r.ID == "panics" {
				var none []int
				_ = none[len(r.ID)]
			}
			return outcome[r.ID]
		},
		Park: func(_ context.Context, r queue.Record, err error) error {
			parked = append(parked, r.ID)
			if r.ID == "wrong" {
				return errors.New("no room")
			}
			return nil
		},
		Failed: func(r queue.Record, err error) { failed = append(failed, r.ID+":"+fault.KindOf(err).String()) },
	})
	if got, want := failures(b.Response()), "down panics bug wrong"; got != want {
		t.Errorf("come back: %q, want %q", got, want)
	}
	if fmt.Sprint(parked) != "[unreadable wrong]" || left != 0 {
		t.Errorf("parked %v, %d left", parked, left)
	}
	if want := "[unreadable:malformed down:unavailable panics:internal bug:internal wrong:invalid]"; fmt.Sprint(failed) != want {
		t.Errorf("told %v", failed)
	}
}

func TestWithoutAParkingPlaceTheUnreadableBecomesADeadLetter(t *testing.T) {
	t.Parallel()
	b := queue.Open(event("a"))
	b.Each(context.Background(), queue.Treatment{Handle: func(context.Context, queue.Record) error { return fault.New(fault.Malformed, "x") }})
	if failures(b.Response()) != "a" {
		t.Error("it would be lost")
	}
}

func TestEachBeginsNothingThatItCannotFinish(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		b := queue.Open(event("a", "b", "c", "d"))
		left := b.Each(ctx, queue.Treatment{Reserve: 3 * time.Second, Handle: func(context.Context, queue.Record) error {
			time.Sleep(4 * time.Second)
			return nil
		}})
		if got := failures(b.Response()); got != "c d" || left != 2 {
			t.Errorf("come back: %q, %d left", got, left)
		}
	})
}

func TestSafelyNamesThePlaceAndNotTheData(t *testing.T) {
	t.Parallel()
	err := queue.Safely(func() error { panic("jo@example.com") })
	if fault.KindOf(err) != fault.Internal || strings.Contains(err.Error(), "jo@") || !strings.Contains(err.Error(), "TestSafelyNamesThePlace") {
		t.Errorf("got %v", err)
	}
	var none []int
	err = queue.Safely(func() error { none[len("x")]++; return nil })
	if !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("got %v", err)
	}
}

// Whatever fails, panics, is parked or runs out of time: a record is acknowledged if and only if it was saved or parked, and
// redelivering what came back saves everything in the end.
func TestOnlyWhatWasSavedIsAcknowledged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := []string{"a", "b", "c", "d", "e"}
		saved := map[string]bool{}
		pending := ids
		for delivery := 0; len(pending) > 0; delivery++ {
			ctx, cancel := context.WithCancel(context.Background())
			b := queue.Open(event(pending...))
			b.Each(ctx, queue.Treatment{
				Handle: func(_ context.Context, r queue.Record) error {
					fate := "save"
					if delivery < 4 {
						fate = rapid.SampledFrom([]string{"save", "retry", "park", "panic", "save then fail", "time is up"}).Draw(t, "fate")
					}
					switch fate {
					case "retry":
						return fault.New(fault.Conflict, "somebody else")
					case "park":
						return fault.New(fault.Malformed, "unreadable")
					case "panic":
						panic(r)
					case "time is up":
						cancel()
					case "save then fail":
						saved[r.ID] = true
						return fault.New(fault.Unavailable, "the answer was lost")
					}
					saved[r.ID] = true
					return nil
				},
				Park: func(_ context.Context, r queue.Record, _ error) error {
					if rapid.Bool().Draw(t, "parking fails") {
						return errors.New("no room")
					}
					saved[r.ID] = true
					return nil
				},
			})
			cancel()
			again := failures(b.Response())
			for _, id := range pending {
				if !strings.Contains(again, id) && !saved[id] {
					t.Fatalf("%s was acknowledged and is nowhere", id)
				}
			}
			pending = strings.Fields(again)
		}
		for _, id := range ids {
			if !saved[id] {
				t.Fatalf("%s was lost", id)
			}
		}
	})
}
