package handler

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/obs"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// memory is a fake of the tables: versions and conditions as the store has them, no capacity, no expiry.
type memory struct {
	mu       sync.Mutex
	brands   map[string]store.Brand
	orders   map[string]store.Order
	links    map[string]store.Link
	numbers  map[string]store.Number
	dataKeys map[string][]byte
	gone     map[string]time.Time     // owners whose keys were destroyed, and until when
	pointers map[string]store.Pointer // by brand/number
	refs     map[string]string        // by brand/system/id: the order's id
	about    map[string]store.About
	writes   []string // what was written, in order

	fail   map[string]error           // by the name of a method
	before map[string]func(m *memory) // runs once before a method: another writer
}

func newMemory() *memory {
	return &memory{
		brands: map[string]store.Brand{
			"aster": {ID: "aster", Keys: []store.APIKey{
				{Hash: brand.KeyHash("merchant-key"), Scope: brand.ScopeOrders}, {Hash: brand.KeyHash("other-scope"), Scope: "reports"},
			}},
			"birch": {ID: "birch", Keys: []store.APIKey{{Hash: brand.KeyHash("birch-key"), Scope: brand.ScopeOrders}}},
		},
		orders: map[string]store.Order{}, links: map[string]store.Link{}, numbers: map[string]store.Number{}, dataKeys: map[string][]byte{},
		gone: map[string]time.Time{}, pointers: map[string]store.Pointer{}, refs: map[string]string{}, about: map[string]store.About{},
		fail: map[string]error{}, before: map[string]func(*memory){},
	}
}

// enter begins a method. The caller holds no lock before and the lock after.
func (m *memory) enter(method string) error {
	if hook := m.before[method]; hook != nil {
		delete(m.before, method)
		hook(m)
	}
	m.mu.Lock()
	return m.fail[method]
}

func (m *memory) Brand(_ context.Context, id string) (store.Brand, error) {
	defer m.mu.Unlock()
	if err := m.enter("Brand"); err != nil {
		return store.Brand{}, err
	}
	if b, ok := m.brands[id]; ok {
		return b, nil
	}
	return store.Brand{}, fault.New(fault.NotFound, "no brand")
}

func (m *memory) Order(_ context.Context, id string) (store.Order, error) {
	defer m.mu.Unlock()
	if err := m.enter("Order"); err != nil {
		return store.Order{}, err
	}
	if o, ok := m.orders[id]; ok {
		return o, nil
	}
	return store.Order{}, fault.New(fault.NotFound, "no order")
}

func (m *memory) LatestOrder(_ context.Context, id string) (store.Order, error) {
	defer m.mu.Unlock()
	if err := m.enter("LatestOrder"); err != nil {
		return store.Order{}, err
	}
	if o, ok := m.orders[id]; ok {
		return o, nil
	}
	return store.Order{}, fault.New(fault.NotFound, "no order")
}

func (m *memory) PutOrder(_ context.Context, o store.Order, expect int64) error {
	defer m.mu.Unlock()
	if err := m.enter("PutOrder"); err != nil {
		return err
	}
	m.pointers[o.Brand+"/"+o.Number] = store.Pointer{OrderID: o.ID, Lookup: o.Lookup, Rotation: o.Rotation} // first, as the store does
	for _, r := range o.Refs {
		at := o.Brand + "/" + r.System + "/" + r.ID
		if other, ok := m.refs[at]; ok && other != o.ID {
			return fault.New(fault.Conflict, "the name %q in %s belongs to order %q", r.ID, r.System, m.orders[other].Number)
		}
		m.refs[at] = o.ID
	}
	if current := m.orders[o.ID]; current.Version != expect {
		return fault.Wrap(fault.Conflict, &store.ConflictError{Current: current}, "put order")
	}
	o.Version, o.Refs = expect+1, nil
	m.orders[o.ID] = o
	m.writes = append(m.writes, "order")
	return nil
}

func (m *memory) PutLink(_ context.Context, l store.Link) error {
	defer m.mu.Unlock()
	if err := m.enter("PutLink"); err != nil {
		return err
	}
	m.links[l.Hash] = l
	m.writes = append(m.writes, "link")
	return nil
}

