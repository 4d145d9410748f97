package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/brand"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// asked is an operator's table with two orders: 1001 has decisions of every sort, 1002 has none.
func asked(t *testing.T) operator {
	t.Helper()
	o := newOperator(t)
	db, err := o.process(&bytes.Buffer{}, &bytes.Buffer{}).store(place{new(string), table(o)})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, number := range []string{"1001", "1002", "1003"} {
		stored := order.Order{ID: order.ID("aster", number), Brand: "aster", Number: number}
		if number != "1003" {
			stored.Shipments = []order.Shipment{{ID: "s1", Number: "1Z999AA10123456784"}, {ID: "s2", Number: order.OwnNumber(stored.ID, "van"), Ref: "van"}}
		}
		body, err := order.Encode(stored)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.PutOrder(ctx, store.Order{ID: stored.ID, Brand: "aster", Number: number, Body: body}, 0); err != nil {
			t.Fatal(err)
		}
	}
	record, err := brand.Encode(brand.Record{Name: "Aster"})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.PutBrand(ctx, store.Brand{ID: "aster", Record: record}); err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	at := func(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }
	for _, d := range []store.Decision{
		{Key: "s1/0/out_for_delivery/1/owner/email", Kind: "out_for_delivery", Outcome: store.OutcomeSend, Reason: "news", State: store.StateSent, At: at(1), SentAt: at(1), Attempts: 1, MessageID: "m-1", With: []string{"s2"}},
		{Key: "s1/0/shipped/1/owner/email", Kind: "shipped", Outcome: store.OutcomeSkip, Reason: "shadow", Mode: "shadow", At: at(0), NotBefore: at(8)},
		{Key: "s1/0/delivered/1/owner/sms", Kind: "delivered", Outcome: store.OutcomeDefer, Reason: "quiet_hours", At: at(9), NotBefore: at(20)},
		{Key: "s1/0/delivered/1/ben/email", Kind: "delivered", Outcome: store.OutcomeSkip, Reason: "no_consent", At: at(9)},
		{Key: "/0/refunded/1/owner/email", Kind: "refunded", Outcome: store.OutcomeSend, Reason: "news", State: store.StateFailed, At: at(10), Attempts: 2, Problem: "the mailbox does not exist"},
		{Key: "s2/0/out_for_delivery/1/owner/email", Outcome: store.OutcomeSkip, Reason: "word_of_a_newer_version", At: at(11)},
	} {
		d.Order = order.ID("aster", "1001")
		if _, first, err := db.Decide(ctx, d); err != nil || !first {
			t.Fatalf("%s: %v, %v", d.Key, first, err)
		}
	}
	return o
}

func TestMessagesWhy(t *testing.T) {
	t.Parallel()
	o := asked(t)
	cells := func(args ...string) []string {
		var out []string
		for line := range strings.Lines(o.do(append([]string{"messages", "why"}, args...)...)) {
			out = append(out, strings.Join(strings.Fields(line), " "))
		}
		return out
	}
	all := []string{
		"DECIDED MESSAGE ABOUT TO BY RESULT WHEN WHY",
		"2026-03-02T12:00:00Z shipped 1Z999AA10123456784 owner email would be sent 2026-03-02T20:00:00Z The brand decides and sends nothing yet (shadow mode); otherwise it would have been sent. Its time would have been 2026-03-02 20:00 UTC.",
		"2026-03-02T13:00:00Z out_for_delivery 1Z999AA10123456784 owner email sent 2026-03-02T13:00:00Z It was news when it was decided. It told of 1 other parcel as well.",
		"2026-03-02T21:00:00Z delivered 1Z999AA10123456784 ben email not sent - The recipient did not agree to this channel, or refused it.",
		"2026-03-02T21:00:00Z delivered 1Z999AA10123456784 owner sms waits 2026-03-03T08:00:00Z It came in the brand's quiet hours. It is decided again at 2026-03-03 08:00 UTC.",
		"2026-03-02T22:00:00Z refunded the order owner email failed - It was news when it was decided. It can never be delivered. The last attempt failed: the mailbox does not exist. It was tried 2 times, so it may have left more than once.",
		"2026-03-02T23:00:00Z out_for_delivery s2 owner email not sent - The recorded reason is \"word_of_a_newer_version\".",
	}
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"all", []string{"aster", "1001"}, all},
		{"of a kind", []string{"aster", "1001", "--kind", "delivered"}, []string{all[0], all[3], all[4]}},
		{"of a parcel, by its id", []string{"--shipment", "s2", "aster", "1001"}, []string{all[0], all[6]}},
		{"of a parcel, by its number", []string{"aster", "1001", "--shipment", "1z 999 aa1 0123456784", "--kind", "shipped"}, all[:2]},
		{"of a kind that was not decided on", []string{"aster", "1001", "--kind", "customs"}, []string{
			"None of the 6 decisions about order 1001 is about this. It has delivered, out_for_delivery, refunded, shipped.",
		}},
		{"of an order without any", []string{"aster", "1002"}, []string{
			"No message about order 1002 was decided on.", "",
			"Brand aster: shadow mode: it is decided and recorded, and nothing is sent.",
			"Parcel 1Z999AA10123456784: pending, so nobody has told anything about it yet",
			"Parcel van: pending, so nobody has told anything about it yet",
			"A status that shoppers are told nothing about is not recorded, nor is a kind of message that is off by its own rule.",
		}},
		{"of an order without parcels", []string{"aster", "1003"}, []string{
			"No message about order 1003 was decided on.", "",
			"Brand aster: shadow mode: it is decided and recorded, and nothing is sent.",
			"The order has no parcel yet: most messages are about parcels.",
		}},
	} {
		if diff := cmp.Diff(c.want, cells(c.args...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	var line whyLine
	if err := json.Unmarshal([]byte(o.do("messages", "why", "aster", "1001", "--json", "--kind", "out_for_delivery", "--shipment", "s1")), &line); err != nil {
		t.Fatal(err)
	}
	if line.MessageID != "m-1" || line.Outcome != "send" || line.Result != "sent" || line.SentAt != "2026-03-02T13:00:00Z" || line.With[0] != "s2" || line.Number != "1Z999AA10123456784" {
		t.Errorf("as JSON: %+v", line)
	}
	if none := o.do("messages", "why", "aster", "1002", "--json"); none != "" {
		t.Errorf("nothing, as JSON, is %q", none)
	}
}

func TestMessagesWhyMisuse(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"nothing": {"why"}, "no order": {"why", "aster"}, "too much": {"why", "aster", "1001", "x"}, "unknown flag": {"why", "aster", "1001", "--parcel", "x"}} {
		if out, complaint, code := run(t, "", append([]string{"messages"}, args...)...); code != exitInput || complaint == "" || out != "" {
			t.Errorf("%s: exit %d, %s, %s", name, code, out, complaint)
		}
	}
	o := newOperator(t)
	var out, complaint bytes.Buffer
	if code := o.process(&out, &complaint).run([]string{"messages", "why", "aster", "9999"}); code != exitInput || !strings.Contains(complaint.String(), "brand aster has no order 9999; mind the #") {
		t.Errorf("an unknown order: exit %d, %s", code, complaint.String())
	}
}
