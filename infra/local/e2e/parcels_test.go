package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// TestParcelsThatBreakTrackers tells what happens to parcels that trackers are known to get wrong, on one system.
func TestParcelsThatBreakTrackers(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	t.Run("stories", func(t *testing.T) {
		for name, story := range map[string]func(*testing.T, world){
			"two numbers with the same scans": sameScans, "a return on the same number": returned, "a recycled number": recycled,
			"a delivery that was none": retracted, "a code that nobody knows": unknownCode, "poison among good messages": poison,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				story(t, w)
			})
		}
	})
	w.settled(t)
	w.sound(t)
}

// lifeOf makes scans in one place, each some hours after begin.
func lifeOf(begin time.Time, steps ...carriersim.Scan) []carriersim.Scan {
	for i := range steps {
		steps[i].City, steps[i].Region, steps[i].Postal = "MILWAUKEE", "WI", "53207"
		steps[i].At = begin.Add(time.Duration(steps[i].At.Unix()) * time.Hour).In(time.FixedZone("", -6*3600)).Truncate(time.Second)
	}
	return steps
}

func scan(step carriersim.Step, hours int64) carriersim.Scan {
	return carriersim.Scan{Step: step, At: time.Unix(hours, 0)}
}

func (w world) pushLife(t *testing.T, p carriersim.Parcel) {
	t.Helper()
	for i := range p.Life {
		w.push(t, "ups", pushFor(t, "ups", p, i))
	}
}

func sameScans(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	whole := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	part := carriersim.Parcel{Number: "1Z8V92A70367203024", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:5]}
	path, _ := w.register(t, "twins", orderOf(begin, [2]string{"ups", whole.Number}, [2]string{"ups", part.Number}))
	w.pushLife(t, part)
	w.pushLife(t, whole)
	w.until(t, path, status(0, "delivered", 7))
	w.until(t, path, status(1, "in_transit", 5))
}

func returned(t *testing.T, w world) {
	begin := time.Now().Add(-200 * time.Hour)
	p := carriersim.Parcel{Number: "1ZXX3150YW44070023", Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 1), scan(carriersim.Delivered, 25),
		scan(carriersim.Pickup, 75), scan(carriersim.Arrived, 95), scan(carriersim.Delivered, 120))}
	path, _ := w.register(t, "return", orderOf(begin, [2]string{"ups", p.Number}))
	slices.Reverse(p.Life)
	w.pushLife(t, p)
	got := w.until(t, path, status(0, "returned", 5))
	var told []string
	for _, m := range got.Shipments[0].Milestones {
		told = append(told, m.Direction+"/"+m.Status)
		if m.Retracted {
			t.Errorf("milestone %s is taken back", m.Status)
		}
	}
	if want := []string{"outbound/accepted", "outbound/delivered", "return/returning", "return/returned"}; !slices.Equal(told, want) {
		t.Errorf("milestones %v, want %v", told, want)
	}
}

// Two orders, nearly two years apart, got one number: each sees its own parcel.
func recycled(t *testing.T, w world) {
	old, young := time.Now().Add(-700*24*time.Hour), time.Now().Add(-50*time.Hour)
	const number = "1Z12345E0205271688"
	first, _ := w.register(t, "recycled-1", orderOf(old, [2]string{"ups", number}))
	w.pushLife(t, carriersim.Parcel{Number: number, Carrier: "ups", Life: carriersim.Domestic(young, 1)[:3]})
	second, _ := w.register(t, "recycled-2", orderOf(young, [2]string{"ups", number}))
	w.pushLife(t, carriersim.Parcel{Number: number, Carrier: "ups", Life: carriersim.Domestic(old, 1)})
	w.until(t, first, status(0, "delivered", 7))
	w.until(t, second, status(0, "accepted", 3))
}

