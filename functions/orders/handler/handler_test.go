package handler

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

const (
	path = "/v1/orders/aster/A-1001"
	full = `{
		"placed_at": "2026-11-18T09:30:00+01:00", "updated_at": "2026-11-19T08:00:00Z", "currency": "EUR", "locale": "de-AT",
		"customer": {"name": "Ada Canary", "email": "ada@canary.example", "phone": "+43 1 234567"},
		"ship_to": {"line1": "Canary Lane 7", "city": "Wien", "postal": "1010", "country": "AT"},
		"items": [{"id": "a", "name": "Mug", "quantity": 2, "unit_price": 1290}],
		"promise": {"latest": "2026-11-24"},
		"shipments": [
			{"carrier": "UPS", "tracking_number": "1Z 999 AA1 01 2345 6784", "shipped_at": "2026-11-19", "items": [{"id": "a", "quantity": 2}]},
			{"carrier": "usps", "tracking_number": "9400111202555842332669"}
		]
	}`
)

func decode[T any](t testing.TB, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("answer %d %q: %v", w.Code, w.Body, err)
	}
	return v
}

func TestPutRegistersAnOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	w := s.send("PUT", path, full)
	got := decode[receipt](t, w)
	id := order.ID("aster", "A-1001")
	token := testKeys(t, s).ring.links.Token(id, link.Owner, 0)
	want := receipt{
		OrderID: id, TrackingURL: "https://api.example.com/t/" + token,
		Shipments: []receiptShipment{
			{ID: got.Shipments[0].ID, Carrier: "ups", TrackingNumber: "1Z999AA10123456784", Status: "pending"},
			{ID: got.Shipments[1].ID, Carrier: "usps", TrackingNumber: "9400111202555842332669", Status: "pending"},
		},
		Warnings: []warning{},
	}
	if diff := cmp.Diff(want, got); w.Code != http.StatusCreated || diff != "" {
		t.Errorf("answer %d differs (-want +got):\n%s", w.Code, diff)
	}
	if got, want := s.wrote(), "key, link, order, claim 1Z999AA10123456784, claim 9400111202555842332669"; got != want {
		t.Errorf("wrote %s, want %s", got, want)
	}
	if l := s.links[link.Hash(token)]; l.Order != id || l.Scope != "owner" || !l.Expires.Equal(now.Add(link.Life)) {
		t.Errorf("link %+v", l)
	}
	if o := s.orders[id]; !o.Pending || len(o.Lookup) != 2 || len(o.Sealed) == 0 {
		t.Errorf("order pending %v, %d lookup hashes, %d bytes sealed", o.Pending, len(o.Lookup), len(o.Sealed))
	}
	n := s.numbers["1Z999AA10123456784"]
	if c := n.Claims[0]; c.Order != id || c.Epoch != "2026-11-19" || c.Carrier != "ups" || c.Revision != 1 {
		t.Errorf("claim %+v", c)
	}
	if n.Due != (store.Due{Kind: "poll", At: cadence.First("2026-11-19", now)}) {
		t.Errorf("due %+v", n.Due)
	}
}

func TestRepeatedPutWritesNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := s.send("PUT", path, full)
	s.wrote()
	second := s.send("PUT", path, full)
	if got := s.wrote(); got != "" {
		t.Errorf("wrote %s", got)
	}
	if first.Code != 201 || second.Code != 200 || first.Body.String() != second.Body.String() {
		t.Errorf("answers %d %s and %d %s", first.Code, first.Body, second.Code, second.Body)
	}
}

func TestBadBodiesStoreNothing(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body   string
		status int
		want   []string // in the answer
	}{
		"every bad field is named": {
			`{"items":[{"id":"a","quantity":-1}],"shipments":[{"tracking_number":"?"}],"currency":"eur"}`, 422,
			[]string{`"field":"items[0].quantity"`, `"field":"shipments[0].tracking_number"`, `"field":"currency"`, "Nothing was stored."},
		},
		"no JSON":      {`{"items":`, 400, []string{"body ends in the middle"}},
		"nothing":      {``, 400, []string{"body is empty"}},
		"empty object": {`{}`, 422, []string{`"field":"items"`}},
		"too large":    {`{"items":[{"id":"a","name":"` + strings.Repeat("x", 256<<10) + `"}]}`, 413, []string{"256 KiB"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			w := s.send("PUT", path, c.body)
			if w.Code != c.status || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("answer %d %s", w.Code, w.Header())
			}
			for _, want := range c.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("%s does not say %s", w.Body, want)
				}
			}
			if got := s.wrote(); got != "" || len(s.orders) != 0 {
				t.Errorf("wrote %s", got)
			}
		})
	}
}

