package dynamo_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
)

// The stream tells each change once, with what was and what is, and nothing of writes that change nothing.
func TestStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("pk", "A", "sk", "N", "x", "one")
	w.put("pk", "A", "sk", "N", "x", "one")
	w.delete("B")
	w.pass(1500 * time.Millisecond)
	w.put("pk", "A", "sk", "N", "x", "two")
	w.delete("A")
	var got []string
	for _, r := range w.Stream("main", 0) {
		line, err := json.Marshal([]any{r.EventName, r.EventSource, r.Change.SequenceNumber, r.Change.ApproximateCreationDateTime, r.Change.Keys,
			r.Change.OldImage, r.Change.NewImage, r.UserIdentity})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(line))
	}
	want := []string{
		`["INSERT","aws:dynamodb","100000000000000000001",1795330800,{"pk":{"S":"A"},"sk":{"S":"N"}},null,{"pk":{"S":"A"},"sk":{"S":"N"},"x":{"S":"one"}},null]`,
		`["MODIFY","aws:dynamodb","100000000000000000002",1795330801,{"pk":{"S":"A"},"sk":{"S":"N"}},` +
			`{"pk":{"S":"A"},"sk":{"S":"N"},"x":{"S":"one"}},{"pk":{"S":"A"},"sk":{"S":"N"},"x":{"S":"two"}},null]`,
		`["REMOVE","aws:dynamodb","100000000000000000003",1795330801,{"pk":{"S":"A"},"sk":{"S":"N"}},{"pk":{"S":"A"},"sk":{"S":"N"},"x":{"S":"two"}},null,null]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if rest := w.Stream("main", 2); len(rest) != 1 || rest[0].Change.SequenceNumber != "100000000000000000003" {
		t.Errorf("after two records: %d records", len(rest))
	}
	if len(w.Stream("main", 3)) != 0 || len(w.Stream("keys", 0)) != 0 || len(w.Stream("none", 0)) != 0 {
		t.Error("records where there are none")
	}
}

// Sweep deletes what has expired, as the service does: late, free, and marked in the stream.
func TestSweep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName: aws.String("main"), TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("ttl"), Enabled: aws.Bool(true)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for pk, ttl := range map[string]types.AttributeValue{
		"due": num("1795330860"), "later": num("1795330861"), "text": str("1795330000"), "past mistake": num("1000000000"), "none": num("0.5"),
	} {
		it := texts("pk", pk, "sk", "N")
		it["ttl"] = ttl
		if _, err := w.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("main"), Item: it}); err != nil {
			t.Fatal(err)
		}
	}
	w.pass(time.Minute)
	_, before := w.Billed("main")
	w.Sweep()
	if _, after := w.Billed("main"); after != before {
		t.Errorf("the sweep cost %g", after-before)
	}
	var left []string
	for _, it := range w.Items("main") {
		left = append(left, textOf(it, "pk"))
	}
	if diff := cmp.Diff([]string{"later", "none", "past mistake", "text"}, left); diff != "" {
		t.Error(diff)
	}
	records := w.Stream("main", 5)
	if len(records) != 1 || records[0].EventName != "REMOVE" || records[0].UserIdentity == nil ||
		records[0].UserIdentity.PrincipalID != "dynamodb.amazonaws.com" || records[0].UserIdentity.Type != "Service" {
		t.Errorf("records of the sweep: %+v", records)
	}
}
