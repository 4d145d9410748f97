package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/secret"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

// memory is a fake of the table.
type memory struct {
	mu      sync.Mutex
	links   map[string]store.Link
	orders  map[string]store.Order
	numbers map[string]store.Number
	brands  map[string]store.Brand
	content map[string]store.Content
	hosts   map[string]string
	orderBy map[string]store.Pointer // by brand/number
	misses  map[string]int           // by name and window
	clock   func() time.Time
	calls   []string
	fail    map[string]error // by the name of a method
}

func (m *memory) enter(method string) error {
	m.mu.Lock()
	m.calls = append(m.calls, method)
	return m.fail[method]
}

func read[T any](m *memory, method string, table map[string]T, key string) (T, error) {
	defer m.mu.Unlock()
	var none T
	if err := m.enter(method); err != nil {
		return none, err
	}
	if v, ok := table[key]; ok {
		return v, nil
	}
	return none, fault.New(fault.NotFound, "nothing there")
}

func (m *memory) Link(_ context.Context, hash string) (store.Link, error) {
	return read(m, "Link", m.links, hash)
}

func (m *memory) Order(_ context.Context, id string) (store.Order, error) {
	return read(m, "Order", m.orders, id)
}

func (m *memory) Brand(_ context.Context, id string) (store.Brand, error) {
	return read(m, "Brand", m.brands, id)
}

func (m *memory) Numbers(_ context.Context, numbers []string) (map[string]store.Number, error) {
	defer m.mu.Unlock()
	if err := m.enter("Numbers"); err != nil {
		return nil, err
	}
	found := map[string]store.Number{}
	for _, name := range numbers {
		if n, ok := m.numbers[name]; ok {
			found[name] = n
		}
	}
	return found, nil
}

func (m *memory) Content(_ context.Context, id string) (store.Content, error) {
	return read(m, "Content", m.content, id)
}

func (m *memory) HostBrand(_ context.Context, host string) (string, error) {
	return read(m, "HostBrand", m.hosts, host)
}

func (m *memory) OrderPointers(_ context.Context, brand string, numbers []string) (map[string]store.Pointer, error) {
	defer m.mu.Unlock()
	if err := m.enter("OrderPointers"); err != nil {
		return nil, err
	}
	found := map[string]store.Pointer{}
	for _, number := range numbers {
		if p, ok := m.orderBy[brand+"/"+number]; ok {
			found[number] = p
		}
	}
	return found, nil
}

func (m *memory) CountMisses(_ context.Context, name string, window time.Duration, n int) (int, error) {
	defer m.mu.Unlock()
	kind, _, _ := strings.Cut(name, "-")
	if err := m.enter("CountMisses " + kind); err != nil {
		return 0, err
	}
	name += m.clock().Truncate(window).Format(time.RFC3339)
	m.misses[name] += n
	return m.misses[name], nil
}

func (m *memory) PutLink(_ context.Context, l store.Link) error {
	defer m.mu.Unlock()
	if err := m.enter("PutLink"); err != nil {
		return err
	}
	m.links[l.Hash] = l
	return nil
}

// secrets are the keys of the stage.
type secrets struct{}

func (secrets) Key(_ context.Context, name string) ([]byte, error) {
	sum := sha256.Sum256([]byte(name))
	return sum[:], nil
}

// stage is a handler on a memory, with a clock that the test moves.
type stage struct {
	*memory
	http.Handler
	clock time.Time
	keys  secret.Keys
	log   *bytes.Buffer
}

const (
	ups  = "1Z999AA10123456784"
	usps = "9400111202555842332669"
	body = `{"placed_at":"2026-11-17T20:15:00-05:00","currency":"USD","customer":{"name":"Ada Canary"},"ship_to":{"line1":"Canary Lane 7","postal":"10101"},
		"items":[{"id":"a","name":"Stoneware mug","sku":"MUG-1","quantity":2,"unit_price":1290,"url":"https://aster.example/mug"},{"id":"b","name":"Tea","quantity":1}],
		"promise":{"earliest":"2026-11-20","latest":"2026-11-21"},
		"shipments":[{"tracking_number":"` + ups + `","service":"Ground","shipped_at":"2026-11-18","items":[{"id":"a","quantity":2}]},
			{"tracking_number":"` + usps + `","shipped_at":"2026-11-18"}]}`
)

