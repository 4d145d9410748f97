package handler

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

func loaded(at time.Time) shipment.Milestone { return milestone(shipment.OutForDelivery, at) }

func TestNews(t *testing.T) {
	t.Parallel()
	off := false
	for _, c := range []struct {
		name     string
		policy   func(*brand.Messages)
		receives int
		edit     func(*queue.News)
		world    func(*world)
		again    bool
		want     string // what is recorded
	}{
		{"it is news", nil, 1, nil, nil, false, "s1/0/out_for_delivery/1/owner/email send news sent"},
		{"it is over", nil, 1, nil, func(w *world) { w.numbers["N1"].Claims[0].Status = shipment.Delivered }, false, "s1/0/out_for_delivery/1/owner/email skip already_delivered"},
		{"in shadow", func(m *brand.Messages) { m.Mode = "" }, 1, nil, nil, false, "s1/0/out_for_delivery/1/owner/email skip shadow"},
		{"the brand is off", func(m *brand.Messages) { m.Mode = "off" }, 1, nil, nil, false, "s1/0/out_for_delivery/1/owner/email skip brand_off"},
		{"there is no such brand", nil, 1, nil, func(w *world) { clear(w.brands) }, false, "s1/0/out_for_delivery/1/owner/email skip brand_off"},
		{"the kind is off", func(m *brand.Messages) { m.Kinds = map[string]brand.Rule{"out_for_delivery": {On: &off}} }, 1, nil, nil, false, "s1/0/out_for_delivery/1/owner/email skip kind_off"},
		{"a label is not recorded", nil, 1, func(n *queue.News) { n.Milestone = "info_received" }, nil, false, ""},
		{"an order is placed, which shops confirm themselves", nil, 1, func(n *queue.News) {
			*n = queue.News{About: queue.AboutOrder, Order: "o1", Milestone: "placed", Occurrence: 1}
		}, nil, false, ""},
		{"the claim is released", nil, 1, nil, func(w *world) { w.numbers["N1"].Claims[0].Released = true }, false, "s1/0/out_for_delivery/1/owner/email skip released"},
		{"two channels and a watcher", func(m *brand.Messages) {
			m.Kinds = map[string]brand.Rule{"out_for_delivery": {Channels: []string{"email", "sms"}}}
			m.SMS.Senders = map[string]string{"*": "ASTER"}
		}, 1, nil, func(w *world) { w.people = everybody }, false,
			"s1/0/out_for_delivery/1/anna/email send news sent\ns1/0/out_for_delivery/1/owner/email send news sent\ns1/0/out_for_delivery/1/owner/sms send news sent"},
		{"who must not be written to", nil, 1, nil, func(w *world) {
			w.people = []message.Recipient{{ID: "a", Channel: "email"}, {ID: "b", Channel: "email", Known: true}, {ID: "c", Channel: "email", Known: true, Consent: true, Suppressed: "all"}}
		}, false, "s1/0/out_for_delivery/1/a/email skip no_address\ns1/0/out_for_delivery/1/b/email skip no_consent\ns1/0/out_for_delivery/1/c/email skip suppressed"},
		{"a copy older than the news", nil, 1, nil, func(w *world) { w.copies["N1"] = store.Number{Number: "N1", Version: 1} }, false, "s1/0/out_for_delivery/1/owner/email send news sent"},
		{"what leaves is decided on the latest", nil, 1, func(n *queue.News) { n.Version = 0 }, func(w *world) {
			w.copies["N1"] = w.numbers["N1"]
			w.stand(1, shipment.Delivered, "", loaded(start), milestone(shipment.Delivered, start))
		}, false, "s1/0/out_for_delivery/1/owner/email skip already_delivered"},
		{"even the latest is older than the news", nil, 1, func(n *queue.News) { n.Version = 9 }, nil, true, ""},
		{"and so it stays", nil, 3, func(n *queue.News) { n.Version = 9 }, nil, false, "s1/0/out_for_delivery/1/owner/email send news sent"},
		{"the number is not there", nil, 2, nil, func(w *world) { clear(w.numbers) }, true, ""},
		{"and so it stays, too", nil, 3, nil, func(w *world) { clear(w.numbers) }, false, "s1/0/out_for_delivery/1/owner/email skip released"},
		{"the order is not there", nil, 1, nil, func(w *world) { clear(w.orders) }, true, ""},
		{"the order is gone", nil, 4, nil, func(w *world) { clear(w.orders) }, false, "s1/0/out_for_delivery/1/owner/email skip order_gone"},
		{"the order was erased", nil, 1, nil, func(w *world) {
			w.putOrder(order.Order{ID: "o1", Brand: "aster", Number: "1001", Erased: "2026-11-20T00:00:00Z"})
		}, false, "s1/0/out_for_delivery/1/owner/email skip order_gone"},
		{"a finding for the team", func(m *brand.Messages) { m.Alerts = brand.Alerts{Emails: []string{"ops@aster.example"}, Chat: true} }, 1,
			func(n *queue.News) { n.About, n.Milestone = queue.AboutFinding, "customs_dwell" }, nil, false,
			"s1/0/alert-customs_dwell/1/team/chat send news sent\ns1/0/alert-customs_dwell/1/team/email send news sent"},
		{"a finding for both", func(m *brand.Messages) { m.Alerts.Chat = true }, 1,
			func(n *queue.News) { n.About, n.Milestone = queue.AboutFinding, "past_promise" }, func(w *world) {
				w.numbers["N1"].Claims[0].Status = shipment.InTransit
			}, false, "s1/0/alert-past_promise/1/team/chat send news sent\ns1/0/delay-past_promise/1/owner/email send news sent"},
		{"a finding that nobody wants to hear of", func(m *brand.Messages) { m.Alerts = brand.Alerts{Chat: true, Kinds: []string{"silent"}} }, 1,
			func(n *queue.News) { n.About, n.Milestone = queue.AboutFinding, "customs_dwell" }, nil, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(1, c.policy)
			n := b.world.stand(1, shipment.OutForDelivery, "", loaded(start.Add(-time.Hour)))
			if c.edit != nil {
				c.edit(&n)
			}
			if c.world != nil {
				c.world(b.world)
			}
			again := b.deliver(c.receives, n)
			if got := b.world.decided(); got != c.want || (again == "m1") != c.again {
				t.Errorf("decided\n%s\nwant\n%s\ncome back: %q\n%s", got, c.want, again, b.log)
			}
			if sent := strings.Count(c.want, " sent"); len(b.world.left) != sent {
				t.Errorf("%d messages left, want %d", len(b.world.left), sent)
			}
		})
	}
}

