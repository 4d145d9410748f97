package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/shipment"
)

// reading is a payload with the adapter that reads it.
type reading struct {
	source  string
	adapter carrier.Adapter
	kind    carrier.Kind
	body    []byte
	scans   int
}

// readings gives one payload of every source about a parcel of twelve happenings, as its simulator answers a poll or, where it cannot be asked, pushes.
func readings(ctx context.Context) ([]reading, error) {
	sim := carriersim.New(time.Now)
	server := httptest.NewServer(sim)
	defer server.Close()
	var all []reading
	for _, e := range registry.New().Entries() {
		r := reading{source: e.Adapter.Source(), adapter: e.Adapter, kind: carrier.Poll}
		p := parcelOf(e)
		sim.Add(p)
		var err error
		if e.Fetcher != nil {
			r.body, err = polled(ctx, e, server, p)
		} else {
			r.kind = carrier.Webhook
			var push carriersim.Push
			push, err = carriersim.PushFor(r.source, "secret", p, len(p.Life)-1)
			r.body = push.Body
		}
		if err != nil {
			return nil, fmt.Errorf("get a payload of %s: %w", r.source, err)
		}
		if r.scans = len(r.fold().Scans); r.scans == 0 {
			return nil, fmt.Errorf("the payload of %s holds no scan", r.source)
		}
		all = append(all, r)
	}
	return all, nil
}

func polled(ctx context.Context, e registry.Entry, server *httptest.Server, p carriersim.Parcel) ([]byte, error) {
	creds, movers := carriersim.Credentials(e.Adapter.Source(), server.URL), map[string]string{p.Number: p.Carrier}
	answers, err := fetch.From(ctx, e.Fetcher, server.Client(), creds, []string{p.Number}, movers)
	if err != nil {
		return nil, err
	}
	if len(answers) != 1 || answers[0].Status != 200 {
		return nil, fmt.Errorf("%d answers, want one that is OK", len(answers))
	}
	return answers[0].Body, nil
}

// parcelOf is a parcel of twelve happenings that the source tells about. Sources that tell of fewer by design (milestones, the
// newest status only) fold to fewer scans. Each source has its own, since one simulator knows them all by number.
func parcelOf(e registry.Entry) carriersim.Parcel {
	mover, number := e.Adapter.Source(), "3318810025"
	if mover == "ups" || !e.Carrier {
		mover, number = "ups", "1Z879E930346834440"
	}
	steps := []carriersim.Step{
		carriersim.Label, carriersim.Pickup, carriersim.Origin, carriersim.Departed, carriersim.Arrived, carriersim.Departed,
		carriersim.Arrived, carriersim.Departed, carriersim.Arrived, carriersim.OutForDelivery, carriersim.Attempted, carriersim.Delivered,
	}
	start := time.Date(2026, 3, 2, 14, 0, 0, 0, time.FixedZone("", -5*3600))
	p := carriersim.Parcel{Number: number, Carrier: mover, Expected: start.AddDate(0, 0, 4)}
	for i, step := range steps {
		p.Life = append(p.Life, carriersim.Scan{Step: step, At: start.Add(time.Duration(i) * 7 * time.Hour), City: "COLUMBUS", Region: "OH", Postal: "43215"})
	}
	return p
}

// fold does what is measured: from bytes to the state of the parcel. readings has made sure that it works.
func (r reading) fold() shipment.State {
	update, err := r.adapter.Decode(r.kind, r.body)
	if err != nil || len(update.Parcels) != 1 {
		return shipment.State{}
	}
	return shipment.Fold(update.Parcels[0].Facts)
}

// allocations counts the heap allocations of one decode and fold.
func (r reading) allocations() float64 {
	return testing.AllocsPerRun(100, func() { r.fold() })
}

// Each time is the median of samples, each of them long enough for the clock and short enough for thirty sources.
const (
	samples = 5
	sample  = 50 * time.Millisecond
)

// microseconds is how long one decode and fold takes, on one core.
func (r reading) microseconds() float64 {
	var took []float64
	for range samples {
		n, start := 0, time.Now()
		for time.Since(start) < sample {
			for range 10 {
				r.fold()
			}
			n += 10
		}
		took = append(took, float64(time.Since(start).Nanoseconds())/float64(n)/1000)
	}
	slices.Sort(took)
	return took[len(took)/2]
}
