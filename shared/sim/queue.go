package sim

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"doorstep/infra/local/template"
)

// waitingLine is a standard queue: at least once, in any order.
type waitingLine struct {
	id       string
	conf     template.Queue
	messages []*message
}

type message struct {
	id         string
	body       string
	attributes map[string]types.MessageAttributeValue
	sent       time.Time
	visible    time.Time // not before
	receives   int
}

// urlPrefix stands before the logical id of a queue in its address.
const urlPrefix = "https://queues.example/"

// client is SQS as shared/queue sees it.
type client struct{ *world }

// SendMessage implements queue.Client.
func (c client) SendMessage(ctx context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	q := c.at(in.QueueUrl)
	var id string
	err := c.call(ctx, request{edge: sending, what: "SendMessage " + q.id + " " + brief(*in.MessageBody), acts: true}, func(kind) error {
		id = c.send(q, *in.MessageBody, in.MessageAttributes)
		return nil
	})
	return &sqs.SendMessageOutput{MessageId: &id}, ofQueue(err)
}

// SendMessageBatch implements queue.Client. Entries are taken in the order of their bodies: that in which a handler went through a map
// is not ours to repeat.
func (c client) SendMessageBatch(ctx context.Context, in *sqs.SendMessageBatchInput, _ ...func(*sqs.Options)) (*sqs.SendMessageBatchOutput, error) {
	q := c.at(in.QueueUrl)
	entries := slices.Clone(in.Entries)
	slices.SortStableFunc(entries, func(a, b types.SendMessageBatchRequestEntry) int {
		return strings.Compare(*a.MessageBody, *b.MessageBody)
	})
	what := fmt.Sprintf("SendMessageBatch %s %d: %s", q.id, len(entries), brief(*entries[0].MessageBody))
	out := &sqs.SendMessageBatchOutput{}
	err := c.call(ctx, request{edge: sending, what: what, acts: true, some: true}, func(k kind) error {
		out = &sqs.SendMessageBatchOutput{}
		for _, e := range entries {
			if k == partly && c.rnd.IntN(2) == 0 {
				out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: e.Id, Code: aws.String("InternalError")})
				continue
			}
			id := c.send(q, *e.MessageBody, e.MessageAttributes)
			out.Successful = append(out.Successful, types.SendMessageBatchResultEntry{Id: e.Id, MessageId: &id})
		}
		return nil
	})
	if err != nil {
		return nil, ofQueue(err)
	}
	return out, nil
}

func (w *world) at(url *string) *waitingLine {
	q, ok := w.queues[strings.TrimPrefix(aws.ToString(url), urlPrefix)]
	if !ok {
		panic("no queue at " + aws.ToString(url))
	}
	return q
}

// send puts a message into a queue. Some take longer to appear than others.
func (w *world) send(q *waitingLine, body string, attributes map[string]types.MessageAttributeValue) string {
	w.messages++
	m := &message{
		id: fmt.Sprintf("m%d", w.messages), body: body, attributes: attributes, sent: time.Now(),
		visible: time.Now().Add(q.conf.Delay + w.drawDelay()),
	}
	q.messages = append(q.messages, m)
	w.tally["messages"]++
	return m.id
}

func (w *world) drawDelay() time.Duration {
	switch {
	case w.calm || w.rnd.IntN(3) > 0:
		return 0
	case w.rnd.IntN(20) == 0:
		w.tally["late messages"]++
		return time.Duration(w.rnd.IntN(600)) * time.Second
	default:
		return time.Duration(w.rnd.IntN(3000)) * time.Millisecond
	}
}

// visible gives what could be received now.
func (q *waitingLine) visible() []*message {
	var out []*message
	now := time.Now()
	for _, m := range q.messages {
		if !m.visible.After(now) {
			out = append(out, m)
		}
	}
	return out
}

// next is when the next message can be received; zero: there is none.
func (q *waitingLine) next() time.Time {
	var at time.Time
	for _, m := range q.messages {
		if at.IsZero() || m.visible.Before(at) {
			at = m.visible
		}
	}
	return at
}

// receive takes some messages in any order. One that was received too often becomes a dead letter instead.
func (w *world) receive(q *waitingLine, most int) []*message {
	all := q.visible()
	w.rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if !w.calm && len(all) > 1 {
		most = min(most, 1+w.rnd.IntN(len(all)))
	}
	var taken []*message
	for _, m := range all[:min(most, len(all))] {
		if q.conf.DeadLetter != "" && m.receives >= q.conf.MaxReceiveCount {
			q.drop(m)
			dead := w.queues[q.conf.DeadLetter]
			m.receives, m.visible = 0, time.Now()
			dead.messages = append(dead.messages, m)
			w.history.note(q.id, "%s becomes a dead letter: %s", m.id, brief(m.body))
			w.tally["dead letters"]++
			continue
		}
		m.receives++
		if m.receives > 1 {
			w.tally["redeliveries"]++
		}
		m.visible = time.Now().Add(q.conf.Visibility)
		if !w.calm && w.rnd.IntN(25) == 0 { // another server has not heard of it and delivers it as well
			m.visible = time.Now().Add(time.Duration(w.rnd.IntN(2000)) * time.Millisecond)
			w.tally["duplicates"]++
		}
		taken = append(taken, m)
	}
	return taken
}

// drop deletes a message.
func (q *waitingLine) drop(m *message) {
	q.messages = slices.DeleteFunc(q.messages, func(other *message) bool { return other == m })
}

// redrive moves dead letters back to where they came from.
func (w *world) redrive() {
	if w.opt.Without == Redrive {
		return
	}
	for _, id := range w.sys.order {
		from := w.queues[id]
		if from.conf.DeadLetter == "" {
			continue
		}
		dead := w.queues[from.conf.DeadLetter]
		for _, m := range dead.messages {
			m.visible = time.Now()
			from.messages = append(from.messages, m)
			w.tally["redriven"]++
			w.history.note("operator", "redrives %s to %s: %s", m.id, from.id, brief(m.body))
		}
		dead.messages = nil
	}
}

// eventOf is what Lambda hands to a function.
func eventOf(q *waitingLine, taken []*message) events.SQSEvent {
	var e events.SQSEvent
	for _, m := range taken {
		r := events.SQSMessage{
			MessageId: m.id, Body: m.body, EventSource: "aws:sqs", EventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:" + q.conf.Name,
			Attributes: map[string]string{
				"ApproximateReceiveCount": strconv.Itoa(m.receives), "SentTimestamp": strconv.FormatInt(m.sent.UnixMilli(), 10),
			},
			MessageAttributes: make(map[string]events.SQSMessageAttribute, len(m.attributes)),
		}
		for name, v := range m.attributes {
			r.MessageAttributes[name] = events.SQSMessageAttribute{DataType: aws.ToString(v.DataType), StringValue: v.StringValue}
		}
		e.Records = append(e.Records, r)
	}
	return e
}

// brief is as much of a body as a line of the history can bear.
func brief(body string) string {
	const most = 160
	if strings.HasPrefix(body, "{") {
		return body[:min(len(body), most)]
	}
	return fmt.Sprintf("(%d bytes %08x)", len(body), sum(body))
}

// ofQueue gives a failed call the shape that the SDK gives it.
func ofQueue(err error) error {
	switch err {
	case nil, errBroken, errTimeout:
		return err
	case errThrottled:
		return &smithy.GenericAPIError{Code: "RequestThrottled", Message: "too many requests", Fault: smithy.FaultClient}
	case errFailed:
		return &smithy.GenericAPIError{Code: "InternalFailure", Message: "unknown error", Fault: smithy.FaultServer}
	default:
		return err
	}
}