// An order imported with a parcel that was delivered last month sends nothing, whatever its scans say by the way.
func TestHistoryIsNotNews(t *testing.T) {
	t.Parallel()
	on := true
	b := setup(1, func(m *brand.Messages) {
		m.Kinds = map[string]brand.Rule{}
		for _, k := range message.Kinds() {
			m.Kinds[string(k)] = brand.Rule{On: &on}
		}
	})
	ago := func(days int) time.Time { return start.AddDate(0, 0, -days) }
	life := []shipment.Milestone{milestone(shipment.InfoReceived, ago(35)), milestone(shipment.Accepted, ago(34)), milestone(shipment.InTransit, ago(33)),
		loaded(ago(31)), milestone(shipment.DeliveryAttempted, ago(31)), milestone(shipment.Delivered, ago(30))}
	o := order.Order{ID: "o1", Brand: "aster", Number: "1001", PlacedAt: ago(36).Format(time.RFC3339), Shipments: []order.Shipment{{ID: "s1", Number: "N1"}},
		Milestones: []order.Milestone{{What: order.Placed}, {What: order.InProcessing, At: ago(36).Format(time.RFC3339)}}}
	b.world.putOrder(o)
	news := []queue.News{{About: queue.AboutOrder, Order: "o1", Milestone: order.Placed, Occurrence: 1}, {About: queue.AboutOrder, Order: "o1", Milestone: order.InProcessing, Occurrence: 1}}
	for i := range life {
		n := b.world.stand(1, shipment.Delivered, "", life...)
		n.Milestone = string(life[i].Status)
		news = append(news, n)
	}
	if again := b.deliver(1, news...); again != "" || len(b.world.left) != 0 {
		t.Errorf("%d messages left, come back: %q", len(b.world.left), again)
	}
	if strings.Contains(b.world.decided(), "send") || strings.Contains(b.world.decided(), "defer") || len(b.world.rows) < 5 {
		t.Errorf("decided\n%s", b.world.decided())
	}
}

