package template

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const mailTemplate = `
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Dead: {Type: AWS::SQS::Queue}
  Set:
    Type: AWS::SES::ConfigurationSet
    Properties:
      Name: !Sub shop-${Stage}
      SuppressionOptions: {SuppressedReasons: [BOUNCE]}
  Events:
    Type: AWS::SES::ConfigurationSetEventDestination
    Properties:
      ConfigurationSetName: !Ref Set
      EventDestination:
        Enabled: true
        MatchingEventTypes: [bounce, complaint]
        EventBridgeDestination: {EventBusArn: !Sub 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default'}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.ses], detail: {mail: {tags: {'ses:configuration-set': [!Sub 'shop-${Stage}']}}}}
      Targets: [{Id: a, Arn: !GetAtt Queue.Arn, DeadLetterConfig: {Arn: !GetAtt Dead.Arn}}]
`

func TestMailAndRules(t *testing.T) {
	t.Parallel()
	tmpl := parse(t, mailTemplate)
	if diff := cmp.Diff([]ConfigurationSet{{ID: "Set", Name: "shop-dev", Line: 5, Suppresses: []string{"BOUNCE"}}}, tmpl.ConfigurationSets()); diff != "" {
		t.Errorf("configuration sets (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]MailDestination{{ID: "Events", Line: 10, Set: "Set", Types: []string{"bounce", "complaint"}, Enabled: true}}, tmpl.MailDestinations()); diff != "" {
		t.Errorf("destinations (-want +got):\n%s", diff)
	}
	rules := tmpl.Rules()
	if len(rules) != 1 || !rules[0].Enabled || rules[0].Name != "Rule" || !cmp.Equal(rules[0].Targets, []RuleTarget{{"Queue", "Dead"}}) {
		t.Fatalf("rules %+v", rules)
	}
	var pattern struct {
		Detail struct {
			Mail struct{ Tags map[string][]string }
		}
	}
	if err := json.Unmarshal([]byte(rules[0].Pattern), &pattern); err != nil || pattern.Detail.Mail.Tags["ses:configuration-set"][0] != "shop-dev" {
		t.Errorf("pattern %s, %v", rules[0].Pattern, err)
	}
}

func TestMailThatIsNotUnderstood(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, says string }{
		"a rule by the clock":      {"EventPattern: {source: [aws.ses], detail: {mail: {tags: {'ses:configuration-set': [!Sub 'shop-${Stage}']}}}}", "ScheduleExpression: rate(1 minute)", "EventPattern"},
		"a rule for another bus":   {"      Targets:", "      EventBusName: mine\n      Targets:", "EventBusName"},
		"a rule to somewhere else": {"!GetAtt Queue.Arn", "!Sub 'arn:${Stage}'", "AWS::SQS::Queue of this template"},
		"events to a topic":        {"EventBridgeDestination: {EventBusArn:", "SnsDestination: {TopicARN:", "EventBridgeDestination"},
		"a set by its name":        {"!Ref Set", "shop-dev", "AWS::SES::ConfigurationSet of this template"},
		"an event without target":  {"{Id: a, Arn: !GetAtt Queue.Arn, ", "{Id: a, Input: '{}', Arn: !GetAtt Queue.Arn, ", "Input"},
	} {
		source := strings.Replace(mailTemplate, c.from, c.to, 1)
		if source == mailTemplate {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := Parse("t.yaml", strings.NewReader(source), nil); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}
