package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// shop is a system that remembers what it was sent.
type shop struct {
	mu    sync.Mutex
	known map[string]string // body by path
	busy  int               // how many requests are turned away first
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer key of A" {
		http.Error(w, `{"status":401}`, http.StatusUnauthorized)
		return
	}
	if s.busy > 0 {
		s.busy--
		w.Header().Set("Retry-After", "3")
		http.Error(w, `{"status":503}`, http.StatusServiceUnavailable)
		return
	}
	_, there := s.known[r.URL.EscapedPath()]
	s.known[r.URL.EscapedPath()] = string(body)
	if strings.Contains(string(body), "refuse me") {
		http.Error(w, `{"status":422}`, http.StatusUnprocessableEntity)
	} else if !there {
		w.WriteHeader(http.StatusCreated)
	}
}

// imports runs an import against a shop, on a clock that only counts.
func imports(t *testing.T, s *shop, key, file string, args ...string) (out, complaint string, code int, waited time.Duration) {
	t.Helper()
	server := httptest.NewServer(s)
	defer server.Close()
	var o, e bytes.Buffer
	var mu sync.Mutex
	env := func(name string) string {
		return map[string]string{"DOORSTEP_KEY": key, "DOORSTEP_URL": server.URL, "DOORSTEP_BRAND": "A"}[name]
	}
	p := process{in: strings.NewReader(file), out: &o, err: &e, env: env, now: time.Now, sleep: func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		waited += d
	}}
	code = p.run(append([]string{"orders", "import"}, args...))
	return o.String(), e.String(), code, waited
}

const threeOrders = "order_number,item_id,item_name,surprise\n#1/a,A,Mug,x\n2,B,Towel,y\n3,,,\n"

func TestImport(t *testing.T) {
	t.Parallel()
	s := &shop{known: map[string]string{}}
	out, said, code, _ := imports(t, s, "key of A", threeOrders, "-")
	if code != exitInput || said != "" || !strings.Contains(out, `"line":4,"order":"3"`) ||
		!strings.Contains(out, `{"rows":3,"orders":2,"created":2,"known":0,"refused":0,"bad_rows":1,"columns_ignored":["surprise"]}`) {
		t.Errorf("exit %d, complaint %q, printed\n%s", code, said, out)
	}
	if got := s.known["/v1/orders/A/%231%252Fa"]; got != `{"items":[{"id":"A","name":"Mug","quantity":1}]}` {
		t.Errorf("stored %v", s.known)
	}
	again, _, _, _ := imports(t, s, "key of A", threeOrders, "-")
	if !strings.Contains(again, `"created":0,"known":2`) {
		t.Errorf("the second import printed %s", again)
	}
}

func TestImportDryRunSendsNothing(t *testing.T) {
	t.Parallel()
	s := &shop{known: map[string]string{}}
	out, _, code, _ := imports(t, s, "", "order_number,item_id\n1,A\n", "--dry-run", "-")
	if code != exitDone || len(s.known) > 0 || !strings.Contains(out, `"orders":1,"created":0`) || !strings.Contains(out, `"dry_run":true`) {
		t.Errorf("exit %d, sent %v, printed %s", code, s.known, out)
	}
}

func TestImportWaitsForABusySystem(t *testing.T) {
	t.Parallel()
	s := &shop{known: map[string]string{}, busy: 2}
	out, _, code, waited := imports(t, s, "key of A", "order_number,item_id\n1,A\n", "-")
	if code != exitDone || !strings.Contains(out, `"created":1`) || waited != 6*time.Second {
		t.Errorf("exit %d after %v: %s", code, waited, out)
	}
}

func TestImportStopsAtAWrongKey(t *testing.T) {
	t.Parallel()
	s := &shop{known: map[string]string{}}
	out, _, code, _ := imports(t, s, "another", "order_number,item_id\n"+strings.Repeat("1,A\n", 3)+"2,A\n", "-")
	if code != exitInput || !strings.Contains(out, "DOORSTEP_KEY is no key of this brand") || !strings.Contains(out, `"refused":2`) || strings.Contains(out, "another") {
		t.Errorf("exit %d: %s", code, out)
	}
}

// What is printed about an import goes into logs of jobs: it names lines and columns, never a person.
func TestImportNamesNobody(t *testing.T) {
	t.Parallel()
	s := &shop{known: map[string]string{}}
	file := "order_number,customer_name,email,phone,line1,postal,country,placed_at,currency,item_id,item_price,tracking_number\n" +
		"1,Quinn Canary,quinn canary@example.com,+15550100199 +15550100199 +15550100199,\"77\x01Canary Row\",canary canary canary,Canaryland,canary,canary,A,canary,canary!\n" +
		"2,Quinn Canary,quinn.canary@example.com,,77 Canary Row,,US,,EUR,A,1.00,\n2,Somebody Canary,,,,,,,,B,,\n3,Quinn Canary,quinn.canary@example.com,,refuse me,,,,,A,,\n"
	path := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--bad", path, "-"}, {"--dry-run", "-"}} {
		out, said, code, _ := imports(t, s, "key of A", file, args...)
		if lower := strings.ToLower(out + said); code != exitInput || !strings.Contains(out, `"line":2`) || strings.Contains(lower, "canary") || strings.Contains(lower, "quinn") || strings.Contains(lower, "5550100199") {
			t.Errorf("%q: exit %d, printed\n%s%s", args, code, out, said)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the bad rows can be read by others: %v, %v", info, err)
	}
}

func TestImportWritesTheBadRows(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bad.csv")
	s := &shop{known: map[string]string{}}
	out, said, code, _ := imports(t, s, "key of A", "order_number,item_id,item_name\n1,A,Mug\n2,B,refuse me\n3,C,\"a\x01b\"\n", "--bad", path, "-")
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; exit %d %s %s", err, code, said, out)
	}
	if code != exitInput || !strings.Contains(string(written), `2,B,refuse me,"the system answered 422`) || !strings.Contains(string(written), "must not hold line breaks") ||
		strings.Contains(string(written), "Mug") {
		t.Errorf("exit %d, wrote\n%s", code, written)
	}
}

func TestLinkAndOrdersAskTheAPI(t *testing.T) {
	t.Parallel()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.Path+" "+string(body))
		w.Write([]byte(`{"ok":1}`)) //nolint:errcheck // a test server
	}))
	defer server.Close()
	for _, c := range []struct{ line, want string }{
		{"link show --scope gift 1001", `POST /v1/orders/A/1001/links {"scope":"gift"}`}, {"link rotate 1001", "DELETE /v1/orders/A/1001/links "},
		{"orders export 1001", "GET /v1/orders/A/1001/export "}, {"orders erase --yes 1001", "DELETE /v1/orders/A/1001 "},
	} {
		asked = nil
		var o, e bytes.Buffer
		p := process{out: &o, err: &e, env: func(name string) string {
			return map[string]string{"DOORSTEP_KEY": "key of A", "DOORSTEP_URL": server.URL, "DOORSTEP_BRAND": "A"}[name]
		}}
		if code := p.run(strings.Fields(c.line)); code != exitDone || len(asked) != 1 || asked[0] != c.want || o.String() != "{\"ok\":1}\n" {
			t.Errorf("%s: exit %d, asked %q, printed %s%s", c.line, code, asked, o.String(), e.String())
		}
	}
	if _, said, code := run(t, "", "orders", "erase", "--url", server.URL, "--brand", "A", "1"); code != exitInput || !strings.Contains(said, "DOORSTEP_KEY") && !strings.Contains(said, "--yes") {
		t.Errorf("erase without --yes: exit %d, %s", code, said)
	}
}
