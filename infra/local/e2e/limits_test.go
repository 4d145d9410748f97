package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
)

// limits tries what is too long, too slow, or written so that two readers could disagree, on every kind of route.
func limits(t *testing.T, w world) {
	path, _ := w.register(t, "limits", orderOf(time.Now(), [2]string{"ups", "1Z12345E1305277940"}))
	token := strings.TrimPrefix(path, "/t/")
	t.Run("bodies", func(t *testing.T) { w.bodies(t, token) })
	t.Run("heads", func(t *testing.T) { w.heads(t, path) })
	t.Run("paths", func(t *testing.T) { w.paths(t, token) })
	t.Run("methods", func(t *testing.T) { w.methods(t, token) })
	t.Run("bytes of two meanings", func(t *testing.T) { w.smuggled(t) })
	t.Run("slow clients", func(t *testing.T) { w.besideSlowClients(t, path) })
	t.Run("numbers with a slash", func(t *testing.T) { w.slashes(t) })
}

// bodies are taken to the byte that the contract names and refused above it, before anybody reads them; above the limits of Lambda and of
// API Gateway no function is asked.
func (w world) bodies(t *testing.T, token string) {
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	document := http.Header{"Content-Type": {"application/json"}}
	for _, c := range []struct {
		name, method, path string
		header             http.Header
		size, want         int
	}{
		{"an order over its cap", http.MethodPut, ordersPath + "limits", merchantKey(), 256<<10 + 1, 413}, {"a shipment over its cap", http.MethodPost, ordersPath + "limits/shipments", merchantKey(), 256<<10 + 1, 413},
		{"a link over its cap", http.MethodPost, ordersPath + "limits/links", merchantKey(), 256<<10 + 1, 413}, {"an order without a key", http.MethodPut, ordersPath + "limits", nil, 256<<10 + 1, 401},
		{"a shop over its cap", http.MethodPost, "/v1/shops/shopify/" + demo.Brand, nil, 4<<20 + 1, 413}, {"a push over its cap", http.MethodPost, "/webhooks/ups", document, 1<<20 + 1, 413},
		{"a lookup over its cap", http.MethodPost, "/track", form, 8<<10 + 1, 404}, {"a vote over its cap", http.MethodPost, "/s/" + token, form, 16<<10 + 1, 413},
		{"a report over its cap", http.MethodPost, "/s/" + token + "/report", form, 16<<10 + 1, 413}, {"a consent over its cap", http.MethodPost, path(token) + "/consent", form, 8<<10 + 1, 413},
		{"a push above what Lambda takes", http.MethodPost, "/webhooks/ups", nil, 5 << 20, 413}, {"a page asked for with a body", http.MethodGet, path(token), nil, 1 << 20, 200},
		{"above what API Gateway takes", http.MethodPost, "/webhooks/ups", nil, 10<<20 + 1, 413}, {"the same to nowhere", http.MethodPost, "/nowhere", nil, 10<<20 + 1, 404},
	} {
		if a := w.call(t, c.method, c.path, c.header, []byte(strings.Repeat("a", c.size))); a.status != c.want {
			t.Errorf("%s: %d %.200s, want %d", c.name, a.status, a.body, c.want)
		}
	}
}

func path(token string) string { return "/t/" + token }