func TestOnlyTheKeyOfTheBrandOpens(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, full)
	s.wrote()
	cases := map[string]struct{ authorization, path string }{
		"no key":           {"", path},
		"no scheme":        {"merchant-key", path},
		"other scheme":     {"Basic merchant-key", path},
		"empty key":        {"Bearer ", path},
		"wrong key":        {"Bearer merchant-kez", path},
		"another brand's":  {"Bearer birch-key", path},
		"another scope":    {"Bearer other-scope", path},
		"the stored hash":  {"Bearer " + s.brands["aster"].Keys[0].Hash, path},
		"unknown brand":    {"Bearer merchant-key", "/v1/orders/nobody/A-1001"},
		"brand of capital": {"Bearer merchant-key", "/v1/orders/ASTER/A-1001"},
	}
	want := ""
	for name, c := range cases {
		for _, method := range []string{"PUT", "GET"} {
			w := s.sendAs(c.authorization, method, c.path, full)
			if want == "" {
				want = w.Body.String()
			}
			if w.Code != 401 || w.Body.String() != want || w.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s, %s: %d %s, the others got %s", name, method, w.Code, w.Body, want)
			}
		}
	}
	if got := s.wrote(); got != "" {
		t.Errorf("wrote %s", got)
	}
	if w := s.sendAs("bearer merchant-key", "GET", path, ""); w.Code != 200 {
		t.Errorf("the scheme in small letters gives %d", w.Code)
	}
}

func TestChangesMerge(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, full)
	s.wrote()
	steps := []struct {
		name, body string
		status     int
		wrote      string
		want       string // in the answer of GET
	}{
		{"a new promise is appended", `{"promise":{"latest":"2026-11-27"}}`, 200, "order, claim 1Z999AA10123456784, claim 9400111202555842332669", `"promises":[{"latest":"2026-11-24","told_at":"2026-11-19T08:00:00Z"},{"latest":"2026-11-27","told_at":"2026-11-21T12:00:00Z"}]`},
		{"an older body is ignored", `{"updated_at":"2026-11-18T08:00:00Z","items":[{"id":"a","name":"Old","quantity":1}]}`, 200, "", `"name":"Mug"`},
		{"a third shipment", `{"shipments":[{"carrier":"ups","tracking_number":"1Z999AA10123456793"}]}`, 200, "order, claim 1Z999AA10123456793", `"tracking_number":"9400111202555842332669"`},
		{"personal data only", `{"customer":{"email":"new@canary.example"}}`, 200, "order", `"locale":"de-AT"`},
		{"personal data again", `{"customer":{"email":"new@canary.example"}}`, 200, "", `"locale":"de-AT"`},
		{"a corrected date moves the claim", `{"shipments":[{"tracking_number":"1Z999AA10123456784","shipped_at":"2026-11-20"}]}`, 200, "order, claim 1Z999AA10123456784", `"shipped_at":"2026-11-20"`},
	}
	for _, step := range steps {
		w := s.send("PUT", path, step.body)
		if got := s.wrote(); w.Code != step.status || got != step.wrote {
			t.Errorf("%s: status %d, wrote %q, want %d and %q", step.name, w.Code, got, step.status, step.wrote)
		}
		if got := s.send("GET", path, "").Body.String(); !strings.Contains(got, step.want) {
			t.Errorf("%s: GET gives %s, want in it %s", step.name, got, step.want)
		}
	}
	if o := s.orders[order.ID("aster", "A-1001")]; len(o.Lookup) != 2 || o.Version != 5 {
		t.Errorf("version %d with %d lookup hashes, want 5 with 2", o.Version, len(o.Lookup))
	}
}

