package deploy_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
)

const parameters = "arn:aws:ssm:us-east-1:000000000000:parameter/doorstep/dev"

// rights gives who may do what, one line per action and resource, besides writing one's own log. A line that ends in [..] is limited to
// partition keys of these forms. Whoever changes a role in template.yaml changes it here as well, and says why in the commit.
func rights() map[string][]string {
	return map[string][]string{
		"Webhook": {
			"sqs:SendMessage InboundQueue.Arn",
			"ssm:GetParameter " + parameters + "/sources/*/secret",
		},
		"Ingest": {
			"dynamodb:GetItem KeysTable.Arn [T#* X#*]",
			"dynamodb:GetItem Table.Arn [T#*]",
			"dynamodb:PutItem KeysTable.Arn [T#* X#*]",
			"dynamodb:PutItem Table.Arn [X#*]",
			"dynamodb:UpdateItem Table.Arn [T#*]",
			"sqs:DeleteMessage InboundQueue.Arn",
			"sqs:GetQueueAttributes InboundQueue.Arn",
			"sqs:ReceiveMessage InboundQueue.Arn",
			"sqs:SendMessage PollsQueue.Arn",
			"ssm:GetParameter " + parameters + "/keys/kek",
		},
		"Relay": {
			"dynamodb:DescribeStream Table.Arn/stream/*",
			"dynamodb:GetItem Table.Arn [O#* T#*]",
			"dynamodb:GetRecords Table.Arn/stream/*",
			"dynamodb:GetShardIterator Table.Arn/stream/*",
			"dynamodb:ListStreams Table.Arn/stream/*",
			"dynamodb:UpdateItem Table.Arn [T#*]",
			"sqs:DeleteMessage RelayQueue.Arn",
			"sqs:GetQueueAttributes RelayQueue.Arn",
			"sqs:ReceiveMessage RelayQueue.Arn",
			"sqs:SendMessage MessagesQueue.Arn",
			"sqs:SendMessage RelayLost.Arn",
			"sqs:SendMessage RelayQueue.Arn",
		},
		"Notify": {
			"dynamodb:BatchGetItem Table.Arn [T#*]",
			"dynamodb:GetItem KeysTable.Arn [order/*]",
			"dynamodb:GetItem Table.Arn [B#* T#*]",
			"dynamodb:GetItem Table.Arn [L#*]",
			"dynamodb:PutItem Table.Arn [L#*]",
			"dynamodb:PutItem Table.Arn [O#*]",
			"dynamodb:Query Table.Arn [O#*]",
			"dynamodb:Query Table.Arn [R#disruptions R#stop#*]",
			"dynamodb:UpdateItem Table.Arn [O#*]",
			"ses:SendEmail arn:aws:ses:us-east-1:000000000000:configuration-set/doorstep-dev-extras",
			"ses:SendEmail arn:aws:ses:us-east-1:000000000000:configuration-set/doorstep-dev-messages",
			"ses:SendEmail arn:aws:ses:us-east-1:000000000000:identity/*",
			"sms-voice:SendTextMessage arn:aws:sms-voice:us-east-1:000000000000:phone-number/*",
			"sms-voice:SendTextMessage arn:aws:sms-voice:us-east-1:000000000000:pool/*",
			"sms-voice:SendTextMessage arn:aws:sms-voice:us-east-1:000000000000:sender-id/*",
			"sqs:DeleteMessage MessagesQueue.Arn",
			"sqs:GetQueueAttributes MessagesQueue.Arn",
			"sqs:ReceiveMessage MessagesQueue.Arn",
			"ssm:GetParameter " + parameters + "/brands/*/chat",
			"ssm:GetParameter " + parameters + "/keys/kek",
			"ssm:GetParameter " + parameters + "/keys/link",
			"ssm:GetParameter " + parameters + "/keys/lookup",
		},
		"Feedback": {
			"dynamodb:GetItem Table.Arn [B#*]",
			"dynamodb:Query Table.Arn [R#stop#*]",
			"dynamodb:UpdateItem Table.Arn [R#stop#*]",
			"sqs:DeleteMessage FeedbackQueue.Arn",
			"sqs:GetQueueAttributes FeedbackQueue.Arn",
			"sqs:ReceiveMessage FeedbackQueue.Arn",
			"ssm:GetParameter " + parameters + "/keys/link",
			"ssm:GetParameter " + parameters + "/keys/lookup",
		},
		"Orders": {
			"dynamodb:BatchGetItem Table.Arn [T#*]",
			"dynamodb:GetItem KeysTable.Arn [T#* X#* order/*]",
			"dynamodb:DeleteItem Table.Arn [L#* M#*]",
			"dynamodb:GetItem Table.Arn [B#* L#* M#* O#*]",
			"dynamodb:Query Table.Arn [O#*]",
			"dynamodb:GetItem Table.Arn [T#*]",
			"dynamodb:PutItem KeysTable.Arn [T#* X#* order/*]",
			"dynamodb:PutItem Table.Arn [L#* M#* O#* X#*]",
			"dynamodb:UpdateItem Table.Arn [O#*]",
			"dynamodb:UpdateItem Table.Arn [T#*]",
			"ssm:GetParameter " + parameters + "/keys/kek",
			"ssm:GetParameter " + parameters + "/keys/link",
			"ssm:GetParameter " + parameters + "/keys/lookup",
			"ssm:GetParameter " + parameters + "/shops/*/*/credentials",
			"ssm:GetParameter " + parameters + "/shops/*/*/secret",
		},
		"Track": {
			"dynamodb:BatchGetItem Table.Arn [B#* L#* M#* O#* T#*]",
			"dynamodb:GetItem Table.Arn [B#* L#* M#* O#* T#*]",
			"dynamodb:PutItem Table.Arn [L#*]",
			"dynamodb:UpdateItem Table.Arn [R#lookup#*]",
			"ssm:GetParameter " + parameters + "/keys/link",
			"ssm:GetParameter " + parameters + "/keys/lookup",
		},
		"Survey": {
			"dynamodb:BatchGetItem Table.Arn [B#* L#* O#* T#*]",
			"dynamodb:GetItem KeysTable.Arn [order/*]",
			"dynamodb:GetItem Table.Arn [B#* L#* O#* T#*]",
			"dynamodb:PutItem KeysTable.Arn [order/*]",
			"dynamodb:PutItem Table.Arn [O#*]",
			"dynamodb:Query Table.Arn [O#*]",
			"dynamodb:UpdateItem Table.Arn [R#survey#*]",
			"ssm:GetParameter " + parameters + "/keys/kek",
		},
		"Schedule": {
			"dynamodb:Query Table.Arn/index/due",
			"dynamodb:UpdateItem Table.Arn [O#* T#*]",
			"sqs:SendMessage ChecksQueue.Arn",
			"sqs:SendMessage MessagesQueue.Arn",
			"sqs:SendMessage PollsQueue.Arn",
		},
		"Content": {
			"dynamodb:GetItem Table.Arn [B#* R#brands]",
			"dynamodb:UpdateItem Table.Arn [B#*]",
		},
		"Watch": {
			"dynamodb:GetItem Table.Arn [O#* T#*]",
			"dynamodb:PutItem Table.Arn [O#*]",
			"dynamodb:Query Table.Arn [O#* R#disruptions]",
			"dynamodb:UpdateItem Table.Arn [O#* T#*]",
			"sqs:DeleteMessage ChecksQueue.Arn",
			"sqs:GetQueueAttributes ChecksQueue.Arn",
			"sqs:ReceiveMessage ChecksQueue.Arn",
			"sqs:SendMessage MessagesQueue.Arn",
		},
		"Poll": {
			"dynamodb:GetItem Table.Arn [B#* T#*]",
			"dynamodb:UpdateItem Table.Arn [R#rate#* T#*]",
			"sqs:DeleteMessage PollsQueue.Arn",
			"sqs:GetQueueAttributes PollsQueue.Arn",
			"sqs:ReceiveMessage PollsQueue.Arn",
			"sqs:SendMessage ChecksQueue.Arn",
			"sqs:SendMessage InboundQueue.Arn",
			"ssm:GetParameter " + parameters + "/sources/*/credentials",
		},
	}
}

