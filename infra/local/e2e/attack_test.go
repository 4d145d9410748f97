package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// attackers have a link, or the key of another brand, or nothing.
func attackers(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z8V92A70367203024", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	path, _ := w.register(t, "A-1", orderOf(begin, [2]string{"ups", p.Number}))
	w.pushLife(t, p)
	w.until(t, path, status(0, "delivered", len(p.Life)))
	token := strings.TrimPrefix(path, "/t/")
	shipment := w.shipmentIDs(t, path)[0]
	forms := map[string]url.Values{
		path + "/gift": {}, "/s/" + token: {"shipment": {shipment}, "score": {"1"}}, "/s/" + token + "/report": {"shipment": {shipment}, "kind": {"damaged"}},
	}
	t.Run("forms of other sites", func(t *testing.T) {
		before := w.kept(t, "A-1")
		for form, fields := range forms {
			for name, header := range map[string]http.Header{
				"cross-site": {"Sec-Fetch-Site": {"cross-site"}}, "same-site": {"Sec-Fetch-Site": {"same-site"}, "Origin": {w.URL()}}, "another origin": {"Origin": {"https://evil.example"}},
				"an origin that only begins alike": {"Origin": {w.URL() + ".evil.example"}}, "our host as a user": {"Origin": {"http://" + strings.TrimPrefix(w.URL(), "http://") + "@evil.example"}},
				"a word that no browser sends": {"Sec-Fetch-Site": {"none, same-origin"}}, "no address": {"Origin": {"file://"}},
			} {
				header.Set("Content-Type", "application/x-www-form-urlencoded")
				if a := w.call(t, http.MethodPost, form, header, []byte(fields.Encode())); a.status/100 != 4 {
					t.Errorf("%s, %s: %d", form[len(form)-6:], name, a.status)
				}
			}
		}
		w.untouched(t, "A-1", before)
	})
	t.Run("programs that open every link", func(t *testing.T) {
		before := w.kept(t, "A-1")
		for _, link := range []string{
			path, path + "?gift=1", path + ".json", path + "/calendar.ics", "/s/" + token + "?score=1&shipment=" + shipment, "/s/" + token + "/report?kind=damaged&sent=damaged&shipment=" + shipment,
			"/track?brand=" + demo.Brand + "&order=A-1&proof=53207", "/widget.js", path + "/gift", path + "/consent?analytics=yes", "/s/" + token + "?_method=POST&score=1",
		} {
			for _, header := range []http.Header{nil, {"Sec-Purpose": {"prefetch"}}, {"X-Http-Method-Override": {"POST"}, "X-Method-Override": {"POST"}}} {
				a := w.call(t, http.MethodGet, link, header, nil)
				if a.status != http.StatusOK && a.status != http.StatusNotFound || len(a.header["Set-Cookie"]) > 0 {
					t.Errorf("GET %s gave %d, cookies %q", link, a.status, a.header["Set-Cookie"])
				}
			}
			w.call(t, http.MethodHead, link, nil, nil)
		}
		w.untouched(t, "A-1", before)
	})
	t.Run("odd bodies of forms", func(t *testing.T) {
		before := w.kept(t, "A-1")
		for name, c := range map[string]struct{ kind, body string }{
			"parts": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"score\"\r\n\r\n1\r\n--b--\r\n"}, "JSON": {"application/json", `{"score":"1"}`},
			"thousands of fields": {"application/x-www-form-urlencoded", strings.Repeat("score=1&", 4000)}, "half an escape": {"application/x-www-form-urlencoded", "score=%"},
			"another's shipment": {"application/x-www-form-urlencoded", "score=1&shipment=none"}, "no digit": {"application/x-www-form-urlencoded", "score=1e0&shipment=" + shipment},
			"full-width": {"application/x-www-form-urlencoded", "score=%EF%BC%91&shipment=" + shipment}, "zero bytes": {"application/octet-stream", strings.Repeat("\x00", 8<<10)},
			"a semicolon": {"application/x-www-form-urlencoded", "score=1;shipment=" + shipment}, "minus": {"application/x-www-form-urlencoded", "score=-1&shipment=" + shipment},
		} {
			if a := w.call(t, http.MethodPost, "/s/"+token, http.Header{"Content-Type": {c.kind}}, []byte(c.body)); a.status/100 != 4 {
				t.Errorf("%s: %d", name, a.status)
			}
		}
		w.untouched(t, "A-1", before)
	})
	t.Run("where a form leads", func(t *testing.T) {
		for form, fields := range forms {
			for _, query := range []string{"?lang=//evil.example", "?lang=%0d%0aSet-Cookie:x=1", "?next=https://evil.example", "?return=//evil.example"} {
				var alternating []string
				for name := range fields {
					alternating = append(alternating, name, fields.Get(name))
				}
				a := w.once(t, form+query, alternating...)
				if at := a.header.Get("Location"); a.status != http.StatusSeeOther || !strings.HasPrefix(at, "/t/") && !strings.HasPrefix(at, "/s/") || strings.Contains(at, "//") || len(a.header["Set-Cookie"]) > 0 {
					t.Errorf("%s%s: %d to %q with %q", form, query, a.status, at, a.header["Set-Cookie"])
				}
			}
		}
		if a := w.onceThrough(t, at("127.66.1.1"), "/track", "brand", demo.Brand, "order", "A-1", "proof", "53207", "next", "https://evil.example"); a.header.Get("Location") != path {
			t.Errorf("a lookup leads to %q", a.header.Get("Location"))
		}
	})
	t.Run("caches between", func(t *testing.T) {
		for _, personal := range []string{path, path + ".json", path + "/calendar.ics", "/s/" + token, "/s/" + token + "/report", "/t/nothing", "/track?brand=" + demo.Brand} {
			h := w.call(t, http.MethodGet, personal, nil, nil).header
			if c := h.Get("Cache-Control"); c != "no-store" && c != "private, no-cache" {
				t.Errorf("%s may be kept: %q", personal, c)
			}
			if h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Robots-Tag") == "" {
				t.Errorf("%s: %v", personal, h)
			}
		}
	})
	t.Run("ways around a token", func(t *testing.T) { w.ways(t, token) })
	t.Run("another brand's key", func(t *testing.T) { w.otherKey(t) })
	if bytes.Contains(w.log.all(), []byte(token)) {
		t.Error("the log holds the token")
	}
}

