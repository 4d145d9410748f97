package handler

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/carrier/cadence"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

var hourly = carrier.Rate{Calls: 60, Per: time.Hour}

// numbered claims numbers and gives the requests for them.
func (b *bench) numbered(n int, facts ...shipment.Fact) (messages []events.SQSMessage) {
	for i := range n {
		number := fmt.Sprintf("1Z%04d", i)
		b.claimed(number, facts...)
		messages = append(messages, request(number, number))
	}
	return messages
}

func TestWhatTheBudgetHasNoRoomForIsPutOff(t *testing.T) {
	t.Parallel()
	b := setup()
	b.allow(1, hourly)
	again := b.deliver(t, b.numbered(5, scan(shipment.InTransit, 5*hour, shipment.Polled))...)
	if again != "" || fmt.Sprint(b.script.asked) != "[id:1Z0000,1Z0001,1Z0002]" || b.shelf.writes != 1 {
		t.Fatalf("come back %q, asked %v, %d writes", again, b.script.asked, b.shelf.writes)
	}
	for _, number := range []string{"1Z0003", "1Z0004"} {
		if due := b.due(t, number); !between(due, 1, 4) {
			t.Errorf("%s is due in %s minutes", number, due)
		}
	}
	if !strings.Contains(b.log.String(), `"PollsDeferred":2`) || !strings.Contains(b.log.String(), `"reason":"spent"`) {
		t.Errorf("not counted:\n%s", b.log)
	}
}

// Calls are budgeted, not numbers.
func TestNumbersThatShareACallShareItsBudget(t *testing.T) {
	t.Parallel()
	b := setup()
	b.allow(4, carrier.Rate{Calls: 3, Per: 24 * time.Hour})
	b.script.answer = func(numbers []string) ([]carrier.Answer, error) {
		return []carrier.Answer{{Numbers: numbers, Status: 200, Body: []byte("1Z0000 in_transit")}}, nil
	}
	b.deliver(t, b.numbered(10)...)
	if fmt.Sprint(b.script.asked) != "[id:1Z0000,1Z0001,1Z0002,1Z0003]" || !between(b.due(t, "1Z0004"), 400, 1500) {
		t.Errorf("asked %v, the fifth is due in %s minutes", b.script.asked, b.due(t, "1Z0004"))
	}
}

// A refusal of one worker keeps all others away, at no cost to them.
func TestARefusalClosesTheAccountForEveryWorker(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		answer    carrier.Answer
		reason    string
		low, high int // minutes
	}{
		{"too many requests", carrier.Answer{Status: http.StatusTooManyRequests}, "too_often", 2, 3},
		{"too many requests, come again in half an hour", carrier.Answer{Status: http.StatusTooManyRequests, RetryAfter: 30 * time.Minute}, "too_often", 30, 38},
		{"overloaded, come again in an hour", carrier.Answer{Status: http.StatusServiceUnavailable, RetryAfter: time.Hour}, "too_often", 60, 75},
		{"credentials that do not count", carrier.Answer{Status: http.StatusUnauthorized, Body: []byte("{}")}, "unauthorized", 15, 19},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			first, second := setup(), setup()
			second.gate.budgets = first.shelf
			first.script.answer = func(numbers []string) ([]carrier.Answer, error) {
				c.answer.Numbers = numbers[:1]
				return []carrier.Answer{c.answer}, nil
			}
			first.deliver(t, first.numbered(2)...)
			writes := first.shelf.writes
			for range 2 {
				if again := second.deliver(t, second.numbered(3)...); again != "" || len(second.script.asked) != 0 {
					t.Fatalf("come back %q, asked %v", again, second.script.asked)
				}
			}
			if due := second.due(t, "1Z0002"); !between(due, c.low, c.high) {
				t.Errorf("due in %s minutes", due)
			}
			if first.shelf.writes > writes+1 { // the one that taught the second worker
				t.Errorf("%d writes while the account is closed", first.shelf.writes-writes)
			}
			for _, want := range []string{`"AccountsClosed":1`, `"reason":"` + c.reason + `"`} {
				if !strings.Contains(first.log.String(), want) {
					t.Errorf("%s is missing in\n%s", want, first.log)
				}
			}
			if barred := strings.Contains(first.log.String(), `"AccountsBarred":1`); barred != (c.reason == string(budget.Barred)) {
				t.Errorf("an alarm is told: %v", barred)
			}
			if !strings.Contains(second.log.String(), `"PollsDeferred":3`) {
				t.Errorf("the second worker does not count what it puts off:\n%s", second.log)
			}
			second.at(now.Add(time.Duration(c.high) * time.Minute))
			for number, n := range second.desk.numbers {
				n.Due = lease
				second.desk.numbers[number] = n
			}
			if second.deliver(t, request("m", "1Z0001")); len(second.script.asked) != 1 {
				t.Error("the account stays closed")
			}
		})
	}
}

