package main

import (
	"bytes"
	"math/rand/v2"
	"net/http/httptest"
	"testing"
	"time"

	"doorstep/infra/conformance/engine"
	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/secret"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// TestUnits holds a page view to its budget on a real engine: an order with two shipments, through its link.
func TestUnits(t *testing.T) {
	t.Parallel()
	client := storetest.Client(dynoxidetest.Endpoint(t))
	tables := store.Tables{Main: "TrackUnits", Keys: "TrackUnitsKeys"}
	if err := storetest.CreateTables(t.Context(), client, tables); err != nil {
		t.Fatal(err)
	}
	writer := store.New(client, tables, time.Now, rand.Float64)
	fill(t, writer)
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	table := store.New(operations(client), tables, time.Now, rand.Float64)
	looks := look.New(table, table, time.Now)
	h := &handler{
		finder: sight.Finder{Table: table, Now: time.Now, Days: looks.Days}, looks: looks, pages: pages,
		obs: obs.New(&bytes.Buffer{}, "track", 0, time.Now),
	}
	view := func() *store.Meter {
		meter := &store.Meter{}
		w := httptest.NewRecorder()
		h.routes().ServeHTTP(w, httptest.NewRequest("GET", "/t/"+owner, nil).WithContext(store.WithMeter(t.Context(), meter)))
		if w.Code != 200 {
			t.Fatalf("answer %d %s", w.Code, w.Body)
		}
		return meter
	}
	if first := view(); first.Read > 2.5 || first.Write != 0 {
		t.Errorf("the first view of a process, which reads the brand, takes %.1f read units and %.1f write units", first.Read, first.Write)
	}
	if next := view(); next.Read > 2 || next.Calls != 3 {
		t.Errorf("a view takes %.1f read units in %d calls, more than 2 in 3", next.Read, next.Calls)
	}
}

// TestALookupCostsTheSame counts what a hit and the two misses take of a real engine.
func TestALookupCostsTheSame(t *testing.T) {
	t.Parallel()
	endpoint := dynoxidetest.Endpoint(t)
	db, on := storetest.Client(endpoint), engine.Behind(t, endpoint)
	tables := store.Tables{Main: "TrackLookup", Keys: "TrackLookupKeys"}
	if err := storetest.CreateTables(t.Context(), db, tables); err != nil {
		t.Fatal(err)
	}
	fill(t, store.New(db, tables, time.Now, rand.Float64))
	s := search{
		table: newTable(store.New(operations(db), tables, time.Now, rand.Float64)),
		keys:  secret.Keys{Values: secrets{}, Prefix: "/doorstep/test"}, now: time.Now,
	}
	for _, c := range []struct {
		name, number, proof string
		want                page.Answer
		found               float64 // read units of what is there
	}{
		{"hit", "A-1001", "ada@example.com", page.Asking, 0.5}, {"wrong proof", "A-1001", "eve@example.com", page.Missed, 0.5},
		{"no order", "A-9999", "ada@example.com", page.Missed, 0},
	} {
		meter := &store.Meter{}
		_, answer, err := s.order(store.WithMeter(t.Context(), meter), attempt{"aster", "198.51.100.7", c.number, c.proof})
		if err != nil || answer != c.want {
			t.Errorf("%s: %q, %v", c.name, answer, err)
		}
		read := 2.0 // four forms of the number
		if on.Lacks(engine.UnitsOfMisses) {
			read = c.found
		}
		if meter.Calls != 3 || meter.Read != read || meter.Write != 2 { // two counts
			t.Errorf("%s: %d calls, %.1f read and %.1f write units, want 3, %.1f and 2", c.name, meter.Calls, meter.Read, meter.Write, read)
		}
	}
}

// fill stores the order of body with eight scans per number.
func fill(t *testing.T, table *store.Store) {
	t.Helper()
	ctx := t.Context()
	o := testOrder(t, body)
	stored, err := order.Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := table.PutLink(ctx, store.Link{Hash: link.Hash(owner), Order: o.ID, Scope: "owner"}); err != nil {
		t.Fatal(err)
	}
	if err := table.PutOrder(ctx, store.Order{ID: o.ID, Brand: o.Brand, Number: o.Number, Body: stored, Lookup: ada(t).Lookup}, 0); err != nil {
		t.Fatal(err)
	}
	if err := table.PutBrand(ctx, store.Brand{ID: "aster", Record: []byte(`{"version":1,"name":"Aster & Co"}`)}); err != nil {
		t.Fatal(err)
	}
	for _, s := range o.Shipments {
		a := store.Addition{Claims: []shipment.Claim{o.Claim(s)}}
		for hour := range 8 {
			local := time.Date(2026, 11, 19, hour, 7, 0, 0, time.UTC).Format("2006-01-02T15:04:05")
			a.Facts = append(a.Facts, scan("ups", shipment.InTransit, "departed", local, "Departed from Facility", "LEXINGTON"))
		}
		if _, err := table.Add(ctx, s.Number, a); err != nil {
			t.Fatal(err)
		}
	}
}
