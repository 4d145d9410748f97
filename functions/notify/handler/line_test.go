package handler

import (
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/obs/obstest"
	"doorstep/shared/shipment"
)

// TestOneLinePerInvocation: news that is told and news that cannot be read leave one line of their batch.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	b := setup(1, nil)
	news := b.world.stand(1, shipment.Delivered, "", milestone(shipment.Delivered, b.world.now))
	batch := events.SQSEvent{Records: []events.SQSMessage{record("m1", 1, news), {MessageId: "m2", Body: "{"}}}
	b.take(obstest.Context(t.Context()), batch)
	obstest.Unit(t, b.log.String(), "notify", "news", "records", "left")
}
