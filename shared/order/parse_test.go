package order_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
)

// equal compares changes by what they say.
var equal = cmp.Options{cmpopts.IgnoreUnexported(order.Change{}), cmpopts.EquateEmpty()}

func fullBody(t testing.TB) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/full.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func parse(t testing.TB, body string) order.Change {
	t.Helper()
	change, err := order.Parse([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return change
}

func price(minor int64) *int64 { return &minor }

func TestParseReadsEveryField(t *testing.T) {
	t.Parallel()
	want := order.Change{
		PlacedAt: "2026-11-18T09:30:00+01:00", UpdatedAt: "2026-11-19T08:00:00Z", Channel: "web", Locale: "de-AT", Currency: "EUR",
		Country: "AT",
		Recipient: order.Recipient{
			Name: seal.Hide("Ada Canary"), Email: seal.Hide("Ada@Example.com"), Phone: seal.Hide("+43 1 234567"),
			Line1: seal.Hide("Canary Lane 7"), Line2: seal.Hide("Top 3"), City: seal.Hide("Wien"), Region: seal.Hide("W"),
			Postal: seal.Hide("1010"), Country: seal.Hide("AT"),
		},
		Items: []order.Item{
			{
				ID: "a", SKU: "MUG-1", Name: "Mug, white", Quantity: 2, UnitPrice: price(1290),
				ImageURL: "https://shop.example/mug.jpg", URL: "https://shop.example/mug",
			},
			{ID: "b", SKU: "TEA-9", Name: "Tea", Quantity: 1, UnitPrice: price(0)},
		},
		Promise: order.Promise{Earliest: "2026-11-23", Latest: "2026-11-24"},
		Milestones: []order.Milestone{
			{What: order.InProcessing}, {What: order.Refund, Ref: "R-1", Amount: 500, At: "2026-11-19T07:00:00Z"},
			{What: order.PaymentDue, Amount: 1290, At: "2026-11-18"},
		},
		Shipments: []order.Shipment{
			{
				Number: "1Z999AA10123456784", CarrierRaw: "UPS", Service: "Standard", ShippedAt: "2026-11-19",
				Items: []order.Part{{ID: "a", Quantity: 2}},
			},
			{Number: "9400100000000000000000"},
		},
	}
	got := parse(t, string(fullBody(t)))
	if diff := cmp.Diff(want, got, equal); diff != "" {
		t.Errorf("change differs (-want +got):\n%s", diff)
	}
	if err := got.Check(order.Order{}); err != nil {
		t.Errorf("Check gives %v", err)
	}
}

func TestCheckNamesEveryBadField(t *testing.T) {
	t.Parallel()
	const body = `{
		"placed_at": "yesterday", "updated_at": 5, "channel": "a\nb", "locale": "german!", "currency": "eur",
		"customer": {"name": 1, "email": "no at sign", "phone": "012345678901234567890123456789012"},
		"ship_to": {"country": "Austria", "line1": []},
		"items": [
			{"id": "a", "quantity": -1, "unit_price": 1.5, "url": "http://shop.example", "image_url": "javascript:alert(1)"},
			{"id": "a", "quantity": "2"},
			{"quantity": 1, "unit_price": -1},
			7, null,
			{"id": "x", "quantity": 1e3, "name": {}}
		],
		"promise": {"earliest": "2026-11-24", "latest": "2026-11-23"},
		"shipments": [
			{"tracking_number": "1Z999", "shipped_at": "2026-13-01", "items": [{"id": "nope", "quantity": 1}, {"id": "a"}, {"id": "a", "quantity": 1}]},
			{"tracking_number": "1 z-999"},
			{"tracking_number": "ÄÖÜ99999", "carrier": true},
			{"carrier": "ups"},
			{"tracking_number": "99/../9999"}
		]
	}`
	want := []string{
		"placed_at must be a time with offset like 2026-11-30T14:05:00+01:00, or a date",
		"updated_at must be a string",
		"channel must not hold line breaks or control characters",
		"locale must be a language tag (BCP 47) like de-AT",
		"currency must be three capital letters (ISO 4217) like EUR",
		"promise.latest must not be before earliest",
		"customer.name must be a string",
		"customer.email must be an e-mail address of at most 254 characters",
		"customer.phone must have at most 32 characters",
		"ship_to.country must be two capital letters (ISO 3166-1) like DE",
		"ship_to.line1 must be a string",
		"items[3] must be an object",
		"items[4] must be an object",
		"items[0].quantity must be a whole number from 0 to 1000000",
		"items[0].image_url must be an https address",
		"items[0].url must be an https address",
		"items[0].unit_price must be a whole number from 0 to 1000000000000",
		"items[1].quantity must be a whole number from 0 to 1000000",
		"items[1].id is the same as items[0].id",
		"items[2].unit_price must be a whole number from 0 to 1000000000000",
		"items[2].id is required",
		"items[3].quantity is required",
		"items[3].id is required",
		"items[4].quantity is required",
		"items[4].id is required",
		"items[5].name must be a string",
		"items[5].quantity must be a whole number from 0 to 1000000",
		"shipments[0].shipped_at must be a time with offset like 2026-11-30T14:05:00+01:00, or a date",
		"shipments[0].items[1].quantity is required",
		"shipments[0].items[2].id is the same as shipments[0].items[1].id",
		"shipments[1].tracking_number is the same as shipments[0].tracking_number",
		"shipments[2].tracking_number must have 4 to 50 letters and digits",
		"shipments[2].carrier must be a string",
		"shipments[3].tracking_number is required, or a ref for a shipment that has none",
		"shipments[4].tracking_number must have 4 to 50 letters and digits",
		"shipments[0].items[0].id is not the id of an item of the order",
	}
	err := parse(t, body).Check(order.Order{})
	var bad order.Invalid
	if !errors.As(err, &bad) || fault.KindOf(err) != fault.Invalid {
		t.Fatalf("Check gives %v", err)
	}
	var got []string
	for _, f := range bad {
		got = append(got, f.Path+" "+f.Detail)
	}
	if diff := cmp.Diff(want, got, cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
		t.Errorf("fields differ (-want +got):\n%s", diff)
	}
}

func TestCheckOfOneField(t *testing.T) {
	t.Parallel()
	stored := order.Order{ID: "o", Items: []order.Item{{ID: "a", Quantity: 1}}}
	many := func(n int, entry string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, entry+",", i)
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	cases := map[string]struct {
		body    string
		current order.Order
		want    string // "": no error
	}{
		"a first body needs something":          {`{"locale":"de"}`, order.Order{}, "items or shipments: the first body"},
		"an empty change of a stored order":     {`{}`, stored, ""},
		"a list":                                {`[]`, stored, " must be an object"},
		"null":                                  {`null`, stored, " must be an object"},
		"nulls are not told":                    {`{"items":null,"customer":null,"placed_at":null,"promise":{"latest":null}}`, stored, ""},
		"empty texts are not told":              {`{"placed_at":"","currency":""}`, stored, ""},
		"a stored item is known":                {`{"shipments":[{"tracking_number":"12345","items":[{"id":"a","quantity":1}]}]}`, stored, ""},
		"a price needs a currency":              {`{"items":[{"id":"b","quantity":1,"unit_price":1}]}`, stored, "currency is required"},
		"a bad currency is named once":          {`{"currency":"€","items":[{"id":"b","quantity":1,"unit_price":1}]}`, stored, "currency must be three"},
		"a date only":                           {`{"placed_at":"2026-11-18"}`, stored, ""},
		"a day that is none":                    {`{"placed_at":"2026-02-30"}`, stored, "placed_at must be"},
		"a promise with a time":                 {`{"promise":{"latest":"2026-11-18T00:00:00Z"}}`, stored, "promise.latest must be a date"},
		"only the latest":                       {`{"promise":{"latest":"2026-11-18"}}`, stored, ""},
		"an address with a password in it":      {`{"items":[{"id":"b","quantity":1,"url":"https://u:p@shop.example"}]}`, stored, "items[0].url must be an https"},
		"a language with a script":              {`{"locale":"zh-Hant-TW"}`, stored, ""},
		"a number too large for any integer":    {`{"items":[{"id":"b","quantity":99999999999999999999}]}`, stored, "items[0].quantity must be a whole"},
		"too many items in the body":            {`{"items":[` + many(501, `{"id":"i%d","quantity":1}`) + `]}`, order.Order{}, "items must hold at most 500"},
		"too many with the stored ones":         {`{"items":[` + many(500, `{"id":"i%d","quantity":1}`) + `]}`, stored, "items would make more than 500"},
		"too many shipments":                    {`{"shipments":[` + many(101, `{"tracking_number":"7%05d"}`) + `]}`, stored, "shipments must hold at most 100"},
		"a shipment list that is an object":     {`{"shipments":{}}`, stored, "shipments must be a list"},
		"a long name in many bytes is not long": {`{"items":[{"id":"b","quantity":1,"name":"` + strings.Repeat("ü", 256) + `"}]}`, stored, ""},
		"a name that is long":                   {`{"items":[{"id":"b","quantity":1,"name":"` + strings.Repeat("u", 257) + `"}]}`, stored, "items[0].name must have at most 256"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := parse(t, c.body).Check(c.current)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("Check gives %v", err)
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "; ")):
				t.Errorf("Check gives %v, want only %q", err, c.want)
			}
		})
	}
}

