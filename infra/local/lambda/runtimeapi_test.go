package lambda

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The tests of this file speak the Runtime API by hand, as a runtime that does
// not behave as aws-lambda-go does.

// ask answers one call of an instance.
func ask(h *Host, method, path, body string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	h.routes().ServeHTTP(w, r)
	return w
}

// working gives an instance without a process that works on one invocation.
func working(t *testing.T) (*Host, *instance, *invocation) {
	t.Helper()
	h := &Host{instances: map[string]*instance{}}
	in := newInstance(&Function{host: h, config: Config{Name: "Fn"}.withDefaults()})
	in.path = "Fn/1"
	h.register(in)
	work := &invocation{id: "request-1", payload: []byte(`{"a":1}`), finished: make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		in.work <- work
	}()
	w := ask(h, "GET", "/Fn/1/2018-06-01/runtime/invocation/next", "", nil)
	<-done
	if w.Body.String() != `{"a":1}` || w.Header().Get("Lambda-Runtime-Aws-Request-Id") != "request-1" {
		t.Fatalf("next = %v %s", w.Header(), w.Body)
	}
	return h, in, work
}

func TestRuntimeAPIRefuses(t *testing.T) {
	t.Parallel()
	const base = "/Fn/1/2018-06-01/runtime/"
	tests := map[string]struct {
		method, path string
		status       int
	}{
		"unknown instance":       {"GET", "/Fn/2/2018-06-01/runtime/invocation/next", 403},
		"another request":        {"POST", base + "invocation/request-2/response", 400},
		"an error of another":    {"POST", base + "invocation/request-2/error", 400},
		"a call that is unknown": {"POST", base + "restore/error", 404},
		"a wrong method":         {"GET", base + "init/error", 405},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _, work := working(t)
			if w := ask(h, tt.method, tt.path, "{}", nil); w.Code != tt.status {
				t.Errorf("status = %d %s, want %d", w.Code, w.Body, tt.status)
			}
			if work.answered {
				t.Error("the invocation was answered")
			}
		})
	}
}

func TestSecondAnswerIsRefused(t *testing.T) {
	t.Parallel()
	h, in, work := working(t)
	const path = "/Fn/1/2018-06-01/runtime/invocation/request-1/response"
	if w := ask(h, "POST", path, `"first"`, nil); w.Code != 202 {
		t.Fatalf("first answer: %d %s", w.Code, w.Body)
	}
	if w := ask(h, "POST", path, `"second"`, nil); w.Code != 400 {
		t.Errorf("second answer: %d, want 400", w.Code)
	}
	if body, err := in.answer(work, nil); string(body) != `"first"` || err != nil {
		t.Errorf("answer = %s, %v", body, err)
	}
}

func TestErrorThatIsNotJSON(t *testing.T) {
	t.Parallel()
	h, in, work := working(t)
	header := http.Header{"Lambda-Runtime-Function-Error-Type": {"Runtime.Odd"}}
	ask(h, "POST", "/Fn/1/2018-06-01/runtime/invocation/request-1/error", "out of paper", header)
	_, err := in.answer(work, nil)
	var failed *FunctionError
	if !errors.As(err, &failed) || failed.Type != "Runtime.Odd" || string(failed.Payload) != "out of paper" {
		t.Errorf("error = %v, want the type of the header and the body as payload", err)
	}
}

func TestNextWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	h, in, work := working(t)
	close(in.exited) // so that next does not wait
	ask(h, "GET", "/Fn/1/2018-06-01/runtime/invocation/next", "", nil)
	<-work.finished
	if _, err := in.answer(work, noAnswerError(work.id)); err == nil || !strings.Contains(err.Error(), "without answering") {
		t.Errorf("error = %v", err)
	}
}

// TestResponseCutShort sends what aws-lambda-go sends when a reader that the
// handler returned fails half way: the error as a trailer.
func TestResponseCutShort(t *testing.T) {
	t.Parallel()
	h, in, work := working(t)
	server := httptest.NewServer(h.routes())
	t.Cleanup(server.Close)
	trailer := http.Header{"Lambda-Runtime-Function-Error-Type": nil}
	body := io.MultiReader(strings.NewReader("half"), endWith(func() { trailer.Set("Lambda-Runtime-Function-Error-Type", "errorString") }))
	r, err := http.NewRequest("POST", server.URL+"/Fn/1/2018-06-01/runtime/invocation/request-1/response", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Trailer = trailer
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	_, err = in.answer(work, nil)
	var failed *FunctionError
	if !errors.As(err, &failed) || failed.Type != "errorString" {
		t.Errorf("error = %v, want the type of the trailer", err)
	}
}

// endWith is a reader that is empty and calls back first.
type endWith func()

func (f endWith) Read([]byte) (int, error) {
	f()
	return 0, io.EOF
}
