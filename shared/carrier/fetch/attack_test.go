package fetch

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
)

// A carrier's answer is an input: one that unfolds, never ends or lies about itself is given up at the cap, in a moment.
func TestAnswersThatGrow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   fault.Kind
	}{
		"a gzip of 1 GB": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for chunk := make([]byte, 1<<20); r.Context().Err() == nil; {
				if _, err := z.Write(chunk); err != nil {
					return
				}
			}
		}, fault.TooLarge},
		"an answer without end": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("[", 64<<10)); err != nil {
					return
				}
			}
		}, fault.TooLarge},
		"a gzip that is none": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "{}")
		}, fault.Unavailable}, //nolint:errcheck // the client looks
		"shorter than it says": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "{}")
		}, fault.Unavailable}, //nolint:errcheck // the client looks
		"a redirect to ours": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		}, 0},
		"headers of a megabyte": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Long", strings.Repeat("x", 11<<20)) }, fault.Unavailable},
		"a wait of a hundred years": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", strconv.Itoa(100*365*86400))
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(c.answer)
			defer server.Close()
			client := &http.Client{Transport: server.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := Do(client, time.Now, request)
			if (c.want == 0) != (err == nil) || err != nil && fault.KindOf(err) != c.want {
				t.Errorf("gives %v, want %s", err, c.want)
			}
			if len(answer.Body) > MaxBody || answer.RetryAfter > 24*time.Hour {
				t.Errorf("%d bytes, a wait of %v", len(answer.Body), answer.RetryAfter)
			}
			if err != nil && len(err.Error()) > 300 {
				t.Errorf("said at length: %.300s", err)
			}
		})
	}
}
