package main

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
	"doorstep/shared/survey"
)

// onEngine is the handler on a real engine, with one order whose only parcel is delivered.
func onEngine(t *testing.T, tables store.Tables) (h http.Handler, table *store.Store, o order.Order) {
	t.Helper()
	db := storetest.Client(dynoxidetest.Endpoint(t))
	if err := storetest.CreateTables(t.Context(), db, tables); err != nil {
		t.Fatal(err)
	}
	table = store.New(operations(db), tables, time.Now, rand.Float64)
	fill := store.New(db, tables, time.Now, rand.Float64)
	o = order.Change{Items: []order.Item{{ID: "a", Quantity: 1}}, Shipments: []order.Shipment{{Number: "1Z999AA10123456784", Carrier: "ups"}}}.
		Apply(order.Order{ID: order.ID("aster", "1"), Brand: "aster", Number: "1"}, 1, time.Now())
	body, err := order.Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	delivered := shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Carrier: "ups", Status: shipment.Delivered,
		At: shipment.Moment{Local: "2026-11-17T13:05:00", Offset: "-06:00", Precision: shipment.Second},
	}, "1")
	addition := store.Addition{Facts: []shipment.Fact{delivered}, Claims: []shipment.Claim{o.Claim(o.Shipments[0])}}
	for _, err := range []error{
		fill.PutLink(t.Context(), store.Link{Hash: link.Hash(owned), Order: o.ID, Scope: string(link.Owner)}),
		fill.PutOrder(t.Context(), store.Order{ID: o.ID, Brand: "aster", Number: "1", Body: body}, 0),
		fill.PutBrand(t.Context(), store.Brand{ID: "aster", Record: []byte(`{"version":1,"name":"Aster & Co"}`)}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := fill.Add(t.Context(), o.Shipments[0].Number, addition); err != nil {
		t.Fatal(err)
	}
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	looks := look.New(table, nil, time.Now)
	handler := &handler{
		finder: sight.Finder{Table: table, Now: time.Now, Days: looks.Days}, table: table, looks: looks, sealer: &boxes{}, pages: pages,
		obs: obs.New(&bytes.Buffer{}, "survey", 8, time.Now),
	}
	return handler.routes(), table, o
}

// TestUnits tells what a look at the form and a vote cost on a real engine, so that a change that makes them dearer is seen.
func TestUnits(t *testing.T) {
	t.Parallel()
	h, _, o := onEngine(t, store.Tables{Main: "SurveyUnits", Keys: "SurveyUnitsKeys"})
	id := o.Shipments[0].ID
	for _, step := range []struct {
		name, method, path, form string
		code                     int
		read, write              float64
	}{
		{"the form", "GET", "/s/" + owned, "", 200, 3, 0},
		{"a good score", "POST", "/s/" + owned, "shipment=" + id + "&score=4", 303, 4, 4},
		{"the same again", "POST", "/s/" + owned, "shipment=" + id + "&score=4", 303, 4, 0},
		{"a low score, which opens a case", "POST", "/s/" + owned, "shipment=" + id + "&score=1", 303, 4, 8},
		{"a report", "POST", "/s/" + owned + "/report", "kind=damaged&shipment=" + id, 303, 4, 2},
	} {
		meter := &store.Meter{}
		r := httptest.NewRequest(step.method, step.path, strings.NewReader(step.form)).WithContext(store.WithMeter(t.Context(), meter))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != step.code || meter.Read > step.read || meter.Write > step.write {
			t.Errorf("%s: %d, %.1f read and %.1f write units in %d calls, want %d, at most %.1f and %.1f", step.name, w.Code, meter.Read, meter.Write, meter.Calls, step.code, step.read, step.write)
		}
	}
}

// TestTwentyTapsAtOnce sends one form twenty times at once, and later another score in the same way.
func TestTwentyTapsAtOnce(t *testing.T) {
	t.Parallel()
	h, table, o := onEngine(t, store.Tables{Main: "SurveyTaps", Keys: "SurveyTapsKeys"})
	id := o.Shipments[0].ID
	for _, score := range []string{"2", "5"} {
		var taps sync.WaitGroup
		for range 20 {
			taps.Go(func() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest("POST", "/s/"+owned, strings.NewReader("shipment="+id+"&score="+score)).WithContext(t.Context()))
				if w.Code != http.StatusSeeOther {
					t.Errorf("a tap gave %d", w.Code)
				}
			})
		}
		taps.Wait()
	}
	sums, err := table.SurveySums(t.Context(), "aster", "2026-W47")
	if want := (survey.Sums{Scores: [survey.Best]int64{4: 1}}); err != nil || len(sums) != 1 || sums[0].Sums != want {
		t.Errorf("sums %+v, %v", sums, err)
	}
	if c, err := table.Case(t.Context(), o.ID, id, survey.LowScore); err != nil || c.Case.Open || c.Case.Times != 1 {
		t.Errorf("case %+v, %v", c.Case, err)
	}
}
