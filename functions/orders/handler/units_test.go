package handler

import (
	"bytes"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/brand"
	"doorstep/shared/obs"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// TestUnits holds registering an order to its capacity, on a real engine.
func TestUnits(t *testing.T) {
	t.Parallel()
	client := storetest.Client(dynoxidetest.Endpoint(t))
	tables := store.Tables{Main: "OrdersUnits", Keys: "OrdersUnitsKeys"}
	if err := storetest.CreateTables(t.Context(), client, tables); err != nil {
		t.Fatal(err)
	}
	table := store.New(client, tables, time.Now, rand.Float64)
	err := table.PutBrand(t.Context(), store.Brand{
		ID: "aster", Record: []byte("{}"), Keys: []store.APIKey{{Hash: brand.KeyHash("merchant-key"), Scope: brand.ScopeOrders}},
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &Handler{
		brands: table, desk: desk{brands: table, table: table, tell: table, eraser: table, looks: table, claims: claims{table, time.Now}, keys: testKeys(t, table), now: time.Now},
		obs: obs.New(&bytes.Buffer{}, "orders", 0, time.Now),
	}
	put := func(body string, status int) (read, write float64) {
		t.Helper()
		meter := &store.Meter{}
		r := httptest.NewRequest("PUT", path, strings.NewReader(body)).WithContext(store.WithMeter(t.Context(), meter))
		r.Header.Set("Authorization", "Bearer merchant-key")
		w := httptest.NewRecorder()
		h.Routes().ServeHTTP(w, r)
		if w.Code != status {
			t.Fatalf("answer %d %s", w.Code, w.Body)
		}
		t.Logf("%d: %.1f read units, %.1f write units", status, meter.Read, meter.Write)
		return meter.Read, meter.Write
	}
	// Data key, link, pointer and order are one each; each of two numbers is one and one more for its entry in the index.
	if _, write := put(full, 201); write > 8 {
		t.Errorf("a first body takes %.1f write units, more than 8", write)
	}
	if read, write := put(full, 200); write != 0 || read > 4 {
		t.Errorf("a repeated body takes %.1f write units and %.1f read units, more than 0 and 4", write, read)
	}
	if _, write := put(`{"channel":"web"}`, 200); write > 1 {
		t.Errorf("a change beside the claims takes %.1f write units, more than 1", write)
	}
}
