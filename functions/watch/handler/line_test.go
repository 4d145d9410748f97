package handler

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/obs"
	"doorstep/shared/obs/obstest"
	"doorstep/shared/shipment"
)

// TestOneLinePerInvocation: checks that find something and one that cannot be read leave one line of their batch.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	b := setup()
	var log strings.Builder
	b.obs = obs.New(&log, "watch", slog.LevelInfo, b.now)
	b.known(nil, scan(shipment.InTransit, "2026-11-16T20:00:00"))
	if _, err := b.Handle(obstest.Context(t.Context()), events.SQSEvent{Records: []events.SQSMessage{suspected("silent"), {MessageId: "m2", Body: "{"}}}); err != nil {
		t.Fatal(err)
	}
	obstest.Unit(t, log.String(), "watch", "checks", "records", "left")
	if !strings.Contains(log.String(), `"Findings":1`) {
		t.Errorf("a finding is not counted in\n%s", log.String())
	}
}
