package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/lookup"
	"doorstep/shared/order"
	"doorstep/shared/shop"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// everything is a body that uses every field of the merchant API. system is where the order has the name 4711, which no other order may
// have there.
func everything(system string) []byte {
	return []byte(`{
	"placed_at": "2026-11-20T09:30:00+01:00", "updated_at": "2026-11-21", "channel": "web", "locale": "de-AT", "currency": "EUR", "method": "ship",
	"customer": {"name": "Quinn Canary", "email": "quinn.canary@example.com", "phone": "+15550100199"},
	"ship_to": {"line1": "77 Canary Row", "line2": "left", "city": "Milwaukee", "region": "WI", "postal": "53207", "country": "US"},
	"pickup": {"name": "Aster, Main Street", "address": "Main Street 1", "hours": "9 to 17", "url": "https://aster.example/main", "until": "2026-12-01"},
	"items": [
		{"id": "1", "sku": "M-1", "name": "Mug", "quantity": 3, "unit_price": 1800, "image_url": "https://aster.example/mug.jpg", "url": "https://aster.example/grün"},
		{"id": "2", "quantity": 1}],
	"promise": {"earliest": "2026-12-01", "latest": "2026-12-02"}, "refs": [{"system": "` + system + `", "id": "4711"}], "cancel_reason": "customer",
	"consent": {"email": true, "sms": false, "extra": true, "at": "2026-11-20T09:29:41+01:00", "how": "checkout"},
	"watchers": [{"id": "ben", "name": "Ben Canary", "email": "ben.canary@example.com", "phone": "+43 1 234567", "locale": "fr", "gift": true,
		"consent": {"email": true, "at": "2026-11-20T09:29:41+01:00", "how": "checkout"}}],
	"shipments": [
		{"tracking_number": "1Z 590A6E 03 9024 4640", "carrier": "ups", "service": "Ground", "shipped_at": "2026-11-21T08:00:00Z", "method": "ship", "items": [{"id": "1", "quantity": 1}]},
		{"ref": "van", "method": "local_delivery", "status": "out_for_delivery", "status_at": "2026-11-22T10:00:00Z", "status_place": "Milwaukee"},
		{"ref": "back", "cancelled_at": "2026-11-22"}]}`)
}

func (a *agreement) carriers(t *testing.T) {
	p := carriersim.Parcel{Number: "1Z5R89390357567127", Carrier: "ups", Life: carriersim.Domestic(time.Now().Add(-60*time.Hour), 1)}
	good := pushFor(t, "ups", p, 0)
	long := bytes.Repeat([]byte("x"), 1<<20+1)
	for id, end := range map[string]string{"push": "", "pushToAccount": "/default"} {
		a.ask(t, want{"a scan", id, 202, "/webhooks/ups" + end, good.Header, good.Body})
		a.ask(t, want{"without its secret", id, 401, "/webhooks/ups" + end, nil, good.Body})
		a.ask(t, want{"of nobody", id, 404, "/webhooks/nobody" + end, good.Header, good.Body})
		a.ask(t, want{"1 MiB and a byte", id, 413, "/webhooks/easypost" + end, carriersim.SignEasyPost(demo.Secret("easypost"), long), long})
		a.ask(t, want{"over what API Gateway takes", id, 413, "/webhooks/ups" + end, good.Header, bytes.Repeat(long, 11)})
	}
}

func (a *agreement) shops(t *testing.T) {
	path := func(platform string) string { return "/v1/shops/" + platform + "/" + demo.Brand }
	body := []byte(`{"id": 8001, "name": "#8001", "line_items": [{"id": 1, "name": "Tray", "quantity": 1}]}`)
	signed := http.Header{"X-Shopify-Topic": {"orders/create"}, "X-Shopify-Hmac-Sha256": {demo.SignShop("shopify", body)}}
	odd := http.Header{"X-Shopify-Topic": {"orders/create"}, "X-Shopify-Hmac-Sha256": {demo.SignShop("shopify", []byte("{"))}}
	a.ask(t, want{"an order", "shopEvent", 200, path("shopify"), signed, body})
	a.ask(t, want{"what nobody can read", "shopEvent", 200, path("shopify"), odd, []byte("{")})
	a.ask(t, want{"a ping", "shopEvent", 200, path("woocommerce"), nil, []byte("webhook_id=142")})
	a.ask(t, want{"no signature", "shopEvent", 401, path("shopify"), nil, body})
	a.ask(t, want{"another platform", "shopEvent", 404, path("magento"), nil, body})
	a.ask(t, want{"a body that is too long", "shopEvent", 413, path("shopify"), signed, bytes.Repeat([]byte("x"), shop.MaxBody+1)})
	hook := []byte(`{"scope":"store/order/created","data":{"type":"order","id":8002}}`)
	a.ask(t, want{"a store without credentials", "shopEvent", 503, path("bigcommerce"), http.Header{"X-Doorstep-Secret": {demo.Secret("bigcommerce")}}, hook})
}