// A source that takes more calls than there are numbers stays within its budget as well, and what it did not get to is put off.
func TestCallsThatWereNotForeseenAreCounted(t *testing.T) {
	t.Parallel()
	b := setup()
	b.allow(1, carrier.Rate{Calls: 30, Per: time.Hour}) // a burst of 3, 2 of them for ordinary numbers
	sent := 0
	b.client = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		sent++
		return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
	})}
	refused := 0
	b.script.ask = func(_ context.Context, client *http.Client) {
		for range 5 {
			if _, err := client.Get("http://source.example/token"); err != nil {
				refused++
			}
		}
	}
	b.script.answer = func(numbers []string) ([]carrier.Answer, error) {
		return []carrier.Answer{{Numbers: numbers[:1], Status: 200, Body: []byte(numbers[0] + " in_transit")}}, nil
	}
	if again := b.deliver(t, b.numbered(2)...); again != "" || sent != 3 || refused != 2 {
		t.Errorf("come back %q, %d calls sent, %d refused", again, sent, refused)
	}
	if due := b.due(t, "1Z0001"); !between(due, 1, 3) || !strings.Contains(b.log.String(), `"PollsDeferred":1`) {
		t.Errorf("due in %s minutes\n%s", due, b.log)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (r roundTrip) RoundTrip(q *http.Request) (*http.Response, error) { return r(q) }

// By the second slots lie apart: a call waits for its own, and a slot that went by unused is lost.
func TestCallsWaitForTheirSlots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limit := budget.Limit{Calls: 5, Per: time.Second}
		g := &gate{budgets: &shelf{budgets: map[string]store.Budget{}}, now: time.Now}
		grant, err := g.take(t.Context(), account{"x", "default"}, limit, budget.Wish{Urgent: 4})
		if err != nil || len(grant.Slots) != 4 {
			t.Fatalf("%+v, %v", grant, err)
		}
		p := &pass{gate: g, of: account{"x", "default"}, limit: limit, slots: grant.Slots}
		var calls []time.Time
		for i := range 12 {
			if err := p.permit(t.Context()); err != nil {
				t.Fatal(err)
			}
			calls = append(calls, time.Now())
			if i == 1 {
				time.Sleep(3 * time.Second) // a slow answer
			}
		}
		for i := range calls {
			if j := i + limit.Calls; j < len(calls) && calls[j].Sub(calls[i]) <= limit.Per {
				t.Errorf("calls %d to %d within %v", i, j, calls[j].Sub(calls[i]))
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := p.permit(ctx); err == nil {
			t.Error("it waits beyond the end of its context")
		}
	})
}

func TestRateOfTheCredentials(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rate string
		profile    carrier.Rate
		want       budget.Limit
		bad        bool
	}{
		{"the source's own", "", hourly, budget.Limit{Calls: 60, Per: time.Hour}, false},
		{"the account's", `,"rate":"600/h"`, hourly, budget.Limit{Calls: 600, Per: time.Hour}, false},
		{"none at all", "", carrier.Rate{}, budget.Limit{Calls: 5, Per: time.Second}, false},
		{"a wrong one", `,"rate":"hunter3"`, hourly, budget.Limit{Calls: 60, Per: time.Hour}, true},
	} {
		b := setup()
		b.allow(1, c.profile)
		b.vault[credentialsName] = `{"client_id":"id"` + c.rate + `}`
		b.claimed("1Z0001")
		unit := b.obs.Begin(context.Background(), "t")
		creds, err := b.accounts.credentials(t.Context(), account{"scans", "default"})
		s, _ := b.source("scans")
		if got := b.accounts.limitOf(unit, account{"scans", "default"}, s.adapter.Profile(), creds); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		b.deliver(t, request("m", "1Z0001"))
		if bad := strings.Contains(b.log.String(), "BadRates"); bad != c.bad || strings.Contains(b.log.String(), "hunter3") || len(b.script.asked) != 1 {
			t.Errorf("%s: asked %v\n%s", c.name, b.script.asked, b.log)
		}
	}
}

