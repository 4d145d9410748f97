package cadence_test

import (
	"fmt"
	"testing"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/shipment"
)

// happening is a scan of a life: on which day, at which hour there.
type happening struct {
	status    shipment.Status
	day, hour int
}

// life is an ordinary one: ordered in the afternoon of day 0, delivered at two o'clock, days later.
func life(days int) []happening {
	all := []happening{{shipment.InfoReceived, 0, 15}, {shipment.Accepted, 0, 19}, {shipment.InTransit, 0, 23}}
	for d := 1; d < days; d++ {
		all = append(all, happening{shipment.InTransit, d, 6}, happening{shipment.InTransit, d, 20})
	}
	return append(all, happening{shipment.InTransit, days, 5}, happening{shipment.OutForDelivery, days, 8}, happening{shipment.Delivered, days, 14})
}

// watcher looks at a life as schedule and poll do, and counts.
type watcher struct {
	zone     *time.Location
	estimate bool // the carrier tells the day of the delivery from the first scan on
	pushed   int  // how many of the scans push themselves, from the first on; none but the last by poll then
	proof    bool // pushes are signed
}

type counted struct {
	asked, looks int
	lag          time.Duration // from the delivery until it was known
}

var ordered = time.Date(2026, 11, 16, 15, 30, 0, 0, chicago)

func (w watcher) watch(number string, days int) counted {
	all := life(days)
	at := func(h happening) time.Time { return time.Date(2026, 11, 16+h.day, h.hour, 0, 0, 0, chicago) }
	end := at(all[len(all)-1])
	var c counted
	seen := 0 // scans that a poll has brought
	now := cadence.First("2026-11-16", ordered)
	known := func() cadence.Known {
		k := cadence.Known{Number: number, Watched: ordered, Zone: w.zone, Now: now}
		for i, h := range all {
			pushed := i < w.pushed && !at(h).After(now)
			if i >= seen && !pushed {
				continue
			}
			k.Status, k.Newest, k.Pushed = h.status, at(h), pushed && i >= seen
			k.Unconfirmed = h.status.Terminal() && k.Pushed && !w.proof
			if k.Begun.IsZero() && h.status.Physical() {
				k.Begun = at(h)
			}
			if w.zone == nil { // a wall clock, read as UTC
				k.Newest = k.Newest.Add(-6 * time.Hour)
			}
		}
		if w.estimate && !k.Newest.IsZero() {
			due := time.Date(2026, 11, 16+days, 0, 0, 0, 0, time.UTC)
			k.Expected = cadence.Window{From: due, To: due}
		}
		return k
	}
	for {
		if w.pushed == len(all) && !w.proof && now.After(end) && seen < len(all) {
			// whoever takes in a delivery without proof asks at once
			now = end.Add(time.Minute)
		}
		c.looks++
		if k := known(); !k.Status.Terminal() && !cadence.Fresh(k) || k.Unconfirmed {
			c.asked++
			for seen < len(all) && !at(all[seen]).After(now) {
				seen++
			}
		}
		if c.lag == 0 && !now.Before(end) {
			c.lag = now.Sub(end)
		}
		p, open := cadence.Next(known())
		if !open {
			return c
		}
		now = now.Add(p.Wait)
	}
}

// What polls cost over an ordinary life. The bill of infra/bench charges three.
func TestPollsPerLife(t *testing.T) {
	t.Parallel()
	const numbers = 200
	for _, c := range []struct {
		name    string
		watcher watcher
		most    float64 // polls of one parcel, mean over lives of two, three and four days
		looks   float64
		lag     time.Duration // from the delivery until it is known, mean
	}{
		{"polled", watcher{zone: chicago}, 8, 8, 2 * hour},
		{"polled, with an estimate", watcher{zone: chicago, estimate: true}, 7, 7, 2 * hour},
		{"polled, the clocks there are unknown", watcher{}, 8.5, 8.5, 4 * hour},
		{"pushed and signed", watcher{zone: chicago, pushed: 99, proof: true}, 0, 4, day},
		{"pushed, not signed", watcher{zone: chicago, pushed: 99}, 1, 4, hour},
		{"pushed, the delivery is lost", watcher{zone: chicago, pushed: -1, proof: true}, 2, 4, day},
	} {
		var asked, looks, most int
		var lag time.Duration
		for days := 2; days <= 4; days++ {
			w := c.watcher
			switch n := len(life(days)); w.pushed {
			case 99:
				w.pushed = n
			case -1:
				w.pushed = n - 1
			}
			for i := range numbers {
				got := w.watch(fmt.Sprintf("1Z%06d", i), days)
				asked += got.asked
				looks += got.looks
				lag += got.lag
				most = max(most, got.asked)
			}
		}
		const lives = 3 * numbers
		meanAsked, meanLooks, meanLag := float64(asked)/lives, float64(looks)/lives, (lag / lives).Round(time.Minute)
		t.Logf("%s: %.1f polls (%d at most) in %.1f looks, a delivery is known after %v", c.name, meanAsked, most, meanLooks, meanLag)
		if meanAsked > c.most || meanLooks > c.looks || meanLag > c.lag {
			t.Errorf("%s: %.1f polls, %.1f looks, %v; want at most %.1f, %.1f, %v", c.name, meanAsked, meanLooks, meanLag, c.most, c.looks, c.lag)
		}
	}
}
