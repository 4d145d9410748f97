package deploy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const parameters = "arn:aws:ssm:us-east-1:000000000000:parameter/doorstep/dev"

// rights is who may do what, one line per action and resource, besides writing one's own log. A line that ends in [..] is limited to
// partition keys of these forms. Whoever changes a role in template.yaml changes it here as well, and says why in the commit.
var rights = map[string][]string{
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
		"ssm:GetParameter " + parameters + "/keys/*",
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

func TestRolesGrantExactlyTheRights(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	owners := map[string]string{}
	for _, function := range loaded.Functions() {
		role := properties(t, loaded, function.ID).at("Role").text()
		id, found := strings.CutSuffix(role, ".Arn")
		if !found {
			t.Errorf("%s: Role is %q, want the Arn of a role in the template (SAM's own roles hold managed policies on every resource)", function.ID, role)
			continue
		}
		if other, taken := owners[id]; taken {
			t.Errorf("%s and %s share the role %s", other, function.ID, id)
		}
		owners[id] = function.ID
		want, listed := rights[function.ID]
		if !listed {
			t.Errorf("%s: no rights are listed for it here", function.ID)
		}
		logs := function.ID + "Logs.Arn"
		want = append([]string{"logs:CreateLogStream " + logs, "logs:PutLogEvents " + logs}, want...)
		slices.Sort(want)
		if diff := cmp.Diff(want, granted(t, id, properties(t, loaded, id))); diff != "" {
			t.Errorf("rights of %s (-listed here, +granted by %s):\n%s", function.ID, id, diff)
		}
	}
	for _, id := range ids(loaded, "AWS::IAM::Role") {
		if owners[id] == "" {
			t.Errorf("no function uses the role %s", id)
		}
	}
}

// granted gives the rights of a role as lines, sorted, and complains about everything that such a line could not show.
func granted(t *testing.T, id string, role node) []string {
	t.Helper()
	if diff := cmp.Diff([]string{"AssumeRolePolicyDocument", "Policies"}, role.names()); diff != "" {
		t.Errorf("%s grants by other means than its own policies:\n%s", id, diff)
	}
	trust := role.at("AssumeRolePolicyDocument", "Statement").items()
	if len(trust) != 1 || trust[0].at("Principal", "Service").text() != "lambda.amazonaws.com" || trust[0].at("Action").text() != "sts:AssumeRole" {
		t.Errorf("%s may be taken by others than Lambda: %v", id, trust)
	}
	var lines []string
	for _, policy := range role.at("Policies").items() {
		for _, statement := range policy.at("PolicyDocument", "Statement").items() {
			lines = append(lines, statementLines(t, id, statement)...)
		}
	}
	slices.Sort(lines)
	return lines
}

func statementLines(t *testing.T, id string, statement node) []string {
	t.Helper()
	if statement.at("Effect").text() != "Allow" {
		t.Errorf("%s: a statement with Effect %q", id, statement.at("Effect").text())
	}
	suffix := ""
	if condition := statement.at("Condition"); condition.value != nil {
		keys := condition.at("ForAllValues:StringLike", "dynamodb:LeadingKeys").texts()
		if len(keys) == 0 {
			t.Errorf("%s: a condition that this test does not know: %v", id, condition.value)
		}
		suffix = " [" + strings.Join(keys, " ") + "]"
	}
	var lines []string
	for _, action := range statement.at("Action").texts() {
		if strings.Contains(action, "*") {
			t.Errorf("%s: the action %s names more than one", id, action)
		}
		for _, resource := range statement.at("Resource").texts() {
			if strings.HasPrefix(resource, "*") || resource == "" {
				t.Errorf("%s: %s on the resource %q", id, action, resource)
			}
			lines = append(lines, action+" "+resource+suffix)
		}
	}
	return lines
}

// TestWebhookHasNoDatabase holds the rule of the design on its own, so that nobody edits it away with the list above.
func TestWebhookHasNoDatabase(t *testing.T) {
	t.Parallel()
	for _, right := range rights["Webhook"] {
		if strings.HasPrefix(right, "dynamodb:") || strings.HasPrefix(right, "kms:") {
			t.Errorf("the public door may %s", right)
		}
	}
}
