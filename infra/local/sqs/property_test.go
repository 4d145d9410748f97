package sqs_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"pgregory.net/rapid"

	"doorstep/infra/local/sqs"
)

const (
	maxReceives = 3
	timeout     = 30 * time.Second
)

// model is what a standard queue with a dead-letter queue must do, written the slow and obvious way: a list of messages, each
// with the time from which it can be received.
type model struct {
	l         *local
	url, dead *string
	messages  map[string]*modelled // by body
	receipts  []receipt
	sends     int
}

type modelled struct {
	receives int
	from     time.Time // receivable from then on
	buried   bool
	deleted  bool
}

type receipt struct {
	body, handle string
	receive      int
}

func newModel(t *rapid.T) *model {
	clock := newClock()
	server := sqs.New("http://queues.test", clock.now)
	l := &local{Client: client("http://queues.test", direct{http.Handler(server)}), server: server, clock: clock, fatal: t.Fatalf}
	m := &model{l: l, messages: map[string]*modelled{}}
	m.dead = l.queue("InboundDead")
	m.url = l.queue("Inbound", append(redrive("InboundDead", fmt.Sprint(maxReceives)), "VisibilityTimeout", fmt.Sprint(timeout.Seconds()))...)
	return m
}

func (m *model) Send(t *rapid.T) {
	m.sends++
	body := fmt.Sprintf("message %d", m.sends)
	delay := rapid.SampledFrom([]int32{0, 0, 5, 40}).Draw(t, "delay")
	_, err := m.l.SendMessage(context.Background(), &api.SendMessageInput{QueueUrl: m.url, MessageBody: &body, DelaySeconds: delay})
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	m.messages[body] = &modelled{from: m.l.clock.now().Add(time.Duration(delay) * time.Second)}
}

// Receive checks that exactly the receivable messages come, up to the number asked, each with its receive count; and that those
// received too often already are buried by it.
func (m *model) Receive(t *rapid.T) {
	limit := rapid.IntRange(1, 10).Draw(t, "limit")
	out, err := m.l.ReceiveMessage(context.Background(), &api.ReceiveMessageInput{
		QueueUrl: m.url, MaxNumberOfMessages: int32(limit),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"ApproximateReceiveCount"},
	})
	if err != nil {
		t.Fatalf("receive: %v", err)
	}
	now := m.l.clock.now()
	receivable := 0
	for _, x := range m.messages {
		if x.visible(now) && x.receives < maxReceives {
			receivable++
		}
	}
	if want := min(limit, receivable); len(out.Messages) != want {
		t.Fatalf("received %v, want %d messages", bodies(out.Messages), want)
	}
	for _, got := range out.Messages {
		x := m.messages[*got.Body]
		if x == nil || !x.visible(now) || x.receives >= maxReceives {
			t.Fatalf("received %q, which is hidden, deleted or dead: %+v", *got.Body, x)
		}
		x.receives++
		x.from = now.Add(timeout)
		if count := got.Attributes["ApproximateReceiveCount"]; count != strconv.Itoa(x.receives) {
			t.Fatalf("receive count of %q is %s, want %d", *got.Body, count, x.receives)
		}
		m.receipts = append(m.receipts, receipt{body: *got.Body, handle: *got.ReceiptHandle, receive: x.receives})
	}
	if len(out.Messages) < limit { // it looked at every message
		for _, x := range m.messages {
			x.buried = x.buried || x.visible(now) && x.receives == maxReceives
		}
		return
	}
	for _, p := range m.l.server.Peek("InboundDead", 1000) { // it may have stopped before some of the dead
		x := m.messages[p.Body]
		if x.receives != maxReceives || !x.buried && !x.visible(now) {
			t.Fatalf("%q is in the dead-letter queue too early: %+v", p.Body, x)
		}
		x.buried = true
	}
}

func (x *modelled) visible(now time.Time) bool {
	return !x.deleted && !x.buried && !x.from.After(now)
}

func (m *model) Delete(t *rapid.T) {
	r := m.draw(t)
	_, err := m.l.DeleteMessage(context.Background(), &api.DeleteMessageInput{QueueUrl: m.url, ReceiptHandle: &r.handle})
	if err != nil {
		t.Fatalf("delete %q: %v", r.body, err)
	}
	if x := m.messages[r.body]; !x.buried && x.receives == r.receive {
		x.deleted = true
	}
}

