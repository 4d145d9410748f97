package handler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

const (
	hour = time.Hour
	day  = 24 * hour
)

// atLease is what due says of a number whose entry was not moved.
const atLease = "540"

// between checks a wait in minutes against a range, or "never".
func between(got string, low, high int) bool {
	n, err := strconv.Atoi(got)
	return err == nil && n >= low && n <= high
}

// lastYear dates the order back, so that old scans belong to it.
func lastYear(b *bench) { b.desk.numbers["1Z0001"].Claims[0].Epoch = "2026-01-20" }

func TestPlans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		facts     []shipment.Fact
		set       func(*bench)
		asked     bool
		low, high int // minutes until the next look; 0, 0: never
	}{
		{"nothing known yet", nil, nil, true, 1440, 1500},
		{"in transit, last asked this morning", []shipment.Fact{scan(shipment.InTransit, 5*hour, shipment.Polled)}, nil, true, 1440, 1500},
		{"a push an hour ago spares the question", []shipment.Fact{scan(shipment.InTransit, hour, shipment.Signed)}, nil, false, 2160, 2700},
		{"the last push was the day before yesterday", []shipment.Fact{scan(shipment.InTransit, 40*hour, shipment.Signed)}, nil, true, 720, 1500},
		{"out for delivery, last asked an hour ago", []shipment.Fact{scan(shipment.OutForDelivery, hour, shipment.Polled)}, nil, true, 120, 150},
		{"out for delivery, pushed", []shipment.Fact{scan(shipment.OutForDelivery, 30*time.Minute, shipment.Signed)}, nil, false, 720, 780},
		{"delivered by a push without proof", []shipment.Fact{scan(shipment.Delivered, 10*time.Minute, shipment.BySecret)}, nil, true, 60, 75},
		{"the same, and nobody can be asked: believed", []shipment.Fact{scan(shipment.Delivered, 10*time.Minute, shipment.BySecret)}, func(b *bench) { clear(b.vault) }, false, 0, 0},
		{"delivered by a signed push", []shipment.Fact{scan(shipment.Delivered, 10*time.Minute, shipment.Signed)}, nil, false, 0, 0},
		{"delivered and seen ourselves", []shipment.Fact{scan(shipment.Delivered, hour, shipment.Polled)}, nil, false, 0, 0},
		{"delivered last year, never asked", []shipment.Fact{scan(shipment.Delivered, 300*day, shipment.BySecret)}, lastYear, true, 0, 0},
		{"delivered last year, nobody can be asked", []shipment.Fact{scan(shipment.Delivered, 300*day, shipment.BySecret)},
			func(b *bench) { lastYear(b); clear(b.vault) }, false, 0, 0},
		{"no credentials", nil, func(b *bench) { clear(b.vault) }, false, 1440, 1440},
		{"damaged credentials", nil, func(b *bench) { b.vault[credentialsName] = `"hunter2"` }, false, 1440, 1440},
		{"no claim any more", nil, func(b *bench) {
			n := b.desk.numbers["1Z0001"]
			n.Claims[0].Released = true
			b.desk.numbers["1Z0001"] = n
		}, false, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			if len(c.facts) > 0 && c.facts[0].Status != shipment.InTransit {
				b.script.answer = each(200, "N") // the answer brings nothing new
			}
			b.claimed("1Z0001", c.facts...)
			if c.set != nil {
				c.set(b)
			}
			if again := b.deliver(t, request("m1", "1Z0001")); again != "" {
				t.Errorf("comes back: %q", again)
			}
			due := b.due(t, "1Z0001")
			if (len(b.script.asked) > 0) != c.asked || (c.high == 0 && due != "never") || (c.high > 0 && !between(due, c.low, c.high)) {
				t.Errorf("asked %v, due in %s minutes", b.script.asked, due)
			}
			if strings.Contains(b.log.String(), "hunter2") {
				t.Errorf("the log holds a secret: %s", b.log)
			}
			if barred := strings.Contains(b.log.String(), `"AccountsBarred":1`); barred != (c.name == "damaged credentials") {
				t.Errorf("an alarm is told of credentials that cannot be read: %v", barred)
			}
		})
	}
}

