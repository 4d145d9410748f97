package store

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"doorstep/shared/shipment"
)

// anyText mixes what senders write with what nobody should write: empty, control characters, invalid UTF-8, long.
func anyText(words ...string) *rapid.Generator[string] {
	odd := []string{"", "\x00", "\xff\xfe", "Zürich Flughafen €", "0", "000", "12345678901234567890", "a\nb"}
	return rapid.OneOf(rapid.SampledFrom(append(odd, words...)), rapid.StringN(0, 30, 60))
}

func anyClock() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.Map(rapid.Int64Range(minClock, maxClock), func(at int64) string { return clockAt(at, secondLayout) }),
		rapid.Map(rapid.Int64Range(1_790_000_000, 1_800_000_000), func(at int64) string { return clockAt(at-at%60, secondLayout) }),
		rapid.Map(rapid.Int64Range(1_790_000_000, 1_800_000_000), func(at int64) string { return clockAt(at, dayLayout) }),
		anyText("2026-02-30", "2026-11-21T24:00:00", "2026-11-21T10:00", "20261121"),
	)
}

// anyID is mostly what Identify writes.
func anyID() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.Map(rapid.SliceOfN(rapid.Byte(), rawID, rawID), func(b []byte) string { return fmt.Sprintf("%x", b) }),
		anyText("ABCDEF", "0a", "abcdefabcdefabcdefabcdef"),
	)
}

func anyMoment() *rapid.Generator[shipment.Moment] {
	return rapid.Custom(func(t *rapid.T) shipment.Moment {
		return shipment.Moment{
			Local:     anyClock().Draw(t, "local"),
			Offset:    anyText("+02:00", "-05:00", "+05:45", "-00:00", "+00:00", "-15:45", "+15:45", "+16:00", "+02:10").Draw(t, "offset"),
			Zone:      shipment.ZoneSource(anyText(zoneWords...).Draw(t, "zone")),
			Precision: shipment.Precision(anyText(precisionWords...).Draw(t, "precision")),
		}
	})
}

func anyFact() *rapid.Generator[shipment.Fact] {
	return rapid.Custom(func(t *rapid.T) shipment.Fact {
		return shipment.Fact{
			ID:        anyID().Draw(t, "id"),
			Kind:      shipment.FactKind(anyText(kindWords...).Draw(t, "kind")),
			Source:    anyText(senderWords...).Draw(t, "source"),
			Assurance: shipment.Assurance(anyText(assuranceWords...).Draw(t, "assurance")),
			Carrier:   anyText(senderWords...).Draw(t, "carrier"),
			Piece:     anyText("1Z0000000000000001").Draw(t, "piece"),
			Code:      anyText("005", "OA", "in_transit/departed_facility").Draw(t, "code"),
			Generic:   rapid.Bool().Draw(t, "generic"),
			Text:      anyText("Arrived at Facility", "Out for Delivery").Draw(t, "text"),
			Status:    shipment.Status(anyText(statusWords...).Draw(t, "status")),
			Sub:       anyText(subWords...).Draw(t, "sub"),
			At:        anyMoment().Draw(t, "at"),
			Place: shipment.Place{Text: anyText("Depot 4").Draw(t, "place"), City: anyText("LOUISVILLE").Draw(t, "city"),
				Region: anyText(regionWords...).Draw(t, "region"), Postal: anyText("01824", "77063", "K1A 0B1").Draw(t, "postal"),
				Country: anyText(countryWords...).Draw(t, "country")},
			Window: shipment.Window{Earliest: anyClock().Draw(t, "earliest"), Latest: anyClock().Draw(t, "latest"),
				Precision: shipment.Precision(anyText(precisionWords...).Draw(t, "window precision"))},
			Count:  rapid.IntRange(-3, 1000).Draw(t, "count"),
			Signed: rapid.Bool().Draw(t, "signed"),
		}
	})
}

