package main

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/bench/meter"
)

func TestPlanned(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  map[string]string
		want plan
		bad  string
	}{
		{"nothing said", nil, plan{time.Minute, 0, []int{1, 4, 16}, 50, 8}, ""},
		{"everything said", map[string]string{"SECONDS": "5", "SIZES": "2  3", "BALLAST": "10", "WORKERS": "1"}, plan{5 * time.Second, 0, []int{2, 3}, 10, 1}, ""},
		{"no number", map[string]string{"SECONDS": "long"}, plan{}, `SECONDS="long"`},
		{"nobody works", map[string]string{"WORKERS": "0"}, plan{}, `WORKERS="0"`},
		{"the table shrinks", map[string]string{"SIZES": "4 1"}, plan{}, `SIZES="4 1" does not grow`},
		{"a size that is none", map[string]string{"SIZES": "1 x"}, plan{}, `SIZES="x"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := planned(func(name string) string { return c.env[name] })
			if c.bad != "" {
				if err == nil || !strings.Contains(err.Error(), c.bad) {
					t.Errorf("error %v, want %s", err, c.bad)
				}
				return
			}
			if err != nil || got.lasts != c.want.lasts || got.ballast != c.want.ballast || got.workers != c.want.workers || !slices.Equal(got.sizes, c.want.sizes) {
				t.Errorf("%+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

// Ten scans of one parcel that were saved by the claim and five writes: two scans each, the first four of them in the first part of life.
func TestByAge(t *testing.T) {
	t.Parallel()
	save := func(units float64) meter.Call {
		return meter.Call{Operation: "UpdateItem", Keys: []string{"T#1Z N"}, Names: []string{"v"}, Write: units}
	}
	refused, other := save(9), save(9)
	refused.Refused, other.Keys = true, []string{"T#1ZX N"}
	b := &burst{parcels: []*moving{{parcel: &parcel{number: "1Z"}, told: 10}}, calls: []meter.Call{save(1), save(1), other, save(1), refused, save(1), save(1), save(3)}}
	if units, scans := b.byAge(0); units != 4 || scans != 8 {
		t.Errorf("first part: %v units for %v scans, want 4 for 8", units, scans)
	}
	if units, scans := b.byAge(1); units != 3 || scans != 2 {
		t.Errorf("second part: %v units for %v scans, want 3 for 2", units, scans)
	}
	if units, scans := b.byAge(2); units != 0 || scans != 0 {
		t.Errorf("third part: %v units for %v scans, want none", units, scans)
	}
}

func TestBurstIsJudged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		burst *burst
		want  string
	}{
		{"all well", &burst{}, ""},
		{"a request failed", &burst{size: 4, failed: map[string]int{"push: 503": 2}}, "4x: 2 times push: 503"},
		{"a scan is missing", &burst{size: 1, missing: []string{"1Z was told 3 scans and shows 2"}}, "1x: 1Z was told 3 scans and shows 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said := ""
			if err := c.burst.judge(); err != nil {
				said = err.Error()
			}
			if said != c.want {
				t.Errorf("%q, want %q", said, c.want)
			}
		})
	}
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	of := func(size int, push time.Duration) *burst {
		return &burst{size: size, took: time.Second, asked: map[string][]time.Duration{"push": {push}}}
	}
	for _, l := range growth(of(1, time.Millisecond), of(16, 3*time.Millisecond)) {
		want := map[string]float64{"orders in the table": 16, "time of half of the pushes": 3}[l.what]
		if math.Abs(l.got-want) > 1e-9 {
			t.Errorf("%s: %v, want %v", l.what, l.got, want)
		}
	}
}
