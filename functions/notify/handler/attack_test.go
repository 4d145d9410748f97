package handler

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/shipment"
)

// Whatever lies in the queue of news, real news beside it is decided, and nothing is sent that the stored state does not say.
func FuzzHandle(f *testing.F) {
	f.Add(`{"number":"N1","order":"o1","shipment":"s1","journey":1,"milestone":"delivered","occurrence":1,"version":9}`, "1")
	f.Add(`{"order":"o1","about":"decision","decision":"../../O#o2","due":"tomorrow"}`, "-1")
	f.Add(`{"number":"N2","order":"o2","shipment":"s9","journey":-1,"milestone":"\u0000","occurrence":-9223372036854775808}`, "9e99")
	f.Add(`[]`, "")
	f.Add(strings.Repeat(`{"order":`, 50_000), "3")
	f.Fuzz(func(t *testing.T, body, receives string) {
		b := setup(1, nil)
		news := record("good", 1, b.world.stand(1, shipment.OutForDelivery, "", shipment.Milestone{Journey: 1, Status: shipment.OutForDelivery, Occurrence: 1}))
		hostile := events.SQSMessage{MessageId: "hostile", Body: body, Attributes: map[string]string{"ApproximateReceiveCount": receives}}
		response, err := b.Handle(context.Background(), events.SQSEvent{Records: []events.SQSMessage{hostile, {}, news}})
		if err != nil {
			t.Fatalf("the batch failed as a whole: %v", err)
		}
		for _, left := range response.BatchItemFailures {
			if left.ItemIdentifier == "good" {
				t.Errorf("real news was not settled; log\n%s", b.log)
			}
		}
		if decided := b.world.decided(); strings.Contains(b.log.String(), "panic at") || strings.Contains(decided, "/delivered/") && strings.Contains(decided, " send ") && !strings.Contains(decided, "out_for_delivery") {
			t.Errorf("decided %s; log\n%s", decided, b.log)
		}
	})
}
