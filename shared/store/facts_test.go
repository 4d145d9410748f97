package store

import (
	"bytes"
	"compress/flate"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

var updateGoldens = flag.Bool("update", false, "rewrite the goldens under testdata")

// twoScans are facts whose stored bytes are kept in testdata for ever.
func twoScans() []shipment.Fact {
	return []shipment.Fact{
		{
			ID: "00112233445566778899aabb", Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Carrier: "ups", Code: "005",
			Text: "Arrived at Facility", Status: shipment.InTransit, Sub: "arrived",
			At:    shipment.Moment{Local: "2026-11-02T07:41:10", Offset: "-05:00", Zone: shipment.ZonePayload, Precision: shipment.Second},
			Place: shipment.Place{City: "Twinsburg", Region: "OH", Postal: "44087", Country: "US"},
		},
		{
			ID: "ffeeddccbbaa998877665544", Kind: shipment.EstimateFact, Source: "easypost", Assurance: shipment.Polled, Carrier: "ups",
			At:     shipment.Moment{Local: "2026-11-02T08:00:00", Zone: shipment.NoZone, Precision: shipment.Minute},
			Window: shipment.Window{Earliest: "2026-11-05", Latest: "2026-11-06", Precision: shipment.Day},
		},
	}
}

func TestFactsRoundTrip(t *testing.T) {
	p := &packer{}
	check(t, func(t *rapid.T) {
		facts := rapid.SliceOfN(anyFact(), 0, 12).Draw(t, "facts")
		b, err := p.encodeFacts(facts)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeFacts(b)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, facts) {
			t.Fatalf("facts changed on their way:\n%s", cmp.Diff(facts, got))
		}
		again, err := p.encodeFacts(facts)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("the same facts gave other bytes, %v", err)
		}
	})
}

// The bytes in testdata were written once; every later build must read them.
func TestStoredFactsStayReadable(t *testing.T) {
	t.Parallel()
	bare := []shipment.Fact{{ID: "00112233445566778899aabb", Kind: shipment.ScanFact}}
	for name, c := range map[string]struct {
		format byte
		facts  []shipment.Fact
	}{"facts-plain.hex": {factsPlain, bare}, "facts-packed.hex": {factsPacked, twoScans()}} {
		stored := golden(t, name, func() ([]byte, error) { return (&packer{}).encodeFacts(c.facts) })
		got, err := decodeFacts(stored)
		if err != nil || !slices.Equal(got, c.facts) {
			t.Errorf("%s reads differently, %v:\n%s", name, err, cmp.Diff(c.facts, got))
		}
		if stored[0] != c.format {
			t.Errorf("%s is of format %d, want %d", name, stored[0], c.format)
		}
	}
}

// golden gives the bytes of a file of hex digits, after writing it with -update.
func golden(t *testing.T, name string, write func() ([]byte, error)) []byte {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *updateGoldens {
		b, err := write()
		if err != nil {
			t.Fatal(err)
		}
		err = os.WriteFile(path, []byte(hex.EncodeToString(b)+"\n"), 0o644)
		if err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeFactsRefuses(t *testing.T) {
	t.Parallel()
	stored, err := (&packer{}).encodeFacts(twoScans())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		bytes []byte
		says  string
	}{
		"unknown format":       {[]byte{9, 0}, "format 9 is not known"},
		"no count":             {[]byte{factsPlain}, "count of ids: no whole number"},
		"endless varint":       {append([]byte{factsPlain}, bytes.Repeat([]byte{0xff}, 12)...), "no whole number"},
		"ids beyond the end":   {[]byte{factsPlain, 200, 1}, "200 ids announced in 3 bytes"},
		"id without a fact":    {append([]byte{factsPlain, 1}, make([]byte, rawID)...), "1 ids without a fact"},
		"fact without an id":   {[]byte{factsPlain, 0, 0}, "no id left"},
		"fields of the future": {[]byte{factsPlain, 0, 0x80, 0x80, 0x80, 0x04}, "newer than this build"},
		"word of the future":   {[]byte{factsPlain, 0, 0x88, 0x80, 0x80, 0x02, 1, 'x', 250}, "word 250 is newer"},
		"cut body":             {stored[:len(stored)-4], "decompress"},
		"bomb":                 {bomb(t, factsPacked, 0), "when decompressed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decodeFacts(c.bytes)
			if err == nil || !strings.Contains(err.Error(), c.says) || fault.KindOf(err) != fault.Malformed {
				t.Errorf("error %v of kind %v, want malformed with %q", err, fault.KindOf(err), c.says)
			}
		})
	}
}

// bomb is a head and a body that grows to 64 MB.
func bomb(t testing.TB, head ...byte) []byte {
	t.Helper()
	var b bytes.Buffer
	b.Write(head)
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(make([]byte, 64<<20))
	if err != nil {
		t.Fatal(err)
	}
	err = w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzDecodeFacts(f *testing.F) {
	p := &packer{}
	stored, err := p.encodeFacts(twoScans())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored)
	f.Add([]byte{factsPlain, 0, 0x81, 0x80, 0x80, 0x02, 1, 'x', 3, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		facts, err := decodeFacts(b)
		if err != nil {
			if fault.KindOf(err) != fault.Malformed {
				t.Fatalf("kind %v of %v", fault.KindOf(err), err)
			}
			return
		}
		again, err := p.encodeFacts(facts)
		if err != nil {
			t.Fatal(err)
		}
		same, err := decodeFacts(again)
		if err != nil || !slices.Equal(same, facts) {
			t.Fatalf("facts that were read do not come back: %v\n%s", err, cmp.Diff(facts, same))
		}
	})
}

func BenchmarkFacts(b *testing.B) {
	p := &packer{}
	facts := slices.Repeat(twoScans(), 6)
	stored, err := p.encodeFacts(facts)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = p.encodeFacts(facts)
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = decodeFacts(stored)
		}
	})
}
