package shipment_test

import (
	"fmt"
	"testing"

	"doorstep/shared/shipment"
)

// twelveScans is the life of a parcel as one source tells it.
func twelveScans() []shipment.Fact {
	facts := make([]shipment.Fact, 12)
	for i := range facts {
		status := shipment.InTransit
		if i == 11 {
			status = shipment.Delivered
		}
		at := fmt.Sprintf("2026-03-%02dT%02d:15:00", 1+i/3, 6+i%12)
		facts[i] = shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", At: moment(at), Status: status, Code: fmt.Sprint(i)}, at)
	}
	return facts
}

func BenchmarkFold(b *testing.B) {
	facts := twelveScans()
	b.ReportAllocs()
	for b.Loop() {
		shipment.Fold(facts)
	}
}
