package handler

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// A thousand replays of a parcel's life, as far as it has come each time, in any order: each message leaves once.
func TestAThousandReplays(t *testing.T) {
	t.Parallel()
	on := true
	b := setup(1, func(m *brand.Messages) { m.Kinds = map[string]brand.Rule{"in_transit": {On: &on}} })
	rnd := rand.New(rand.NewPCG(1, 1000))
	wrong := milestone(shipment.Delivered, time.Time{})
	wrong.Retracted = true
	again := milestone(shipment.Delivered, time.Time{})
	again.Occurrence = 2
	lost := milestone(shipment.Exception, time.Time{})
	lost.Sub = "lost"
	var milestones []shipment.Milestone
	var told []queue.News
	for _, step := range []struct {
		milestone shipment.Milestone
		sub       string
	}{
		{milestone(shipment.InfoReceived, time.Time{}), ""}, {milestone(shipment.Accepted, time.Time{}), ""}, {milestone(shipment.InTransit, time.Time{}), ""},
		{milestone(shipment.Exception, time.Time{}), "missort"}, {lost, "lost"}, {milestone(shipment.OutForDelivery, time.Time{}), ""},
		{milestone(shipment.DeliveryAttempted, time.Time{}), "not_home"}, {milestone(shipment.Delivered, time.Time{}), "to_neighbour"},
		{wrong, ""}, {again, "to_recipient"},
	} {
		b.world.now = b.world.now.Add(3 * time.Hour)
		m := step.milestone
		m.At = moment(b.world.now)
		status := m.Status
		if m.Retracted {
			milestones[len(milestones)-1].Retracted = true
			status = shipment.InTransit
		} else {
			milestones = append(milestones, m)
		}
		n := b.world.stand(1, status, step.sub, milestones...)
		n.Milestone, n.Sub, n.Occurrence, n.Retracted = string(m.Status), m.Sub, m.Occurrence, m.Retracted
		told = append(told, n)
		for replay := range 100 {
			life := append([]queue.News(nil), told...)
			if replay > 0 {
				rnd.Shuffle(len(life), func(i, j int) { life[i], life[j] = life[j], life[i] })
			}
			if back := b.deliver(1, life...); back != "" {
				t.Fatalf("come back: %s\n%s", back, b.log)
			}
		}
		b.log.Reset()
	}
	var got []string
	for _, l := range b.world.left {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(l.key, "s1/0/"), "/owner/email"))
	}
	const want = "shipped/1 in_transit/1 problem-missort/1 problem-lost/1 out_for_delivery/1 delivery_attempted/1 delivered/1 delivered-retracted/1 delivered/2"
	if strings.Join(got, " ") != want {
		t.Errorf("left %s\nwant %s", strings.Join(got, " "), want)
	}
}