func anyClaimState() *rapid.Generator[ClaimState] {
	return rapid.Custom(func(t *rapid.T) ClaimState {
		return ClaimState{
			Claim: shipment.Claim{
				Order: anyText("juxy7cryoxsye77463vsgbutdo", "0a0b0c").Draw(t, "order"), Shipment: anyText("s1").Draw(t, "shipment"),
				Brand: anyText("aster").Draw(t, "brand"), Carrier: anyText(senderWords...).Draw(t, "carrier"), Epoch: anyClock().Draw(t, "epoch"),
				Promise: anyClock().Draw(t, "promise"), Revision: rapid.Int64().Draw(t, "revision"), Released: rapid.Bool().Draw(t, "released"), Erased: rapid.Bool().Draw(t, "erased"),
			},
			Status:     shipment.Status(anyText(statusWords...).Draw(t, "status")),
			Sub:        anyText(subWords...).Draw(t, "sub"),
			Digest:     anyID().Draw(t, "digest"),
			Milestones: rapid.SliceOfN(anyMilestone(), 0, 6).Draw(t, "milestones"),
		}
	})
}

func anyMilestone() *rapid.Generator[shipment.Milestone] {
	return rapid.Custom(func(t *rapid.T) shipment.Milestone {
		return shipment.Milestone{
			Journey: rapid.IntRange(0, 5).Draw(t, "journey"), Direction: shipment.Direction(anyText(directionWords...).Draw(t, "direction")),
			Status: shipment.Status(anyText(statusWords...).Draw(t, "status")), Sub: anyText(subWords...).Draw(t, "sub"), Occurrence: rapid.IntRange(0, 1000).Draw(t, "occurrence"),
			Scan: anyID().Draw(t, "scan"), At: anyMoment().Draw(t, "at"), Retracted: rapid.Bool().Draw(t, "retracted"),
		}
	})
}

// parcelFact is a fact that a fold takes seriously: real statuses, times close together, ids from the fields.
func parcelFact() *rapid.Generator[shipment.Fact] {
	return rapid.Custom(func(t *rapid.T) shipment.Fact {
		status := rapid.SampledFrom(slices.Sorted(maps.Keys(shipment.SubStatuses))).Draw(t, "status")
		f := shipment.Fact{
			Kind:      rapid.SampledFrom([]shipment.FactKind{shipment.ScanFact, shipment.ScanFact, shipment.ScanFact, shipment.EstimateFact}).Draw(t, "kind"),
			Source:    rapid.SampledFrom([]string{"ups", "usps", "easypost"}).Draw(t, "source"),
			Assurance: rapid.SampledFrom([]shipment.Assurance{shipment.BySecret, shipment.Signed, shipment.Polled}).Draw(t, "assurance"),
			Carrier:   "ups", Code: rapid.SampledFrom([]string{"005", "011", "021"}).Draw(t, "code"), Text: string(status),
		}
		local := clockAt(1_795_000_000+3600*rapid.Int64Range(0, 400).Draw(t, "hour"), secondLayout)
		f.At = shipment.Moment{Local: local, Offset: "-05:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
		if f.Kind == shipment.ScanFact {
			f.Status = status
		} else {
			f.Window = shipment.Window{Earliest: local[:10], Latest: local[:10], Precision: shipment.Day}
		}
		return shipment.Identify(f, local, f.Code, f.Text)
	})
}

func parcelClaim() *rapid.Generator[shipment.Claim] {
	return rapid.Custom(func(t *rapid.T) shipment.Claim {
		return shipment.Claim{
			Order: rapid.SampledFrom([]string{"order1", "order2"}).Draw(t, "order"), Shipment: rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "shipment"),
			Brand: rapid.SampledFrom([]string{"aster", "borage"}).Draw(t, "brand"), Epoch: rapid.SampledFrom([]string{"", "2026-11-15", "2026-11-25"}).Draw(t, "epoch"),
			Promise:  rapid.SampledFrom([]string{"", "2026-11-20", "2026-11-24"}).Draw(t, "promise"),
			Revision: rapid.Int64Range(1, 3).Draw(t, "revision"), Released: rapid.IntRange(0, 4).Draw(t, "released") == 0,
		}
	})
}

// check is rapid.Check in parallel with the other tests.
func check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	t.Parallel()
	rapid.Check(t, property)
}
