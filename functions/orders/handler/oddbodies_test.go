package handler

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said is what a refusal names: fields and what is wrong with them.
func said(t *testing.T, body []byte) (fields []string, all string) {
	t.Helper()
	var p struct {
		Detail string
		Errors []struct{ Field, Detail string }
	}
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	var lines []string
	for _, e := range p.Errors {
		fields, lines = append(fields, e.Field), append(lines, e.Field+" "+e.Detail)
	}
	return fields, strings.Join(append(lines, p.Detail), "\n")
}

// place puts a value at a path like shipments[].items[].id into an otherwise good body.
func place(path, value string) (body, where string) {
	item, parcel, part := `"id":"a","quantity":1`, `"ref":"r"`, `"id":"a","quantity":1`
	drop := func(fields, name string) string {
		var kept []string
		for _, f := range strings.Split(fields, ",") {
			if !strings.HasPrefix(f, `"`+name+`"`) {
				kept = append(kept, f)
			}
		}
		return strings.Join(append(kept, fmt.Sprintf(`"%s":%s`, name, value)), ",")
	}
	outer, inner, nested := strings.Cut(path, ".")
	items := func(fields string) string { return `"items":[{` + fields + `}]` }
	switch {
	case !nested:
		body = items(item) + fmt.Sprintf(`,"%s":%s`, path, value)
		if path == "items" {
			body = `"items":` + value
		}
	case outer == "items[]":
		body = items(drop(item, inner))
	case strings.HasPrefix(inner, "items[]."):
		body = items(item) + `,"shipments":[{` + parcel + `,` + items(drop(part, strings.TrimPrefix(inner, "items[]."))) + `}]`
	case outer == "shipments[]":
		body = items(item) + `,"shipments":[{` + drop(parcel, inner) + `}]`
	case outer == "watchers[]":
		body = items(item) + `,"watchers":[{` + drop(`"id":"w","email":"w@example.com"`, inner) + `}]`
	case outer == "refs[]":
		body = items(item) + `,"refs":[{` + drop(`"system":"x","id":"y"`, inner) + `}]`
	default:
		body = items(item) + fmt.Sprintf(`,"%s":{"%s":%s}`, outer, inner, value)
	}
	return "{" + body + "}", strings.ReplaceAll(path, "[]", "[0]")
}

var (
	texts = []string{
		"channel", "cancel_reason", "customer.name", "customer.phone", "ship_to.line1", "ship_to.line2", "ship_to.city", "ship_to.region", "ship_to.postal", "pickup.name", "pickup.address",
		"pickup.hours", "items[].id", "items[].sku", "items[].name", "shipments[].carrier", "shipments[].service", "shipments[].status_place", "shipments[].ref", "shipments[].items[].id",
		"refs[].id", "watchers[].name",
	}
	ruled = []string{
		"placed_at", "updated_at", "locale", "currency", "method", "cancelled_at", "customer.email", "ship_to.country", "pickup.url", "pickup.until", "promise.earliest", "promise.latest",
		"items[].image_url", "items[].url", "shipments[].tracking_number", "shipments[].shipped_at", "shipments[].method", "shipments[].cancelled_at", "shipments[].status",
		"shipments[].status_at", "refs[].system", "consent.at", "watchers[].id", "watchers[].email", "watchers[].phone", "watchers[].locale",
	}
	wholes  = []string{"items[].quantity", "items[].unit_price", "shipments[].items[].quantity"}
	answers = []string{"consent.email", "consent.sms", "consent.extra", "watchers[].gift", "watchers[].removed"}
	lists   = []string{"items", "shipments", "refs", "shipments[].items", "watchers"}
	objects = []string{"customer", "ship_to", "pickup", "promise", "consent", "watchers[].consent"}
)

