package deploy_test

import (
	"fmt"

	"github.com/google/go-cmp/cmp"
)

func unprotectedTables(s system) []string {
	want := map[string]map[string]any{
		"Table": {"TableName": "Doorstep-dev", "PointInTimeRecoveryEnabled": true},
		// A restore of the keys would undo erasures.
		"KeysTable": {"TableName": "DoorstepKeys-dev", "PointInTimeRecoveryEnabled": false},
	}
	got := map[string]map[string]any{}
	for _, id := range s.ids("AWS::DynamoDB::Table") {
		if want[id] == nil {
			want[id] = map[string]any{"TableName": "listed here"}
		}
		want[id]["BillingMode"] = "PAY_PER_REQUEST"
		want[id]["DeletionProtectionEnabled"] = true
		want[id]["TTL"] = map[string]any{"AttributeName": "ttl", "Enabled": true}
		want[id]["SSEEnabled"] = true
		want[id]["DeletionPolicy"] = "Retain"
		table := s.properties(id)
		resource, _ := s.Resource(id)
		got[id] = map[string]any{
			"TableName":                  table.at("TableName").value,
			"BillingMode":                table.at("BillingMode").value,
			"DeletionProtectionEnabled":  table.at("DeletionProtectionEnabled").value,
			"TTL":                        table.at("TimeToLiveSpecification").value,
			"PointInTimeRecoveryEnabled": table.at("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled").value,
			"SSEEnabled":                 table.at("SSESpecification", "SSEEnabled").value,
			"DeletionPolicy":             resource.DeletionPolicy,
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return []string{"tables (-want +got):\n" + diff}
	}
	return nil
}

func unknownKeys(s system) []string {
	type keys struct {
		Hash, Range, Projection string
	}
	got := map[string]keys{}
	for _, table := range s.Tables() {
		got[table.ID] = keys{Hash: table.Key.Hash, Range: table.Key.Range}
		for _, index := range table.Indexes {
			got[table.ID+"/"+index.Name] = keys{Hash: index.Key.Hash, Range: index.Key.Range, Projection: index.Projection}
		}
	}
	want := map[string]keys{
		"Table":           {Hash: "pk", Range: "sk"},
		"Table/due":       {Hash: "dk", Range: "dt", Projection: "KEYS_ONLY"},
		"Table/attention": {Hash: "ab", Range: "at", Projection: "KEYS_ONLY"},
		"KeysTable":       {Hash: "pk"},
	}
	var problems []string
	if diff := cmp.Diff(want, got); diff != "" {
		problems = append(problems, "keys (-want +got):\n"+diff)
	}
	if view := s.properties("Table").at("StreamSpecification", "StreamViewType").text(); view != "NEW_AND_OLD_IMAGES" {
		problems = append(problems, fmt.Sprintf("the stream of Table shows %q: relay compares old and new milestones", view))
	}
	if !s.properties("KeysTable").at("StreamSpecification").missing() {
		problems = append(problems, "KeysTable has a stream: keys would live on in it for a day after they were destroyed")
	}
	return problems
}

// unknownStores: whoever adds a place for data decides here how it is encrypted, how long it keeps what, and who may read it. The
// topic has no key, because CloudWatch may not use the one that AWS keeps for SNS; log groups have CloudWatch's own.
func unknownStores(s system) []string {
	known := map[string]string{
		"AWS::DynamoDB::Table": "SSESpecification", "AWS::SQS::Queue": "SqsManagedSseEnabled", "AWS::Logs::LogGroup": "", "AWS::SNS::Topic": "",

		"AWS::Serverless::Function": "", "AWS::Serverless::HttpApi": "", "AWS::IAM::Role": "", "AWS::CloudWatch::Alarm": "", "AWS::CloudWatch::Dashboard": "",
		"AWS::CloudWatch::CompositeAlarm": "", "AWS::Events::Rule": "", "AWS::SES::ConfigurationSet": "", "AWS::SES::ConfigurationSetEventDestination": "",
		"AWS::SQS::QueuePolicy": "", "AWS::Logs::MetricFilter": "", "AWS::ApiGatewayV2::DomainName": "", "AWS::ApiGatewayV2::ApiMapping": "",
		"AWS::Route53::RecordSet": "", "AWS::Budgets::Budget": "",
	}
	var problems []string
	for _, resource := range s.Resources() {
		encryption, ok := known[resource.Type]
		switch {
		case !ok:
			problems = append(problems, fmt.Sprintf("%s is a %s: how is what it holds protected?", resource.ID, resource.Type))
		case encryption != "" && s.properties(resource.ID).at(encryption).missing():
			problems = append(problems, fmt.Sprintf("%s does not say %s", resource.ID, encryption))
		}
	}
	return problems
}