// unlistedRights compares each role with rights, and complains about everything that such a list could not show.
func unlistedRights(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		logs := function.ID + "Logs.Arn"
		want := append([]string{"logs:CreateLogStream " + logs, "logs:PutLogEvents " + logs}, rights()[function.ID]...)
		slices.Sort(want)
		id := role(s, function.ID)
		var got []string
		for _, statement := range statements(s, id) {
			got = append(got, statement.lines()...)
			problems = append(problems, statement.oddities(id)...)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			problems = append(problems, fmt.Sprintf("rights of %s (-listed here, +granted by %s):\n%s", function.ID, id, diff))
		}
	}
	return problems
}

// role gives the role of a function: empty when it is none of the template (SAM's own roles hold managed policies on every resource).
func role(s system, function string) string {
	id, found := strings.CutSuffix(s.properties(function).at("Role").text(), ".Arn")
	if !found {
		return ""
	}
	return id
}

func sharedRoles(s system) []string {
	var problems []string
	owners := map[string]string{}
	for _, function := range s.Functions() {
		id := role(s, function.ID)
		if owner := owners[id]; id == "" || owner != "" {
			problems = append(problems, fmt.Sprintf("%s: its role is %q, which is that of %q", function.ID, id, owner))
		}
		owners[id] = function.ID
	}
	for _, id := range s.ids("AWS::IAM::Role") {
		if owners[id] == "" {
			problems = append(problems, "no function uses the role "+id)
		}
		own := s.properties(id)
		if names := own.names(); !slices.Equal(names, []string{"AssumeRolePolicyDocument", "Policies"}) {
			problems = append(problems, fmt.Sprintf("%s grants by other means than its own policies: %v", id, names))
		}
		trust := own.at("AssumeRolePolicyDocument", "Statement").items()
		if len(trust) != 1 || trust[0].at("Principal", "Service").text() != "lambda.amazonaws.com" || trust[0].at("Action").text() != "sts:AssumeRole" {
			problems = append(problems, fmt.Sprintf("%s may be taken by others than Lambda: %v", id, trust))
		}
	}
	return problems
}

