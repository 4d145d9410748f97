package handler

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

func TestWhatAnAnswerIsAbout(t *testing.T) {
	t.Parallel()
	one, two := []string{"1Z0001"}, []string{"1Z0001", "1Z0002"}
	for _, c := range []struct {
		name   string
		answer carrier.Answer
		want   meaning
	}{
		{"an answer", carrier.Answer{Numbers: one, Status: 200, Body: []byte("1Z0001 delivered")}, aboutParcels},
		{"no such number", carrier.Answer{Numbers: one, Status: 404}, aboutParcels},
		{"a number that is not for us", carrier.Answer{Numbers: one, Status: 403, Body: []byte("problem unauthorized")}, aboutParcels},
		{"a call for two that is refused", carrier.Answer{Numbers: two, Status: 403, Body: []byte("problem unauthorized")}, barred},
		{"the same by a gateway", carrier.Answer{Numbers: two, Status: 403, Body: []byte("odd")}, barred},
		{"the same inside a success", carrier.Answer{Numbers: two, Status: 200, Body: []byte("problem unauthorized")}, barred},
		{"one of two is refused", carrier.Answer{Numbers: two, Status: 200, Body: []byte("1Z0001 delivered\nproblem unauthorized")}, aboutParcels},
		{"unauthorized", carrier.Answer{Numbers: one, Status: 401}, barred},
		{"no token for bad credentials", carrier.Answer{Numbers: one, Status: 400, Account: true, Body: []byte("problem unauthorized")}, barred},
		{"no token, the endpoint is down", carrier.Answer{Numbers: one, Status: 503, Account: true}, down},
		{"too many requests", carrier.Answer{Numbers: one, Status: 429, Body: []byte("odd")}, tooOften},
		{"too many requests, inside a success", carrier.Answer{Numbers: two, Status: 200, Body: []byte("problem rate_limited")}, tooOften},
		{"come again later", carrier.Answer{Numbers: one, Status: 503, RetryAfter: time.Minute}, tooOften},
		{"a gateway's page", carrier.Answer{Numbers: one, Status: 503, Body: []byte("odd")}, down},
		{"a success without a word", carrier.Answer{Numbers: one, Status: 200}, nothing},
		{"a success that cannot be read", carrier.Answer{Numbers: one, Status: 200, Body: []byte("odd")}, aboutParcels},
	} {
		if got := (source{adapter: scans{}}).read(c.answer).meaning; got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// An aggregator may take forty numbers in one call; its answer is read once, not once per number.
func TestAnAnswerIsReadOnce(t *testing.T) {
	t.Parallel()
	b := setup()
	reads := 0
	b.source = func(name string) (source, bool) {
		return source{adapter: counting{scans{40, hourly}, &reads}, fetcher: b.script}, name == "scans"
	}
	b.script.answer = func(numbers []string) ([]carrier.Answer, error) {
		return []carrier.Answer{{Numbers: numbers, Status: 200, Body: []byte("1Z0000 delivered")}}, nil
	}
	b.deliver(t, b.numbered(10)...)
	if reads != 1 || b.due(t, "1Z0000") != atLease {
		t.Errorf("read %d times, due in %s", reads, b.due(t, "1Z0000"))
	}
}

type counting struct {
	scans
	reads *int
}

func (c counting) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	*c.reads++
	return c.scans.Decode(kind, body)
}

// Ten numbers may need ten sources. All of them hang: the batch still ends in time, with a plan for every number, because they are
// asked at the same time.
func TestSourcesThatHangDoNotHoldUpEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup()
		b.at(time.Now())
		b.now, b.gate.now, b.accounts.now = time.Now, time.Now, time.Now
		name := func(n store.Number) string { return strings.ToLower(n.Number) }
		b.candidates = func(n store.Number) []string { return []string{name(n)} }
		b.source = func(string) (source, bool) { return source{adapter: scans{1, hourly}, fetcher: b.script}, true }
		b.script.ask = func(ctx context.Context, _ *http.Client) { <-ctx.Done() }
		b.script.answer = func([]string) ([]carrier.Answer, error) { return nil, context.DeadlineExceeded }
		var messages []events.SQSMessage
		due := store.Due{Kind: "poll", At: time.Now().Add(9 * hour).UTC().Truncate(time.Second)}
		for i := range 10 {
			number := fmt.Sprintf("1Z%04d", i)
			b.claimed(number)
			n := b.desk.numbers[number]
			n.Due = due
			b.desk.numbers[number] = n
			b.vault["/p/sources/"+strings.ToLower(number)+"/default/credentials"] = `{"client_id":"id"}`
			m, err := queue.Note(queue.PollRequest{Number: number, Reason: "due", Due: due.At.Format(time.RFC3339)})
			if err != nil {
				t.Fatal(err)
			}
			messages = append(messages, events.SQSMessage{MessageId: number, Body: m.Body})
		}
		begin := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
		defer cancel()
		response, err := b.Handle(ctx, events.SQSEvent{Records: messages})
		if took := time.Since(begin); err != nil || len(response.BatchItemFailures) != 0 || took > 55*time.Second {
			t.Errorf("%d come back after %v, %v", len(response.BatchItemFailures), took, err)
		}
		for number, n := range b.desk.numbers {
			if n.Due == due {
				t.Errorf("%s has no plan", number)
			}
		}
	})
}