func (m *memory) DeletePointer(_ context.Context, brand, number, orderID string) error {
	defer m.mu.Unlock()
	if err := m.enter("DeletePointer"); err != nil {
		return err
	}
	if m.pointers[brand+"/"+number].OrderID == orderID {
		delete(m.pointers, brand+"/"+number)
	}
	m.writes = append(m.writes, "no pointer")
	return nil
}

func (m *memory) Link(_ context.Context, hash string) (store.Link, error) {
	defer m.mu.Unlock()
	if err := m.enter("Link"); err != nil {
		return store.Link{}, err
	}
	if l, ok := m.links[hash]; ok {
		return l, nil
	}
	return store.Link{}, fault.New(fault.NotFound, "no link")
}

func (m *memory) DeleteLink(_ context.Context, hash string) error {
	defer m.mu.Unlock()
	if err := m.enter("DeleteLink"); err != nil {
		return err
	}
	delete(m.links, hash)
	m.writes = append(m.writes, "no link")
	return nil
}

func (m *memory) AboutOrder(_ context.Context, id string) (store.About, error) {
	defer m.mu.Unlock()
	err := m.enter("AboutOrder")
	return m.about[id], err
}

func (m *memory) Add(_ context.Context, number string, a store.Addition) (store.Saved, error) {
	defer m.mu.Unlock()
	if err := m.enter("Add"); err != nil {
		return store.Saved{}, err
	}
	n := m.numbers[number]
	n.Number = number
	had := len(n.Facts)
	n.Facts, _ = shipment.Merge(n.Facts, a.Facts)
	if len(n.Facts) > had {
		m.writes = append(m.writes, "facts "+number)
	}
	m.numbers[number] = n
	return store.Saved{Number: n}, nil
}

func (m *memory) DestroyDataKey(_ context.Context, owner string, until time.Time) error {
	defer m.mu.Unlock()
	if err := m.enter("DestroyDataKey"); err != nil {
		return err
	}
	delete(m.dataKeys, owner)
	m.gone[owner] = until
	m.writes = append(m.writes, "no key "+owner)
	return nil
}

func (m *memory) LatestNumber(_ context.Context, number string) (store.Number, error) {
	defer m.mu.Unlock()
	if err := m.enter("LatestNumber"); err != nil {
		return store.Number{}, err
	}
	if n, ok := m.numbers[number]; ok {
		return n, nil
	}
	return store.Number{}, fault.New(fault.NotFound, "nothing is known")
}

func (m *memory) OrderPointer(_ context.Context, brand, number string) (store.Pointer, error) {
	defer m.mu.Unlock()
	if err := m.enter("OrderPointer"); err != nil {
		return store.Pointer{}, err
	}
	if p, ok := m.pointers[brand+"/"+number]; ok {
		return p, nil
	}
	return store.Pointer{}, fault.New(fault.NotFound, "no pointer")
}

func (m *memory) ForgetAbout(_ context.Context, id string) error {
	defer m.mu.Unlock()
	if err := m.enter("ForgetAbout"); err != nil {
		return err
	}
	about := m.about[id]
	for i := range about.Votes {
		about.Votes[i].Comment = nil
	}
	for i := range about.Cases {
		about.Cases[i].Comment, about.Cases[i].Case.Open = nil, false
	}
	m.writes = append(m.writes, "forgotten")
	return nil
}

func (m *memory) Numbers(_ context.Context, numbers []string) (map[string]store.Number, error) {
	defer m.mu.Unlock()
	if err := m.enter("Numbers"); err != nil {
		return nil, err
	}
	found := map[string]store.Number{}
	for _, n := range numbers {
		if number, ok := m.numbers[n]; ok {
			found[n] = number
		}
	}
	return found, nil
}