// merchants goes through the life of an order, and what is refused on the way.
func (a *agreement) merchants(t *testing.T) {
	body := everything("shopify")
	at, key := ordersPath+"%23C-1", merchantKey()
	a.ask(t, want{"a new order", "putOrder", 201, at, key, body})
	a.ask(t, want{"the same again", "putOrder", 200, at, key, body})
	a.ask(t, want{"another carrier and doubts", "putOrder", 200, at, key, []byte(`{"x":1,"shipments":[{"tracking_number":"1Z590A6E0390244640","carrier":"fedex"},{"ref":"van","tracking_number":"1Z5R89390357567127"}]}`)})
	a.ask(t, want{"a ref of another order", "putOrder", 409, ordersPath + "C-2", key, body})
	parcel := []byte(`{"tracking_number":"1Z8V92A70367203024"}`)
	a.ask(t, want{"a new parcel", "addShipment", 201, at + "/shipments", key, parcel})
	a.ask(t, want{"the same again", "addShipment", 200, at + "/shipments", key, parcel})
	a.ask(t, want{"with all its fields", "getOrder", 200, at, key, nil})
	for _, scope := range []string{"owner", "gift", "support"} {
		a.ask(t, want{scope, "makeLink", 201, at + "/links", key, []byte(`{"scope":"` + scope + `"}`)})
	}
	a.ask(t, want{"new links", "rotateLinks", 200, at + "/links", key, nil})
	a.ask(t, want{"with all its fields", "exportOrder", 200, at + "/export", key, nil})
	a.ask(t, want{"an old order", "putOrder", 201, ordersPath + "C-old", key, []byte(`{"shipments":[{"ref":"van","status":"delivered","status_at":"2026-01-10"}]}`)})
	a.ask(t, want{"of an old order", "makeLink", 201, ordersPath + "C-old/links", key, []byte(`{"scope":"gift"}`)})

	long := []byte(`{"x":"` + strings.Repeat("x", 256<<10) + `"}`)
	refused := map[string]struct {
		end string
		ok  []byte // nil: it takes no body
	}{
		"putOrder": {"", body}, "getOrder": {"", nil}, "eraseOrder": {"", nil}, "addShipment": {"/shipments", parcel},
		"exportOrder": {"/export", nil}, "makeLink": {"/links", []byte(`{"scope":"gift"}`)}, "rotateLinks": {"/links", nil},
	}
	for id, c := range refused {
		a.ask(t, want{"without a key", id, 401, at + c.end, nil, c.ok})
		a.ask(t, want{"a number with a space", id, 422, ordersPath + "%20x" + c.end, key, c.ok})
		if id != "putOrder" {
			a.ask(t, want{"an order of nobody", id, 404, ordersPath + "nobody" + c.end, key, c.ok})
		}
		if c.ok != nil {
			a.ask(t, want{"no JSON", id, 400, at + c.end, key, []byte(`{"a":`)})
			a.ask(t, want{"no object", id, 422, at + c.end, key, []byte(`{"scope":"all","tracking_number":"#","items":{}}`)})
			a.ask(t, want{"256 KiB and more", id, 413, at + c.end, key, long})
		}
	}
	a.ask(t, want{"for good", "eraseOrder", 200, at, key, nil})
	a.ask(t, want{"once more", "eraseOrder", 200, at, key, nil})
	a.ask(t, want{"what stays", "getOrder", 200, at, key, nil})
	a.ask(t, want{"what stays", "exportOrder", 200, at + "/export", key, nil})
	for _, id := range []string{"putOrder", "addShipment", "makeLink", "rotateLinks"} {
		a.ask(t, want{"an erased order", id, 410, at + refused[id].end, key, refused[id].ok})
	}
}

