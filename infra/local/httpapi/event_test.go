package httpapi

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// noon is the time of every golden event.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 345e6, time.UTC)

// newAPI gives an API with the given routes at noon.
func newAPI(t testing.TB, c Config) *API {
	t.Helper()
	if c.Now == nil {
		c.Now = func() time.Time { return noon }
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// eventRoutes are the routes of the golden events.
func eventRoutes(function Invoker) []Route {
	return []Route{
		{Method: "ANY", Path: "/v1/orders/{brand}/{number}", Function: function},
		{Method: "POST", Path: "/track", Function: function},
		{Method: "GET", Path: "/files/{path+}", Function: function},
		{Method: "ANY", Path: "$default", Function: function},
	}
}

// eventOf builds the event of a request, as ServeHTTP would.
func eventOf(t testing.TB, a *API, r *http.Request) []byte {
	t.Helper()
	match, ok := a.routes.match(r.Method, r.URL.Path)
	if !ok {
		t.Fatalf("no route for %s %s", r.Method, r.URL.Path)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.RemoteAddr = "192.0.2.1:50000"
	got, err := a.event(r, match, "JKJaXmPLvHcESHA=", body)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestGoldenEvents turns each testdata/events/*.http into the .json beside it.
func TestGoldenEvents(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/events/*.http")
	if err != nil || len(files) == 0 {
		t.Fatalf("no requests: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := json.Indent(&got, eventOf(t, newAPI(t, Config{Routes: eventRoutes(noFunction{})}), r), "", "  "); err != nil {
				t.Fatal(err)
			}
			got.WriteByte('\n')
			golden := strings.TrimSuffix(file, ".http") + ".json"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
			var event events.APIGatewayV2HTTPRequest
			decoder := json.NewDecoder(&got)
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&event); err != nil {
				t.Errorf("aws-lambda-go does not know the event: %v", err)
			}
		})
	}
}

// TestBase64 follows what a real API was seen to do by content type.
func TestBase64(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		contentType string
		body        string
		want        bool
	}{
		"json":                   {"application/json", "{}", false},
		"json with a charset":    {"Application/JSON; charset=UTF-8", "{}", false},
		"xml":                    {"application/xml", "<a/>", false},
		"javascript":             {"application/javascript", "1", false},
		"any text":               {"text/csv; header=present", "a,b", false},
		"broken parameters":      {"text/plain; charset", "a", false},
		"a form":                 {"application/x-www-form-urlencoded", "a=b", true},
		"multipart":              {"multipart/form-data; boundary=x", "--x--", true},
		"problem json":           {"application/problem+json", "{}", true},
		"octets":                 {"application/octet-stream", "a", true},
		"no content type":        {"", "a", true},
		"text that is not UTF-8": {"text/plain", "caf\xe9", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest("POST", "/track", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.contentType)
			var got event
			if err := json.Unmarshal(eventOf(t, newAPI(t, Config{Routes: eventRoutes(noFunction{})}), r), &got); err != nil {
				t.Fatal(err)
			}
			want := tt.body
			if tt.want {
				want = base64.StdEncoding.EncodeToString([]byte(tt.body))
			}
			if got.Base64 != tt.want || got.Body == nil || *got.Body != want {
				t.Errorf("isBase64Encoded = %v, body = %v; want %v, %q", got.Base64, got.Body, tt.want, want)
			}
		})
	}
}

func TestTraceIDIsAdded(t *testing.T) {
	t.Parallel()
	var got event
	r := httptest.NewRequest("GET", "/files/a", nil)
	if err := json.Unmarshal(eventOf(t, newAPI(t, Config{Routes: eventRoutes(noFunction{})}), r), &got); err != nil {
		t.Fatal(err)
	}
	if id := got.Headers["x-amzn-trace-id"]; !regexp.MustCompile(`^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$`).MatchString(id) {
		t.Errorf("x-amzn-trace-id = %q", id)
	}
	if got.Body != nil || got.Base64 {
		t.Errorf("body = %v, %v; want none", got.Body, got.Base64)
	}
}

// FuzzEvent sends arbitrary bytes as a request: whatever net/http takes becomes
// an event that keeps the body.
func FuzzEvent(f *testing.F) {
	f.Add([]byte("GET /files/a?b=c HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\n\r\n"), "text/plain", []byte("body"))
	f.Add([]byte("POST //%2e%2e/%ff?%zz=%&& HTTP/1.0\r\n\r\n"), "text", []byte{0xff})
	f.Fuzz(func(t *testing.T, head []byte, contentType string, body []byte) {
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(head)))
		if err != nil || r.Method == "" {
			return
		}
		r.Header.Set("Content-Type", contentType)
		r.Body = io.NopCloser(bytes.NewReader(body))
		var got events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(eventOf(t, newAPI(t, Config{Routes: eventRoutes(noFunction{})}), r), &got); err != nil {
			t.Fatal(err)
		}
		kept := []byte(got.Body)
		if got.IsBase64Encoded {
			if kept, err = base64.StdEncoding.DecodeString(got.Body); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(kept, body) {
			t.Errorf("body %q became %q", body, kept)
		}
		if utf8.ValidString(r.URL.Path) && got.RawPath != r.URL.Path {
			t.Errorf("path %q became %q", r.URL.Path, got.RawPath)
		}
	})
}