func (m *memory) Claim(_ context.Context, number string, claim shipment.Claim, first store.Due) (shipment.Status, error) {
	defer m.mu.Unlock()
	if err := m.enter("Claim"); err != nil {
		return "", err
	}
	n := m.numbers[number]
	var known []shipment.Claim
	for _, c := range n.Claims {
		known = append(known, c.Claim)
	}
	merged := shipment.MergeClaims(known, []shipment.Claim{claim})
	if slices.Equal(known, merged) {
		return n.Status(claim.Order, claim.Shipment), nil
	}
	facts, struck := shipment.Strike(n.Facts, merged)
	n.Facts = facts
	maps.DeleteFunc(n.Proofs, func(id string, _ []byte) bool { return struck(id) })
	n.Claims = nil
	perClaim, _ := shipment.Select(n.Facts, merged)
	for i, c := range merged {
		n.Claims = append(n.Claims, store.ClaimState{Claim: c, Status: shipment.Fold(perClaim[i]).Status})
	}
	n.Number = number
	if n.Due.Kind == "" {
		n.Due = first
	}
	if claim.Erased {
		n.Due = store.Due{}
	}
	m.numbers[number] = n
	m.writes = append(m.writes, "claim "+number)
	return n.Status(claim.Order, claim.Shipment), nil
}

func (m *memory) MoveDue(_ context.Context, number string, from store.Due, to *store.Due) (bool, error) {
	defer m.mu.Unlock()
	if err := m.enter("MoveDue"); err != nil {
		return false, err
	}
	n := m.numbers[number]
	if n.Due != from {
		return false, nil
	}
	n.Due = *to
	m.numbers[number] = n
	m.writes = append(m.writes, "due "+number)
	return true, nil
}

func (m *memory) DataKey(_ context.Context, owner string) ([]byte, error) {
	defer m.mu.Unlock()
	if err := m.enter("DataKey"); err != nil {
		return nil, err
	}
	if _, ok := m.gone[owner]; ok {
		return nil, fault.New(fault.Gone, "destroyed")
	}
	if key, ok := m.dataKeys[owner]; ok {
		return key, nil
	}
	return nil, fault.New(fault.NotFound, "no data key")
}

func (m *memory) PutDataKey(_ context.Context, owner string, wrapped []byte) ([]byte, error) {
	defer m.mu.Unlock()
	if err := m.enter("PutDataKey"); err != nil {
		return nil, err
	}
	if _, ok := m.gone[owner]; ok {
		return nil, fault.New(fault.Gone, "destroyed")
	}
	if _, ok := m.dataKeys[owner]; !ok {
		m.dataKeys[owner] = wrapped
		m.writes = append(m.writes, "key")
	}
	return m.dataKeys[owner], nil
}

// fixedKeys is a keySource with keys of the test.
type fixedKeys struct{ ring keyring }

func (f fixedKeys) keys(context.Context) (keyring, error) { return f.ring, nil }

func testKeys(t testing.TB, table seal.Keys) fixedKeys {
	t.Helper()
	raw := bytes.Repeat([]byte{7}, seal.KeySize)
	links, err := link.NewKey(link.KeyVersion, raw)
	if err != nil {
		t.Fatal(err)
	}
	lookup, err := seal.NewIndex(raw)
	if err != nil {
		t.Fatal(err)
	}
	master, err := seal.NewKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	return fixedKeys{keyring{links: links, lookup: lookup, vault: seal.NewVault(master, table, rand.Reader)}}
}

// shop is a handler on a memory.
type shop struct {
	*memory
	http.Handler
	log *bytes.Buffer
}

func newShop(t testing.TB) shop {
	t.Helper()
	m, log := newMemory(), &bytes.Buffer{}
	clock := func() time.Time { return now }
	h := &Handler{
		brands: m, desk: desk{brands: m, table: m, tell: m, eraser: m, looks: m, claims: claims{m, clock}, keys: testKeys(t, m), now: clock},
		obs: obs.New(log, "orders", -8, clock),
	}
	return shop{m, h.Routes(), log}
}

// send makes a request of the brand aster and gives the answer.
func (s shop) send(method, path, body string) *httptest.ResponseRecorder {
	return s.sendAs("Bearer merchant-key", method, path, body)
}

func (s shop) sendAs(authorization, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "https://api.example.com"+path, io.NopCloser(strings.NewReader(body)))
	r.Header.Set("Authorization", authorization)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// wrote gives what was written since it was last asked.
func (s shop) wrote() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := strings.Join(s.writes, ", ")
	s.writes = nil
	return out
}