// One recipient's trouble is not the others', and nobody is written to twice for it.
func TestTroubleWithOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		err     error
		want    string // what anna's decision becomes
		later   time.Duration
		final   string
		problem string
	}{
		{"never deliverable", fault.New(fault.Invalid, "the provider refuses the recipient"), "send undeliverable failed", 24 * time.Hour, "send undeliverable failed", "the provider refuses the recipient"},
		{"nobody there any more", fault.New(fault.NotFound, "gone"), "send undeliverable failed", 24 * time.Hour, "send undeliverable failed", "gone"},
		{"busy", fault.New(fault.Throttled, "slow down"), "defer retry released", time.Minute, "send news sent", ""},
		{"down", fault.New(fault.Unavailable, "no answer"), "defer retry released", time.Minute, "send news sent", ""},
		{"a bug", nil, "defer retry released", time.Minute, "send news sent", ""}, // it panics
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(1, nil)
			b.world.people = []message.Recipient{everybody[2], everybody[0]}
			b.world.refuse = func(m Outgoing) error {
				if m.Recipient.ID == "anna" {
					if c.err == nil {
						panic("no such parcel")
					}
					return c.err
				}
				return nil
			}
			n := b.world.stand(1, shipment.OutForDelivery, "", loaded(start))
			if again := b.deliver(1, n); again != "" {
				t.Errorf("come back: %q\n%s", again, b.log)
			}
			want := "s1/0/out_for_delivery/1/anna/email " + c.want + "\ns1/0/out_for_delivery/1/owner/email send news sent"
			if got := b.world.decided(); got != want {
				t.Errorf("decided\n%s\nwant\n%s", got, want)
			}
			b.world.refuse = nil
			b.world.now = b.world.now.Add(c.later)
			b.deliver(1, append(b.world.dueNews(), n)...)
			d := b.world.rows["s1/0/out_for_delivery/1/anna/email"]
			if got := strings.Join([]string{d.Outcome, d.Reason, d.State}, " "); got != c.final || d.Problem != c.problem || len(b.world.left) > 2 {
				t.Errorf("at last %s (%q), %d messages left", got, d.Problem, len(b.world.left))
			}
		})
	}
}

// What cannot be handed over is tried again ever more seldom, for almost three days.
func TestPatience(t *testing.T) {
	t.Parallel()
	b := setup(1, func(m *brand.Messages) { m.Alerts.Chat = true })
	b.world.refuse = func(Outgoing) error { return fault.New(fault.Unavailable, "no answer") }
	n := b.world.stand(1, shipment.Exception, "customs_inspection", milestone(shipment.Exception, start.Add(-100*time.Hour)))
	n.About, n.Milestone, n.Sub = queue.AboutFinding, "customs_dwell", ""
	b.deliver(1, n)
	const key = "s1/0/alert-customs_dwell/1/team/chat"
	var waited []time.Duration
	for range 100 {
		d := b.world.rows[key]
		if d.Outcome != store.OutcomeDefer {
			break
		}
		waited = append(waited, d.NotBefore.Sub(b.world.now))
		b.world.now = d.NotBefore
		if again := b.deliver(1, b.world.dueNews()...); again != "" {
			t.Fatalf("come back: %q\n%s", again, b.log)
		}
	}
	d := b.world.rows[key]
	if d.State != store.StateFailed || d.Reason != message.ReasonGaveUp || d.Problem != "no answer" || d.Attempts != len(waited)+1 {
		t.Errorf("at last %+v", d.Decision)
	}
	if took := b.world.now.Sub(start); took < 66*time.Hour || took > 72*time.Hour {
		t.Errorf("given up after %v", took)
	}
	for i, want := range []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 6 * time.Hour} {
		if waited[i] != want {
			t.Errorf("waited %v", waited)
			break
		}
	}
}