// Every field of the body, with a value of every wrong kind, is refused by its own path, and nothing is stored.
func TestEveryFieldIsNamed(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("é", 3000) + `"`
	kinds := []struct {
		paths  []string
		values []string
	}{
		{slices.Concat(texts, ruled), []string{"1", "true", "[]", "{}", "[[[[[1]]]]]", long, `"a\u0000b"`, `"line\nline"`}},
		{ruled, []string{`"no such thing"`, `"0001-01-01T00:00:00Z"`, `"9999-12-31"`, `"  "`, `"ÄÖÜ"`, `"https://"`}},
		{wholes, []string{`"1"`, "1.5", "1e2", "-1", "99999999999999999999", "true", "[]", "{}", `""`}},
		{answers, []string{`"yes"`, `"true"`, "1", "0", "[]", "{}", `""`, long}},
		{lists, []string{`"x"`, "1", "{}", "true", `[1]`, `["x"]`, `[null]`, `[[]]`, "[" + strings.TrimSuffix(strings.Repeat("{},", 501), ",") + "]"}},
		{objects, []string{`"x"`, "1", "[]", "true"}},
	}
	for _, kind := range kinds {
		for _, path := range kind.paths {
			for _, value := range kind.values {
				if (path == "refs[].system" || path == "watchers[].phone") && value == `"9999-12-31"` || path == "shipments[].tracking_number" && (value == `"9999-12-31"` || strings.Contains(value, "line")) {
					continue // a name, a phone, and numbers in groups
				}
				s := newShop(t)
				body, where := place(path, value)
				w := s.send("PUT", "/v1/orders/aster/1", body)
				fields, all := said(t, w.Body.Bytes())
				named := slices.ContainsFunc(fields, func(f string) bool { return f == where || strings.HasPrefix(f, where+"[") })
				if w.Code != http.StatusUnprocessableEntity || !named || s.wrote() != "" {
					t.Errorf("%s = %.40s: %d\n%.300s", path, value, w.Code, all)
				}
				if len(value) > 20 && strings.Contains(all, value[1:20]) {
					t.Errorf("%s: the answer repeats the value: %.200s", path, all)
				}
			}
		}
	}
}

// The longest text that fits is taken, and one character more is refused with the limit, also where characters have several bytes.
func TestLimitsAreSaid(t *testing.T) {
	t.Parallel()
	for path, limit := range map[string]int{
		"channel": 32, "cancel_reason": 64, "customer.name": 128, "customer.phone": 32, "ship_to.line1": 128, "ship_to.city": 64, "ship_to.postal": 16, "pickup.name": 128,
		"pickup.address": 256, "items[].id": 64, "items[].sku": 64, "items[].name": 256, "shipments[].carrier": 64, "shipments[].ref": 64, "refs[].id": 64,
	} {
		s := newShop(t)
		for _, unit := range []string{"x", "é", "界", "🎁"} {
			body, _ := place(path, `"`+strings.Repeat(unit, limit)+`"`)
			if w := s.send("PUT", "/v1/orders/aster/1"+unit, body); w.Code != http.StatusCreated {
				t.Errorf("%s of %d %s: %d %s", path, limit, unit, w.Code, w.Body)
			}
			body, where := place(path, `"`+strings.Repeat(unit, limit+1)+`"`)
			w := s.send("PUT", "/v1/orders/aster/2", body)
			if _, all := said(t, w.Body.Bytes()); w.Code != http.StatusUnprocessableEntity || !strings.Contains(all, fmt.Sprintf("%s must have at most %d characters", where, limit)) {
				t.Errorf("%s of %d %s: %d %s", path, limit+1, unit, w.Code, all)
			}
		}
	}
}

