package e2e

import (
	"bytes"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
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

// logTo keeps the lines of the functions and shows the last of them when the test fails.
func logTo(t *testing.T) *lines {
	l := &lines{}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the last lines of the functions:\n%s", l.tail())
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

func (l *lines) tail() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	var told [][]byte
	for line := range bytes.Lines(l.kept.Bytes()) {
		if !bytes.Contains(line, []byte(`"msg":"view"`)) { // a story looks at its page often
			told = append(told, bytes.Clone(line))
		}
	}
	return bytes.Join(told[max(0, len(told)-40):], nil)
}

func (l *lines) all() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.kept.Bytes())
}
