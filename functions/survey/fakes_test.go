package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// memory is a fake of the table with one order. Nobody else writes to it meanwhile.
type memory struct {
	record   brand.Record
	opinions map[string]store.Opinion
	cases    map[string]store.Case
	fail     error // of every call
	writes   int
}

func (m *memory) Brand(context.Context, string) (store.Brand, error) {
	record, err := brand.Encode(m.record)
	return store.Brand{ID: "aster", Record: record}, errors.Join(err, m.fail)
}

func (m *memory) Votes(context.Context, string) (map[string]store.Vote, error) {
	votes := map[string]store.Vote{}
	for id, o := range m.opinions {
		votes[id] = o.Vote
	}
	return votes, m.fail
}

func (m *memory) ChangeVote(_ context.Context, _, _, id string, change func(store.Opinion) (store.Opinion, error)) (store.Opinion, error) {
	if m.fail != nil {
		return store.Opinion{}, m.fail
	}
	next, err := change(m.opinions[id])
	if err != nil {
		return store.Opinion{}, err
	}
	if was := m.opinions[id]; next.Vote.Vote != was.Vote.Vote || !bytes.Equal(next.Vote.Comment, was.Vote.Comment) {
		m.writes++
	}
	m.opinions[id] = next
	return next, nil
}

func (m *memory) Cases(context.Context, string) ([]store.Case, error) {
	var all []store.Case
	for _, c := range m.cases {
		all = append(all, c)
	}
	return all, m.fail
}

func (m *memory) ChangeCase(_ context.Context, _, _, id, kind string, change func(store.Case) (store.Case, error)) (store.Case, error) {
	next, err := change(m.cases[id+"/"+kind])
	if err != nil {
		return store.Case{}, err
	}
	next.Shipment = id
	m.cases[id+"/"+kind] = next
	m.writes++
	return next, m.fail
}

// boxes seals by writing the label in front, so that a test sees what was sealed as what. Erased orders have no key.
type boxes struct{ erased bool }

func (b *boxes) Seal(_ context.Context, owner, label string, plain []byte) ([]byte, error) {
	if b.erased {
		return nil, fault.New(fault.Gone, "the key is destroyed")
	}
	return []byte(owner + "|" + label + "|" + string(plain)), nil
}

func (b *boxes) Open(_ context.Context, owner, label string, sealed []byte) ([]byte, error) {
	plain, ok := bytes.CutPrefix(sealed, []byte(owner+"|"+label+"|"))
	if !ok {
		return nil, fault.New(fault.Internal, "sealed as something else")
	}
	return plain, nil
}

// finderFunc finds by a function.
type finderFunc func(token string) (sight.Sight, error)

func (f finderFunc) Find(_ context.Context, token string) (sight.Sight, error) { return f(token) }

// Tokens of the stage.
const (
	owned    = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	gifted   = "bbbbbbbbbbbbbbbbbbbbbbbbba"
	support  = "ccccccccccccccccccccccccca"
	nobodies = "ddddddddddddddddddddddddda"
)

// stage is a handler on fakes, with a clock that the test moves.
type stage struct {
	*memory
	http.Handler
	boxes *boxes
	seen  sight.Sight
	log   *bytes.Buffer
	clock time.Time
}

// newStage has one order with two parcels: s1 is delivered, s2 on its way.
func newStage(t testing.TB) *stage {
	t.Helper()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	at := shipment.Moment{Local: "2026-11-17T13:05:00", Offset: "-06:00"}
	scan := shipment.Scan{Fact: shipment.Fact{ID: "f1", Status: shipment.Delivered, At: at, Place: shipment.Place{Region: "WI", Country: "US", Postal: "53207"}}}
	s := &stage{
		memory: &memory{record: brand.Record{Name: "Aster & Co", Support: brand.Support{Email: "help@aster.example"}}, opinions: map[string]store.Opinion{}, cases: map[string]store.Case{}},
		boxes:  &boxes{}, log: &bytes.Buffer{}, clock: time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC),
		seen: sight.Sight{
			Order: order.Order{
				ID: "o1", Brand: "aster", Number: "A-1001", Country: "US", Items: []order.Item{{ID: "a", Name: "Stoneware mug", Quantity: 1}},
				Shipments: []order.Shipment{{ID: "s1", Number: "1Z1", Carrier: "ups", Service: "Ground", Items: []order.Part{{ID: "a", Quantity: 1}}}, {ID: "s2", Number: "1Z2", Carrier: "ups"}},
			},
			Parcels: []shipment.View{
				{State: shipment.State{Status: shipment.Delivered, Scans: []shipment.Scan{scan}, Milestones: []shipment.Milestone{{Status: shipment.Delivered, Scan: "f1", At: at}}}},
				{State: shipment.State{Status: shipment.InTransit}},
			},
		},
	}
	find := func(token string) (sight.Sight, error) {
		scopes := map[string]link.Scope{owned: link.Owner, gifted: link.Gift, support: link.Support}
		seen := s.seen
		seen.Scope, seen.Now = scopes[token], s.clock
		if seen.Scope == "" {
			return sight.Sight{}, fault.New(fault.NotFound, "no such link")
		}
		return seen, nil
	}
	h := &handler{
		finder: finderFunc(find), table: s.memory, looks: look.New(s.memory, nil, func() time.Time { return s.clock }), sealer: s.boxes, pages: pages,
		obs: obs.New(s.log, "survey", -8, func() time.Time { return s.clock }),
	}
	s.Handler = h.routes()
	return s
}

func (s *stage) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// post sends a form; headers alternate names and values.
func (s *stage) post(path, form string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// tap sends a form that must be taken.
func (s *stage) tap(t testing.TB, path string, form url.Values) string {
	t.Helper()
	w := s.post(path, form.Encode())
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%s to %s gave %d:\n%.1200s", form.Encode(), path, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

func (s *stage) vote(id string) survey.Vote { return s.opinions[id].Vote.Vote }