// kept lists what is stored about an order: itself, decisions about messages, votes, cases and links.
func (w world) kept(t *testing.T, number string) []string {
	t.Helper()
	w.settled(t)
	order := order.ID(demo.Brand, number)
	var out []string
	if err := w.each(t, w.Table, func(item map[string]types.AttributeValue) {
		if pk := text(item["pk"]); pk == "O#"+order || strings.HasPrefix(pk, "L#") && text(item["order"]) == order {
			out = append(out, pk+" "+text(item["sk"]))
		}
	}); err != nil || len(out) < 2 {
		t.Fatalf("kept %q, %v", out, err)
	}
	slices.Sort(out)
	return out
}

func (w world) untouched(t *testing.T, number string, before []string) {
	t.Helper()
	if diff := cmp.Diff(before, w.kept(t, number)); diff != "" {
		t.Errorf("something was stored:\n%s", diff)
	}
}

// ways tries to reach a survey by another path than its own.
func (w world) ways(t *testing.T, token string) {
	t.Helper()
	for _, path := range []string{
		"/s/" + token + ".json", "/s/" + token + "/", "/s/" + token + "/report/", "/s/" + token + "/gift", "/s//" + token, "/S/" + token, "/s/x/../" + token, "/s/%2e%2e/t/" + token,
		"/s/" + token + "%00", "/s/" + token + "?/report", "/s/..%2ft%2f" + token, "/s/" + token + ";x=1", "/t/" + token + "/report", "/t/" + token + "/consent", "/t/" + token + "/gift", "/t/" + token + ";.json", "/t/" + token + ".JSON",
		"/t/" + token + ".json/calendar.ics", "/t/" + token + "/calendar.ics/", "/t/" + token + "/Calendar.ics", "/t/%252e%252e/track", "/t/.json", "/t/..json",
	} {
		a := w.call(t, http.MethodGet, path, nil, nil)
		if a.status != http.StatusNotFound && path != "/s/"+token+"?/report" {
			t.Errorf("GET %s gave %d", path, a.status)
		}
		if at := a.header.Get("Location"); at != "" {
			t.Errorf("GET %s leads to %q", path, at)
		}
	}
	upper := w.call(t, http.MethodGet, "/t/"+strings.ToUpper(token), nil, nil)
	if upper.status != http.StatusOK && upper.status != http.StatusNotFound {
		t.Errorf("capitals gave %d", upper.status)
	}
}