func TestOddBodies(t *testing.T) {
	t.Parallel()
	item := `"items":[{"id":"a","quantity":1}]`
	deep := strings.Repeat(`{"x":`, 5000) + "1" + strings.Repeat("}", 5000)
	cases := map[string]struct {
		body string
		code int
		want string // in the answer
	}{
		"a list":                        {`[]`, 422, "must be an object"},
		"null":                          {`null`, 422, "must be an object"},
		"a text":                        {`"order"`, 422, "must be an object"},
		"nothing":                       {``, 400, "body is empty"},
		"half of it":                    {`{"items":[`, 400, "ends in the middle"},
		"two of them":                   {`{` + item + `}{}`, 400, "more than one JSON value: see byte"},
		"a comma too many":              {`{` + item + `,}`, 400, "not JSON: see byte"},
		"not UTF-8":                     {"{\"channel\":\"K\xf6ln\"," + item + "}", 400, "not UTF-8"},
		"a field twice":                 {`{"channel":"web",` + item + `,"channel":"app"}`, 422, "channel is told twice in one object"},
		"a list twice":                  {`{` + item + `,"items":[]}`, 422, "items is told twice in one object"},
		"a field of an item twice":      {`{"items":[{"id":"a","quantity":1},{"id":"b","quantity":1,"quantity":2}]}`, 422, "items[1].quantity is told twice in one object"},
		"twice where nobody looks":      {`{` + item + `,"more":{"a":[{"b":1,"b":2}]}}`, 422, "more.a[0].b is told twice in one object"},
		"the same name in two objects":  {`{` + item + `,"more":[{"b":1},{"b":2}]}`, 201, "more means nothing here"},
		"deep":                          {`{` + item + `,"x":` + deep + `}`, 201, "x means nothing here"},
		"too deep":                      {strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000), 400, "not JSON"},
		"two items of one id":           {`{"items":[{"id":"a","quantity":1},{"id":"a","quantity":2}]}`, 422, "items[1].id is the same as items[0].id"},
		"two parcels of one number":     {`{"shipments":[{"tracking_number":"1Z 999"},{"tracking_number":"1z-999"}]}`, 422, "shipments[1].tracking_number is the same as shipments[0].tracking_number"},
		"a part that is no item":        {`{` + item + `,"shipments":[{"ref":"r","items":[{"id":"b","quantity":1}]}]}`, 422, "shipments[0].items[0].id is not the id of an item"},
		"a price without currency":      {`{"items":[{"id":"a","quantity":1,"unit_price":5}]}`, 422, "currency is required beside unit_price"},
		"a promise that ends too early": {`{` + item + `,"promise":{"earliest":"2026-12-02","latest":"2026-12-01"}}`, 422, "promise.latest must not be before earliest"},
		"changed tomorrow":              {`{` + item + `,"updated_at":"2026-11-22T11:00:00Z"}`, 201, ""},
		"changed next year":             {`{` + item + `,"updated_at":"2027-11-22T11:00:00Z","channel":5}`, 422, "updated_at must not be more than a day in the future"},
		"an own number of ours":         {`{"shipments":[{"tracking_number":"DSABCDEFGHIJKLMNOPAB"}]}`, 422, "tell its ref instead"},
		"a word for a number":           {`{"shipments":[{"tracking_number":"UNTRACKED"}]}`, 422, "no placeholder"},
		"zeros for a number":            {`{"shipments":[{"tracking_number":"0000-0000"}]}`, 422, "no placeholder"},
		"names in capitals":             {`{` + item + `,"Channel":"web"}`, 201, "Channel means nothing here"},
		"everything empty":              {`{` + item + `,"channel":"","customer":{},"ship_to":null,"shipments":[],"refs":null}`, 201, ""},
		"right to left and zero width":  {`{"items":[{"id":"a","quantity":1,"name":"\u202eמזל\u200b"}]}`, 201, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			w := s.send("PUT", "/v1/orders/aster/1", c.body)
			answer := w.Body.String()
			if w.Code >= 400 {
				_, answer = said(t, w.Body.Bytes())
			} else if c.want != "" {
				answer = strings.NewReplacer(`"field":"`, "", `","detail":"`, " ").Replace(answer)
			}
			if w.Code != c.code || !strings.Contains(answer, c.want) {
				t.Errorf("got %d %s, want %d %s", w.Code, answer, c.code, c.want)
			}
			if wrote := s.wrote(); w.Code >= 400 && wrote != "" {
				t.Errorf("it wrote %s", wrote)
			}
		})
	}
}

// What was told comes back as it was told, and telling it again writes nothing.
func TestGetGivesBackWhatPutTold(t *testing.T) {
	t.Parallel()
	const told = `{"placed_at":"2026-11-18T09:30:00+01:00","updated_at":"2026-11-19T08:00:00Z","channel":"web","locale":"de-AT","currency":"EUR","method":"pickup",
"pickup":{"name":"Aster, Main Street","address":"Main Street 1","hours":"Mo–Sa 9–18","url":"https://shop.example/store","until":"2026-12-01"},
"cancelled_at":"2026-11-20","cancel_reason":"customer","refs":[{"system":"netsuite","id":"9001"}],
"items":[{"id":"a","sku":"MUG-1","name":"Mug","quantity":2,"unit_price":1290,"image_url":"https://shop.example/mug.jpg","url":"https://shop.example/mug"}],
"shipments":[{"tracking_number":"1Z999AA10123456784","ref":"r1","carrier":"ups","service":"Standard","shipped_at":"2026-11-19","method":"ship","items":[{"id":"a","quantity":1}]},
{"ref":"r2","carrier":"our own van","method":"local_delivery","cancelled_at":"2026-11-20T10:00:00+01:00","items":[{"id":"a","quantity":1}]}]}`
	s := newShop(t)
	personal := strings.Replace(told, "{", `{"customer":{"name":"Ada Canary","email":"ada@example.com","phone":"1"},"ship_to":{"line1":"Canary Lane 7","postal":"1010","country":"AT"},"promise":{"earliest":"2026-11-23","latest":"2026-11-24"},`, 1)
	if w := s.send("PUT", "/v1/orders/aster/%231001", personal); w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	s.wrote()
	for range 3 {
		if w := s.send("PUT", "/v1/orders/aster/%231001", personal); w.Code != http.StatusOK || s.wrote() != "" {
			t.Fatalf("told again: %d %s", w.Code, w.Body)
		}
	}
	w := s.send("GET", "/v1/orders/aster/%231001", "")
	var want, got map[string]any
	if json.Unmarshal([]byte(told), &want) != nil || json.Unmarshal(w.Body.Bytes(), &got) != nil {
		t.Fatal(w.Body)
	}
	if diff := cmp.Diff(want, within(got, want)); diff != "" {
		t.Errorf("(-told +got)\n%s", diff)
	}
	promises := fmt.Sprint(got["promises"])
	if got["country"] != "AT" || !strings.Contains(promises, "2026-11-23") || strings.Contains(w.Body.String(), "Canary") {
		t.Errorf("country %v, promises %s; %s", got["country"], promises, w.Body)
	}
}