func TestOneQuestionForAllNumbersOfASource(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claimed("1Z0001")
	b.claimed("1Z0002")
	if again := b.deliver(t, request("m1", "1Z0001"), request("m2", "1Z0002"), request("m3", "1Z0001")); again != "" {
		t.Errorf("come back: %q", again)
	}
	if fmt.Sprint(b.script.asked) != "[id:1Z0001,1Z0002]" || len(b.box.sent) != 2 {
		t.Errorf("asked %v, queued %d", b.script.asked, len(b.box.sent))
	}
	in := b.box.sent[0]
	if in.Source != "scans" || in.Account != "default" || in.Kind != queue.Poll || in.Assurance != shipment.Polled ||
		fmt.Sprint(in.Numbers) != "[1Z0001]" || string(in.Body) != "1Z0001 in_transit" || !in.Received.Equal(now) {
		t.Errorf("queued %v", in)
	}
}

func TestOneAnswerForSeveralNumbersIsQueuedOnce(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claimed("1Z0001")
	b.claimed("1Z0002")
	b.script.answer = func(numbers []string) ([]carrier.Answer, error) {
		return []carrier.Answer{{Numbers: numbers, Status: 200, Body: []byte("1Z0001 out_for_delivery\n1Z0002 delivered")}}, nil
	}
	b.deliver(t, request("m1", "1Z0001"), request("m2", "1Z0002"))
	if len(b.box.sent) != 1 || !between(b.due(t, "1Z0001"), 120, 150) || b.due(t, "1Z0002") != atLease {
		t.Errorf("queued %d, due in %s and %s", len(b.box.sent), b.due(t, "1Z0001"), b.due(t, "1Z0002"))
	}
}

func TestAnswersThatAreNoNews(t *testing.T) {
	t.Parallel()
	one := func(a carrier.Answer) func([]string) ([]carrier.Answer, error) {
		return func(numbers []string) ([]carrier.Answer, error) {
			a.Numbers = numbers[:1] // the second number was not asked any more
			return []carrier.Answer{a}, nil
		}
	}
	for _, c := range []struct {
		name      string
		answer    func([]string) ([]carrier.Answer, error)
		low, high int
	}{
		{"too often, wait two hours", one(carrier.Answer{Status: 429, Body: []byte("{}"), RetryAfter: 2 * hour}), 120, 150},
		{"too often, wait a second", one(carrier.Answer{Status: 429, RetryAfter: time.Second}), 1, 2},
		{"too often", one(carrier.Answer{Status: 429}), 2, 2},
		{"too often, inside a success", one(carrier.Answer{Status: 200, Body: []byte("problem rate_limited")}), 2, 2},
		{"down", one(carrier.Answer{Status: 503, Body: []byte("<html>")}), 15, 19},
		{"does not know us", one(carrier.Answer{Status: 401, Body: []byte("{}")}), 15, 19},
		{"gives no token", one(carrier.Answer{Status: 400, Body: []byte("problem unauthorized"), Account: true}), 15, 19},
		{"has no tokens now", one(carrier.Answer{Status: 502, Account: true}), 15, 19},
		{"says nothing", one(carrier.Answer{Status: 200}), 15, 19},
		{"does not answer", func([]string) ([]carrier.Answer, error) { return nil, fault.New(fault.Unavailable, "timeout") }, 15, 19},
		{"a bug of the adapter", func([]string) ([]carrier.Answer, error) { panic("hunter2") }, 15, 19},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			b.claimed("1Z0001")
			b.claimed("1Z0002")
			b.script.answer = c.answer
			if again := b.deliver(t, request("m1", "1Z0001"), request("m2", "1Z0002")); again != "" || len(b.box.sent) != 0 {
				t.Errorf("come back: %q, queued %d", again, len(b.box.sent))
			}
			for _, number := range []string{"1Z0001", "1Z0002"} {
				if due := b.due(t, number); !between(due, c.low, c.high) {
					t.Errorf("%s is due in %s minutes", number, due)
				}
			}
			if !strings.Contains(b.log.String(), "PollFailures") && !strings.Contains(c.name, "nothing") || strings.Contains(b.log.String(), "hunter2") {
				t.Errorf("log: %s", b.log)
			}
		})
	}
}