// What was put off is decided again when its time comes, and dropped when it was overtaken.
func TestPutOff(t *testing.T) {
	t.Parallel()
	quiet := func(m *brand.Messages) {
		m.Quiet = brand.Quiet{From: "08:00", Until: "11:00", Channels: []string{"email"}}
	}
	const key = "s1/0/out_for_delivery/1/owner/email"
	for _, c := range []struct {
		name  string
		after time.Duration
		world func(*bench)
		want  string
	}{
		{"its time has come", 2 * time.Hour, nil, "send news sent"},
		{"not quite, by another clock", 2*time.Hour - 30*time.Second, nil, "defer quiet_hours"},
		{"much too early", time.Hour, nil, "defer quiet_hours"},
		{"overtaken", 2 * time.Hour, func(b *bench) {
			b.world.stand(1, shipment.Delivered, "", loaded(start), milestone(shipment.Delivered, start.Add(time.Hour)))
		}, "skip already_delivered"},
		{"days late, because everything stood still", 60 * time.Hour, nil, "skip stale"},
		{"nobody to tell any more", 2 * time.Hour, func(b *bench) { b.world.people = nil }, "skip no_address"},
		{"the brand went back to shadow", 2 * time.Hour, func(b *bench) {
			m, err := brand.Encode(brand.Record{Version: 1, Name: "Aster"})
			if err != nil {
				panic(err)
			}
			b.world.brands["aster"] = store.Brand{ID: "aster", Record: m}
		}, "skip shadow"},
		{"the order was erased", 2 * time.Hour, func(b *bench) { clear(b.world.orders) }, "skip order_gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(1, quiet)
			n := b.world.stand(1, shipment.OutForDelivery, "", loaded(start))
			b.deliver(1, n)
			if got := b.world.decided(); got != key+" defer quiet_hours" || !b.world.rows[key].due.Equal(start.Add(2*time.Hour)) {
				t.Fatalf("decided %s", got)
			}
			if c.world != nil {
				c.world(b)
			}
			b.world.now = start.Add(c.after)
			due := queue.News{About: queue.AboutDecision, Order: "o1", Decision: key}
			for range 3 {
				if again := b.deliver(patience, due, n); again != "" {
					t.Errorf("come back: %q\n%s", again, b.log)
				}
			}
			if got := b.world.decided(); got != key+" "+c.want || len(b.world.left) != strings.Count(c.want, "sent") {
				t.Errorf("decided %s, want %s; %d left", got, c.want, len(b.world.left))
			}
		})
	}
}

// A sender that dies leaves its claim. Whoever finds it lets it fall due when the lease ends, once.
func TestAClaimThatNobodySettles(t *testing.T) {
	t.Parallel()
	b := setup(1, nil)
	n := b.world.stand(1, shipment.OutForDelivery, "", loaded(start))
	const key = "s1/0/out_for_delivery/1/owner/email"
	b.world.write(store.Decision{Order: "o1", Key: key, Kind: "out_for_delivery", About: "milestone/out_for_delivery", Outcome: store.OutcomeSend,
		Reason: "news", State: store.StateClaimed, At: start, LeaseUntil: start.Add(lease), Attempts: 1})
	b.world.hidden[key] = true // the index that it is read from lags behind
	if again := b.deliver(2, n); again != "" || len(b.world.left) != 0 || !b.world.rows[key].due.Equal(start.Add(lease)) {
		t.Errorf("come back: %q, due %v", again, b.world.rows[key].due)
	}
	b.world.now = start.Add(time.Minute)
	due := b.world.dueNews()
	if again := b.deliver(1, append(due, due...)...); again != "" || len(b.world.left) != 1 {
		t.Errorf("come back: %q, %d left", again, len(b.world.left))
	}
	if d := b.world.rows[key]; d.State != store.StateSent || d.Attempts != 2 || d.MessageID != "m1" || !d.due.IsZero() {
		t.Errorf("at last %+v", d)
	}
}

// A sender that dies leaves its claim, and by the time the news is told again the parcel has moved on: what was a problem with a reason
// is one without, under another key. The claim is found all the same.
func TestAClaimUnderAnotherKey(t *testing.T) {
	t.Parallel()
	b := setup(1, nil)
	held := milestone(shipment.Exception, start)
	n := b.world.stand(1, shipment.Exception, "held", held)
	const key = "s1/0/problem-held/1/owner/email"
	b.world.write(store.Decision{Order: "o1", Key: key, Kind: "problem", About: "milestone/exception", Outcome: store.OutcomeSend,
		Reason: "news", State: store.StateClaimed, At: start, LeaseUntil: start.Add(lease), Attempts: 1})
	b.world.stand(1, shipment.InTransit, "", held, milestone(shipment.InTransit, start.Add(time.Second)))
	b.world.now = start.Add(time.Minute)
	if again := b.deliver(2, n); again != "" {
		t.Fatalf("come back: %q", again)
	}
	if again := b.deliver(1, b.world.dueNews()...); again != "" {
		t.Fatalf("come back: %q", again)
	}
	if d := b.world.rows[key]; unfinished(d.Decision) || !d.due.IsZero() {
		t.Errorf("it stays %s %s, due %v", d.Outcome, d.State, d.due)
	}
}