// within gives what of got stands where want has something.
func within(got, want any) any {
	switch want := want.(type) {
	case map[string]any:
		out := map[string]any{}
		of, _ := got.(map[string]any)
		for name := range want {
			if v, ok := of[name]; ok {
				out[name] = within(v, want[name])
			}
		}
		return out
	case []any:
		of, _ := got.([]any)
		out := make([]any, len(of))
		for i := range of {
			if i < len(want) {
				out[i] = within(of[i], want[i])
			}
		}
		return out
	default:
		return got
	}
}

// Variants of one more parcel, each twice: the second time nothing is written.
func TestPostVariants(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body string
		code int
		want string
	}{
		"a number":                {`{"tracking_number":"1Z999AA10123456784"}`, 201, `"tracking_number":"1Z999AA10123456784"`},
		"a ref":                   {`{"ref":"van","status":"out_for_delivery","status_at":"2026-11-21T08:00:00Z"}`, 201, `"ref":"van"`},
		"taken back at once":      {`{"ref":"van","cancelled_at":"2026-11-21"}`, 201, `"status":"cancelled"`},
		"with what is inside":     {`{"ref":"van","items":[{"id":"a","quantity":3}]}`, 201, `is 1, but the shipments hold 3`},
		"neither":                 {`{"carrier":"ups"}`, 422, `"field":"tracking_number"`},
		"a list of them":          {`[{"ref":"van"}]`, 422, `must be an object`},
		"as in a PUT":             {`{"shipments":[{"ref":"van"}]}`, 422, `"field":"tracking_number"`},
		"a status beside numbers": {`{"tracking_number":"1Z999AA10123456784","status":"delivered","status_at":"2026-11-21"}`, 422, `"field":"status"`},
		"a status of our own":     {`{"ref":"van","status":"pending","status_at":"2026-11-21"}`, 422, `"field":"status"`},
		"a status without time":   {`{"ref":"van","status":"delivered"}`, 422, `"field":"status_at"`},
		"a field twice":           {`{"ref":"van","ref":"bike"}`, 422, `"field":"ref","detail":"is told twice in one object"`},
		"another item":            {`{"ref":"van","items":[{"id":"z","quantity":1}]}`, 422, `"field":"items[0].id"`},
		"no body":                 {``, 400, `body is empty`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			if w := s.send("POST", "/v1/orders/aster/1/shipments", c.body); w.Code != http.StatusNotFound && c.code < 400 {
				t.Errorf("of no order: %d", w.Code)
			}
			s.send("PUT", "/v1/orders/aster/1", `{"items":[{"id":"a","quantity":1}]}`)
			s.wrote()
			w := s.send("POST", "/v1/orders/aster/1/shipments", c.body)
			if w.Code != c.code || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, c.code, c.want)
			}
			if wrote := s.wrote(); (wrote == "") != (c.code >= 400) {
				t.Errorf("it wrote %q", wrote)
			}
			if w := s.send("POST", "/v1/orders/aster/1/shipments", c.body); c.code < 400 && (w.Code != http.StatusOK || s.wrote() != "") {
				t.Errorf("again: %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestLinkBodies(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", "/v1/orders/aster/1", `{"items":[{"id":"a","quantity":1}]}`)
	for body, want := range map[string]int{
		`{"scope":"owner"}`: 201, `{"scope":"gift"}`: 201, `{"scope":"support","more":1}`: 201, `{"scope":"admin"}`: 422, `{"scope":5}`: 422, `{"scope":null}`: 422, `{}`: 422, `[]`: 400, ``: 400, `{"scope":`: 400,
	} {
		if w := s.send("POST", "/v1/orders/aster/1/links", body); w.Code != want {
			t.Errorf("%s: got %d %s, want %d", body, w.Code, w.Body, want)
		}
	}
}
