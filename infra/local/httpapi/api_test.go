package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// function is a function of one answer.
type function func(ctx context.Context, payload []byte) ([]byte, error)

func (f function) Invoke(ctx context.Context, payload []byte) ([]byte, error) { return f(ctx, payload) }

// answers always answers the same.
func answers(payload string) function {
	return func(context.Context, []byte) ([]byte, error) { return []byte(payload), nil }
}

func get(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

func serve(a *API, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	long := func(size int) *http.Request {
		r := get("/a")
		r.Header.Set("X-Long", strings.Repeat("x", size-headerSize(r)))
		return r
	}
	post := func(size int64) *http.Request {
		return httptest.NewRequest("POST", "/a", io.LimitReader(zeros{}, size))
	}
	tests := map[string]struct {
		request *http.Request
		answer  function
		status  int
		body    string
	}{
		"no route":            {get("/b"), nil, 404, `{"message":"Not Found"}`},
		"headers at limit":    {long(10240), answers(`{"statusCode":200}`), 200, ``},
		"headers above limit": {long(10241), nil, 431, `{"message":"Request Header Fields Too Large"}`},
		"body at limit":       {post(10 << 20), answers(`{"statusCode":200}`), 200, ``},
		"body above limit":    {post(10<<20 + 1), nil, 413, `{"message":"Request Entity Too Large"}`},
		"body cut short":      {httptest.NewRequest("POST", "/a", broken{}), nil, 400, `{"message":"Bad Request"}`},
		"function fails": {get("/a"), func(context.Context, []byte) ([]byte, error) {
			return nil, errors.New("panic")
		}, 500, `{"message":"Internal Server Error"}`},
		"event too large for Lambda": {get("/a"), func(context.Context, []byte) ([]byte, error) {
			return nil, fmt.Errorf("invoke: %w", ErrTooLarge)
		}, 413, `{"message":"Request Entity Too Large"}`},
		"function answers nonsense": {get("/a"), answers(`{"statusCode":"200"}`), 500, `{"message":"Internal Server Error"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := tt.answer
			if answer == nil {
				answer = func(context.Context, []byte) ([]byte, error) {
					t.Error("the function was invoked")
					return nil, nil
				}
			}
			got := serve(newAPI(t, Config{Routes: []Route{{Method: "ANY", Path: "/a", Function: answer}}}), tt.request)
			if body := bodyOf(t, got); got.StatusCode != tt.status || body != tt.body {
				t.Errorf("%d %s, want %d %s", got.StatusCode, body, tt.status, tt.body)
			}
			if len(got.Header.Get("Apigw-Requestid")) != 16 {
				t.Errorf("Apigw-Requestid = %q", got.Header.Get("Apigw-Requestid"))
			}
		})
	}
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// broken is the body of a client that hangs up.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestIntegrationTimeout(t *testing.T) {
	t.Parallel()
	for limit, want := range map[time.Duration]time.Duration{0: 30 * time.Second, 5 * time.Second: 5 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			waits := function(func(ctx context.Context, _ []byte) ([]byte, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			})
			var failed error
			a := newAPI(t, Config{
				Routes: []Route{{Method: "GET", Path: "/a", Function: waits, Timeout: limit}},
				Failed: func(_ string, err error) { failed = err },
			})
			begin := time.Now()
			got := serve(a, get("/a"))
			if body := bodyOf(t, got); got.StatusCode != 503 || body != `{"message":"Service Unavailable"}` {
				t.Errorf("%d %s, want 503", got.StatusCode, body)
			}
			if took := time.Since(begin); took != want {
				t.Errorf("took %v, want %v", took, want)
			}
			if !errors.Is(failed, context.DeadlineExceeded) {
				t.Errorf("told of %v, want the deadline", failed)
			}
		})
	}
}

func TestClientHangsUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	f := function(func(ctx context.Context, _ []byte) ([]byte, error) {
		cancel()
		return nil, ctx.Err()
	})
	serve(newAPI(t, Config{Routes: []Route{{Method: "GET", Path: "/a", Function: f}}, Failed: func(_ string, err error) {
		if errors.Is(err, context.Canceled) {
			t.Error("the invocation was cancelled with the client")
		}
	}}), get("/a").WithContext(ctx))
}

func TestResponseHeaders(t *testing.T) {
	t.Parallel()
	const payload = `{"statusCode":302,"headers":{"location":"/t/1","content-length":"7","Connection":"close","Transfer-Encoding":"chunked",
		"WWW-Authenticate":"Basic","Set-Cookie":"a=1","apigw-requestid":"mine"},"cookies":["b=2","c=3"],"body":"moved"}`
	got := serve(newAPI(t, Config{Routes: []Route{{Method: "GET", Path: "/a", Function: answers(payload)}}}), get("/a"))
	if body := bodyOf(t, got); got.StatusCode != 302 || body != "moved" {
		t.Errorf("%d %q", got.StatusCode, body)
	}
	if id := got.Header.Get("Apigw-Requestid"); id == "mine" || id == "" {
		t.Errorf("Apigw-Requestid = %q, want that of the API", id)
	}
	got.Header.Del("Apigw-Requestid")
	want := http.Header{
		"Location": {"/t/1"}, "Content-Length": {"5"}, "Content-Type": {"text/plain; charset=utf-8"}, "Www-Authenticate": {"Basic"},
		"Set-Cookie": {"a=1", "b=2", "c=3"},
	}
	if diff := cmp.Diff(want, got.Header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

// TestHEAD goes over the wire, because net/http is what drops the body.
func TestHEAD(t *testing.T) {
	t.Parallel()
	a := newAPI(t, Config{Routes: []Route{
		{Method: "ANY", Path: "/any", Function: answers(`{"statusCode":200,"body":"hello"}`)},
		{Method: "GET", Path: "/get", Function: answers(`{"statusCode":200,"body":"hello"}`)},
		{Method: "GET", Path: "/none", Function: answers(`{"statusCode":204,"body":"ignored"}`)},
	}})
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	for path, want := range map[string]int{"/any": 200, "/get": 404} {
		resp, err := http.Head(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want || want == 200 && resp.ContentLength != 5 {
			t.Errorf("HEAD %s: %d with length %d, want %d", path, resp.StatusCode, resp.ContentLength, want)
		}
	}
	resp, err := http.Get(server.URL + "/none")
	if err != nil {
		t.Fatal(err)
	}
	if body := bodyOf(t, resp); resp.StatusCode != 204 || body != "" {
		t.Errorf("GET /none: %d %q, want 204 without a body", resp.StatusCode, body)
	}
}

// TestOverTheWire checks the parts of the event that only a real connection has.
func TestOverTheWire(t *testing.T) {
	t.Parallel()
	var payload string
	echo := function(func(_ context.Context, p []byte) ([]byte, error) {
		payload = string(p)
		return []byte(`{"statusCode":200}`), nil
	})
	server := httptest.NewServer(newAPI(t, Config{Stage: "dev", APIID: "abc", Routes: []Route{{Method: "GET", Path: "/a", Function: echo}}}))
	t.Cleanup(server.Close)
	resp, err := http.Get(server.URL + "/dev/a")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"rawPath":"/dev/a"`, `"stage":"dev"`, `"apiId":"abc"`, `"sourceIp":"127.0.0.1"`, `"x-forwarded-for":"127.0.0.1"`,
		`"x-forwarded-proto":"http"`, `"x-forwarded-port":"` + port + `"`, `"domainName":"127.0.0.1"`, `"host":"127.0.0.1:` + port + `"`,
		`"protocol":"HTTP/1.1"`, `"content-length":"0"`,
	} {
		if !strings.Contains(payload, want) {
			t.Errorf("event %s\nwants %s", payload, want)
		}
	}
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	now := noon
	ok := answers(`{"statusCode":200}`)
	a := newAPI(t, Config{
		Routes: []Route{
			{Method: "GET", Path: "/own", Function: ok, Throttle: &Throttle{Rate: 2, Burst: 2}},
			{Method: "GET", Path: "/api", Function: ok},
			{Method: "GET", Path: "/closed", Function: ok, Throttle: &Throttle{}},
		},
		Throttle: &Throttle{Rate: 1, Burst: 1},
		Now:      func() time.Time { return now },
	})
	steps := []struct {
		after  time.Duration
		path   string
		status int
	}{
		{0, "/own", 200}, {0, "/own", 200}, {0, "/own", 429}, {0, "/api", 200}, {0, "/api", 429},
		{500 * time.Millisecond, "/own", 200}, {0, "/own", 429}, {0, "/api", 429},
		{500 * time.Millisecond, "/api", 200},
		{time.Hour, "/own", 200}, {0, "/own", 200}, {0, "/own", 429},
		{-time.Hour, "/own", 429},
		{0, "/closed", 429},
	}
	for i, step := range steps {
		now = now.Add(step.after)
		got := serve(a, get(step.path))
		if got.StatusCode != step.status {
			t.Errorf("step %d: %s after %v: %d, want %d", i, step.path, step.after, got.StatusCode, step.status)
		}
		if body := bodyOf(t, got); got.StatusCode == 429 && body != `{"message":"Too Many Requests"}` {
			t.Errorf("step %d: body %s", i, body)
		}
	}
}