// USPS allows 60 calls an hour. With far more parcels due, those on the van are asked about in time and the others take turns; no
// hour sees more than 60 calls, and every request is done with.
func TestScarceCallsGoToThoseThatArriveToday(t *testing.T) {
	t.Parallel()
	b := setup()
	b.allow(1, hourly)
	const vans, others = 10, 1000
	due := map[string]time.Time{}
	isVan := func(number string) bool { return strings.HasPrefix(number, "V") }
	for i := range vans + others {
		number, fact := fmt.Sprintf("T%04d", i), scan(shipment.InTransit, 30*hour, shipment.Polled)
		if i < vans {
			number, fact = fmt.Sprintf("V%04d", i), scan(shipment.OutForDelivery, hour, shipment.Polled)
		}
		b.claimed(number, fact)
		due[number] = now
	}
	b.script.answer = each(200, "N")
	clock := now
	var calls []time.Time
	var vanLag []time.Duration
	served := map[string]int{}
	shuffle := rand.New(rand.NewPCG(1, 2))
	for ; clock.Before(now.Add(8 * hour)); clock = clock.Add(time.Minute) {
		b.at(clock)
		var ready []string
		for number, at := range due {
			if !at.After(clock) {
				ready = append(ready, number)
			}
		}
		slices.SortFunc(ready, func(x, y string) int {
			return strings.Compare(due[x].Format(time.RFC3339)+x, due[y].Format(time.RFC3339)+y)
		})
		for batch := range slices.Chunk(ready, 10) {
			shuffle.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
			var messages []events.SQSMessage
			for _, number := range batch {
				n := b.desk.numbers[number]
				n.Due = store.Due{Kind: "poll", At: clock.Add(cadence.Lease(number)).Truncate(time.Second)}
				b.desk.numbers[number] = n
				m, err := queue.Note(queue.PollRequest{Number: number, Reason: "due", Due: n.Due.At.Format(time.RFC3339)})
				if err != nil {
					t.Fatal(err)
				}
				messages = append(messages, events.SQSMessage{MessageId: number, Body: m.Body})
			}
			b.script.asked = nil
			if again := b.deliver(t, messages...); again != "" {
				t.Fatalf("come back: %q", again)
			}
			for _, asked := range b.script.asked {
				for _, number := range strings.Split(strings.TrimPrefix(asked, "id:"), ",") {
					calls = append(calls, clock)
					served[number]++
					if isVan(number) {
						vanLag = append(vanLag, clock.Sub(due[number]))
					}
				}
			}
			for _, number := range batch {
				at := b.desk.numbers[number].Due.At
				if isVan(number) && !slices.ContainsFunc(b.script.asked, func(s string) bool { return strings.Contains(s, number) }) {
					continue // it still waits; its time stays the one at which it was due
				}
				due[number] = at
			}
		}
	}
	for i := range calls {
		if j := i + 60; j < len(calls) && calls[j].Sub(calls[i]) < time.Hour {
			t.Fatalf("61 calls between %v and %v", calls[i], calls[j])
		}
	}
	slices.Sort(vanLag)
	vanCalls, otherServed := len(vanLag), 0
	for number := range served {
		if !isVan(number) {
			otherServed++
		}
	}
	t.Logf("%d calls in 8 hours, %d for %d vans, lag %v (p50) and %v (most); %d of %d others served", len(calls), vanCalls, vans,
		vanLag[vanCalls/2], vanLag[vanCalls-1], otherServed, others)
	if vanCalls < vans*3 || vanLag[vanCalls-1] > 15*time.Minute {
		t.Errorf("parcels on the van wait up to %v, %d looks at them", vanLag[vanCalls-1], vanCalls)
	}
	if len(calls) < 8*50 || otherServed+vanCalls < len(calls) { // nobody else is asked twice while others wait
		t.Errorf("%d calls in 8 hours, %d others served", len(calls), otherServed)
	}
}