// otherKey gives the key of a brand to another brand's orders, and one of another scope to its own.
func (w world) otherKey(t *testing.T) {
	t.Helper()
	record, err := brand.Encode(brand.Record{Name: "Willow"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store().ApplyBrand(t.Context(), "willow", record, nil); err != nil {
		t.Fatal(err)
	}
	for key, scope := range map[string]string{"willow orders": brand.ScopeOrders, "willow other": "page"} {
		if err := w.store().AddKey(t.Context(), "willow", store.APIKey{Hash: brand.KeyHash(key), Scope: scope}); err != nil {
			t.Fatal(err)
		}
	}
	want := w.call(t, http.MethodGet, ordersPath+"A-1", nil, nil)
	for _, c := range []struct{ key, brand string }{{"willow orders", demo.Brand}, {"willow other", demo.Brand}, {"willow other", "willow"}, {demo.MerchantKey, "willow"}} {
		for _, call := range []struct{ method, below, body string }{
			{http.MethodPut, "", `{"items":[]}`}, {http.MethodGet, "", ""}, {http.MethodDelete, "", ""}, {http.MethodGet, "/export", ""}, {http.MethodPost, "/shipments", `{}`},
			{http.MethodPost, "/links", `{"scope":"owner"}`}, {http.MethodDelete, "/links", ""},
		} {
			for _, number := range []string{"A-1", "none"} {
				a := w.call(t, call.method, "/v1/orders/"+c.brand+"/"+number+call.below, http.Header{"Authorization": {"Bearer " + c.key}}, []byte(call.body))
				same := maps.EqualFunc(plainHeader(want.header), plainHeader(a.header), func(a, b []string) bool { return slices.Equal(a, b) })
				if a.status != http.StatusUnauthorized || !bytes.Equal(a.body, want.body) || !same {
					t.Errorf("%s of %s%s with the key %q: %d %s", call.method, c.brand, call.below, c.key, a.status, a.body)
				}
			}
		}
	}
	if a := w.call(t, http.MethodPut, "/v1/orders/willow/A-1", http.Header{"Authorization": {"Bearer willow orders"}}, []byte(`{"items":[{"id":"1","quantity":1}],"refs":[{"system":"erp","id":"A-1"}]}`)); a.status != http.StatusCreated {
		t.Errorf("the brand's own order gave %d %s", a.status, a.body)
	}
	var mine struct {
		Items []struct{ Name string }
	}
	if err := json.Unmarshal(w.call(t, http.MethodGet, ordersPath+"A-1", merchantKey(), nil).body, &mine); err != nil || len(mine.Items) != 1 || mine.Items[0].Name != "Mug" {
		t.Errorf("another brand's order of the same number changed this one: %+v, %v", mine, err)
	}
}

// A feed is another's address: one that leads into our own network is not asked, and the page goes without.
func TestFeedsReachNothingOfOurs(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	var asked atomic.Int32
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(inside.Close)
	port := inside.URL[strings.LastIndexByte(inside.URL, ':'):]
	for i, feed := range []string{
		"https://127.0.0.1" + port, "https://localhost" + port, "https://[::1]" + port, "https://[::ffff:127.0.0.1]" + port, "https://2130706433" + port, "https://0x7f.1" + port, "https://0" + port,
		"https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "https://[fd00:ec2::254]/",
	} {
		id := fmt.Sprint("feed-", i)
		record, err := brand.Encode(brand.Record{Name: id, Feed: feed})
		if err != nil {
			t.Fatalf("%s: %v", feed, err)
		}
		if err := w.store().ApplyBrand(t.Context(), id, record, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Fire(t.Context(), "Content.EveryHour"); err != nil {
		t.Fatal(err)
	}
	w.settled(t)
	if n := asked.Load(); n > 0 {
		t.Errorf("a server of our own was asked %d times", n)
	}
	if got, err := w.items(t, "B#feed-"); err != nil || slices.ContainsFunc(got, func(key string) bool { return strings.HasSuffix(key, " C") }) {
		t.Errorf("stored %q, %v", got, err)
	}
}