// heads counts the request line and all values of headers, as API Gateway does.
func (w world) heads(t *testing.T, page string) {
	for name, c := range map[string]struct {
		path   string
		header http.Header
		want   int
	}{
		"one long header": {page, http.Header{"X-A": {strings.Repeat("a", 10240)}}, 431}, "many headers": {page, http.Header{"X-A": strings.Split(strings.Repeat("aaaaaaaaaa,", 1023)+"a", ",")}, 431}, "a long query": {page + "?a=" + strings.Repeat("a", 10240), nil, 431},
		"a long path": {"/t/" + strings.Repeat("a", 10240), nil, 431}, "a long cookie": {page, http.Header{"Cookie": {"a=" + strings.Repeat("a", 10240)}}, 431}, "a thousand short ones": {page, http.Header{"X-A": make([]string, 1000)}, 200},
		"just below": {page + "?a=" + strings.Repeat("a", 9000), nil, 200}, "many languages": {page, http.Header{"Accept-Language": {strings.Repeat("xx-XX;q=0.1,", 700)}}, 200}, "many ranges": {page, http.Header{"Range": {"bytes=" + strings.Repeat("0-0,", 2000)}}, 200},
		"many tags": {page, http.Header{"If-None-Match": {strings.Repeat(`"a",`, 2000)}}, 200},
	} {
		if a := w.call(t, http.MethodGet, c.path, c.header, nil); a.status != c.want {
			t.Errorf("%s: %d, want %d", name, a.status, c.want)
		}
	}
}

// paths that are written otherwise open nothing and lead nowhere.
func (w world) paths(t *testing.T, token string) {
	for _, bad := range []string{
		"/t/..", "/t/%2e%2e", "/t/%252e%252e", "/t/.", "/t/%2e", "/s/..", "/u/..", "/u/%2e%2e/", "/webhooks/..", "/webhooks/../t/" + token, "/t/%5c%5cevil.example", "/t/%2f%2fevil.example", "/t/%252f%252fevil.example", "//evil.example", "/t/" + token + "%2f..%2ftrack",
		"/t/" + token + "/%2e%2e/track", "/%74rack/", "/track/", "/track%2f", "/track%00", "/track;a=b", "/t/" + token + "%", "/t/" + token + "%2", "/t/%c0%ae%c0%ae", "/t/%ef%bc%8e%ef%bc%8e", "/t/" + token + "%e2%80%8b", "/t/" + token + "\u0301",
		"/t/" + token + ".json/", "/t/" + token + "%2ejson%00", "/v1/orders/" + demo.Brand + "/..", "/v1/orders/../" + demo.Brand + "/limits", "/v1/orders//limits", "/v1/orders/" + demo.Brand + "/%2e%2e/export", "/widget.js/", "/widget.js%00", "/_locale", "/" + strings.Repeat("a/", 4000),
	} {
		for _, header := range []http.Header{nil, {"X-Original-Url": {"/t/" + token}, "X-Rewrite-Url": {"/t/" + token}, "X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Prefix": {"//evil.example"}, "Forwarded": {"host=evil.example"}}} {
			status, leads := w.raw(t, http.MethodGet, bad, header)
			if status != http.StatusNotFound && status != http.StatusBadRequest && status != http.StatusUnauthorized || leads != "" {
				t.Errorf("GET %.80s gave %d to %q", bad, status, leads)
			}
		}
	}
	if status, _ := w.raw(t, http.MethodGet, "http://evil.example/t/"+token, nil); status != http.StatusOK {
		t.Errorf("an absolute target gave %d", status)
	}
}

// methods: each route has its own, and none can be had by another name.
func (w world) methods(t *testing.T, token string) {
	before := w.kept(t, "limits")
	for _, at := range []string{"/t/" + token, "/t/" + token + "/gift", "/track", "/s/" + token, "/widget.js", "/webhooks/ups", ordersPath + "limits"} {
		for _, method := range []string{http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodPatch, "PROPFIND", "get", "DELETE\u0130"} {
			status, leads := w.raw(t, method, at, http.Header{"X-Http-Method-Override": {"DELETE"}, "X-Method-Override": {"PUT"}})
			if status/100 != 4 || leads != "" {
				t.Errorf("%s %s gave %d to %q", method, at, status, leads)
			}
		}
		for _, override := range []string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override"} {
			w.call(t, http.MethodGet, at+"?_method=DELETE", http.Header{override: {"DELETE"}}, nil)
		}
	}
	w.untouched(t, "limits", before)
}

