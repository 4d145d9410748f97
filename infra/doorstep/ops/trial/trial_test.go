package trial_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/infra/doorstep/ops/trial"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

const ups = `{"trackingNumber":"1Z879E930346834440","localActivityDate":"20260310","localActivityTime":"091519","activityStatus":{"type":"D","code":"FS","description":"Delivered"},` +
	`"gmtActivityDate":"20260310","gmtActivityTime":"131519","receivedBy":"CANARY"}`

func message(t *testing.T, source, kind, body string) queue.Message {
	t.Helper()
	m, err := queue.Inbound{Source: source, Account: "default", Kind: kind, Assurance: shipment.BySecret, Received: time.Unix(1_790_000_000, 0), Body: []byte(body)}.Message()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTry(t *testing.T) {
	t.Parallel()
	bench := trial.New(time.Now)
	for name, c := range map[string]struct {
		m       queue.Message
		reason  string
		numbers string
		facts   int
	}{
		"a push":                      {message(t, "ups", queue.Webhook, ups), "", "[1Z879E930346834440]", 1},
		"under another name":          {message(t, "fedex", queue.Webhook, ups), "neither tracking results nor an error", "[]", 0},
		"of a source that is none":    {message(t, "nobody", queue.Webhook, ups), `no adapter reads "nobody"`, "[]", 0},
		"no JSON":                     {message(t, "ups", queue.Webhook, "canary"), "read UPS", "[]", 0},
		"no base64":                   {queue.Message{Body: "canary canary", Attributes: map[string]string{"source": "ups"}}, "unpack inbound body", "[]", 0},
		"a number that cannot be one": {message(t, "ups", queue.Webhook, strings.Replace(ups, "1Z879E930346834440", strings.Repeat("1", 99), 1)), "is none", "[]", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := bench.Try(t.Context(), c.m)
			if err != nil {
				t.Fatal(err)
			}
			if out.Readable() != (c.reason == "") || !strings.Contains(out.Reason, c.reason) || fmt.Sprint(out.Numbers()) != c.numbers || out.Count() != c.facts || strings.Contains(out.Reason, "canary") {
				t.Errorf("reason %q, numbers %v, %d facts", out.Reason, out.Numbers(), out.Count())
			}
		})
	}
}

// What a body tells is in a number when adding it would change nothing.
func TestIn(t *testing.T) {
	t.Parallel()
	out, err := trial.New(time.Now).Try(t.Context(), message(t, "ups", queue.Webhook, ups))
	if err != nil {
		t.Fatal(err)
	}
	n := store.Number{Number: "1Z879E930346834440"}
	if out.In(n) {
		t.Error("it is in a number that holds nothing")
	}
	other := shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "usps", Status: shipment.InTransit}, "other")
	n.Facts, _ = shipment.Merge(out.Facts[n.Number], []shipment.Fact{other})
	if !out.In(n) {
		t.Error("it is not in a number that holds it beside another fact")
	}
}
