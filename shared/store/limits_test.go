package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// noise is text that does not compress, the same for the same name.
func noise(name string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		sum := sha256.Sum256(fmt.Append(nil, name, i))
		b.Write(sum[:])
	}
	return b.String()[:n]
}

// A sender that writes as much as it can, in every field of every fact, for ever, cannot make a number unwritable: neither with
// a new piece in every scan nor with a single one.
func TestItemCannotOutgrowDynamoDB(t *testing.T) {
	t.Parallel()
	t.Run("many pieces", func(t *testing.T) {
		t.Parallel()
		testLargestItem(t, func(i int) string { return noise(fmt.Sprint("piece", i), maxCode) })
	})
	t.Run("one piece", func(t *testing.T) {
		t.Parallel()
		testLargestItem(t, func(int) string { return "" })
	})
}

func testLargestItem(t *testing.T, piece func(int) string) {
	const itemLimit = 400 * 1024
	const long = 1000
	a := Addition{Proofs: map[string][]byte{}, Main: noise("main", maxName)}
	for i := range shipment.MaxFacts {
		n := func(field string) string { return noise(fmt.Sprint(field, i), long) }
		f := shipment.Fact{
			ID: hex.EncodeToString([]byte(noise(fmt.Sprint("id", i), maxID/2))), Kind: shipment.ScanFact, Source: noise(fmt.Sprint("source", i%3), long),
			Assurance: shipment.Assurance(n("assurance")), Carrier: n("carrier"), Piece: piece(i), Code: n("code"), Text: n("text"),
			Status: shipment.Exception, Sub: n("sub"), Count: i << 40, Signed: i%2 == 0, Generic: i%2 == 1,
			At: shipment.Moment{Local: noon.Add(time.Duration(i) * time.Minute).Format(secondLayout), Offset: n("offset"),
				Zone: shipment.ZoneSource(n("zone")), Precision: shipment.Precision(n("precision"))},
			Place:  shipment.Place{Text: n("place"), City: n("city"), Region: n("region"), Postal: n("postal"), Country: n("country")},
			Window: shipment.Window{Earliest: n("earliest"), Latest: n("latest"), Precision: shipment.Precision(n("window"))},
		}
		if i%2 == 0 {
			f.Status = shipment.Delivered // every scan is a milestone
		}
		a.Facts = append(a.Facts, f)
		a.Proofs[f.ID] = []byte(noise(f.ID, maxProof))
	}
	for i := range maxClaims {
		n := func(field string) string { return noise(fmt.Sprint(field, i), maxID) }
		a.Claims = append(a.Claims, shipment.Claim{Order: n("order"), Shipment: n("shipment"), Brand: n("brand"), Carrier: noise(n("carrier"), maxShort), Epoch: "2026-11-20"})
		a.Aliases = append(a.Aliases, noise(fmt.Sprint("alias", i), maxName))
	}
	a, err := bounded(a)
	if err != nil {
		t.Fatal(err)
	}
	number, _, err := merge(Number{Number: noise("number", maxName)}, a, noon)
	if err != nil {
		t.Fatal(err)
	}
	open, _ := fold(&number)
	it, err := (&Store{packer: &packer{}}).encode(number, open)
	if err != nil {
		t.Fatal(err)
	}
	if len(number.Facts) != shipment.MaxFacts || len(number.Claims) != maxClaims || len(number.Proofs) != maxProofs || len(number.Aliases) != maxAliases {
		t.Fatalf("the worst case is not one: %d facts, %d claims, %d proofs, %d aliases", len(number.Facts), len(number.Claims), len(number.Proofs), len(number.Aliases))
	}
	t.Logf("worst item: %d bytes, of which facts %d, claims %d with %d milestones in the first", itemSize(it), valueSize(it["f"]), valueSize(it["c"]), len(number.Claims[0].Milestones))
	if size := itemSize(it) + 4*maxName; size > itemLimit {
		t.Errorf("the worst item has %d bytes, DynamoDB takes %d", size, itemLimit)
	}
	got, err := decodeFacts(it.bytes("f"))
	if err != nil || len(got) != shipment.MaxFacts {
		t.Errorf("the worst item reads back as %d facts, %v", len(got), err)
	}
}

func TestBoundedRefuses(t *testing.T) {
	t.Parallel()
	claim := claimOf("o1")
	nameless := claim
	nameless.Brand = ""
	endless := claim
	endless.Order = strings.Repeat("x", maxID+1)
	for name, c := range map[string]struct {
		a    Addition
		says string
		kind fault.Kind
	}{
		"fact without id":  {Addition{Facts: []shipment.Fact{{}}}, "fact 0: id of 0 bytes", fault.Invalid},
		"claim, no brand":  {Addition{Claims: []shipment.Claim{claim, nameless}}, "claim 1: brand of 0 bytes", fault.Invalid},
		"claim, long name": {Addition{Claims: []shipment.Claim{endless}}, "claim 0: order of 65 bytes", fault.Invalid},
		"empty alias":      {Addition{Aliases: []string{""}}, "alias is empty", fault.Invalid},
		"long proof":       {Addition{Proofs: map[string][]byte{"id": make([]byte, maxProof+1)}}, "proof of fact id has 385 bytes", fault.TooLarge},
		"due, no kind":     {Addition{Due: &Due{At: noon}}, "kind of the due entry is empty", fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := bounded(c.a)
			if err == nil || !strings.Contains(err.Error(), c.says) || fault.KindOf(err) != c.kind {
				t.Errorf("error %v of kind %v, want %v with %q", err, fault.KindOf(err), c.kind, c.says)
			}
		})
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s     string
		limit int
		want  string
	}{{"Zürich", 6, "Züric"}, {"Zürich", 2, "Z"}, {"Zürich", 7, "Zürich"}, {"", 3, ""}, {"€", 2, ""}, {"\xa0\xa0\xa0", 2, ""}} {
		got := cut(c.s, c.limit)
		if got != c.want || (utf8.ValidString(c.s) && !utf8.ValidString(got)) {
			t.Errorf("cut(%q, %d) = %q, want %q", c.s, c.limit, got, c.want)
		}
	}
}
