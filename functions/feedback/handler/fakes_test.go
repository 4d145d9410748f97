package handler

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/seal"
	"doorstep/shared/store"
)

// memory is a fake of the table that keeps what the store's own tests ask of it.
type memory struct {
	kept   map[string]store.Suppression // by brand and reason
	lifted map[string]time.Time
	now    func() time.Time
	writes int
	fail   error // of every call
	asked  []store.Suppression
}

func place(p store.Suppression) string { return p.Hash + "/" + p.Brand + "/" + p.Reason }

func (m *memory) Suppress(_ context.Context, p store.Suppression) (bool, error) {
	if m.fail != nil {
		return false, m.fail
	}
	m.asked = append(m.asked, p)
	was, there := m.kept[place(p)]
	if there && (was.Scope == store.StopAll || p.Scope == store.StopOptional) || !m.lifted[place(p)].IsZero() && !p.At.After(m.lifted[place(p)]) {
		return false, nil
	}
	m.kept[place(p)] = p
	m.writes++
	return true, nil
}

func (m *memory) Suppressions(_ context.Context, hash string) ([]store.Suppression, error) {
	var found []store.Suppression
	for _, p := range m.kept {
		if p.Hash == hash {
			found = append(found, p)
		}
	}
	return found, m.fail
}

func (m *memory) Unsuppress(_ context.Context, p store.Suppression, why string) (bool, error) {
	if m.fail != nil || why == "" {
		return false, errors.Join(m.fail, errors.New("lifted"))
	}
	_, there := m.kept[place(p)]
	delete(m.kept, place(p))
	m.lifted[place(p)] = m.now()
	m.writes++
	return there, nil
}

func (m *memory) Brand(_ context.Context, id string) (store.Brand, error) {
	record, err := brand.Encode(brand.Record{Name: "Aster & Co", Support: brand.Support{Email: "help@aster.example"}})
	return store.Brand{ID: id, Record: record}, errors.Join(err, m.fail)
}

// keys are fakes of the deployment's keys.
type keys struct {
	link  link.Key
	index seal.Index
	fail  error
}

func (k *keys) Links(context.Context) (link.Key, error)    { return k.link, k.fail }
func (k *keys) Lookup(context.Context) (seal.Index, error) { return k.index, k.fail }

// stage is a handler on fakes, with a clock that the test moves.
type stage struct {
	*Handler
	table *memory
	keys  *keys
	log   *bytes.Buffer
	clock time.Time
	token string // of ada@example.com at aster
	hash  string
}

func newStage(t testing.TB) *stage {
	t.Helper()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{log: &bytes.Buffer{}, keys: &keys{}, clock: time.Date(2026, 11, 20, 22, 30, 0, 0, time.UTC)}
	now := func() time.Time { return s.clock }
	s.table = &memory{kept: map[string]store.Suppression{}, lifted: map[string]time.Time{}, now: now}
	raw := bytes.Repeat([]byte{7}, 32)
	if s.keys.link, err = link.NewKey(link.KeyVersion, raw); err != nil {
		t.Fatal(err)
	}
	if s.keys.index, err = seal.NewIndex(raw); err != nil {
		t.Fatal(err)
	}
	s.hash = order.StopEmail("ada@example.com", s.keys.index)
	if s.token, err = s.keys.link.StopToken("aster", s.hash); err != nil {
		t.Fatal(err)
	}
	s.Handler = New(Parts{
		Table: s.table, Keys: s.keys, Looks: look.New(s.table, nil, now), Pages: pages, Now: now, Obs: obs.New(s.log, "feedback", -8, now),
	})
	return s
}

// stands gives what stands against Ada: "aster unsubscribe optional".
func (s *stage) stands() string {
	var lines []string
	for _, p := range s.table.kept {
		if p.Hash == s.hash {
			lines = append(lines, p.Brand+" "+p.Reason+" "+p.Scope)
		}
	}
	return strings.Join(lines, ", ")
}

func (s *stage) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Routes().ServeHTTP(w, r)
	return w
}

func (s *stage) get(path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a body; headers alternate names and values.
func (s *stage) post(body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/u/"+s.token, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.do(r)
}

// deliver hands bodies to the queue part as Lambda does and gives the ids that come back.
func (s *stage) deliver(t testing.TB, bodies ...string) []string {
	t.Helper()
	batch := events.SQSEvent{}
	for _, body := range bodies {
		batch.Records = append(batch.Records, events.SQSMessage{MessageId: "m" + body[:min(1, len(body))], Body: body})
	}
	payload, err := json.Marshal(batch)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.Handle(t.Context(), payload)
	response, ok := answer.(events.SQSEventResponse)
	if err != nil || !ok {
		t.Fatalf("%T, %v", answer, err)
	}
	var again []string
	for _, f := range response.BatchItemFailures {
		again = append(again, f.ItemIdentifier)
	}
	return again
}