// What poll tells cadence about a parcel.
func TestKnown(t *testing.T) {
	t.Parallel()
	at := func(local, offset string) shipment.Moment {
		return shipment.Moment{Local: local, Offset: offset, Zone: shipment.ZonePayload, Precision: shipment.Second}
	}
	fact := func(source string, s shipment.Status, how shipment.Assurance, m shipment.Moment) shipment.Fact {
		return shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: source, Carrier: "ups", Assurance: how, Status: s, Code: string(s), At: m}, string(s), m.Local, source)
	}
	window := func(earliest, latest string, p shipment.Precision) shipment.Fact {
		return shipment.Identify(shipment.Fact{Kind: shipment.EstimateFact, Source: "ups", Assurance: shipment.Polled, At: at("2026-11-20T08:00:00", "-06:00"),
			Window: shipment.Window{Earliest: earliest, Latest: latest, Precision: p}}, earliest, latest)
	}
	label := fact("ups", shipment.InfoReceived, shipment.Polled, at("2026-11-19T15:00:00", "-06:00"))
	moved := fact("ups", shipment.InTransit, shipment.Polled, at("2026-11-20T07:00:00", "-06:00"))
	for _, c := range []struct {
		name  string
		facts []shipment.Fact
		want  string
	}{
		{"nothing", nil, "pending, newest -, begun -, zone none, expected none"},
		{"a label", []shipment.Fact{label}, "info_received, newest 21:00, begun -, zone -21600, expected none"},
		{"moving", []shipment.Fact{label, moved}, "in_transit, newest 13:00, begun 13:00, zone -21600, expected none"},
		{"pushed", []shipment.Fact{fact("ups", shipment.InTransit, shipment.BySecret, at("2026-11-20T07:00:00", "-06:00"))}, "in_transit, newest 13:00, begun 13:00, pushed, zone -21600, expected none"},
		{"pushed and polled", []shipment.Fact{moved, fact("easypost", shipment.InTransit, shipment.Signed, at("2026-11-20T13:00:00", "+00:00"))}, "in_transit, newest 13:00, begun 13:00, pushed, zone -21600, expected none"},
		{"an aggregator's Z is no place", []shipment.Fact{fact("easypost", shipment.InTransit, shipment.Polled, at("2026-11-20T13:00:00", "+00:00"))}, "in_transit, newest 13:00, begun 13:00, zone none, expected none"},
		{"a day", []shipment.Fact{moved, window("2026-11-22", "2026-11-22", shipment.Day)}, "in_transit, newest 13:00, begun 13:00, zone -21600, expected 22T00:00 to 22T00:00"},
		{"a window", []shipment.Fact{moved, window("2026-11-22T13:00:00", "2026-11-22T15:00:00", shipment.Minute)}, "in_transit, newest 13:00, begun 13:00, zone -21600, expected 22T13:00 to 22T15:00 exactly"},
		{"an end to a window", []shipment.Fact{moved, window("", "2026-11-22T15:00:00", shipment.Minute)}, "in_transit, newest 13:00, begun 13:00, zone -21600, expected 22T15:00 to 22T15:00"},
		{"an end without proof", []shipment.Fact{fact("ups", shipment.Delivered, shipment.BySecret, at("2026-11-20T07:00:00", "-06:00"))}, "delivered, newest 13:00, begun 13:00, pushed, unconfirmed, zone -21600, expected none"},
	} {
		merged, _ := shipment.Merge(c.facts)
		n := store.Number{Number: "1Z0001", Facts: merged, Claims: []store.ClaimState{{Claim: shipment.Claim{Order: "o", Shipment: "s", Epoch: "2026-11-19"}}}}
		k := parcelsOf(n, n.Facts)[0].known(n.Number, now)
		got := string(k.Status) + ", newest " + clock(k.Newest) + ", begun " + clock(k.Begun)
		if k.Pushed {
			got += ", pushed"
		}
		if k.Unconfirmed {
			got += ", unconfirmed"
		}
		got += ", zone none"
		if k.Zone != nil {
			_, seconds := now.In(k.Zone).Zone()
			got = strings.TrimSuffix(got, "none") + fmt.Sprint(seconds)
		}
		switch {
		case k.Expected.To.IsZero():
			got += ", expected none"
		default:
			got += ", expected " + k.Expected.From.Format("02T15:04") + " to " + k.Expected.To.Format("02T15:04")
		}
		if k.Expected.Exact {
			got += " exactly"
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("15:04")
}
