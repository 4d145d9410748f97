package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// seen remembers the paths that reached a function.
type seen struct {
	mu    sync.Mutex
	paths []string
}

func (s *seen) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paths = append(s.paths, e.Context.HTTP.Method+" "+e.RawPath)
	return []byte(`{"statusCode":200,"body":"ok"}`), nil
}

// send writes bytes as they are and gives the statuses of all answers until the server closes.
func send(t *testing.T, address, request string) (statuses []int) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		return nil
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		return nil
	}
	for in := bufio.NewReader(conn); ; {
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			return statuses
		}
		io.Copy(io.Discard, answer.Body) //nolint:errcheck // only the status counts
		statuses = append(statuses, answer.StatusCode)
	}
}

// A request that two readers could cut in two places is refused, or read as one: what it carries never becomes a second request.
func TestNothingIsSmuggled(t *testing.T) {
	t.Parallel()
	const inner = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
	head := func(lines ...string) string {
		return "POST /open HTTP/1.1\r\nHost: x\r\n" + strings.Join(lines, "\r\n") + "\r\n\r\n"
	}
	size := fmt.Sprint("Content-Length: ", len("0\r\n\r\n"+inner))
	for name, c := range map[string]struct {
		request string
		refused bool // else it may be read, as one request
	}{
		"both lengths, chunked wins":     {head(size, "Transfer-Encoding: chunked") + "0\r\n\r\n" + inner, false},
		"both lengths, the other order":  {head("Transfer-Encoding: chunked", size) + "0\r\n\r\n" + inner, false},
		"two lengths":                    {head("Content-Length: 0", size) + inner, true},
		"a list of lengths":              {head("Content-Length: 0, 40") + inner, true},
		"a signed length":                {head("Content-Length: +0") + inner, true},
		"a negative length":              {head("Content-Length: -1") + inner, true},
		"a length in hex":                {head("Content-Length: 0x0") + inner, true},
		"a length that overflows":        {head("Content-Length: 18446744073709551616") + inner, true},
		"another coding":                 {head("Transfer-Encoding: xchunked") + "0\r\n\r\n" + inner, true},
		"identity":                       {head("Transfer-Encoding: identity") + "0\r\n\r\n" + inner, true},
		"two codings":                    {head("Transfer-Encoding: chunked, identity") + "0\r\n\r\n" + inner, true},
		"coding twice":                   {head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + "0\r\n\r\n" + inner, true},
		"a space before the colon":       {head("Transfer-Encoding : chunked", size) + "0\r\n\r\n" + inner, true},
		"a tab before the coding":        {head("Transfer-Encoding:\tchunked", size) + "0\r\n\r\n" + inner, false},
		"a vertical tab":                 {head("Transfer-Encoding: \vchunked", size) + "0\r\n\r\n" + inner, true},
		"a folded header":                {head("Transfer-Encoding:", " chunked", size) + "0\r\n\r\n" + inner, false},
		"a zero byte in a header":        {head("X-A: \x00", size) + "0\r\n\r\n" + inner, true},
		"a chunk size with a sign":       {head("Transfer-Encoding: chunked") + "+0\r\n\r\n" + inner, true},
		"a chunk size that overflows":    {head("Transfer-Encoding: chunked") + "fffffffffffffffff\r\n\r\n" + inner, true},
		"a chunk that is too short":      {head("Transfer-Encoding: chunked") + "1\r\n" + inner, true},
		"no host":                        {"GET /hidden HTTP/1.1\r\n\r\n", true},
		"two hosts":                      {"GET /hidden HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", true},
		"a host that is none":            {"GET /hidden HTTP/1.1\r\nHost: a b\r\n\r\n", true},
		"a path of its own":              {"GET hidden HTTP/1.1\r\nHost: a\r\n\r\n", true},
		"a version that is none":         {"GET /hidden HTTP/9.9\r\nHost: a\r\n\r\n", true},
		"a space in the path":            {"GET /open /hidden HTTP/1.1\r\nHost: a\r\n\r\n", true},
		"an escape that is none":         {"GET /hidden%zz HTTP/1.1\r\nHost: a\r\n\r\n", true},
		"a control character":            {"GET /hidden\x01 HTTP/1.1\r\nHost: a\r\n\r\n", true},
		"CONNECT":                        {"CONNECT hidden:443 HTTP/1.1\r\nHost: a\r\n\r\n", true},
		"a request inside a body":        {head(fmt.Sprint("Content-Length: ", len(inner))) + inner, false},
		"a request inside chunks":        {head("Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(inner), inner), false},
		"a trailer that looks like auth": {head("Transfer-Encoding: chunked", "Trailer: Authorization") + "0\r\nAuthorization: Bearer x\r\n\r\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			function := &seen{}
			server := httptest.NewUnstartedServer(nil)
			server.Config = Server(newAPI(t, Config{Routes: []Route{{Method: "POST", Path: "/open", Function: function}, {Method: "ANY", Path: "/hidden", Function: function}}}))
			server.Start()
			defer server.Close()
			statuses := send(t, server.Listener.Addr().String(), c.request)
			if c.refused && slices.ContainsFunc(statuses, func(s int) bool { return s < 400 }) || len(statuses) == 0 {
				t.Errorf("answers %v, want refusals", statuses)
			}
			function.mu.Lock()
			defer function.mu.Unlock()
			if want := []string{"POST /open"}; !c.refused && !slices.Equal(function.paths, want) || c.refused && len(function.paths) > 0 {
				t.Errorf("functions saw %q, answers %v", function.paths, statuses)
			}
		})
	}
}

// A path that is written in another way reaches the route that its one decoding names, or none.
func TestPathsOnTheWire(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"/t/a": "GET /t/a", "/t/%61": "GET /t/a", "/t/a%20b": "GET /t/a b", "/t/%2561": "GET /t/%61", "/t/%252e%252e": "GET /t/%2e%2e", "/t/a%00": "GET /t/a\x00", "/t/a;b=c": "GET /t/a;b=c", "/t/a%3Fb=c": "GET /t/a",
		"/t/a?b=/../c": "GET /t/a", "http://other.example/t/a": "GET /t/a", "/t/%2e%2e": "GET /t/..", "/t/..": "GET /t/..",
		"/t/a%2Fb": "", "//t/a": "", "/t//a": "", "/t/a/": "", "/%74/a/../b": "", "/x/../t/a": "", "/t\\a": "", "/T/a": "", "/t%2fa": "GET /t/a", "/t/": "", "*": "", "/t/%3Fa": "",
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			function := &seen{}
			server := httptest.NewUnstartedServer(nil)
			server.Config = Server(newAPI(t, Config{Routes: []Route{{Method: "GET", Path: "/t/{token}", Function: function}}}))
			server.Start()
			defer server.Close()
			statuses := send(t, server.Listener.Addr().String(), "GET "+target+" HTTP/1.1\r\nHost: x\r\n\r\n")
			function.mu.Lock()
			defer function.mu.Unlock()
			if got := strings.Join(function.paths, " "); got != want || want == "" && !slices.Equal(statuses, []int{404}) && !slices.Equal(statuses, []int{400}) {
				t.Errorf("reached %q with %v, want %q", got, statuses, want)
			}
		})
	}
}

