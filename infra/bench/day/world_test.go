package day

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/registry"
)

// road is one way in which the news of parcels arrives.
type road struct {
	name   string
	share  int    // of a hundred shipments
	mover  string // who moves the parcels
	source string // who is asked, and pushes when pushes is set
	pushes bool
	rate   string  // of the account, when it is another than the profile's
	most   float64 // polls per shipment that are planned at most
}

// roads is the mix of the day. A merchant of this size has asked USPS for more calls than the 60 an hour of a new account. Royal
// Mail's account has fewer than everybody's, to show what scarcity does: with 10,000 parcels less than one call a parcel and day.
var roads = []road{
	{name: "UPS: pushed by UPS", share: 25, mover: "ups", source: "ups", pushes: true, most: 4},
	{name: "USPS: pushed by EasyPost", share: 15, mover: "usps", source: "easypost", pushes: true, most: 4},
	{name: "USPS: asked", share: 20, mover: "usps", source: "usps", rate: "20000/h", most: 12},
	{name: "FedEx: asked, 30 a call", share: 20, mover: "fedex", source: "fedex", most: 12},
	{name: "DHL Express: asked", share: 10, mover: "dhl_express", source: "dhl_express", most: 12},
	{name: "Royal Mail: asked, too few calls", share: 10, mover: "royalmail", source: "royalmail", rate: "400/h", most: 12},
}

// lostPushes is how many pushes in a hundred never arrive.
const lostPushes = 2

// parcel is one shipment of the day and what has been seen of it.
type parcel struct {
	carriersim.Parcel
	road    *road
	visible []time.Time // when a page could show each scan; zero: not yet
	polls   int
}

// parcels makes the shipments of one day. Labels are printed between six in the morning and midnight; how long the rest takes
// varies by a half, and one in twelve vans comes back with the parcel once.
func parcels(n int, start time.Time, rnd *rand.Rand) []*parcel {
	var out []*parcel
	for i := range n {
		of := &roads[0]
		for pick, j := rnd.IntN(100), 0; pick >= 0; j++ {
			of = &roads[j]
			pick -= roads[j].share
		}
		label := start.Add(6*time.Hour + time.Duration(rnd.Int64N(int64(18*time.Hour))))
		p := &parcel{road: of, Parcel: carriersim.Parcel{Number: number(of.mover, i), Carrier: of.mover, Life: life(label, rnd)}}
		p.visible = make([]time.Time, len(p.Life))
		out = append(out, p)
	}
	return out
}

// life is carriersim.Domestic with a van that leaves in the morning and arrives within nine hours.
func life(label time.Time, rnd *rand.Rand) []carriersim.Scan {
	scans := carriersim.Domestic(label, 0.75+rnd.Float64()/2)
	out, zone := scans[:5:5], scans[5].At.Location()
	last := scans[4].At
	for attempt := 0; ; attempt++ {
		morning := time.Date(last.Year(), last.Month(), last.Day()+1, 6, rnd.IntN(180), 0, 0, zone)
		van, door := scans[5], scans[6]
		van.At, door.At = morning, morning.Add(time.Hour+time.Duration(rnd.Int64N(int64(9*time.Hour)))).Truncate(time.Second)
		if attempt == 0 && rnd.IntN(12) == 0 {
			door.Step = carriersim.Attempted
		}
		out = append(out, van, door)
		if door.Step == carriersim.Delivered {
			return out
		}
		last = door.At
	}
}

// number makes a number that nobody else has; no carrier's check digit is needed, because the merchant names the carrier.
func number(mover string, i int) string {
	switch mover {
	case "ups":
		return fmt.Sprintf("1Z999AA1%010d", i)
	case "usps":
		return fmt.Sprintf("9400111%015d", i)
	default:
		return fmt.Sprintf("%010d", 3_000_000_000+i)
	}
}

// carriers are the simulated carriers behind a network of its own, with the limits of their accounts: they refuse what is beyond.
type carriers struct {
	sim    *carriersim.Sim
	limits map[string]carrier.Rate

	mu      sync.Mutex
	calls   map[string][]time.Time // of the last span, by source
	asked   map[string]int
	refused map[string]int
}

func newCarriers(sim *carriersim.Sim) *carriers {
	c := &carriers{sim: sim, limits: map[string]carrier.Rate{}, calls: map[string][]time.Time{}, asked: map[string]int{}, refused: map[string]int{}}
	all := registry.New()
	for _, r := range roads {
		e, _ := all.Find(r.source)
		c.limits[r.source] = e.Adapter.Profile().Rate
		if r.rate != "" {
			rate, err := carrier.ParseRate(r.rate)
			if err != nil {
				panic(err) // a wrong line of roads
			}
			c.limits[r.source] = rate
		}
	}
	return c
}

// RoundTrip answers a call after a fifth of a second.
func (c *carriers) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(200 * time.Millisecond) // of the fake clock
	if r.Body != nil {
		defer r.Body.Close()
	}
	source := r.URL.Path[1:]
	for i := range source {
		if source[i] == '/' {
			source = source[:i]
			break
		}
	}
	w := httptest.NewRecorder()
	if c.over(source) {
		w.WriteHeader(http.StatusTooManyRequests)
	} else {
		c.sim.ServeHTTP(w, r)
	}
	res := w.Result()
	res.Request = r
	return res, nil
}

// over counts a call and reports whether it is beyond the limit: more than Calls within the last Per, to the microsecond.
func (c *carriers) over(source string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, limit := time.Now(), c.limits[source]
	kept := c.calls[source]
	for len(kept) > 0 && now.Sub(kept[0]) >= limit.Per {
		kept = kept[1:]
	}
	c.asked[source]++
	if len(kept) >= limit.Calls {
		c.calls[source] = kept
		c.refused[source]++
		return true
	}
	c.calls[source] = append(kept, now)
	return false
}

// settings are the parameters of poll: the credentials of each account.
type settings struct{}

func (settings) Value(_ context.Context, name string) (string, error) {
	for _, r := range roads {
		if name == "/day/sources/"+r.source+"/default/credentials" {
			creds := carriersim.Credentials(r.source, "http://carriers.example")
			if r.rate != "" {
				creds["rate"] = r.rate
			}
			return encode(creds), nil
		}
	}
	return "", errNone
}