// statement is one of a role's policies.
type statement struct{ node }

func statements(s system, role string) []statement {
	var all []statement
	for _, policy := range s.properties(role).at("Policies").items() {
		for _, one := range policy.at("PolicyDocument", "Statement").items() {
			all = append(all, statement{one})
		}
	}
	return all
}

func (s statement) keys() []string {
	return s.at("Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys").texts()
}

// lines writes it as rights does.
func (s statement) lines() []string {
	suffix := ""
	if keys := s.keys(); len(keys) > 0 {
		suffix = " [" + strings.Join(keys, " ") + "]"
	}
	var lines []string
	for _, action := range s.at("Action").texts() {
		for _, resource := range s.at("Resource").texts() {
			lines = append(lines, action+" "+resource+suffix)
		}
	}
	return lines
}

// oddities are what lines cannot show.
func (s statement) oddities(role string) []string {
	var problems []string
	for _, name := range s.names() {
		if !slices.Contains([]string{"Effect", "Action", "Resource", "Condition"}, name) {
			problems = append(problems, fmt.Sprintf("%s: a statement with %s", role, name))
		}
	}
	if s.at("Effect").text() != "Allow" {
		problems = append(problems, fmt.Sprintf("%s: a statement with Effect %q", role, s.at("Effect").text()))
	}
	if condition := s.at("Condition"); !condition.missing() && len(s.keys()) == 0 {
		problems = append(problems, fmt.Sprintf("%s: a condition that this test does not know: %v", role, condition.value))
	}
	return problems
}

// stars: an action never has one. In a resource it stands for what the template cannot know, with the reason here.
func stars(s system) []string {
	reasons := map[string]string{
		parameters + "/sources/*/secret":                          "sources and their accounts are configured after the deployment",
		parameters + "/sources/*/credentials":                     "the same",
		parameters + "/shops/*/*/secret":                          "the same of shop platforms and brands",
		parameters + "/shops/*/*/credentials":                     "the same",
		parameters + "/brands/*/chat":                             "the same of brands",
		"Table.Arn/stream/*":                                      "a stream is named by the time of its making",
		"arn:aws:ses:us-east-1:000000000000:identity/*":           "the default of MailIdentity, which takes one",
		"arn:aws:sms-voice:us-east-1:000000000000:phone-number/*": "senders stand in the records of brands",
		"arn:aws:sms-voice:us-east-1:000000000000:pool/*":         "the same",
		"arn:aws:sms-voice:us-east-1:000000000000:sender-id/*":    "the same",
	}
	used := map[string]bool{}
	var problems []string
	for _, id := range s.ids("AWS::IAM::Role") {
		for _, one := range statements(s, id) {
			for _, action := range one.at("Action").texts() {
				if action == "" || strings.Contains(action, "*") {
					problems = append(problems, fmt.Sprintf("%s: the action %q names more than one", id, action))
				}
			}
			for _, resource := range one.at("Resource").texts() {
				used[resource] = true
				if resource == "" || strings.Contains(resource, "*") && reasons[resource] == "" {
					problems = append(problems, fmt.Sprintf("%s: no reason is known for the resource %q", id, resource))
				}
			}
		}
	}
	for resource := range reasons {
		if !used[resource] {
			problems = append(problems, "nobody needs the reason for "+resource)
		}
	}
	slices.Sort(problems)
	return problems
}

// keylessRights: what is done to a table is limited to the forms of its partition keys, so that a function that is taken over reaches
// its own kind of items only. An index and a stream have no such forms; nobody may scan, because a scan has no key
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html).
func keylessRights(s system) []string {
	var problems []string
	for _, id := range s.ids("AWS::IAM::Role") {
		for _, one := range statements(s, id) {
			for _, line := range one.lines() {
				action, resource, _ := strings.Cut(line, " ")
				if strings.HasPrefix(action, "dynamodb:") && (strings.HasSuffix(resource, "Table.Arn") || strings.HasSuffix(action, "Scan")) {
					problems = append(problems, fmt.Sprintf("%s: %s on all of %s", id, action, resource))
				}
			}
		}
	}
	return problems
}

// destroyers holds rules of the design on their own, so that nobody edits them away with the list above: the public door has no
// database, one function deletes items, and what reads tables or sends cannot change them.
func destroyers(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		for _, one := range statements(s, role(s, function.ID)) {
			for _, action := range one.at("Action").texts() {
				service, verb, _ := strings.Cut(action, ":")
				switch {
				case function.ID == "Webhook" && service == "dynamodb":
					problems = append(problems, "Webhook, the public door, may "+action)
				case function.ID != "Orders" && (strings.HasPrefix(verb, "Delete") && verb != "DeleteMessage" || strings.HasPrefix(verb, "Purge")):
					problems = append(problems, function.ID+" may "+action+": only Orders deletes, on request")
				case service == "iam", service == "sts", service == "kms", service == "lambda":
					problems = append(problems, function.ID+" may "+action)
				}
			}
		}
	}
	return problems
}