func TestAnswersAboutAParcelAreQueuedWhateverTheirStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
	}{{404, `{"error":"not found"}`}, {404, ""}, {404, "odd"}, {403, `{"error":"not yours"}`}, {200, "odd"}} {
		b := setup()
		b.claimed("1Z0001")
		b.script.answer = each(c.status, c.body)
		if again := b.deliver(t, request("m1", "1Z0001")); again != "" || len(b.box.sent) != 1 || b.box.sent[0].Status != c.status || !between(b.due(t, "1Z0001"), 720, 900) {
			t.Errorf("%d: comes back %q, queued %d, due in %s minutes", c.status, again, len(b.box.sent), b.due(t, "1Z0001"))
		}
	}
}

func TestAnAnswerThatIsTooLongIsGivenUp(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claimed("1Z0001")
	b.script.answer = each(200, strings.Repeat("x", queue.MaxBody+1))
	if again := b.deliver(t, request("m1", "1Z0001")); again != "" || len(b.box.sent) != 0 || !strings.Contains(b.log.String(), "AnswersTooLarge") {
		t.Errorf("comes back %q\n%s", again, b.log)
	}
}

func TestRequestsThatAreSettledAlready(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claimed("1Z0001")
	b.deliver(t, request("m1", "1Z0001"))
	due := b.due(t, "1Z0001")
	if again := b.deliver(t, request("m1", "1Z0001"), request("gone", "1Z0009")); again != "" || len(b.script.asked) != 1 || b.due(t, "1Z0001") != due {
		t.Errorf("come back %q, asked %v, due in %s instead of %s minutes", again, b.script.asked, b.due(t, "1Z0001"), due)
	}
	b.claimed("1Z0002", scan(shipment.Delivered, hour, shipment.Polled))
	b.deliver(t, request("m2", "1Z0002"))
	if again := b.deliver(t, request("m2", "1Z0002")); again != "" || b.due(t, "1Z0002") != "never" {
		t.Errorf("comes back %q, due in %s minutes", again, b.due(t, "1Z0002"))
	}
}

func TestARequestWithoutLease(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claimed("1Z0001")
	bare := events.SQSMessage{MessageId: "m1", Body: `{"number":"1Z0001","carrier":"scans","reason":"by hand"}`}
	if again := b.deliver(t, bare); again != "" || len(b.script.asked) != 1 || !between(b.due(t, "1Z0001"), 1440, 1500) {
		t.Errorf("comes back %q, asked %v, due in %s minutes", again, b.script.asked, b.due(t, "1Z0001"))
	}
}

func TestTroubleOfOursBringsRequestsBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		set  func(*bench)
	}{
		{"the inbound queue is down", func(b *bench) { b.box.err = errors.New("refused") }},
		{"the table cannot be read", func(b *bench) { b.desk.fail = only("read") }},
		{"the table cannot be written", func(b *bench) { b.desk.fail = only("move") }},
		{"the credentials cannot be read", func(b *bench) { b.vault[credentialsName] = "down" }},
		{"the budget cannot be written", func(b *bench) { b.shelf.err = fault.New(fault.Unavailable, "no answer") }},
		{"the brand cannot be read", func(b *bench) { b.brands["aster"] = nil }},
	} {
		b := setup()
		b.claimed("1Z0001")
		c.set(b)
		junk := events.SQSMessage{MessageId: "junk", Body: "junk"}
		late := events.SQSMessage{MessageId: "late", Body: `{"number":"1Z0001","due":"soon"}`}
		if again := b.deliver(t, junk, request("m1", "1Z0001"), late); !strings.Contains(again, "m1") || !strings.Contains(again, "junk") || !strings.Contains(again, "late") {
			t.Errorf("%s: come back %q", c.name, again)
		}
		if b.desk.numbers["1Z0001"].Due != lease {
			t.Errorf("%s: the lease was moved", c.name)
		}
	}
}

