package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/shipment"
)

// payloads holds one body of twelve scans per source, written from the documentation of the formats: answers to polls of UPS and
// USPS, a push of EasyPost.
//
//go:embed payloads/*.json
var payloads embed.FS

// scansPerPayload is how many scans each of payloads holds.
const scansPerPayload = 12

// reading is a payload with the adapter that reads it.
type reading struct {
	source  string
	adapter carrier.Adapter
	kind    carrier.Kind
	body    []byte
}

// readings gives the payload of every source that has one here.
func readings() ([]reading, error) {
	var all []reading
	for _, e := range registry.New().Entries() {
		source := e.Adapter.Source()
		body, err := payloads.ReadFile("payloads/" + source + ".json")
		if err != nil {
			return nil, fmt.Errorf("find a payload of %s: %w", source, err)
		}
		var compact bytes.Buffer // as it is sent
		if err := json.Compact(&compact, body); err != nil {
			return nil, fmt.Errorf("read the payload of %s: %w", source, err)
		}
		kind := carrier.Poll
		if !e.Carrier { // aggregators tell the whole history in their pushes
			kind = carrier.Webhook
		}
		r := reading{source, e.Adapter, kind, compact.Bytes()}
		if _, err := r.adapter.Decode(kind, r.body); err != nil {
			return nil, fmt.Errorf("decode the payload of %s: %w", source, err)
		}
		if state := r.fold(); len(state.Scans) != scansPerPayload {
			return nil, fmt.Errorf("the payload of %s folds to %d scans, not to %d", source, len(state.Scans), scansPerPayload)
		}
		all = append(all, r)
	}
	return all, nil
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

// microseconds is the median of a few measurements of one decode and fold, on one core.
func (r reading) microseconds() float64 {
	var took []float64
	for range 3 {
		b := testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				r.fold()
			}
		})
		took = append(took, float64(b.T.Nanoseconds())/float64(b.N)/1000)
	}
	slices.Sort(took)
	return took[len(took)/2]
}
