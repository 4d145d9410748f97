package life

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"doorstep/shared/carrier/carriersim"
)

// carrierOrigin is where all carriers answer, each below a folder.
const carrierOrigin = "https://carriers.sim.example"

// told is an answer that a carrier gave to a question.
type told struct {
	source string
	number string // "": the question named several
	status int
	body   []byte
}

// offices are the carriers when they are asked.
type offices struct {
	seed  uint64
	now   func() time.Time
	fresh *carriersim.Sim
	old   *carriersim.Sim // a replica that is behind
	life  *Life

	mu    sync.Mutex // poll asks several accounts at once
	calls map[string]int
}

// staleness is how far a carrier's answers can be behind its pushes. Beyond half an hour an answer would deny what nobody signed.
const staleness = 20 * time.Minute

// Carriers answers what poll asks, as the carriers would: mostly right, at times too late, too often asked, broken or from a replica
// that is behind. What they answered is remembered for Check.
func (l *Life) Carriers(now func() time.Time) http.RoundTripper {
	o := &offices{seed: l.seed, now: now, life: l, calls: map[string]int{}}
	o.fresh = carriersim.New(now)
	o.old = carriersim.New(func() time.Time { return now().Add(-staleness) })
	return o
}

// stock puts the parcels whose carriers know them by now into a simulation.
func (o *offices) stock(s *carriersim.Sim, now time.Time) {
	for _, p := range o.life.parcels {
		if !p.asked.IsZero() && !now.Before(p.asked) {
			s.Add(p.sim(p.by(now)))
		}
	}
}

// RoundTrip answers one question.
func (o *offices) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close() //nolint:errcheck // it is in memory
	}
	source, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	answer := &recorder{header: http.Header{}, status: http.StatusOK}
	if strings.Contains(r.URL.Path, "token") || strings.Contains(r.URL.Path, "oauth") {
		o.fresh.ServeHTTP(answer, r) // both replicas know the tokens of one
		return answer.response(r), nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.now()
	switch n := o.draw(r.URL.Path); {
	case n < 4:
		answer.fail(http.StatusTooManyRequests, "30")
	case n < 8:
		answer.fail(http.StatusServiceUnavailable, "")
	case n < 10:
		answer.fail(http.StatusBadGateway, "")
	case n < 12:
		return nil, fmt.Errorf("read from %s: connection reset by peer", source)
	case n < 20 && source != "ups" && source != "usps": // these two ask for tokens, which a replica does not know
		o.stock(o.old, now)
		o.old.ServeHTTP(answer, r)
	default:
		o.stock(o.fresh, now)
		o.fresh.ServeHTTP(answer, r)
	}
	o.life.answers = append(o.life.answers, told{source, number(r), answer.status, slices.Clone(answer.body.Bytes())})
	return answer.response(r), nil
}

// draw gives 0 to 99, by what is asked and how often it was asked before.
func (o *offices) draw(path string) int {
	o.calls[path]++
	h := fnv.New64a()
	fmt.Fprint(h, path, o.calls[path]) //nolint:errcheck // a hash never fails
	return rand.New(rand.NewPCG(o.seed, h.Sum64())).IntN(100)
}

// number is what was asked about.
func number(r *http.Request) string {
	if n := r.URL.Query().Get("trackingNumber"); n != "" {
		return n
	}
	for _, part := range strings.Split(r.URL.Path, "/") {
		if len(part) >= 10 && strings.ContainsAny(part, "0123456789") && strings.ToUpper(part) == part {
			return part
		}
	}
	return ""
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *recorder) Header() http.Header         { return a.header }
func (a *recorder) WriteHeader(status int)      { a.status = status }
func (a *recorder) Write(b []byte) (int, error) { return a.body.Write(b) }

func (a *recorder) fail(status int, after string) {
	a.status = status
	if after != "" {
		a.header.Set("Retry-After", after)
	}
}

func (a *recorder) response(r *http.Request) *http.Response {
	return &http.Response{
		Status: http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header,
		Body: io.NopCloser(bytes.NewReader(a.body.Bytes())), ContentLength: int64(a.body.Len()), Request: r,
	}
}