// A merchant takes a parcel out of an order by mistake and puts it back: what it reached meanwhile is told then, once.
func TestAParcelThatIsPutBack(t *testing.T) {
	t.Parallel()
	b := setup(1, nil)
	n := b.world.stand(1, shipment.OutForDelivery, "", loaded(start))
	take := func(back bool) {
		number := b.world.numbers["N1"]
		number.Claims[0].Released = !back
		b.world.numbers["N1"] = number
	}
	take(false)
	if again := b.deliver(1, n, n); again != "" || len(b.world.left) != 0 {
		t.Fatalf("come back: %q, %d left", again, len(b.world.left))
	}
	const want = "s1/0/out_for_delivery/1/owner/email skip released"
	if got := b.world.decided(); got != want {
		t.Fatalf("decided %s, want %s", got, want)
	}
	take(true)
	if again := b.deliver(1, n, n); again != "" || len(b.world.left) != 1 {
		t.Errorf("come back: %q, %d left\n%s", again, len(b.world.left), b.world.decided())
	}
}

// How long a shopper waited for us is measured where a push was accepted and the message did not wait on purpose.
func TestLatency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		accepted time.Duration
		policy   func(*brand.Messages)
		want     string
	}{
		{"pushed", 2500 * time.Millisecond, nil, `"MessageLatency":[2500]`},
		{"polled", 0, nil, ""},
		{"put off", time.Second, func(m *brand.Messages) { m.Kinds = map[string]brand.Rule{"out_for_delivery": {Delay: 1}} }, ""},
	} {
		b := setup(1, c.policy)
		n := b.world.stand(1, shipment.OutForDelivery, "", loaded(start))
		if c.accepted > 0 {
			n.Accepted = start.Add(-c.accepted).UnixMilli()
		}
		b.deliver(1, n)
		b.world.now = start.Add(time.Hour)
		b.deliver(1, b.world.dueNews()...)
		if len(b.world.left) != 1 || b.world.left[0].accepted.IsZero() != (c.want == "") {
			t.Fatalf("%s: %+v", c.name, b.world.left)
		}
		log := b.log.String()
		if got := strings.Contains(log, "MessageLatency"); got != (c.want != "") || !strings.Contains(log, c.want) {
			t.Errorf("%s: want %q in %s", c.name, c.want, log)
		}
		if c.want != "" && !(strings.Contains(log, `"latency_ms":2500`) && strings.Contains(log, `"kind":"out_for_delivery"`) && strings.Contains(log, `"channel":"email"`)) {
			t.Errorf("%s: %s", c.name, log)
		}
	}
}

// Trouble of one record is not the others', and what was not begun comes back.
func TestRecordsApart(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"number", "order", "brand", "decide", "reach", "settle"} {
		b := setup(2, func(m *brand.Messages) { never := 0; m.Merge = &never })
		failed := 0
		b.world.step = func(_ context.Context, call string, do func() error) error {
			if call == what && failed < 2 { // settle is tried twice
				failed++
				if what == "settle" || failed == 1 {
					return fault.New(fault.Unavailable, "no answer")
				}
			}
			return do()
		}
		one, two := b.world.stand(1, shipment.OutForDelivery, "", loaded(start)), b.world.stand(2, shipment.OutForDelivery, "", loaded(start))
		event := events.SQSEvent{Records: []events.SQSMessage{record("m1", 1, one), {MessageId: "junk", Body: "junk"}, record("m2", 1, two)}}
		if again := b.take(context.Background(), event); again != "m1 junk" || !strings.Contains(b.world.decided(), "s2/0/out_for_delivery/1/owner/email send news sent") {
			t.Errorf("%s fails: come back %q, decided\n%s", what, again, b.world.decided())
		}
	}
	b := setup(1, nil)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if again := b.take(ctx, events.SQSEvent{Records: []events.SQSMessage{record("m1", 1, b.world.stand(1, shipment.OutForDelivery, "", loaded(start)))}}); again != "m1" || len(b.world.rows) != 0 {
		t.Errorf("without time: come back %q, decided %s", again, b.world.decided())
	}
}
