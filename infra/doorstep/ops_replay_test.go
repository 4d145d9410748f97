package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/infra/doorstep/ops/replay"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// types runs a command of ops that must end with code.
func (o operator) types(code int, in string, args ...string) string {
	o.t.Helper()
	var out, complaint bytes.Buffer
	p := o.process(&out, &complaint)
	p.in = strings.NewReader(in)
	if got := p.run(append([]string{"ops"}, args...)); got != code {
		o.t.Fatalf("ops %v: exit %d, want %d\n%s%s", args, got, code, out.String(), complaint.String())
	}
	if all := strings.ToLower(out.String() + complaint.String()); strings.Contains(all, "canary") {
		o.t.Errorf("ops %v names somebody: %s", args, all)
	}
	return out.String()
}

// told is a scan as a source tells it; its words name somebody.
func told(source, local, status, code string) shipment.Fact {
	f := shipment.Fact{Kind: shipment.ScanFact, Source: source, Carrier: "ups", Assurance: shipment.Signed, Code: code, Status: shipment.Status(status), Text: "Left with Mrs Canary",
		At: shipment.Moment{Local: local, Offset: "-05:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}
	return shipment.Identify(f, local, code, source)
}

// numbered is an operator's table with an order of two parcels, one of them damaged, and a number of another brand.
func numbered(t *testing.T) (operator, *store.Store) {
	t.Helper()
	o := newOperator(t)
	db, err := o.process(&bytes.Buffer{}, &bytes.Buffer{}).store(place{new(string), table(o)})
	if err != nil {
		t.Fatal(err)
	}
	facts := []shipment.Fact{
		told("ups", "2026-03-01T08:00:00", "in_transit", "DP"), told("easypost", "2026-03-01T08:00:00", "in_transit", "in_transit"),
		told("ups", "2026-03-02T09:15:00", "delivered", "FS"), told("ups", "2025-06-01T08:00:00", "delivered", "FS"),
	}
	odd := told("ups", "2026-03-03T08:00:00", "unknown", "Q7")
	odd.Sub = "unmapped_code"
	o1 := order.Order{ID: order.ID("aster", "1001"), Brand: "aster", Number: "1001", Shipments: []order.Shipment{{ID: "s1", Number: "1Z0001", Carrier: "ups"}, {ID: "s2", Number: "1Z0002", Carrier: "ups"}}}
	body, err := order.Encode(o1)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.PutOrder(t.Context(), store.Order{ID: o1.ID, Brand: "aster", Number: "1001", Body: body}, 0); err != nil {
		t.Fatal(err)
	}
	claim := func(order, shipmentID, brand string) []shipment.Claim {
		return []shipment.Claim{{Order: order, Shipment: shipmentID, Brand: brand, Epoch: "2026-03-01", Revision: 1}}
	}
	for number, a := range map[string]store.Addition{
		"1Z0001": {Facts: facts, Claims: claim(o1.ID, "s1", "aster"), Due: &store.Due{Kind: "poll", At: time.Now().Add(time.Hour)}},
		"1Z0002": {Facts: append(facts, odd), Claims: claim(o1.ID, "s2", "aster")},
		"1Z0003": {Claims: claim("00ff", "s1", "borage")},
	} {
		if _, err := db.Add(t.Context(), number, a); err != nil {
			t.Fatal(err)
		}
	}
	return o, db
}

// breaks makes the stored state of a number that of one with the same claims of which nobody told anything.
func (o operator) breaks(db *store.Store, number string) {
	o.t.Helper()
	const from = "1ZEMPTY"
	n, err := db.LatestNumber(o.t.Context(), number)
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := db.Add(o.t.Context(), from, store.Addition{Claims: []shipment.Claim{n.Claims[0].Claim}}); err != nil {
		o.t.Fatal(err)
	}
	client := dynamodb.New(dynamodb.Options{Region: "us-east-1", BaseEndpoint: aws.String(o.env["DYNAMODB_ENDPOINT"]),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		})})
	key := func(n string) map[string]types.AttributeValue {
		return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "T#" + n}, "sk": &types.AttributeValueMemberS{Value: "N"}}
	}
	got, err := client.GetItem(o.t.Context(), &dynamodb.GetItemInput{TableName: aws.String(o.env["DOORSTEP_TABLE"]), Key: key(from)})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := client.UpdateItem(o.t.Context(), &dynamodb.UpdateItemInput{
		TableName: aws.String(o.env["DOORSTEP_TABLE"]), Key: key(number), UpdateExpression: aws.String("SET #c = :c"),
		ExpressionAttributeNames: map[string]string{"#c": "c"}, ExpressionAttributeValues: map[string]types.AttributeValue{":c": got.Item["c"]},
	}); err != nil {
		o.t.Fatal(err)
	}
}

