package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/infra/local/template"
)

// errKilled is what Lambda says of an invocation whose process ended.
var errKilled = errors.New("the process ended")

// mostAtOnce is how many invocations of a function run at the same time at most: enough for any two to meet.
const mostAtOnce = 4

// poller is an event source mapping of a queue.
type poller struct {
	queue   *waitingLine
	host    *host
	conf    template.SQSEvent
	flights int
}

func (p *poller) most() int {
	if p.conf.MaximumConcurrency == 0 {
		return mostAtOnce
	}
	return min(p.conf.MaximumConcurrency, mostAtOnce)
}

// ready reports whether a batch could be handed over now.
func (p *poller) ready() bool { return p.flights < p.most() && len(p.queue.visible()) > 0 }

// begin hands a batch to the function.
func (w *world) poll(p *poller) {
	taken := w.receive(p.queue, p.conf.BatchSize)
	if len(taken) == 0 {
		return
	}
	var names []string
	for _, m := range taken {
		name := m.id
		if m.receives > 1 {
			name += fmt.Sprintf("(receive %d)", m.receives)
		}
		names = append(names, name)
	}
	if w.opt.Without == Settled {
		for _, m := range taken {
			p.queue.drop(m)
		}
	}
	p.flights++
	w.invoke(p.host, eventOf(p.queue, taken), p.queue.id+" "+strings.Join(names, " "), func(answer any, err error) {
		p.flights--
		w.settle(p, taken, answer, err)
	})
}

// settle deletes what the function has treated. A delete gets lost at times: the message comes back.
func (w *world) settle(p *poller, taken []*message, answer any, err error) {
	if err != nil {
		return // all come back
	}
	failed, err := failures(answer)
	if err != nil {
		w.complain("%s answers a batch with %v", p.host.id, err)
		return
	}
	for _, m := range taken {
		switch {
		case slices.Contains(failed, m.id):
			w.history.note(p.host.id, "does not settle %s", m.id)
		case !w.calm && w.rnd.IntN(60) == 0:
			w.tally["lost deletes"]++
			w.history.note(p.queue.id, "%s is not deleted", m.id)
		default:
			p.queue.drop(m)
		}
	}
}

// failures reads the identifiers of what failed from the answer to a batch.
func failures(answer any) ([]string, error) {
	raw, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	var read struct {
		BatchItemFailures []events.SQSBatchItemFailure `json:"batchItemFailures"`
	}
	if err := json.Unmarshal(raw, &read); err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	var ids []string
	for _, f := range read.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return ids, nil
}
