package shipment_test

import (
	"slices"
	"testing"
	"time"

	"doorstep/shared/shipment"
)

// said is a scan of UPS at an hour of one day, as it came.
func said(status shipment.Status, hour int, how shipment.Assurance) shipment.Fact {
	at := time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC).Format("2006-01-02T15:04:05")
	f := shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", Assurance: how, Status: status, Code: string(status),
		At: shipment.Moment{Local: at, Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}
	return shipment.Identify(f, string(status), at)
}

// stillOpen is what ingest makes of an answer of a source at an hour that tells of no end.
func stillOpen(source string, hour int) shipment.Fact {
	f := said("", hour, shipment.Polled)
	f.Kind, f.Code, f.Source, f.Carrier = shipment.VerdictFact, shipment.VerdictOpen, source, ""
	return shipment.Identify(f, f.At.Local)
}

func TestEndsWithoutProof(t *testing.T) {
	t.Parallel()
	moving, secret := said(shipment.OutForDelivery, 8, shipment.Polled), said(shipment.Delivered, 12, shipment.BySecret)
	local := secret
	local.At.Offset, local.At.Zone = "", shipment.NoZone
	aggregated := secret
	aggregated.Source = "easypost"
	signed := said(shipment.Delivered, 12, shipment.Signed)
	signed.Source = "easypost"
	signed = shipment.Identify(signed, "x")
	for _, c := range []struct {
		name       string
		facts      []shipment.Fact
		want       shipment.Status
		doubt      bool
		milestones []string // with "!" when taken back
	}{
		{"told without proof", []shipment.Fact{moving, secret}, shipment.Delivered, true, []string{"out_for_delivery", "delivered"}},
		{"told with a signature", []shipment.Fact{moving, said(shipment.Delivered, 12, shipment.Signed)}, shipment.Delivered, false, []string{"out_for_delivery", "delivered"}},
		{"on the way nothing needs proof", []shipment.Fact{said(shipment.InTransit, 8, shipment.BySecret)}, shipment.InTransit, false, []string{"in_transit"}},
		{"confirmed by a poll", []shipment.Fact{moving, secret, said(shipment.Delivered, 12, shipment.Polled)}, shipment.Delivered, false, []string{"out_for_delivery", "delivered"}},
		{"confirmed by an aggregator that signs", []shipment.Fact{moving, secret, signed}, shipment.Delivered, false, []string{"out_for_delivery", "delivered"}},
		{"denied", []shipment.Fact{moving, secret, stillOpen("ups", 13)}, shipment.OutForDelivery, false, []string{"out_for_delivery", "delivered!"}},
		{"an aggregator's end, denied by the carrier", []shipment.Fact{moving, aggregated, stillOpen("ups", 13)}, shipment.OutForDelivery, false, []string{"out_for_delivery", "delivered!"}},
		{"an aggregator that lags denies nothing", []shipment.Fact{moving, secret, stillOpen("easypost", 13)}, shipment.Delivered, true, []string{"out_for_delivery", "delivered"}},
		{"asked before the end", []shipment.Fact{moving, secret, stillOpen("ups", 11)}, shipment.Delivered, true, []string{"out_for_delivery", "delivered"}},
		{"the end may be later than it looks", []shipment.Fact{moving, local, stillOpen("ups", 13)}, shipment.Delivered, true, []string{"out_for_delivery", "delivered"}},
		{"proof outweighs a denial", []shipment.Fact{moving, said(shipment.Delivered, 12, shipment.Signed), stillOpen("ups", 13)}, shipment.Delivered, false, []string{"out_for_delivery", "delivered"}},
		{"denied, and delivered later", []shipment.Fact{moving, secret, stillOpen("ups", 13), said(shipment.Delivered, 17, shipment.Polled)}, shipment.Delivered, false, []string{"out_for_delivery", "delivered!", "delivered"}},
		{"only the end was ever told", []shipment.Fact{secret, stillOpen("ups", 13)}, shipment.Pending, false, []string{"delivered!"}},
		{"a forged return", []shipment.Fact{moving, said(shipment.Returned, 12, shipment.BySecret), stillOpen("ups", 13)}, shipment.OutForDelivery, false, []string{"out_for_delivery", "returned!"}},
	} {
		st := shipment.Fold(c.facts)
		var got []string
		for _, m := range st.Milestones {
			got = append(got, milestoneMark(m))
		}
		if st.Status != c.want || st.Unconfirmed != c.doubt || !slices.Equal(got, c.milestones) {
			t.Errorf("%s: %s, unconfirmed %v, %v; want %s, %v, %v", c.name, st.Status, st.Unconfirmed, got, c.want, c.doubt, c.milestones)
		}
		for _, m := range st.Milestones {
			if m.Journey >= len(st.Journeys) {
				t.Errorf("%s: a milestone of journey %d of %d", c.name, m.Journey, len(st.Journeys))
			}
		}
		if last, ok := st.LastScan(); ok && last.Denied {
			t.Errorf("%s: the newest scan is one that counts for nothing", c.name)
		}
	}
}

func milestoneMark(m shipment.Milestone) string {
	if m.Retracted {
		return string(m.Status) + "!"
	}
	return string(m.Status)
}
