package life

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/signature"
)

var start = time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)

func drawn(seed uint64) *Life { return Draw(rand.New(rand.NewPCG(seed, 1)), start) }

// Whatever the seed: pushes are authentic unless they are forged, adapters read all but the garbage, orders are without bad fields.
func TestEveryBodyIsWhatItIsMeantToBe(t *testing.T) {
	t.Parallel()
	sources := registry.New()
	for seed := range uint64(25) {
		l := drawn(seed)
		values := l.Parameters()
		for _, h := range l.all {
			switch h.Kind {
			case Push:
				secret := values[Prefix+"/sources/"+h.push.source+"/"+h.push.account+"/secret"]
				header := http.Header{}
				for name, value := range h.Request.Headers {
					header.Set(name, value)
				}
				_, err := signature.Verify(h.push.source, []string{secret}, signature.Request{Header: header, Body: h.push.body, At: h.At})
				if (err != nil) != h.push.forged {
					t.Fatalf("seed %d, event %d of %s: %v, forged %v", seed, h.ID, h.push.source, err, h.push.forged)
				}
				entry, _ := sources.Find(h.push.source)
				u, err := entry.Adapter.Decode(carrier.Webhook, h.push.body)
				if (err != nil) != h.push.garbage || err == nil && len(u.Parcels) != 1 {
					t.Fatalf("seed %d, event %d of %s: %v, garbage %v, %d parcels", seed, h.ID, h.push.source, err, h.push.garbage, len(u.Parcels))
				}
				for _, p := range u.Parcels {
					if h.push.parcel != nil && p.Number != h.push.parcel.number || len(p.Aliases) > 0 && h.push.source != "dhl" {
						t.Fatalf("seed %d, event %d of %s tells of %s, aliases %v", seed, h.ID, h.push.source, p.Number, p.Aliases)
					}
				}
			case PutOrder:
				c, err := order.Parse([]byte(h.Request.Body))
				if err == nil {
					err = c.Check(order.Order{})
				}
				if err != nil {
					t.Fatalf("seed %d, event %d: %v\n%s", seed, h.ID, err, h.Request.Body)
				}
			}
		}
	}
}

// What all pushes about a parcel say together is the life that it leads.
func TestPushesTellTheTruth(t *testing.T) {
	t.Parallel()
	sources := registry.New()
	ends := map[shipment.Status]int{}
	for seed := range uint64(60) {
		l := drawn(seed)
		facts := map[*parcel][]shipment.Fact{}
		for _, h := range l.all {
			if h.push == nil || h.push.parcel == nil || h.push.forged || h.push.garbage {
				continue
			}
			entry, _ := sources.Find(h.push.source)
			u, err := entry.Adapter.Decode(carrier.Webhook, h.push.body)
			if err != nil {
				t.Fatal(err)
			}
			facts[h.push.parcel], _ = shipment.Merge(facts[h.push.parcel], u.Parcels[0].Facts)
		}
		for p, told := range facts {
			st := shipment.Fold(told)
			ends[p.end]++
			if st.Status != p.end {
				var steps []string
				for _, s := range st.Scans {
					steps = append(steps, s.At.Local+" "+s.Source+" "+string(s.Status)+"/"+s.Sub)
				}
				t.Errorf("seed %d, %s by %v: %s, in truth %s\n%s", seed, p.number, p.sources, st.Status, p.end, strings.Join(steps, "\n"))
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	for _, s := range scripts() {
		if ends[s.end] == 0 {
			t.Errorf("no parcel ends as %s", s.end)
		}
	}
}

func TestTheSameSeedDrawsTheSameBytes(t *testing.T) {
	t.Parallel()
	one, err := json.Marshal(drawn(7).Events())
	if err != nil {
		t.Fatal(err)
	}
	two, err := json.Marshal(drawn(7).Events())
	if err != nil {
		t.Fatal(err)
	}
	if string(one) != string(two) {
		t.Error("two drawings of one seed differ")
	}
	if other, _ := json.Marshal(drawn(8).Events()); string(other) == string(one) {
		t.Error("two seeds draw the same")
	}
}