func (m *model) ChangeVisibility(t *rapid.T) {
	r := m.draw(t)
	seconds := rapid.SampledFrom([]int32{0, 10, 100}).Draw(t, "seconds")
	_, err := m.l.ChangeMessageVisibility(context.Background(), &api.ChangeMessageVisibilityInput{
		QueueUrl: m.url, ReceiptHandle: &r.handle, VisibilityTimeout: seconds,
	})
	x, now := m.messages[r.body], m.l.clock.now()
	possible := !x.deleted && !x.buried && x.receives == r.receive && x.from.After(now)
	if (err == nil) != possible {
		t.Fatalf("change visibility of %q: got %v, possible is %t", r.body, err, possible)
	}
	if possible {
		x.from = now.Add(time.Duration(seconds) * time.Second)
	}
}

func (m *model) Wait(t *rapid.T) {
	m.l.clock.advance(time.Duration(rapid.IntRange(1, 45).Draw(t, "seconds")) * time.Second)
}

func (m *model) draw(t *rapid.T) receipt {
	if len(m.receipts) == 0 {
		t.Skip("nothing was received yet")
	}
	return rapid.SampledFrom(m.receipts).Draw(t, "receipt")
}

// Check runs after every action: no message is lost or in two places, and the counts are right.
func (m *model) Check(t *rapid.T) {
	var want, wantDead []string
	var info sqs.QueueInfo
	now := m.l.clock.now()
	for body, x := range m.messages {
		switch {
		case x.deleted:
		case x.buried:
			wantDead = append(wantDead, body)
		default:
			want = append(want, body)
			if x.visible(now) {
				info.Visible++
			} else if x.receives > 0 {
				info.InFlight++
			} else {
				info.Delayed++
			}
		}
	}
	got := m.l.server.Queues()[0]
	if got.Visible != info.Visible || got.InFlight != info.InFlight || got.Delayed != info.Delayed {
		t.Fatalf("counts are %+v, want %+v", got, info)
	}
	for name, list := range map[string][]string{"Inbound": want, "InboundDead": wantDead} {
		var kept []string
		for _, p := range m.l.server.Peek(name, 1000) {
			kept = append(kept, p.Body)
		}
		slices.Sort(kept)
		slices.Sort(list)
		if !slices.Equal(kept, list) {
			t.Fatalf("%s holds %v, want %v", name, kept, list)
		}
	}
}

// No message is lost, none is delivered again before its visibility timeout ends, every receive counts, and a message is dead
// after exactly maxReceiveCount receives.
func TestStandardQueueFollowsItsModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                 m.Check,
			"send":             m.Send,
			"receive":          m.Receive,
			"delete":           m.Delete,
			"changeVisibility": m.ChangeVisibility,
			"wait":             m.Wait,
		})
		m.drain(t)
	})
}

// drain receives and deletes until nothing is left: what was neither deleted nor dead must all come.
func (m *model) drain(t *rapid.T) {
	for range maxReceives + 1 {
		m.l.clock.advance(2 * time.Minute)
		for {
			got := m.l.receive(m.url)
			if len(got) == 0 {
				break
			}
			for _, g := range got {
				if err := m.deleteNow(g.ReceiptHandle); err != nil {
					t.Fatalf("delete %q: %v", *g.Body, err)
				}
				m.messages[*g.Body].deleted = true
			}
		}
	}
	for _, p := range m.l.server.Peek("InboundDead", 1000) {
		m.messages[p.Body].buried = true
	}
	for body, x := range m.messages {
		if x.deleted == x.buried {
			t.Fatalf("%q was neither delivered nor buried, or both: %+v", body, x)
		}
		if x.buried && x.receives != maxReceives {
			t.Fatalf("%q was buried after %d receives, want %d", body, x.receives, maxReceives)
		}
	}
}

func (m *model) deleteNow(handle *string) error {
	_, err := m.l.DeleteMessage(context.Background(), &api.DeleteMessageInput{QueueUrl: m.url, ReceiptHandle: handle})
	return err
}