func TestCarriers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		shipment string
		carrier  string
		warning  string // "": none
	}{
		"given and fitting":        {`{"carrier":"UPS","tracking_number":"1Z999AA10123456784"}`, "ups", ""},
		"given by another name":    {`{"carrier":"UPS® Ground","tracking_number":"1Z999AA10123456784"}`, "ups", ""},
		"the check digit is off":   {`{"carrier":"ups","tracking_number":"1Z999AA10123456785"}`, "ups", "believed as given"},
		"the number of another":    {`{"carrier":"fedex","tracking_number":"1Z999AA10123456784"}`, "fedex", "it looks like ups"},
		"not given":                {`{"tracking_number":"1Z999AA10123456784"}`, "ups", "ups is assumed"},
		"not given and not known":  {`{"tracking_number":"ABCD1234"}`, "", "fits no format that we know"},
		"a name that nobody knows": {`{"carrier":"Bob's Vans","tracking_number":"1Z999AA10123456784"}`, "Bob's Vans", "is no carrier that we know"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			body := `{"shipments":[` + c.shipment + `]}`
			got := decode[receipt](t, s.send("PUT", path, body))
			if got.Shipments[0].Carrier != c.carrier {
				t.Errorf("carrier %q, want %q", got.Shipments[0].Carrier, c.carrier)
			}
			if (c.warning == "") != (len(got.Warnings) == 0) || c.warning != "" && !strings.Contains(got.Warnings[0].Detail, c.warning) {
				t.Errorf("warnings %+v, want %q", got.Warnings, c.warning)
			}
			if due := s.numbers[got.Shipments[0].TrackingNumber].Due; due.Kind != "poll" {
				t.Errorf("due %+v", due)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	got := decode[receipt](t, s.send("PUT", path, `{"gift_wrap":true,"items":[{"id":"a","quantity":1}],
		"shipments":[{"carrier":"ups","tracking_number":"1Z999AA10123456784","items":[{"id":"a","quantity":2}]}]}`))
	want := []warning{
		{"gift_wrap", "means nothing here and was ignored"}, {"items[0].quantity", "is 1, but the shipments hold 2"},
	}
	if diff := cmp.Diff(want, got.Warnings); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
	got = decode[receipt](t, s.send("PUT", path, `{"shipments":[{"tracking_number":"1Z999AA10123456784"}]}`))
	if len(got.Warnings) != 1 || got.Warnings[0].Field != "items[0].quantity" {
		t.Errorf("a carrier told earlier is doubted: %+v", got.Warnings)
	}
}

func TestPostAddsAShipment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	const body = `{"tracking_number":"1Z999AA10123456784"}`
	if w := s.send("POST", path+"/shipments", body); w.Code != 404 {
		t.Errorf("a shipment of no order gives %d", w.Code)
	}
	s.send("PUT", path, `{"items":[{"id":"a","quantity":1}]}`)
	s.wrote()
	w := s.send("POST", path+"/shipments", body)
	if got := decode[receipt](t, w); w.Code != 201 || got.Warnings[0].Field != "carrier" || s.wrote() != "order, claim 1Z999AA10123456784" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.send("POST", path+"/shipments", body); w.Code != 200 || s.wrote() != "" {
		t.Errorf("the same again gives %d", w.Code)
	}
	if w := s.send("POST", path+"/shipments", `{"items":[{"id":"z","quantity":1}]}`); w.Code != 422 ||
		!strings.Contains(w.Body.String(), `"field":"items[0].id"`) || !strings.Contains(w.Body.String(), `"field":"tracking_number"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A number that is bound to another carrier is looked at now, and what it was bound to before stays on record.
func TestRebinding(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	const number = "9400111202555842332669"
	s.send("PUT", path, full)
	later := func() store.Due {
		n := s.numbers[number]
		n.Due = store.Due{Kind: "poll", At: now.Add(6 * time.Hour)} // where poll left it
		s.numbers[number] = n
		return n.Due
	}
	planned := later()
	w := s.send("POST", path+"/shipments", `{"carrier":"UPS Mail Innovations","tracking_number":"`+number+`"}`)
	if got := s.numbers[number].Due; w.Code != http.StatusOK || !planned.At.After(now) || got.Kind != "poll" || !got.At.Equal(now) {
		t.Errorf("answer %d, due %v, planned %v", w.Code, got, planned)
	}
	if c := s.numbers[number].Claims[0]; c.Carrier != "ups" || c.Revision != 2 {
		t.Errorf("claim %+v", c)
	}
	r := decode[record](t, s.send("GET", path, ""))
	want := []recordBinding{{Carrier: "usps", Until: "2026-11-21T12:00:00Z"}}
	if diff := cmp.Diff(want, r.Shipments[1].CarrierHistory); diff != "" || r.Shipments[1].Carrier != "ups" || r.Shipments[0].CarrierHistory != nil {
		t.Errorf("history differs (-want +got):\n%s", diff)
	}
	later()
	s.writes = nil
	s.send("POST", path+"/shipments", `{"carrier":"ups","tracking_number":"`+number+`"}`)
	if s.writes != nil {
		t.Errorf("the same carrier again wrote %v", s.writes)
	}
	s.fail["MoveDue"] = fault.New(fault.Unavailable, "no table")
	if w := s.send("POST", path+"/shipments", `{"carrier":"dpd","tracking_number":"`+number+`"}`); w.Code != http.StatusServiceUnavailable {
		t.Errorf("answer %d", w.Code)
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if w := s.send("GET", path, ""); w.Code != 404 {
		t.Errorf("no order gives %d", w.Code)
	}
	s.send("PUT", path, full)
	w := s.send("GET", path, "")
	if strings.Contains(w.Body.String(), "anary") || strings.Contains(w.Body.String(), "1010") {
		t.Errorf("personal data in %s", w.Body)
	}
	got := decode[record](t, w)
	if w.Code != 200 || got.Number != "A-1001" || *got.Items[0].UnitPrice != 1290 || got.Shipments[0].Items[0].Quantity != 2 {
		t.Errorf("%d %+v", w.Code, got)
	}
	if w := s.send("GET", "/v1/orders/aster/%00", ""); w.Code != 422 {
		t.Errorf("a number of a control character gives %d", w.Code)
	}
	if w := s.send("PATCH", path, ""); w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a route that is none gives %d %v", w.Code, w.Header())
	}
}

// TestCrashesHeal stops a first PUT at every write and repeats it.
func TestCrashesHeal(t *testing.T) {
	t.Parallel()
	healthy := newShop(t)
	want := healthy.send("PUT", path, full).Body.String()
	for method, left := range map[string]string{
		"PutDataKey": "", "PutLink": "key", "PutOrder": "key, link", "Claim": "key, link, order",
	} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.fail[method] = fault.New(fault.Unavailable, "power cut")
			if w := s.send("PUT", path, full); w.Code != 503 || strings.Contains(w.Body.String(), "power") {
				t.Errorf("answer %d %s", w.Code, w.Body)
			}
			if got := s.wrote(); got != left {
				t.Errorf("wrote %q, want %q", got, left)
			}
			for _, o := range s.orders {
				if !o.Pending {
					t.Error("the order stands without claims, and nothing says so")
				}
			}
			delete(s.fail, method)
			if w := s.send("PUT", path, full); w.Body.String() != want || w.Code/100 != 2 {
				t.Errorf("the repeated body gives %d %s, want %s", w.Code, w.Body, want)
			}
			if diff := cmp.Diff(healthy.numbers, s.numbers); diff != "" {
				t.Errorf("numbers differ from those of a PUT that did not crash:\n%s", diff)
			}
			s.wrote()
			if s.send("PUT", path, full); s.wrote() != "" {
				t.Error("a third body writes again")
			}
		})
	}
}

func TestTwoWritersBothCount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.before["PutOrder"] = func(*memory) {
		s.send("PUT", path, `{"items":[{"id":"a","quantity":1}],"shipments":[{"carrier":"ups","tracking_number":"1Z999AA10123456793"}]}`)
	}
	w := s.send("PUT", path, `{"items":[{"id":"b","quantity":1}],"shipments":[{"carrier":"ups","tracking_number":"1Z999AA10123456784"}]}`)
	if got := decode[receipt](t, w); w.Code != 200 || len(got.Shipments) != 2 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := decode[record](t, s.send("GET", path, "")); len(got.Items) != 2 || len(s.numbers) != 2 {
		t.Errorf("one writer is lost: %+v", got)
	}
}

func TestWritersThatNeverRestAreRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fail["PutOrder"] = fault.Wrap(fault.Conflict, &store.ConflictError{Current: store.Order{ID: order.ID("aster", "A-1001")}}, "put order")
	if w := s.send("PUT", path, full); w.Code != 409 {
		t.Errorf("answer %d %s", w.Code, w.Body)
	}
}

func TestNoPersonalDataIsLogged(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, full)
	s.send("PUT", path, strings.ReplaceAll(full, "ada@canary.example", "ada canary"))
	s.fail["Claim"] = fault.New(fault.Unavailable, "power cut")
	s.send("PUT", path, full)
	if log := s.log.String(); strings.Contains(strings.ToLower(log), "canary") || !strings.Contains(log, "put order") {
		t.Errorf("the log holds %s", log)
	}
}