// The API says itself where a request comes from; what the client says stands before it, and never in its place.
func TestSpoofedHeaders(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/files/a", nil)
	r.Header = http.Header{
		"X-Forwarded-For": {"203.0.113.1", "203.0.113.2"}, "X-Forwarded-Proto": {"javascript"}, "X-Forwarded-Port": {"1"}, "Content-Length": {"99"}, "Host": {"evil.example"},
		"X-Http-Method-Override": {"DELETE"}, "Connection": {"authorization"}, "Authorization": {"Bearer a", "Bearer b"}, "X-Forwarded-Host": {"evil.example"},
	}
	var got event
	if err := json.Unmarshal(eventOf(t, newAPI(t, Config{Routes: eventRoutes(noFunction{})}), r), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"x-forwarded-for": "203.0.113.1, 203.0.113.2, 192.0.2.1", "x-forwarded-proto": "http", "x-forwarded-port": "80", "content-length": "0", "host": "example.com",
		"authorization": "Bearer a,Bearer b", "connection": "",
	} {
		if got.Headers[name] != want {
			t.Errorf("%s is %q, want %q", name, got.Headers[name], want)
		}
	}
	if got.Context.HTTP.SourceIP != "192.0.2.1" || got.Context.HTTP.Method != http.MethodGet || got.Context.DomainName != "example.com" {
		t.Errorf("context %+v", got.Context)
	}
}
