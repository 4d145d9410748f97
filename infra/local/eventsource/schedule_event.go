package eventsource

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// scheduledEvent is what a function gets from a schedule that has no Input.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
type scheduledEvent struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// event returns the payload for one firing. It is the same for every retry.
func (e scheduled) event(due time.Time) ([]byte, error) {
	when := due.UTC().Format(time.RFC3339)
	id := derivedID(e.Name, when)
	if e.Input != "" && e.Scheduler {
		return []byte(e.contextAttributes(when, id).Replace(e.Input)), nil
	}
	if e.Input != "" {
		return []byte(e.Input), nil
	}
	event := scheduledEvent{
		Version: "0", ID: id, DetailType: "Scheduled Event", Source: "aws.events",
		Account: arnField(e.ARN, arnAccount), Time: when, Region: arnField(e.ARN, arnRegion),
		Resources: []string{e.ARN}, Detail: json.RawMessage(`{}`),
	}
	if e.Scheduler { // whose detail is a string
		event.Source, event.Detail = "aws.scheduler", json.RawMessage(`"{}"`)
	}
	payload, err := encode(event)
	if err != nil {
		return nil, fmt.Errorf("encode event of schedule %s: %w", e.Name, err)
	}
	return payload, nil
}

// contextAttributes fills in what EventBridge Scheduler replaces in an Input.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
func (e scheduled) contextAttributes(when, id string) *strings.Replacer {
	return strings.NewReplacer(
		"<aws.scheduler.schedule-arn>", e.ARN,
		"<aws.scheduler.scheduled-time>", when,
		"<aws.scheduler.execution-id>", id,
		"<aws.scheduler.attempt-number>", "1",
	)
}
