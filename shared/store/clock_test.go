package store

import (
	"testing"

	"pgregory.net/rapid"
)

func TestClockSizes(t *testing.T) {
	t.Parallel()
	const base = 1_795_000_000 // 2026-11-18T11:06:40
	for name, c := range map[string]struct {
		local string
		bytes int
	}{
		"seconds of the same day":   {"2026-11-18T13:14:33", 3},
		"minutes of the same day":   {"2026-11-18T13:14:00", 2},
		"the next day":              {"2026-11-19", 1},
		"the same second":           {"2026-11-18T11:06:40", 1},
		"years before":              {"1996-01-01T00:00:01", 5},
		"no date on any calendar":   {"2026-02-30", 12},
		"an hour that is none":      {"2026-11-18T24:00:00", 21},
		"half a time":               {"2026-11-18T13:14", 18},
		"nothing":                   {"", 2},
		"a day of another calendar": {"20261118", 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _ := appendClock(nil, c.local, base)
			d := decoder{rest: string(b)}
			got, _ := d.clock(base, "time")
			if got != c.local || d.err != nil || d.rest != "" || len(b) != c.bytes {
				t.Errorf("%q came back as %q in %d bytes, want %d; %d bytes left, %v", c.local, got, len(b), c.bytes, len(d.rest), d.err)
			}
		})
	}
}

func TestClockKeepsItsBase(t *testing.T) {
	check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(anyClock(), 1, 8).Draw(t, "clocks")
		var b []byte
		base := int64(0)
		for _, s := range texts {
			b, base = appendClock(b, s, base)
		}
		d := decoder{rest: string(b)}
		base = 0
		for i, want := range texts {
			var got string
			got, base = d.clock(base, "time")
			if got != want || d.err != nil {
				t.Fatalf("clock %d: %q, want %q, %v", i, got, want, d.err)
			}
		}
	})
}

func TestOffsetSizes(t *testing.T) {
	t.Parallel()
	for s, bytes := range map[string]int{
		"": 1, "+00:00": 1, "-05:00": 1, "+05:45": 1, "+14:00": 1, "-15:45": 1,
		"-00:00": 8, "+16:00": 8, "+02:10": 8, "+0200": 7, "Z": 3, "+0a:00": 8, "\x00": 3,
	} {
		b := appendOffset(nil, s)
		d := decoder{rest: string(b)}
		got := d.offset("offset")
		if got != s || d.err != nil || d.rest != "" || len(b) != bytes {
			t.Errorf("%q came back as %q in %d bytes, want %d, %v", s, got, len(b), bytes, d.err)
		}
	}
}

func TestDigitSizes(t *testing.T) {
	t.Parallel()
	for s, bytes := range map[string]int{
		"005": 1, "77063": 3, "01824": 3, "0": 1, "999999999999999": 8, "1234567890123456": 18, "": 2, "OA": 4, "12-3": 6, "١": 4,
	} {
		b := appendDigits(nil, s)
		d := decoder{rest: string(b)}
		got := d.digits("code")
		if got != s || d.err != nil || d.rest != "" || len(b) != bytes {
			t.Errorf("%q came back as %q in %d bytes, want %d, %v", s, got, len(b), bytes, d.err)
		}
	}
}