// testOrder is the order of body, with carriers, as it is stored.
func testOrder(t testing.TB, json string) order.Order {
	t.Helper()
	change, err := order.Parse([]byte(json))
	if err != nil {
		t.Fatal(err)
	}
	if err := change.Check(order.Order{}); err != nil {
		t.Fatal(err)
	}
	for i := range change.Shipments {
		change.Shipments[i].Carrier = []string{"ups", "usps"}[i%2]
	}
	base := order.Order{ID: order.ID("aster", "A-1001"), Brand: "aster", Number: "A-1001"}
	return change.Apply(base, 1, time.Date(2026, 11, 17, 20, 15, 0, 0, time.UTC))
}

func scan(source string, status shipment.Status, sub, local, text, city string) shipment.Fact {
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: source, Assurance: shipment.Signed, Carrier: "ups", Code: sub, Text: text, Status: status, Sub: sub,
		At:    shipment.Moment{Local: local, Offset: "-05:00", Zone: shipment.ZoneField, Precision: shipment.Minute},
		Place: shipment.Place{Text: city + " KY 40202", City: city, Region: "KY", Country: "US", Postal: "40202"},
	}, string(status), local, text, city)
}

func facts() []shipment.Fact {
	merged, _ := shipment.Merge([]shipment.Fact{
		scan("ups", shipment.InfoReceived, "label_created", "2026-11-18T16:02:00", "Label created", ""),
		scan("ups", shipment.InTransit, "departed", "2026-11-19T22:10:00", "Departed from Facility", "LEXINGTON"),
		scan("easypost", shipment.InTransit, "departed", "2026-11-19T22:10:00", "Departed", "LEXINGTON"),
		scan("ups", shipment.Delivered, "signed", "2026-11-21T13:05:00", "DELIVERED", "LOUISVILLE"),
		shipment.Identify(shipment.Fact{
			Kind: shipment.EstimateFact, Source: "ups", At: shipment.Moment{Local: "2026-11-19T08:00:00", Offset: "-05:00", Zone: shipment.ZoneField, Precision: shipment.Second},
			Window: shipment.Window{Earliest: "2026-11-21", Latest: "2026-11-21", Precision: shipment.Day},
		}, "21"),
		scan("ups", shipment.Delivered, "", "2025-02-01T10:00:00", "An earlier life of the number", "PARIS"),
	})
	return merged
}

// newStage has one order with two shipments; of the second nobody has heard. Tokens: all "a" opens it, all "b" as a gift.
func newStage(t testing.TB) *stage {
	t.Helper()
	o := testOrder(t, body)
	stored, err := order.Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	record, err := brand.Encode(brand.Record{Name: "Aster & Co", Site: "https://aster.example", Accent: "#1a6b4d", Support: brand.Support{Email: "help@aster.example"}})
	if err != nil {
		t.Fatal(err)
	}
	m := &memory{
		links: map[string]store.Link{
			link.Hash(owner): {Order: o.ID, Scope: "owner"}, link.Hash(gift): {Order: o.ID, Scope: "gift"},
			link.Hash(dangling): {Order: "none", Scope: "owner"},
		},
		orders: map[string]store.Order{o.ID: {ID: o.ID, Brand: "aster", Number: "A-1001", Version: 1, Body: stored, Sealed: []byte("sealed")}},
		numbers: map[string]store.Number{
			ups: {Number: ups, Version: 3, Facts: facts(), Claims: []store.ClaimState{{Claim: o.Claim(o.Shipments[0])}}},
		},
		brands:  map[string]store.Brand{"aster": {ID: "aster", Record: record}},
		content: map[string]store.Content{}, hosts: map[string]string{"track.aster.example": "aster"}, misses: map[string]int{},
		orderBy: map[string]store.Pointer{}, fail: map[string]error{},
	}
	s := &stage{memory: m, clock: time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC), keys: secret.Keys{Values: secrets{}, Prefix: "/doorstep/test"}, log: &bytes.Buffer{}}
	clock := func() time.Time { return s.clock }
	m.clock = clock
	looks := look.New(m, m, clock)
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	h := &handler{
		finder: sight.Finder{Table: m, Now: clock, Days: looks.Days}, looks: looks, hosts: newHosts(m, clock), pages: pages, obs: obs.New(s.log, "track", -8, clock),
		search: search{table: m, keys: s.keys, now: clock}, links: m,
	}
	s.Handler = h.routes()
	return s
}

// Tokens of the stage.
const (
	owner    = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	gift     = "bbbbbbbbbbbbbbbbbbbbbbbbba"
	dangling = "ccccccccccccccccccccccccca"
)

func (s *stage) get(path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}