func only(what string) func(string) error {
	return func(asked string) error {
		if asked == what {
			return fault.New(fault.Unavailable, "no answer")
		}
		return nil
	}
}

func TestNoQuestionThatCannotBeFinished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup()
		b.claimed("1Z0001")
		ctx, cancel := context.WithTimeout(context.Background(), reserve-time.Second)
		defer cancel()
		response, err := b.Handle(ctx, events.SQSEvent{Records: []events.SQSMessage{request("m1", "1Z0001")}})
		if err != nil || len(response.BatchItemFailures) != 1 || len(b.script.asked) != 0 {
			t.Errorf("%d come back, asked %v, %v", len(response.BatchItemFailures), b.script.asked, err)
		}
	})
}

// endTold reports whether ingest will take the due entry away: an answer that is queued tells of the end.
func (b *bench) endTold(number string) bool {
	return slices.ContainsFunc(b.box.sent, func(in queue.Inbound) bool { return string(in.Body) == number+" delivered" })
}

// Whatever fails: a request is acknowledged only when its number has a new plan, or is to be left alone; nothing is forgotten.
func TestEveryAcknowledgedRequestHasAPlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := setup()
		ids := []string{"1Z0001", "1Z0002", "1Z0003"}
		status := rapid.SampledFrom([]shipment.Status{shipment.InTransit, shipment.OutForDelivery, shipment.Delivered, shipment.InfoReceived})
		for _, number := range ids {
			b.claimed(number, scan(status.Draw(t, "status"), time.Duration(rapid.IntRange(0, 500).Draw(t, "hours"))*hour, shipment.Signed))
		}
		b.script.answer = func(numbers []string) (answers []carrier.Answer, err error) {
			for _, n := range numbers {
				if rapid.Bool().Draw(t, "answered") {
					code := rapid.SampledFrom([]int{200, 404, 429, 500}).Draw(t, "code")
					answers = append(answers, carrier.Answer{Numbers: []string{n}, Status: code, Body: []byte(n + " " + string(status.Draw(t, "news")))})
				}
			}
			return answers, nil
		}
		trouble := func(string) error {
			if rapid.IntRange(0, 3).Draw(t, "luck") == 0 {
				return fault.New(fault.Unavailable, "no answer")
			}
			return nil
		}
		b.desk.fail = trouble
		var messages []events.SQSMessage
		for _, number := range ids {
			messages = append(messages, request(number, number))
		}
		again := b.deliver(t, messages...)
		for _, number := range ids {
			if !strings.Contains(again, number) && b.desk.numbers[number].Due == lease && !b.endTold(number) {
				t.Fatalf("%s was acknowledged and still stands at its lease", number)
			}
		}
		b.desk.fail = nil
		if again := b.deliver(t, messages...); again != "" {
			t.Fatalf("come back without reason: %q", again)
		}
	})
}

var _ numbers = (*store.Store)(nil)

// The commonest look costs one move of the due entry, which schedule has made.
func TestAPlanNearTheLeaseIsKept(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claimed("1Z0001", scan(shipment.InTransit, 3*time.Hour, shipment.Polled))
	b.script.answer = each(200, "N")
	n := b.desk.numbers["1Z0001"]
	n.Due.At, n.Due.Lease = now.Add(24*time.Hour+10*time.Minute).Truncate(time.Second), 24*time.Hour // where schedule has put it
	b.desk.numbers["1Z0001"] = n
	b.desk.fail = func(what string) error {
		if what == "move" {
			t.Error("the due entry was moved")
		}
		return nil
	}
	m, err := queue.Note(queue.PollRequest{Number: "1Z0001", Reason: "due", Due: n.Due.At.Format(time.RFC3339)})
	if err != nil {
		t.Fatal(err)
	}
	if again := b.deliver(t, events.SQSMessage{MessageId: "m1", Body: m.Body}); again != "" || len(b.script.asked) != 1 {
		t.Errorf("comes back %q, asked %v", again, b.script.asked)
	}
}
