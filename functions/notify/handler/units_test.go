package handler

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/brand"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// TestUnits tells what a decision costs on a real engine: two write units for a message that is sent at once, one for one that is not,
// none for news that was decided already or is none.
func TestUnits(t *testing.T) {
	t.Parallel()
	db, tables := storetest.Client(dynoxidetest.Endpoint(t)), store.Tables{Main: "NotifyUnits", Keys: "NotifyUnitsKeys"}
	if err := storetest.CreateTables(t.Context(), db, tables); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	table := store.New(db, tables, time.Now, rand.Float64)
	number := "1Z999AA10123456784"
	o := order.Change{Shipments: []order.Shipment{{Number: number, Carrier: "ups"}}}.Apply(order.Order{ID: order.ID("live", "1"), Brand: "live", Number: "1"}, 1, now)
	scan := func(at time.Time, s shipment.Status) shipment.Fact {
		return shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Carrier: "ups", Status: s,
			At: moment(at), Text: string(s)}, string(s))
	}
	put := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	body, err := order.Encode(o)
	put(err)
	put(table.PutOrder(t.Context(), store.Order{ID: o.ID, Brand: "live", Number: "1", Body: body}, 0))
	for id, mode := range map[string]string{"live": "live", "shadow": "shadow"} {
		record, err := brand.Encode(brand.Record{Version: 1, Name: "Aster", Messages: brand.Messages{Mode: mode, From: "parcels@aster.example"}})
		put(err)
		put(table.PutBrand(t.Context(), store.Brand{ID: id, Record: record}))
	}
	shadow := o
	shadow.ID, shadow.Brand = order.ID("shadow", "1"), "shadow"
	put(table.PutOrder(t.Context(), store.Order{ID: shadow.ID, Brand: "shadow", Number: "1", Body: body}, 0))
	_, err = table.Add(t.Context(), number, store.Addition{
		Claims: []shipment.Claim{o.Claim(o.Shipments[0]), shadow.Claim(o.Shipments[0])},
		Facts:  []shipment.Fact{scan(now.Add(-3*time.Hour), shipment.InTransit), scan(now.Add(-2*time.Hour), shipment.OutForDelivery), scan(now.Add(-time.Hour), shipment.Delivered)},
	})
	put(err)
	b := setup(1, nil)
	h := New(table, b.world, b.world, obs.New(io.Discard, "notify", slog.LevelError, time.Now), time.Now)
	news := func(orderID string, s shipment.Status) queue.News {
		return queue.News{Number: number, Order: orderID, Shipment: o.Shipments[0].ID, Milestone: string(s), Occurrence: 1, Version: 1}
	}
	for _, step := range []struct {
		name        string
		news        queue.News
		read, write float64
	}{
		{"the brand's first news: a label", news(o.ID, shipment.InfoReceived), 1, 0},
		{"sent at once, after a second look", news(o.ID, shipment.Delivered), 3, 2},
		{"the same again", news(o.ID, shipment.Delivered), 1, 0},
		{"overtaken", news(o.ID, shipment.OutForDelivery), 1, 1},
		{"a label", news(o.ID, shipment.InfoReceived), 0.5, 0},
		{"an order that is placed", queue.News{About: queue.AboutOrder, Order: o.ID, Milestone: order.Placed, Occurrence: 1}, 0.5, 0},
		{"in shadow, with a read of the brand", news(shadow.ID, shipment.Delivered), 1.5, 1},
		{"in shadow, again", news(shadow.ID, shipment.Delivered), 1, 0},
	} {
		m := &store.Meter{}
		response, err := h.Handle(store.WithMeter(context.Background(), m), events.SQSEvent{Records: []events.SQSMessage{record("m1", 1, step.news)}})
		if err != nil || len(response.BatchItemFailures) > 0 {
			t.Fatalf("%s: %v, %v", step.name, response, err)
		}
		t.Logf("%s: %.1f read and %.1f write units in %d calls", step.name, m.Read, m.Write, m.Calls)
		if m.Read > step.read || m.Write > step.write {
			t.Errorf("%s: %.1f read and %.1f write units, want at most %.1f and %.1f", step.name, m.Read, m.Write, step.read, step.write)
		}
	}
}
