package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

func oneClaim() []ClaimState {
	return []ClaimState{{
		Claim: shipment.Claim{Order: "juxy7cryoxsye77463vsgbutdo", Shipment: "p3zq7aaxgk4mo", Brand: "aster", Carrier: "ups", Epoch: "2026-11-02",
			Revision: 2},
		Status: shipment.Delivered, Sub: "to_recipient", Digest: "00112233445566778899aabbccddeeff",
		Milestones: []shipment.Milestone{
			{Direction: shipment.Outbound, Status: shipment.OutForDelivery, Occurrence: 1, Scan: "00112233445566778899aabb",
				At: shipment.Moment{Local: "2026-11-05T08:12:00", Offset: "-05:00", Zone: shipment.ZonePayload, Precision: shipment.Second}},
			{Direction: shipment.Outbound, Status: shipment.Delivered, Occurrence: 2, Scan: "ffeeddccbbaa998877665544", Retracted: true,
				At: shipment.Moment{Local: "2026-11-05", Zone: shipment.NoZone, Precision: shipment.Day}},
		},
	}}
}

// wideClaim is oneClaim with what only the wide formats hold.
func wideClaim() []ClaimState {
	claims := oneClaim()
	claims[0].Promise = "2026-11-06"
	held, late := claims[0].Milestones[0], claims[0].Milestones[1]
	held.Status, held.Sub = shipment.Exception, "customs_duties"
	late.Status, late.Sub, late.Occurrence, late.Scan, late.Retracted = shipment.InTransit, "delayed", 20764, "", false
	claims[0].Milestones = append(claims[0].Milestones, held, late)
	return claims
}

func TestClaimsRoundTrip(t *testing.T) {
	p := &packer{}
	check(t, func(t *rapid.T) {
		claims := rapid.SliceOfN(anyClaimState(), 0, 6).Draw(t, "claims")
		b, err := p.encodeClaims(claims)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseClaims(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(claims, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("claims changed on their way:\n%s", diff)
		}
	})
}

func TestStoredClaimsStayReadable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		format byte
		claims []ClaimState
	}{
		"claims-plain.hex": {claimsPlain, oneClaim()}, "claims-packed.hex": {claimsPacked, slices.Repeat(oneClaim(), 3)},
		"claims-wide.hex": {claimsWide, wideClaim()}, "claims-wide-packed.hex": {claimsWidePacked, slices.Repeat(wideClaim(), 3)},
	} {
		stored := golden(t, name, func() ([]byte, error) { return (&packer{}).encodeClaims(c.claims) })
		got, err := ParseClaims(stored)
		if diff := cmp.Diff(c.claims, got); err != nil || diff != "" {
			t.Errorf("%s reads differently, %v:\n%s", name, err, diff)
		}
		again, err := (&packer{}).encodeClaims(c.claims)
		if err != nil || again[0] != c.format {
			t.Errorf("%s is written in format %d now, %v: a build that knows only %d could not read it", name, again[0], err, c.format)
		}
		if stored[0] != c.format {
			t.Errorf("%s is of format %d, want %d", name, stored[0], c.format)
		}
	}
}

// Many orders on one box say the same again and again, which must not cost what the first one did.
func TestClaimsOnOneBoxCompress(t *testing.T) {
	t.Parallel()
	one := oneClaim()[0]
	one.Milestones = slices.Repeat(one.Milestones, 50)
	for i := range one.Milestones {
		one.Milestones[i].Scan = shipment.Identify(shipment.Fact{}, fmt.Sprint(i)).ID
	}
	single, err := (&packer{}).encodeClaims([]ClaimState{one})
	if err != nil {
		t.Fatal(err)
	}
	many := make([]ClaimState, maxClaims)
	for i := range many {
		many[i] = one
		many[i].Order = fmt.Sprintf("order%d", i)
	}
	all, err := (&packer{}).encodeClaims(many)
	if err != nil {
		t.Fatal(err)
	}
	if all[0] != claimsPacked || len(all) > len(single)+maxClaims*40 {
		t.Errorf("%d claims take %d bytes in format %d, one takes %d", maxClaims, len(all), all[0], len(single))
	}
}

func TestParseClaimsRefuses(t *testing.T) {
	t.Parallel()
	stored, err := (&packer{}).encodeClaims(oneClaim())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		bytes []byte
		says  string
	}{
		"unknown format":     {[]byte{7, 1, 2}, "format 7 is not known"},
		"cut":                {stored[:len(stored)-1], "claim 1: precision of a milestone"},
		"endless milestones": {[]byte{claimsPlain, 0, 0, 0, 0, 0, clockText, 0, 0, 0, 1, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f}, "claim 1: status of a milestone"},
		"bomb":               {bomb(t, claimsPacked), "when decompressed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseClaims(c.bytes)
			if err == nil || !strings.Contains(err.Error(), c.says) || fault.KindOf(err) != fault.Malformed {
				t.Errorf("error %v of kind %v, want malformed with %q", err, fault.KindOf(err), c.says)
			}
		})
	}
}

func FuzzParseClaims(f *testing.F) {
	p := &packer{}
	stored, err := p.encodeClaims(oneClaim())
	if err != nil {
		f.Fatal(err)
	}
	packed, err := p.pack([]byte{claimsPacked}, stored[1:])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored)
	f.Add(packed)
	f.Fuzz(func(t *testing.T, b []byte) {
		claims, err := ParseClaims(b)
		if err != nil {
			if fault.KindOf(err) != fault.Malformed {
				t.Fatalf("kind %v of %v", fault.KindOf(err), err)
			}
			return
		}
		again, err := p.encodeClaims(claims)
		if err != nil {
			t.Fatal(err)
		}
		same, err := ParseClaims(again)
		if err != nil || !reflect.DeepEqual(same, claims) {
			t.Fatalf("claims that were read do not come back: %v\n%s", err, cmp.Diff(claims, same))
		}
	})
}
