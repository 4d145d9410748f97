// Package carriersim answers as the carriers and aggregators do, one file each, so that everything which talks to a carrier can be tried without
// one: OAuth tokens that end, histories that grow with the clock, labels that are not found yet, limits, outages, and pushes
// with genuine signatures. It is written from the carriers' documentation and shares no code with the adapters, so that both
// being wrong in the same way is unlikely. It is for tests and for the local run, never for production.
package carriersim

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Sim is a world of parcels and the APIs that know them. It is safe for concurrent use.
type Sim struct {
	now func() time.Time
	mux *http.ServeMux

	mu       sync.Mutex
	parcels  map[string]Parcel // by number
	troubles map[string][]Trouble
	tokens   map[string]time.Time // until when a token is good
	issued   int
	calls    map[string]int
}

// Trouble is one answer that an API gives in place of the right one.
type Trouble struct {
	Status     int
	RetryAfter string // header value; empty: none
	Body       string // empty: the API's own body for the status
}

// New makes an empty world that reads the time from now.
func New(now func() time.Time) *Sim {
	s := &Sim{
		now: now, mux: http.NewServeMux(), parcels: map[string]Parcel{}, troubles: map[string][]Trouble{},
		tokens: map[string]time.Time{}, calls: map[string]int{},
	}
	for source, a := range apis() {
		if a.track.handle != nil {
			s.mux.HandleFunc(a.track.on(source), s.guard(source, a))
		}
		if a.tokens.handle != nil {
			s.mux.HandleFunc(a.tokens.on(source), func(w http.ResponseWriter, r *http.Request) { a.tokens.handle(s, w, r) })
		}
		if a.confirm.handle != nil {
			s.mux.HandleFunc(a.confirm.on(source), func(w http.ResponseWriter, r *http.Request) { a.confirm.handle(s, w, r) })
		}
	}
	return s
}

// ServeHTTP serves each API below a folder named like its source: /ups/….
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Add puts a parcel into the world, or changes it.
func (s *Sim) Add(p Parcel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parcels[p.Number] = p
}

// Cause makes the next calls of an API (not of its token endpoint) end in troubles, one each.
func (s *Sim) Cause(source string, troubles ...Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.troubles[source] = append(s.troubles[source], troubles...)
}

// EndTokens makes every token that was issued invalid before its time, as a carrier does when a secret is replaced.
func (s *Sim) EndTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// Calls counts the calls of an API; "ups/token" counts those of its token endpoint.
func (s *Sim) Calls(source string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[source]
}

// guard puts before the answers of a source what all have in common: counting, troubles, authentication.
func (s *Sim) guard(source string, a api) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.calls[source]++
		var trouble *Trouble
		if queue := s.troubles[source]; len(queue) > 0 {
			trouble, s.troubles[source] = &queue[0], queue[1:]
		}
		allowed := a.allowed(s, r)
		s.mu.Unlock()
		switch {
		case trouble != nil:
			if trouble.RetryAfter != "" {
				w.Header().Set("Retry-After", trouble.RetryAfter)
			}
			body := trouble.Body
			if body == "" {
				body = a.failure(trouble.Status)
			}
			write(w, trouble.Status, body)
		case !allowed:
			write(w, http.StatusUnauthorized, a.failure(http.StatusUnauthorized))
		default:
			a.track.handle(s, w, r)
		}
	}
}

// known gives a parcel with the part of its life that has happened.
func (s *Sim) known(number string) (Parcel, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.parcels[number]
	if !ok {
		return Parcel{}, false
	}
	p.Life = p.until(s.now())
	return p, len(p.Life) > 0
}

func (s *Sim) issue(source string, life time.Duration) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[source+"/token"]++
	s.issued++
	token := source + "-" + strconv.Itoa(s.issued)
	s.tokens[token] = s.now().Add(life)
	return token
}

func write(w http.ResponseWriter, status int, body string) {
	kind := "application/json"
	if strings.HasPrefix(body, "<") {
		kind = "text/xml; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // a client that went away needs no answer
}
