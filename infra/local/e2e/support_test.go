package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// stageOf names a stage after a test and the moment, so that tables of one engine never meet.
func stageOf(t *testing.T) string {
	h := fnv.New32a()
	io.WriteString(h, t.Name()) //nolint:errcheck // a hash never fails
	return "t" + strconv.FormatUint(uint64(h.Sum32()), 36) + strconv.FormatInt(time.Now().UnixNano()%1e6, 36)
}

// serve serves a handler on loopback for the length of a test.
func serve(t *testing.T, h http.Handler) string {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// logTo keeps the lines of the functions and shows what was wrong in them when the test fails. testing prints it behind the reason, so it is
// short: a reader of the last lines of a long log must see both.
func logTo(t *testing.T) *lines {
	l := &lines{}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what the functions said of trouble, the last of each kind:\n%s", l.trouble())
		}
	})
	return l
}

type lines struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept.Write(p)
}

// trouble gives the warnings and errors, each kind once: how often, and the last one. Hostile stories are refused by the hundred. Metrics
// are no trouble, and would leave no room for it.
func (l *lines) trouble() string {
	const most, longest = 20, 300
	last, times := map[string]string{}, map[string]int{}
	var order []string
	for line := range bytes.Lines(l.all()) {
		name, said, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" | "))
		var about struct{ Level, Msg, Kind string }
		kind := string(line) // a panic is no JSON
		if json.Unmarshal(said, &about) == nil {
			kind = fmt.Sprint(string(name), about)
		}
		if about.Level == "INFO" || about.Level == "DEBUG" || bytes.Contains(said, []byte(`"_aws":`)) {
			continue
		}
		if times[kind]++; times[kind] == 1 {
			order = append(order, kind)
		}
		last[kind] = string(line[:min(len(line), longest)])
	}
	var out strings.Builder
	for _, kind := range order[max(0, len(order)-most):] {
		fmt.Fprintf(&out, "%4d x %s\n", times[kind], strings.TrimSpace(last[kind]))
	}
	return out.String()
}

func (l *lines) all() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.kept.Bytes())
}
