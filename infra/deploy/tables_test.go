package deploy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTablesAreProtected(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	cases := []struct {
		id, name string
		restore  bool
	}{
		{id: "Table", name: "Doorstep-dev", restore: true},
		// A restore of the keys would undo erasures.
		{id: "KeysTable", name: "DoorstepKeys-dev", restore: false},
	}
	if got := ids(loaded, "AWS::DynamoDB::Table"); len(got) != len(cases) {
		t.Errorf("tables %v, want %d", got, len(cases))
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			table := properties(t, loaded, c.id)
			got := map[string]any{
				"TableName":                  table.at("TableName").value,
				"BillingMode":                table.at("BillingMode").value,
				"DeletionProtectionEnabled":  table.at("DeletionProtectionEnabled").value,
				"TTL":                        table.at("TimeToLiveSpecification").value,
				"PointInTimeRecoveryEnabled": table.at("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled").value,
				"SSEEnabled":                 table.at("SSESpecification", "SSEEnabled").value,
			}
			want := map[string]any{
				"TableName":                  c.name,
				"BillingMode":                "PAY_PER_REQUEST",
				"DeletionProtectionEnabled":  true,
				"TTL":                        map[string]any{"AttributeName": "ttl", "Enabled": true},
				"PointInTimeRecoveryEnabled": c.restore,
				"SSEEnabled":                 true,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if resource, _ := loaded.Resource(c.id); resource.DeletionPolicy != "Retain" {
				t.Errorf("DeletionPolicy is %s: the data would go with the stack", resource.DeletionPolicy)
			}
		})
	}
}

func TestTableKeys(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	type keys struct {
		Hash, Range, Projection string
	}
	got := map[string]keys{}
	for _, table := range loaded.Tables() {
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
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if view := properties(t, loaded, "Table").at("StreamSpecification", "StreamViewType").text(); view != "NEW_AND_OLD_IMAGES" {
		t.Errorf("stream shows %q: relay compares old and new milestones", view)
	}
	if properties(t, loaded, "KeysTable").at("StreamSpecification").value != nil {
		t.Error("KeysTable has a stream: keys would live on in it for a day after they were destroyed")
	}
}