// raw asks with a target as it stands, which no client library would send.
func (w world) raw(t *testing.T, method, target string, header http.Header) (status int, leads string) {
	t.Helper()
	conn := w.dial(t)
	defer conn.Close()
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, strings.ReplaceAll(target, " ", "%20"), strings.TrimPrefix(w.URL(), "http://"))
	header.Write(conn) //nolint:errcheck // the answer tells
	io.WriteString(conn, "\r\n")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s %.80s: %v", method, target, err)
	}
	defer answer.Body.Close()
	return answer.StatusCode, answer.Header.Get("Location")
}

func (w world) dial(t *testing.T) net.Conn {
	t.Helper()
	u, err := url.Parse(w.URL())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// smuggled sends a request inside another one: what is inside is a body, never a request. The package of the API tries more forms.
func (w world) smuggled(t *testing.T) {
	inside := "PUT " + ordersPath + "smuggled HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + demo.MerchantKey + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
	for _, head := range []string{"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 0\r\nContent-Length: 5\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"} {
		conn := w.dial(t)
		fmt.Fprintf(conn, "POST /webhooks/ups HTTP/1.1\r\nHost: x\r\n%s\r\n0\r\n\r\n%s", head, inside)
		in := bufio.NewReader(conn)
		for {
			answer, err := http.ReadResponse(in, nil)
			if err != nil {
				break
			}
			io.Copy(io.Discard, answer.Body) //nolint:errcheck // only the status counts
			if answer.StatusCode < 400 {
				t.Errorf("%q: answered %d", head, answer.StatusCode)
			}
		}
		conn.Close()
	}
	if a := w.call(t, http.MethodGet, ordersPath+"smuggled", merchantKey(), nil); a.status != http.StatusNotFound {
		t.Errorf("an order was smuggled in: %d", a.status)
	}
}

// besideSlowClients shows that clients which send half a request and wait hold up nobody; how long they are borne with is a test of httpapi.
func (w world) besideSlowClients(t *testing.T, page string) {
	for i := range 100 {
		conn := w.dial(t)
		defer conn.Close()
		if i%2 == 0 {
			io.WriteString(conn, "GET "+page+" HTTP/1.1\r\nHost: x\r\nX-Slow: a") //nolint:errcheck // nobody reads it
		} else {
			io.WriteString(conn, "POST /webhooks/ups HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf") //nolint:errcheck // nobody reads it
		}
	}
	begin := time.Now()
	for range 5 {
		if a := w.call(t, http.MethodGet, page, nil, nil); a.status != http.StatusOK {
			t.Errorf("beside slow clients a page gave %d", a.status)
		}
	}
	t.Logf("5 pages beside 100 slow clients took %v", time.Since(begin))
}

// slashes: numbers that no segment of a path can hold come through when they are encoded twice, and are themselves.
func (w world) slashes(t *testing.T) {
	for number, sent := range map[string]string{"INV/7": "INV%252F7", "why?": "why%253F", "100%": "100%25", "a%2Fb": "a%25252Fb", "..": "%252E%252E", "É-1": "%C3%89-1", "E\u0301-1": "E%CC%81-1"} {
		if a := w.call(t, http.MethodPut, ordersPath+sent, merchantKey(), []byte(`{"items":[{"id":"1","name":"Mug","quantity":1}]}`)); a.status != http.StatusCreated {
			t.Errorf("%q, sent as %s: %d %s", number, sent, a.status, a.body)
		}
		a := w.call(t, http.MethodGet, ordersPath+sent, merchantKey(), nil)
		if want := fmt.Sprintf("%q", number); a.status != http.StatusOK || !strings.Contains(string(a.body), `"number":`+want) {
			t.Errorf("%q became %d %.300s", number, a.status, a.body)
		}
	}
	for _, sent := range []string{"INV%2F7", "INV/7"} {
		if a := w.call(t, http.MethodGet, ordersPath+sent, merchantKey(), nil); a.status != http.StatusNotFound {
			t.Errorf("%s gave %d", sent, a.status)
		}
	}
}
