package system

import (
	"context"
	"encoding/json"
	"fmt"

	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/infra/local/eventsource"
	"doorstep/infra/local/ses"
	"doorstep/infra/local/template"
)

// startBus connects what SES tells of mails to the queues of the template's rules.
func (s *System) startBus(ctx context.Context) error {
	var rules []eventsource.Rule
	for _, r := range s.Template.Rules() {
		if !r.Enabled {
			continue
		}
		rule := eventsource.Rule{Name: r.ID, Pattern: r.Pattern}
		for _, target := range r.Targets {
			rule.Queues = append(rule.Queues, s.attrs[target.Queue][template.RefAttr])
		}
		rules = append(rules, rule)
	}
	client := s.sqsClient()
	send := func(ctx context.Context, url, body string) error {
		_, err := client.SendMessage(ctx, &awssqs.SendMessageInput{QueueUrl: &url, MessageBody: &body})
		return err
	}
	bus, err := eventsource.NewBus(rules, send, region(), eventsource.SystemClock{})
	if err != nil {
		return fmt.Errorf("template.yaml: %w", err)
	}
	s.bus = bus
	s.mail.Configure(s.configurationSets(), func(e ses.Event) {
		if err := s.PutEvent(ctx, "aws.ses", e.DetailType, e.Detail); err != nil {
			s.log.Error("an event of SES was lost", "event", e.DetailType, "error", err)
		}
	})
	return nil
}

func (s *System) configurationSets() []ses.ConfigurationSet {
	sets := []ses.ConfigurationSet{}
	for _, declared := range s.Template.ConfigurationSets() {
		set := ses.ConfigurationSet{Name: declared.Name, Suppresses: declared.Suppresses}
		for _, d := range s.Template.MailDestinations() {
			if d.Set == declared.ID && d.Enabled {
				set.Types = append(set.Types, d.Types...)
			}
		}
		sets = append(sets, set)
	}
	return sets
}

// PutEvent puts an event of a service on the event bus, from which the template's rules take it: see eventsource.Bus.
func (s *System) PutEvent(ctx context.Context, source, detailType string, detail json.RawMessage) error {
	return s.bus.Put(ctx, source, detailType, detail)
}

// Mail is the stand-in that mails leave through.
func (s *System) Mail() *ses.Server { return s.mail }