func retracted(t *testing.T, w world) {
	begin := time.Now().Add(-90 * time.Hour)
	p := carriersim.Parcel{Number: "1Z5R89390357567127", Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 1), scan(carriersim.OutForDelivery, 48),
		scan(carriersim.Delivered, 50), scan(carriersim.Arrived, 75))}
	path, _ := w.register(t, "retracted", orderOf(begin, [2]string{"ups", p.Number}))
	arrival := carriersim.Parcel{Number: p.Number, Carrier: "ups", Life: p.Life[3:]}
	p.Life = p.Life[:3]
	w.pushLife(t, p)
	w.until(t, path, status(0, "delivered", 3))
	w.pushLife(t, arrival)
	got := w.until(t, path, status(0, "in_transit", 4))
	if got.Shipments[0].Delivered {
		t.Error("it is in transit and delivered")
	}
	for _, m := range got.Shipments[0].Milestones {
		if m.Retracted != (m.Status == "delivered") {
			t.Errorf("milestone %s: taken back %v", m.Status, m.Retracted)
		}
	}
}

func unknownCode(t *testing.T, w world) {
	begin := time.Now().Add(-40 * time.Hour)
	p := carriersim.Parcel{Number: "1Z1202R66698804005", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:2]}
	path, _ := w.register(t, "unknown", orderOf(begin, [2]string{"ups", p.Number}))
	w.pushLife(t, p)
	at := begin.Add(30 * time.Hour).UTC()
	w.push(t, "ups", carriersim.Push{Header: http.Header{"Credential": {demo.Secret("ups")}}, Body: encode(t, map[string]any{
		"trackingNumber": p.Number, "localActivityDate": at.Format("20060102"), "localActivityTime": at.Format("150405"),
		"gmtActivityDate": at.Format("20060102"), "gmtActivityTime": at.Format("150405"),
		"activityStatus": map[string]any{"type": "I", "code": "Q7", "description": "Something that UPS has just thought of"},
	})})
	got := w.until(t, path, status(0, "accepted", 3))
	if last := got.Shipments[0].Events[2]; last.Status != "unknown" || last.CarrierText != "Something that UPS has just thought of" {
		t.Errorf("the scan became %+v", last)
	}
}

// A message that nobody can read lies in the middle of a batch of good ones: it is kept for operators, they are applied.
func poison(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z590A6E0390244640", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:4]}
	path, _ := w.register(t, "poison", orderOf(begin, [2]string{"ups", p.Number}))
	before := len(w.parked(t, ""))
	var entries []sqstypes.SendMessageBatchRequestEntry
	add := func(m queue.Message) {
		entry := sqstypes.SendMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(len(entries))), MessageBody: &m.Body, MessageAttributes: map[string]sqstypes.MessageAttributeValue{}}
		for name, value := range m.Attributes {
			if value != "" {
				entry.MessageAttributes[name] = sqstypes.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
			}
		}
		entries = append(entries, entry)
	}
	for i := range p.Life {
		m, err := queue.Inbound{Source: "ups", Account: "default", Kind: queue.Webhook, Assurance: shipment.BySecret, Received: time.Now(), Body: pushFor(t, "ups", p, i).Body}.Message()
		if err != nil {
			t.Fatal(err)
		}
		add(m)
		m.Body = []string{"no base64 at all", "AAAA", "{}", strings.Repeat("H4sIAAAAAAAA", 3)}[i]
		add(m)
		add(queue.Message{Body: "without attributes"})
	}
	client, url := w.sqs(t, "InboundQueue")
	for part := range slices.Chunk(entries, 6) {
		sent, err := client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: part})
		if err != nil || len(sent.Failed) > 0 {
			t.Fatalf("send: %v %+v", err, sent)
		}
	}
	w.until(t, path, status(0, "in_transit", 4))
	w.settled(t)
	if n := len(w.parked(t, "")) - before; n != 5 { // the one without attributes came four times and is kept once
		t.Errorf("%d messages were kept for operators, want 5", n)
	}
}
