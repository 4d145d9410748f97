package carriertest

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// unknownCode: what no table knows is unknown, keeps the vendor's code and words, and never becomes "in transit".
func unknownCode(t *testing.T, s Suite, fixtures []fixture) {
	for _, c := range fixtures {
		if c.name != s.Unknown {
			continue
		}
		u, err := s.New().Decode(c.kind, c.body)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range u.Parcels {
			for _, f := range p.Facts {
				if f.Kind == shipment.ScanFact && f.Status == shipment.Unknown && f.Sub == "unmapped_code" && f.Code != "" {
					return
				}
			}
		}
		t.Fatalf("no scan is unknown/unmapped_code with its code kept:\n%s", show(u, nil))
	}
	t.Fatalf("there is no case %q", s.Unknown)
}

// private: names, streets and pictures that a payload carries stay out of facts and problems.
func private(t *testing.T, s Suite, fixtures []fixture) {
	seen := false
	for _, c := range fixtures {
		seen = seen || bytes.Contains(c.body, []byte("CANARY"))
		u, err := s.New().Decode(c.kind, c.body)
		if err != nil {
			continue
		}
		secret(t, c.name, u)
	}
	if !seen {
		t.Error("no fixture carries the word CANARY: nothing was checked")
	}
}

func secret(t *testing.T, name string, u carrier.Update) {
	t.Helper()
	u.Parcels = slices.Clone(u.Parcels)
	for i := range u.Parcels {
		u.Parcels[i].SignedBy = "" // the only place where a name may be
	}
	if text := fmt.Sprintf("%+v", u); strings.Contains(text, "CANARY") {
		t.Errorf("%s: personal data outside of SignedBy: %s", name, text)
	}
}

// setOfScans: the scans of a payload do not depend on the order or repetition of any list in it.
func setOfScans(t *testing.T, s Suite, fixtures []fixture) {
	a := s.New()
	for _, c := range fixtures {
		u, err := a.Decode(c.kind, c.body)
		if err != nil {
			continue
		}
		for name, change := range map[string]func([]any) []any{
			"reversed": func(l []any) []any { l = slices.Clone(l); slices.Reverse(l); return l },
			"doubled":  func(l []any) []any { return append(slices.Clone(l), l...) },
		} {
			changed, err := a.Decode(c.kind, rewrite(t, c.body, func(v any) any {
				if l, ok := v.([]any); ok {
					return change(l)
				}
				return v
			}))
			if err != nil || !slices.Equal(ids(u), ids(changed)) {
				t.Errorf("%s: lists %s give other scans (%v)", c.name, name, err)
			}
		}
	}
}

// cut: a body that ends early is malformed or says something sound; nothing panics.
func cut(t *testing.T, s Suite, fixtures []fixture) {
	a := s.New()
	for _, c := range fixtures {
		for n := 0; n < len(c.body); n += every {
			u, err := a.Decode(c.kind, c.body[:n])
			if err == nil {
				sound(t, a, u)
				continue
			}
			malformed(t, err)
		}
	}
}

// wrongTypes puts each of a list of unfitting values in the place of each value of each fixture, and leaves each member out.
func wrongTypes(t *testing.T, s Suite, fixtures []fixture) {
	a := s.New()
	odd := []any{nil, true, -1.5, "", "string", "\u0000\u202e<b>&amp;", []any{}, map[string]any{}, []any{map[string]any{"code": 7.0}}, strings.Repeat("9", 5000)}
	for _, c := range fixtures {
		places := count(t, c.body)
		for place := 0; place < places; place += every {
			for _, value := range odd {
				check(t, a, c, replaceAt(t, c.body, place, value, false))
			}
			check(t, a, c, replaceAt(t, c.body, place, nil, true))
		}
	}
}

func check(t *testing.T, a carrier.Adapter, c fixture, body []byte) {
	t.Helper()
	u, err := a.Decode(c.kind, body)
	if err == nil {
		sound(t, a, u)
		return
	}
	malformed(t, err)
}

// memoryFactor is how many bytes an adapter may allocate per byte of a hostile body, beside a fixed sum.
const (
	memoryFactor = 24
	memoryBase   = 8 << 20
)

// hostile: bodies made to hurt end quickly and cost little memory.
func hostile(t *testing.T, s Suite, fixtures []fixture) {
	if every > 1 {
		t.Skip("memory and time are measured without the race detector")
	}
	a := s.New()
	deep := strings.Repeat(`{"a":[`, 200_000)
	bodies := map[string][]byte{
		"empty":        nil,
		"not JSON":     []byte("<html><body>503 Service Unavailable</body></html>"),
		"deep objects": []byte(deep),
		"deep lists":   []byte(strings.Repeat("[", 1<<20)),
		"broken UTF-8": bytes.Repeat([]byte{0xff}, 1<<16),
		"long string":  []byte(`{"trackingNumber":"` + strings.Repeat("1", 1<<20) + `"}`),
		"escapes":      []byte(`{"trackingNumber":"` + strings.Repeat(`\u0031`, 1<<17) + `"}`),
		"entities":     []byte(`{"trackingNumber":"` + strings.Repeat(`&amp;`, 1<<17) + `"}`),
	}
	for _, c := range fixtures {
		for i, body := range swollen(t, c.body) {
			bodies[fmt.Sprintf("%s with list %d swollen", c.name, i)] = body
		}
	}
	for name, body := range bodies {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		u, err := a.Decode(carrier.Poll, body)
		runtime.ReadMemStats(&after)
		if err != nil {
			malformed(t, err)
		} else {
			sound(t, a, u)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > uint64(memoryFactor*len(body)+memoryBase) {
			t.Errorf("%s: %d bytes allocated for a body of %d", name, grown, len(body))
		}
	}
}
