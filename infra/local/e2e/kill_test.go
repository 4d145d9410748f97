package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"doorstep/shared/carrier/carriersim"
)

const (
	killParcels = 100
	killScans   = 20
)

// Functions are killed with signal 9 in the middle of 2,000 pushes. Every push that was acknowledged is in its shipment exactly
// once; one that was not may be there or not, but not twice.
func TestKilledFunctionsLoseNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("2,000 pushes take a while; run without -short")
	}
	// Short, so that what a killed function held comes back soon, and long enough for a slow machine: a batch that takes longer is
	// delivered again, and after five times it is a dead letter.
	w := start(t, map[string]string{"InboundVisibilitySeconds": "5", "MessagesVisibilitySeconds": "5", "RelayVisibilitySeconds": "5"})
	begin := time.Now().Add(-48 * time.Hour).Truncate(time.Hour)
	parcels, paths := make([]carriersim.Parcel, killParcels), make([]string, killParcels)
	for i := range parcels {
		parcels[i] = carriersim.Parcel{Number: fmt.Sprintf("1ZKILL%012d", i), Carrier: "ups", Life: shuttle(begin)}
		paths[i], _ = w.register(t, fmt.Sprint(6000+i), orderOf(begin, [2]string{"ups", parcels[i].Number}))
	}
	const seed = 20261121
	acknowledged := w.storm(t, parcels, seed)
	w.settled(t)
	total := 0
	for i, p := range parcels {
		w.until(t, paths[i], func(got page) error { return exactlyOnce(got, p, acknowledged[i]) })
		for _, ok := range acknowledged[i] {
			if ok {
				total++
			}
		}
	}
	if total < killParcels*killScans*9/10 {
		t.Errorf("only %d of %d pushes were acknowledged", total, killParcels*killScans)
	}
	t.Logf("%d of %d pushes acknowledged, each in its shipment once (seed %d)", total, killParcels*killScans, seed)
}

// shuttle is a life of arrivals and departures, one an hour.
func shuttle(begin time.Time) []carriersim.Scan {
	life := make([]carriersim.Scan, killScans)
	for i := range life {
		step := carriersim.Arrived
		if i%2 == 1 {
			step = carriersim.Departed
		}
		life[i] = carriersim.Scan{Step: step, At: begin.Add(time.Duration(i) * time.Hour).UTC(), City: "COLUMBUS", Region: "OH"}
	}
	return life
}

// storm pushes every scan of every parcel in random order from many connections, kills processes meanwhile, and tells which
// pushes were acknowledged.
func (w world) storm(t *testing.T, parcels []carriersim.Parcel, seed uint64) [][]bool {
	type job struct{ parcel, scan int }
	var jobs []job
	acknowledged := make([][]bool, len(parcels))
	for p := range parcels {
		acknowledged[p] = make([]bool, killScans)
		for s := range killScans {
			jobs = append(jobs, job{p, s})
		}
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	rng.Shuffle(len(jobs), func(i, j int) { jobs[i], jobs[j] = jobs[j], jobs[i] })
	work := make(chan job)
	var workers sync.WaitGroup
	for range 12 {
		workers.Go(func() {
			for j := range work {
				push, err := carriersim.PushFor("ups", "local-ups-secret", parcels[j.parcel], j.scan)
				if err != nil {
					t.Error(err)
					continue
				}
				a, err := w.try(http.MethodPost, "/webhooks/ups", push.Header, push.Body)
				acknowledged[j.parcel][j.scan] = err == nil && a.status/100 == 2 // each cell belongs to one worker
			}
		})
	}
	victims := []string{"Ingest", "Webhook", "Ingest", "Relay", "Ingest", "Notify"}
	for i, j := range jobs {
		work <- j
		if i%100 == 50 {
			w.kill(victims[(i/100)%len(victims)])
		}
	}
	close(work)
	workers.Wait()
	return acknowledged
}

// kill ends the processes of a function as the kernel's out-of-memory killer would.
func (w world) kill(function string) {
	for _, i := range w.Function(function).Instances() {
		syscall.Kill(i.PID, syscall.SIGKILL) //nolint:errcheck // it may have ended by itself
	}
}

// exactlyOnce compares the scans of a page with what was acknowledged.
func exactlyOnce(got page, p carriersim.Parcel, acknowledged []bool) error {
	if len(got.Shipments) != 1 {
		return fmt.Errorf("%d shipments", len(got.Shipments))
	}
	count := map[string]int{}
	for _, e := range got.Shipments[0].Events {
		count[e.OccurredLocal]++
	}
	for i, s := range p.Life {
		n := count[s.At.Format("2006-01-02T15:04:05")]
		if n > 1 || n == 0 && acknowledged[i] {
			return fmt.Errorf("scan %d of %s stands there %d times; acknowledged: %v", i, p.Number, n, acknowledged[i])
		}
	}
	return nil
}