func TestReplayShowsHowAParcelCameToItsState(t *testing.T) {
	t.Parallel()
	o, _ := numbered(t)
	shown := o.types(exitDone, "", "replay", "1z 0001")
	for _, want := range []string{
		"1Z0001  version 1, 4 facts", "aster, order " + order.ID("aster", "1001") + ", shipment s1, from 2026-03-01 on: delivered (tracked)",
		"ups (signed)", "witness of ups", "status, tracking, milestone in_transit", "status, milestone delivered",
		"of another life of the number: 2025-06-01T08:00:00 ups delivered", "what is stored is what the present code makes of it",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is missing in\n%s", want, shown)
		}
	}
	var h replay.History
	if err := json.Unmarshal([]byte(o.types(exitDone, "", "replay", "1Z0001", "--json", "--since", "2026-03-02")), &h); err != nil {
		t.Fatal(err)
	}
	if !h.Equal || len(h.Claims) != 1 || len(h.Claims[0].Steps) != 1 || h.Claims[0].Steps[0].N != 3 || h.Claims[0].Steps[0].Text != "" || len(h.Foreign) != 1 {
		t.Errorf("history %+v", h)
	}
}

func TestReplayChecksManyAndMends(t *testing.T) {
	t.Parallel()
	o, db := numbered(t)
	for _, c := range []struct {
		code int
		args string
		want []string
	}{
		{exitDone, "--brand aster", []string{`"looked_at":2,"equal":2,"differ":0`}},
		{exitDone, "--all", []string{`"looked_at":3,"equal":3`}},
		{exitDone, "--open", []string{`"looked_at":1,"equal":1`}},
		{exitDone, "--all --since 2026-03-03", []string{`"looked_at":1,`}},
		{exitDone, "--all --unmapped", []string{"1Z0002", "unknown code ups Q7", `"unmapped":{"ups Q7":1}`}},
		{exitDone, "--brand aster --order 1001 --check", []string{"1Z0001", "1Z0002", `"looked_at":2,"equal":2`}},
	} {
		said := o.types(c.code, "", append([]string{"replay"}, strings.Fields(c.args)...)...)
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is missing in\n%s", c.args, want, said)
			}
		}
	}
	o.breaks(db, "1Z0001")
	if said := o.types(exitRefuse, "", "replay", "--all", "--json"); !strings.Contains(said, `"tracking_number":"1Z0001","equal":false`) || !strings.Contains(said, "milestone delivered is not stored") || !strings.Contains(said, `"differ":1`) {
		t.Errorf("a damaged number: %s", said)
	}
	o.types(exitInput, "no\n", "replay", "--all", "--write") // nobody said yes
	if said := o.types(exitDone, "yes\n", "replay", "--all", "--write", "--json"); !strings.Contains(said, `"became":"written"`) || !strings.Contains(said, `"written":1,"told":0`) {
		t.Errorf("written: %s", said)
	}
	if n, err := db.LatestNumber(t.Context(), "1Z0001"); err != nil || n.Claims[0].Status != shipment.Delivered {
		t.Errorf("mended: %+v, %v", n.Claims, err)
	}
	o.types(exitDone, "", "replay", "--all")
}

func TestReplayMisuse(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"", "--brand aster 1Z1", "--open --all", "--order 1001", "--all --rate 0", "1Z1 --check --write", "--all --since monday", "1Z1 --loud"} {
		if out, complaint, code := run(t, "", append([]string{"ops", "replay"}, strings.Fields(args)...)...); code != exitInput || complaint == "" || out != "" {
			t.Errorf("%s: exit %d, %s, %s", args, code, out, complaint)
		}
	}
}