func TestParseShipment(t *testing.T) {
	t.Parallel()
	change, err := order.ParseShipment([]byte(`{"tracking_number":"1z999","items":[{"id":"nope","quantity":1}],"colour":"red"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := change.Check(order.Order{ID: "o"}); got == nil || got.Error() != "items[0].id is not the id of an item of the order" {
		t.Errorf("Check gives %v", got)
	}
	if diff := cmp.Diff([]string{"colour"}, change.Unknown); diff != "" {
		t.Errorf("unknown fields differ (-want +got):\n%s", diff)
	}
	empty, err := order.ParseShipment([]byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := empty.Check(order.Order{ID: "o"}); got == nil || got.Error() != "tracking_number is required, or a ref for a shipment that has none" {
		t.Errorf("Check of an empty body gives %v", got)
	}
}

func TestParseNotesUnknownFields(t *testing.T) {
	t.Parallel()
	body := `{"note":1,"items":[{"id":"a","quantity":1,"weight":2}],"customer":{"vip":true},"` + strings.Repeat("x", 99) + `":1}`
	got := parse(t, body).Unknown
	want := []string{"customer.vip", "items[0].weight", "note", strings.Repeat("x", 64) + "…"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("unknown fields differ (-want +got):\n%s", diff)
	}
}

func TestParseRefusesWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ body, want string }{
		"empty":       {"", "body is empty"},
		"cut":         {`{"items":[`, "body ends in the middle of the JSON"},
		"broken":      {`{"items":x}`, "body is not JSON: see byte 10"},
		"two values":  {`{} {}`, "body holds more than one JSON value: see byte 4"},
		"tail":        {`{}]`, "body holds more than one JSON value: see byte 2"},
		"a form":      {`items=1`, "body is not JSON: see byte 1"},
		"very nested": {strings.Repeat("[", 20000), "body is not JSON: see byte 10001"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := order.Parse([]byte(c.body))
			if fault.KindOf(err) != fault.Malformed || err.Error() != c.want {
				t.Errorf("Parse gives %v, want %q", err, c.want)
			}
		})
	}
}

func TestBadBodiesPrintNoPersonalData(t *testing.T) {
	t.Parallel()
	body := strings.ReplaceAll(string(fullBody(t)), "Ada@Example.com", "Ada Canary at home")
	body = strings.ReplaceAll(body, `"1010"`, `"Canary Canary Canary Canary"`)
	change := parse(t, body)
	err := change.Check(order.Order{})
	if err == nil {
		t.Fatal("Check lets it pass")
	}
	if text := fmt.Sprintf("%v %+v %#v", err, change, change); strings.Contains(text, "Canary") {
		t.Errorf("printed %s", text)
	}
	if b, err := json.Marshal(change); err != nil || strings.Contains(string(b), "Canary") {
		t.Errorf("marshalled %s, %v", b, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"items":[{"id":"a","quantity":1}]}`))
	f.Add(fullBody(f))
	f.Add([]byte(`{"method":"pickup","pickup":{"name":"Shop","until":"2026-12-01"},"cancelled_at":"none","refs":[{"system":"shopify","id":"1"}],
		"items":[{"id":"a","quantity":0}],"shipments":[{"ref":"F1","status":"delivered","status_at":"2026-11-20"},{"ref":"F2","tracking_number":"11111","cancelled_at":"2026-11-20"}]}`))
	f.Add([]byte(`{"updated_at":"2026-11-20","consent":{"email":true,"sms":false,"extra":null,"at":"2026-11-20T10:00:00Z","how":"checkout"},"items":[{"id":"a","quantity":1}],
		"watchers":[{"id":"ben","name":"Ben","email":"ben@example.com","phone":"+43 1 234567","locale":"de","gift":true,"consent":{"email":true}},{"id":"eve","removed":true}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		change, err := order.Parse(body)
		if err != nil {
			return
		}
		if change.Check(order.Order{}) != nil {
			return
		}
		next := change.Apply(order.Order{ID: "o", Brand: "b", Number: "n"}, 1, now)
		if diff := cmp.Diff(next, change.Apply(next, 2, now), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("applying twice differs:\n%s", diff)
		}
		for _, told := range change.Told(next) {
			if !order.IsOwn(told.Number) || !told.Fact.At.Dated() || !told.Fact.Status.Valid() {
				t.Errorf("told %+v", told)
			}
		}
		if again := change.Contacts(change.Contacts(nil)); len(again) != len(next.Watchers) || len(next.Watchers) > order.MaxWatchers {
			t.Errorf("%d contacts of %d watchers", len(again), len(next.Watchers))
		}
		if fit, notes := change.Fit(); fit.Check(order.Order{}) != nil || len(notes) > 0 && len(change.Items) > 0 && change.Currency != "" {
			t.Errorf("a body that passes is changed to fit: %v", notes)
		}
	})
}