func (a *agreement) lookups(t *testing.T) {
	begin := time.Now().Add(-60 * time.Hour)
	a.register(t, "C-look", orderOf(begin, [2]string{"ups", "1Z999AA10123456784"}))
	shown := a.ask(t, want{"the form", "showLookup", 200, "/track?brand=" + demo.Brand + "&lang=de", nil, nil})
	a.ask(t, want{"the same form", "showLookup", 304, "/track?brand=" + demo.Brand + "&lang=de", http.Header{"If-None-Match": {shown.header.Get("Etag")}}, nil})
	a.ask(t, want{"of nobody", "showLookup", 404, "/track?brand=nobody", nil, nil})
	find := func(what string, status int, fields ...string) answer {
		header, body := form(append([]string{"brand", demo.Brand}, fields...)...)
		return a.ask(t, want{what, "findOrder", status, "/track", header, body})
	}
	find("order and postcode", 303, "order", "C-look", "proof", "53207")
	find("a tracking number", 200, "number", "1Z999AA10123456784")
	find("nothing filled in", 422)
	for range lookup.PerNumber {
		find("a wrong proof", 404, "order", "C-look", "proof", "99999")
	}
	find("one miss too many", 429, "order", "C-look", "proof", "99999")
	limited := find("the right proof, too late", 429, "order", "C-look", "proof", "53207")
	if limited.header.Get("Retry-After") == "" {
		t.Error("nobody says when to try again")
	}
}

func (a *agreement) pages(t *testing.T) {
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z1202R66698804005", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:5]}
	body := orderOf(begin, [2]string{"ups", p.Number})
	body["promise"] = map[string]any{"earliest": time.Now().AddDate(0, 0, 2).Format(time.DateOnly)}
	path, _ := a.register(t, "C-page", body)
	a.pushLife(t, p)
	a.until(t, path, status(0, "in_transit", 5))
	missing := "/t/" + strings.Repeat("a", 26)
	for _, c := range []struct{ id, end string }{{"showOrder", ""}, {"showOrder", ".json"}, {"showOrder", "?lang=ar"}, {"calendar", "/calendar.ics"}} {
		shown := a.ask(t, want{c.end, c.id, 200, path + c.end, nil, nil})
		a.ask(t, want{c.end, c.id, 304, path + c.end, http.Header{"If-None-Match": {shown.header.Get("Etag")}}, nil})
		refused := a.ask(t, want{c.end, c.id, 404, missing + c.end, nil, nil})
		for _, got := range []answer{shown, refused} { // a shop's page may read what it asks for, and why not
			if readable := got.header.Get("Access-Control-Allow-Origin") == "*"; readable != (c.end == ".json") {
				t.Errorf("%s%s, %d: other sites may read it: %v", c.id, c.end, got.status, readable)
			}
		}
	}
	a.ask(t, want{"a present", "makeGiftLink", 303, path + "/gift", nil, nil})
	a.ask(t, want{"without a link", "makeGiftLink", 404, missing + "/gift", nil, nil})
	a.ask(t, want{"the address of the present", "showOrder", 200, path + "?gift=1", nil, nil})
	gift := a.makeLink(t, "C-page", "gift")
	a.ask(t, want{"to whom it is given", "showOrder", 200, gift + ".json", nil, nil})

	header, agreed := form("analytics", "yes")
	a.ask(t, want{"where nobody counts", "setConsent", 404, path + "/consent", header, agreed})
	a.ask(t, want{"where readers are counted", "setConsent", 303, a.counted(t) + "/consent", header, agreed})

	script := a.ask(t, want{"the script", "widget", 200, "/widget.js", nil, nil})
	a.ask(t, want{"the same script", "widget", 304, "/widget.js", http.Header{"If-None-Match": {script.header.Get("Etag")}}, nil})
}

