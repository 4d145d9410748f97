package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	"doorstep/infra/local/eventsource/filter"
)

// Rule hands the events of the bus that match its pattern to queues.
type Rule struct {
	Name    string
	Pattern string   // JSON; see package filter for what of the language is known
	Queues  []string // URLs
}

// QueueSender puts a body into a queue, by its URL.
type QueueSender func(ctx context.Context, url, body string) error

// Bus is the default event bus of EventBridge: services put events into it, rules take them out. Each rule's queues get the whole event.
// Unlike EventBridge it delivers before Put returns and tries once.
type Bus struct {
	rules   []busRule
	send    QueueSender
	account string
	region  string
	clock   Clock
	serial  atomic.Int64
}

type busRule struct {
	Rule
	pattern filter.Filter
}

// NewBus checks all rules and reports together what is wrong.
func NewBus(rules []Rule, send QueueSender, region string, clock Clock) (*Bus, error) {
	b := &Bus{send: send, account: "000000000000", region: region, clock: clock}
	var problems []error
	for _, rule := range rules {
		pattern, err := filter.Parse(rule.Pattern)
		if err != nil {
			problems = append(problems, fmt.Errorf("rule %s: %w", rule.Name, err))
		}
		b.rules = append(b.rules, busRule{rule, pattern})
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return b, nil
}

// Put takes an event of a service: its source ("aws.ses"), its detail-type ("Email Bounced") and its detail. The error joins what
// could not be delivered.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
func (b *Bus) Put(ctx context.Context, source, detailType string, detail json.RawMessage) error {
	when := b.clock.Now().UTC().Format("2006-01-02T15:04:05Z")
	payload, err := encode(scheduledEvent{
		Version: "0", ID: derivedID(source, fmt.Sprint(when, b.serial.Add(1))), DetailType: detailType, Source: source,
		Account: b.account, Time: when, Region: b.region, Resources: []string{}, Detail: detail,
	})
	if err != nil {
		return fmt.Errorf("encode event %q: %w", detailType, err)
	}
	event, err := filter.Decode(payload)
	if err != nil {
		return fmt.Errorf("read event %q: %w", detailType, err)
	}
	var failed []error
	for _, rule := range b.rules {
		if !rule.pattern.Match(event) {
			continue
		}
		for _, url := range rule.Queues {
			if err := b.send(ctx, url, string(payload)); err != nil {
				failed = append(failed, fmt.Errorf("rule %s: %w", rule.Name, err))
			}
		}
	}
	return errors.Join(failed...)
}
