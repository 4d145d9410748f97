package web_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"doorstep/shared/web"
)

// readEvent reads an event as API Gateway documents it.
func readEvent(t testing.TB, name string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var event events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(raw, &event); err != nil {
		t.Fatal(err)
	}
	return event
}

func TestRequest(t *testing.T) {
	t.Parallel()
	got, err := web.Request(t.Context(), readEvent(t, "put.json"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := got.Cookie("b")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{
		"method": got.Method, "path": got.URL.Path, "query": got.URL.Query().Get("q"), "host": got.Host, "ip": got.RemoteAddr,
		"auth": got.Header.Get("Authorization"), "cookie": cookie.Value, "body": string(body),
	}
	want := map[string]string{
		"method": "PUT", "path": "/v1/orders/aster/A 1", "query": "x y", "host": "api.example.com", "ip": "192.0.2.1",
		"auth": "Bearer k", "cookie": "2", "body": `{"locale":"de"}`,
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("request differs (-want +got):\n%s", diff)
	}
}

func TestRequestPaths(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ raw, path string }{
		"plain":            {"/t/abc", "/t/abc"},
		"escaped twice":    {"/t/a%2Fb", "/t/a%2Fb"},
		"came unescaped":   {"/t/a b%", "/t/a b%"},
		"dots once more":   {"/t/%2e%2e/track", "/t/%2e%2e/track"},
		"two slashes":      {"//evil.example/t", "//evil.example/t"},
		"empty":            {"", ""},
		"looks like a URL": {"http://evil.example/t", "http://evil.example/t"},
		"question mark":    {"/t/a?b", "/t/a?b"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := readEvent(t, "put.json")
			event.RawPath = c.raw
			got, err := web.Request(t.Context(), event)
			if err != nil {
				t.Fatal(err)
			}
			if got.URL.Path != c.path || got.URL.RawPath != "" || got.URL.Host != "" || got.URL.Query().Get("q") != "x y" {
				t.Errorf("URL = %#v, want path %q", got.URL, c.path)
			}
		})
	}
}

func TestHandlerRefusesABodyThatIsNotItsBase64(t *testing.T) {
	t.Parallel()
	event := readEvent(t, "put.json")
	event.Body = "%%%"
	called := false
	got, err := web.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))(t.Context(), event)
	if err != nil || got.StatusCode != http.StatusBadRequest || called {
		t.Errorf("status %d, error %v, handler called: %v", got.StatusCode, err, called)
	}
}

func TestHandlerAnswers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		handler http.HandlerFunc
		want    events.APIGatewayV2HTTPResponse
	}{
		"text": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Add("Vary", "Accept")
				w.Header().Add("Vary", "Accept-Encoding")
				w.WriteHeader(http.StatusCreated)
				w.WriteHeader(http.StatusTeapot) // too late, as in net/http
				io.WriteString(w, "grüß ")       //nolint:errcheck // it cannot fail
				io.WriteString(w, "dich")        //nolint:errcheck // it cannot fail
			},
			events.APIGatewayV2HTTPResponse{
				StatusCode: 201, Headers: map[string]string{"Vary": "Accept,Accept-Encoding"}, Body: "grüß dich",
			},
		},
		"cookies": {
			func(w http.ResponseWriter, _ *http.Request) {
				http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
				http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
			},
			events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}, Cookies: []string{"a=1", "b=2"}},
		},
		"bytes": {
			func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte{0x1f, 0x8b, 0xff}) }, //nolint:errcheck // it cannot fail
			events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}, Body: "H4v/", IsBase64Encoded: true},
		},
		"encoded": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "br")
				io.WriteString(w, "x") //nolint:errcheck // it cannot fail
			},
			events.APIGatewayV2HTTPResponse{
				StatusCode: 200, Headers: map[string]string{"Content-Encoding": "br"}, Body: base64.StdEncoding.EncodeToString([]byte("x")),
				IsBase64Encoded: true,
			},
		},
		"not modified": {
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) },
			events.APIGatewayV2HTTPResponse{StatusCode: 304, Headers: map[string]string{}},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := web.Handler(c.handler)(context.Background(), readEvent(t, "put.json"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("response differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ configured, domain, header, proto, want string }{
		"configured":             {"https://track.example.com/", "x.amazonaws.com", "x.amazonaws.com", "https", "https://track.example.com"},
		"from the domain":        {"", "x.amazonaws.com", "x.amazonaws.com", "https", "https://x.amazonaws.com"},
		"no scheme said":         {"", "x.amazonaws.com", "", "", "https://x.amazonaws.com"},
		"a foreign host header":  {"", "x.amazonaws.com", "evil.example", "https", "https://x.amazonaws.com"},
		"a host behind a port":   {"", "x.amazonaws.com", "x.amazonaws.com:8080@evil.example", "https", "https://x.amazonaws.com"},
		"a path behind a port":   {"", "x.amazonaws.com", "X.amazonaws.com:80/evil", "https", "https://x.amazonaws.com"},
		"no port behind a colon": {"", "x.amazonaws.com", "x.amazonaws.com:", "https", "https://x.amazonaws.com"},
		"local, with a port":     {"", "127.0.0.1", "127.0.0.1:8080", "http", "http://127.0.0.1:8080"},
		"local, without domain":  {"", "", "localhost:8080", "http", "http://localhost:8080"},
		"a scheme that is a lie": {"", "x.amazonaws.com", "", "javascript", "https://x.amazonaws.com"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := readEvent(t, "put.json")
			event.RequestContext.DomainName = c.domain
			event.Headers = map[string]string{"host": c.header, "x-forwarded-proto": c.proto}
			r, err := web.Request(t.Context(), event)
			if err != nil {
				t.Fatal(err)
			}
			if got := web.BaseURL(c.configured, r); got != c.want {
				t.Errorf("BaseURL = %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzRequest(f *testing.F) {
	f.Add("PUT", "/v1/orders/a/b", "q=1", "host", "x", "body", false)
	f.Add("", "", "", "", "", "%", true)
	f.Fuzz(func(t *testing.T, method, path, query, name, value, body string, encoded bool) {
		event := events.APIGatewayV2HTTPRequest{
			RawPath: path, RawQueryString: query, Headers: map[string]string{name: value}, Body: body, IsBase64Encoded: encoded,
		}
		event.RequestContext.HTTP.Method = method
		r, err := web.Request(t.Context(), event)
		if err == nil && r.URL.Host != "" {
			t.Errorf("path %q became host %q", path, r.URL.Host)
		}
	})
}