// counted makes a brand that counts its readers, with an order, and gives the path of its page.
func (a *agreement) counted(t *testing.T) string {
	t.Helper()
	record := brand.Default("Birch")
	record.Analytics.GA4 = "G-ABCDEF1234"
	encoded, err := brand.Encode(record)
	if err != nil {
		t.Fatal(err)
	}
	key := store.APIKey{Hash: brand.KeyHash(demo.MerchantKey), Scope: brand.ScopeOrders}
	if err := a.store().PutBrand(t.Context(), store.Brand{ID: "birch", Record: encoded, Keys: []store.APIKey{key}}); err != nil {
		t.Fatal(err)
	}
	made := a.ask(t, want{"an order without a parcel", "putOrder", 201, "/v1/orders/birch/1", merchantKey(), []byte(`{"items":[{"id":"1","quantity":1}]}`)})
	var said struct {
		TrackingURL string `json:"tracking_url"`
	}
	if err := json.Unmarshal(made.body, &said); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(said.TrackingURL, a.URL())
	a.ask(t, want{"an order without a parcel", "showOrder", 200, path + ".json", nil, nil})
	return path
}

func (a *agreement) surveys(t *testing.T) {
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1), SignedBy: "CANARY SIGNER"}
	a.sim.Add(p)
	path, _ := a.register(t, "C-rate", orderOf(begin, [2]string{"ups", p.Number}))
	a.pushLife(t, p)
	a.until(t, path, status(0, "delivered", len(p.Life)))
	id := a.order(t, http.MethodGet, "C-rate", nil, 200).Shipments[0].ID
	at := "/s/" + strings.TrimPrefix(path, "/t/")
	fields := map[string][]string{"vote": {"shipment", id, "score", "1", "comment", "late", "tracking", "4"}, "report": {"shipment", id, "kind", "damaged", "comment", "broken"}}
	for op, c := range map[string]struct{ show, end, sent string }{"vote": {"showSurvey", "", "?voted=" + id}, "report": {"showReport", "/report", "?sent=damaged"}} {
		a.ask(t, want{"the form", c.show, 200, at + c.end, nil, nil})
		a.ask(t, want{"of nobody", c.show, 404, "/s/" + strings.Repeat("a", 26) + c.end, nil, nil})
		header, body := form(fields[op]...)
		a.ask(t, want{"filled in", op, 303, at + c.end, header, body})
		a.ask(t, want{"that it was taken", c.show, 200, at + c.end + c.sent, nil, nil})
		a.ask(t, want{"without a link", op, 404, "/s/" + strings.Repeat("a", 26) + c.end, header, body})
		a.ask(t, want{"no form", op, 400, at + c.end, header, []byte("%zz")})
		a.ask(t, want{"20 kB", op, 413, at + c.end, header, bytes.Repeat([]byte("a"), 20<<10)})
		_, odd := form("kind", "<b>", "score", "9")
		a.ask(t, want{"odd fields", op, 422, at + c.end, header, odd})
		header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
		a.ask(t, want{"of another site", op, 403, at + c.end, header, body})
	}
	a.tooLate(t, at, id)
	a.settled(t)
	a.ask(t, want{"with scans, votes, cases", "exportOrder", 200, ordersPath + "C-rate/export", merchantKey(), nil})
}

// tooLate votes again after two days, and reports the same thing too often.
func (a *agreement) tooLate(t *testing.T, at, shipment string) {
	t.Helper()
	_, err := a.store().ChangeVote(t.Context(), demo.Brand, order.ID(demo.Brand, "C-rate"), shipment, func(seen store.Opinion) (store.Opinion, error) {
		seen.Vote.Vote.First = seen.Vote.Vote.First.Add(-2 * survey.Window)
		return seen, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	header, again := form("shipment", shipment, "score", "5")
	a.ask(t, want{"after two days", "vote", 409, at, header, again})
	for i := range survey.MaxTimes - 1 {
		_, more := form("shipment", shipment, "kind", "damaged", "comment", fmt.Sprint("broken, part ", i))
		a.ask(t, want{"more of it", "report", 303, at + "/report", header, more})
	}
	_, more := form("shipment", shipment, "kind", "damaged", "comment", "one more")
	a.ask(t, want{"too much of it", "report", 409, at + "/report", header, more})
}
