package day

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/queue"
)

// The behaviour of the queues and their functions, as in template.yaml.
const (
	window     = time.Second // a batch is gathered for as long
	batch      = 10
	visibility = 5 * time.Minute // a record that failed comes back after this
	allowed    = time.Minute     // an invocation may take as long
)

// pipe is a queue with the function behind it.
type pipe struct {
	mu      sync.Mutex
	filled  *sync.Cond
	waiting []events.SQSMessage
	closed  bool
	sent    int
	failed  int
}

func newPipe() *pipe {
	p := &pipe{}
	p.filled = sync.NewCond(&p.mu)
	return p
}

// SendAll queues messages.
func (p *pipe) SendAll(_ context.Context, messages []queue.Message) []error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range messages {
		p.sent++
		r := events.SQSMessage{
			MessageId: strconv.Itoa(p.sent), Body: m.Body, Attributes: map[string]string{"ApproximateReceiveCount": "1"},
			MessageAttributes: map[string]events.SQSMessageAttribute{},
		}
		for name, value := range m.Attributes {
			r.MessageAttributes[name] = events.SQSMessageAttribute{StringValue: &value, DataType: "String"}
		}
		p.waiting = append(p.waiting, r)
	}
	p.filled.Broadcast()
	return make([]error, len(messages))
}

// close lets the workers end when nothing waits any more.
func (p *pipe) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.filled.Broadcast()
}

// take waits for records and gives at most a batch of them; none when the pipe is closed and empty.
func (p *pipe) take() []events.SQSMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.waiting) == 0 && !p.closed {
		p.filled.Wait()
	}
	if n := len(p.waiting); n > 0 && n < batch && !p.closed {
		p.mu.Unlock()
		time.Sleep(window)
		p.mu.Lock()
	}
	n := min(batch, len(p.waiting))
	records := p.waiting[:n:n]
	p.waiting = p.waiting[n:]
	return records
}

// work is one worker of the function behind the queue.
func (p *pipe) work(handle func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)) {
	for {
		records := p.take()
		if len(records) == 0 {
			p.mu.Lock()
			done := p.closed && len(p.waiting) == 0
			p.mu.Unlock()
			if done {
				return
			}
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), allowed)
		response, err := handle(ctx, events.SQSEvent{Records: records})
		cancel()
		p.again(records, response, err)
	}
}

// again brings back what was not treated, after its visibility time-out.
func (p *pipe) again(records []events.SQSMessage, response events.SQSEventResponse, err error) {
	failed := map[string]bool{}
	for _, f := range response.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	var back []events.SQSMessage
	for _, r := range records {
		if failed[r.MessageId] || err != nil {
			back = append(back, r)
		}
	}
	if len(back) == 0 {
		return
	}
	p.mu.Lock()
	p.failed += len(back)
	p.mu.Unlock()
	time.AfterFunc(visibility, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.waiting = append(p.waiting, back...)
		p.filled.Broadcast()
	})
}
