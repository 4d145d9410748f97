package template

import "encoding/json"

// Rule is an AWS::Events::Rule that matches events of the default bus and hands
// them to queues.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
type Rule struct {
	ID      string // logical id
	Name    string
	Line    int
	Pattern string // JSON
	Enabled bool
	Targets []RuleTarget
}

// RuleTarget is a queue that gets the whole event of a rule.
type RuleTarget struct {
	Queue      string // logical id
	DeadLetter string // logical id of the queue for what cannot be delivered; may be empty
}

func readRule(r Resource, o *object) Rule {
	o.ignore("Description", "Tags")
	rule := Rule{
		ID: r.ID, Line: r.Line, Name: o.text("Name", r.ID),
		Enabled: o.choice("State", "ENABLED", "ENABLED", "DISABLED") == "ENABLED",
	}
	if pattern := o.raw("EventPattern"); pattern == nil || pattern.Kind != Map {
		o.fail(r.Line, "%smust be a map: a local run knows no rule by the clock", o.named("EventPattern"))
	} else if text, err := json.Marshal(pattern.Plain()); err == nil {
		rule.Pattern = string(text)
	}
	for _, t := range o.children("Targets") {
		t.ignore("Id", "RetryPolicy")
		target := RuleTarget{Queue: t.target("Arn", "Arn", typeQueue)}
		if dead, ok := t.child("DeadLetterConfig"); ok {
			target.DeadLetter = dead.target("Arn", "Arn", typeQueue)
			dead.done()
		}
		t.done()
		rule.Targets = append(rule.Targets, target)
	}
	o.done()
	return rule
}
