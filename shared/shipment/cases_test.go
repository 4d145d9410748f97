package shipment_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/shipment"
)

// story is one file of testdata/cases; its README describes the fields.
type story struct {
	Name    string
	Claims  []struct{ Order, Epoch string }
	Promise struct{ Earliest, Latest string }
	Now     time.Time
	Facts   []told
	Expect  []map[string]any
}

// told is a fact as a story writes it.
type told struct {
	Source, Carrier, Kind, At, Status, Sub, Code, Text, City, Piece, Earliest, Latest string
	Generic                                                                           bool
	Count                                                                             int
}

func (f told) fact() shipment.Fact {
	out := shipment.Fact{
		Kind: shipment.FactKind(f.Kind), Source: f.Source, Carrier: f.Carrier, Piece: f.Piece, Code: f.Code, Generic: f.Generic, Text: f.Text,
		Status: shipment.Status(f.Status), Sub: f.Sub, At: moment(f.At), Count: f.Count, Place: shipment.Place{City: f.City},
	}
	if f.Kind == "" {
		out.Kind = shipment.ScanFact
	}
	if f.Earliest != "" {
		out.Window = shipment.Window{Earliest: f.Earliest, Latest: f.Latest, Precision: shipment.Day}
	}
	return shipment.Identify(out, f.At, f.Code, f.Text, f.City, f.Earliest, f.Latest)
}

func moment(s string) shipment.Moment {
	switch len(s) {
	case 0:
		return shipment.Moment{Zone: shipment.NoZone}
	case len("2006-01-02"):
		return shipment.Moment{Local: s, Zone: shipment.NoZone, Precision: shipment.Day}
	case len("2006-01-02T15:04:05"):
		return shipment.Moment{Local: s, Zone: shipment.NoZone, Precision: shipment.Second}
	default:
		return shipment.Moment{Local: s[:19], Offset: s[19:], Zone: shipment.ZonePayload, Precision: shipment.Second}
	}
}

func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d stories, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var s story
			dec := json.NewDecoder(strings.NewReader(string(body)))
			if err := dec.Decode(&s); err != nil {
				t.Fatal(err)
			}
			s.tell(t)
		})
	}
}

// tell folds the facts of a story as they came, then in other orders, doubled and in batches.
func (s story) tell(t *testing.T) {
	var facts []shipment.Fact
	for _, f := range s.Facts {
		facts = append(facts, f.fact())
	}
	rng := rand.New(rand.NewPCG(1, uint64(len(facts))))
	for try := range 200 {
		for i, want := range s.Expect {
			got := s.outcome(facts, i)
			for key := range got {
				if _, ok := want[key]; !ok {
					delete(got, key)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("try %d, claim %d (-want +got):\n%s", try, i, diff)
			}
		}
		rng.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		cut := rng.IntN(len(facts) + 1)
		stored, _ := shipment.Merge(facts[:cut])
		facts, _ = shipment.Merge(stored, facts[cut:], facts[:rng.IntN(cut+1)])
		rng.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	}
}

// outcome describes claim i in the words of "expect".
func (s story) outcome(facts []shipment.Fact, i int) map[string]any {
	claims := make([]shipment.Claim, len(s.Claims))
	for j, c := range s.Claims {
		claims[j] = shipment.Claim{Order: c.Order, Shipment: "1", Epoch: c.Epoch}
	}
	facts, _ = shipment.Merge(facts)
	own, foreign := shipment.Select(facts, claims)
	promise := shipment.Window{Earliest: s.Promise.Earliest, Latest: s.Promise.Latest, Precision: shipment.Day}
	if s.Promise.Latest == "" {
		promise = shipment.Window{}
	}
	now := s.Now
	st := shipment.Fold(own[i])
	if now.IsZero() {
		if last, ok := st.LastScan(); ok {
			now = time.Unix(last.Instant, 0)
		}
	}
	v := shipment.NewView(st, promise, now)
	out := map[string]any{
		"status": string(v.Status), "sub": v.Sub, "tracking": string(v.Tracking), "late": string(v.Late), "scans": float64(len(v.Scans)),
		"reopened": v.Reopened, "foreign": float64(len(foreign)), "arrived": float64(v.Arrived), "pieces": float64(v.Pieces), "since": v.Since,
		"texts": list(v.Scans, func(s shipment.Scan) string { return s.Text }), "utc": list(v.Scans, func(s shipment.Scan) string { return s.At.UTC() }),
		"milestones": list(slices.Concat(v.Milestones, shipment.Delays(st, s.Promise.Latest)), milestone), "unmapped": list(v.Unmapped, func(s string) string { return s }),
	}
	if e, ok := v.Estimate(); ok {
		out["estimate"] = e.Window.Earliest + "/" + e.Window.Latest
	}
	if e, ok := v.FirstEstimate(); ok {
		out["first_estimate"] = e.Window.Earliest + "/" + e.Window.Latest
	}
	return out
}

func milestone(m shipment.Milestone) string {
	mark := ""
	if m.Retracted {
		mark = "!"
	}
	name := mark + string(m.Direction) + "/" + string(m.Status)
	if m.Sub != "" {
		name += "." + m.Sub
	}
	if day := m.Day(); day != "" {
		return name + "#" + day
	}
	return name + "#" + strconv.Itoa(m.Occurrence)
}

func list[T any](in []T, f func(T) string) []any {
	out := make([]any, 0, len(in))
	for x := range slices.Values(in) {
		out = append(out, f(x))
	}
	return out
}
