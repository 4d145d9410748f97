package config

import (
	"context"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"doorstep/shared/fault"
)

// The lives of cached parameters.
const (
	fresh       = 5 * time.Minute // a value is not asked for again
	staleUntil  = time.Hour       // a value still serves while the source fails
	absentFor   = time.Minute     // an absent parameter is not asked for again: a new secret works at most this much later
	failedFor   = 2 * time.Second // a failing source is not asked again for the same parameter
	fetchLimit  = 5 * time.Second // a fetch, its retries included
	maxEntries  = 1024            // names come from outside (webhook paths), so the cache is bounded
	strangers   = 20              // names never seen before that may be asked for in one strangerWindow
	strangerGap = 10 * time.Second
)

// Source reads one parameter. fault.NotFound means that it does not exist.
type Source interface {
	Parameter(ctx context.Context, name string) (string, error)
}

// Parameters caches parameters for an execution environment. Simultaneous questions for one name become one fetch; a value
// that was read once outlives an outage of its source for an hour; names that do not exist are remembered and rationed, so
// that inventing names cannot turn into calls. It is safe for concurrent use and never prints a value.
type Parameters struct {
	source Source
	now    func() time.Time

	trusted bool // names come from ourselves only

	mu      sync.Mutex
	entries map[string]*entry
	window  time.Time // start of the current ration of strangers
	used    int
}

type entry struct {
	ready   chan struct{} // closed when the fetch under way ends; nil: none is
	value   string
	read    time.Time // when value was read; zero: never
	asked   time.Time // when the last fetch ended
	failure error     // of the last fetch
}

// NewParameters makes an empty cache in front of source.
func NewParameters(source Source, now func() time.Time) *Parameters {
	return &Parameters{source: source, now: now, entries: map[string]*entry{}}
}

// Trusted gives an empty cache in front of the same source that rations no names: for a caller whose names never come from
// outside, and that may need those of dozens of sources at once.
func (p *Parameters) Trusted() *Parameters {
	twin := NewParameters(p.source, p.now)
	twin.trusted = true
	return twin
}

// String hides the values.
func (*Parameters) String() string { return "[parameters]" }

// GoString hides the values.
func (*Parameters) GoString() string { return "[parameters]" }

// Value gives a parameter's value. fault.NotFound: it does not exist; fault.Throttled: too many names that were never seen
// before; other kinds as the source gave them, when no value of the last hour is left.
func (p *Parameters) Value(ctx context.Context, name string) (string, error) {
	for {
		p.mu.Lock()
		e, known := p.entries[name]
		if known && e.ready == nil && !p.due(e) {
			defer p.mu.Unlock()
			return e.answer(p.now())
		}
		if known && e.ready != nil {
			ready := e.ready
			p.mu.Unlock()
			select {
			case <-ready:
				continue
			case <-ctx.Done():
				return "", fault.Wrap(fault.Unavailable, ctx.Err(), "wait for parameter %s", name)
			}
		}
		if !known {
			if !p.admit() {
				p.mu.Unlock()
				return "", fault.New(fault.Throttled, "too many unknown parameters asked for")
			}
			e = p.add(name)
		}
		e.ready = make(chan struct{})
		p.mu.Unlock()
		p.fetch(ctx, name, e)
	}
}

// Secrets gives the live secrets of a parameter: one per line, blank lines ignored. Several are live during a rotation.
func (p *Parameters) Secrets(ctx context.Context, name string) ([]string, error) {
	value, err := p.Value(ctx, name)
	if err != nil {
		return nil, err
	}
	var secrets []string
	for line := range strings.Lines(value) {
		if line = strings.TrimSpace(line); line != "" {
			secrets = append(secrets, line)
		}
	}
	if len(secrets) == 0 {
		return nil, fault.New(fault.NotFound, "parameter %s is empty", name)
	}
	return secrets, nil
}

// Key gives the 32 bytes of a parameter that holds them in hex.
func (p *Parameters) Key(ctx context.Context, name string) ([]byte, error) {
	value, err := p.Value(ctx, name)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(value))
	if err != nil || len(key) != 32 { // err would quote a byte of the key
		return nil, fault.New(fault.Internal, "parameter %s does not hold 32 bytes in hex", name)
	}
	return key, nil
}

// fetch asks the source and settles e. It outlives the caller's cancellation: others may wait for the same answer.
func (p *Parameters) fetch(ctx context.Context, name string, e *entry) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchLimit)
	defer cancel()
	failure := error(fault.New(fault.Internal, "reading parameter %s broke off", name))
	var value string
	defer func() { // also when the source panics: nobody may wait for ever
		p.mu.Lock()
		defer p.mu.Unlock()
		e.asked, e.failure = p.now(), failure
		switch {
		case failure == nil:
			e.value, e.read = value, e.asked
		case fault.KindOf(failure) == fault.NotFound:
			e.value, e.read = "", time.Time{} // a secret that was withdrawn must not live on
		}
		close(e.ready)
		e.ready = nil
	}()
	value, failure = p.source.Parameter(ctx, name)
}

// due reports whether e has to be fetched (again).
func (p *Parameters) due(e *entry) bool {
	age := p.now().Sub(e.asked)
	switch {
	case e.asked.IsZero():
		return true
	case e.failure == nil:
		return age >= fresh
	case fault.KindOf(e.failure) == fault.NotFound:
		return age >= absentFor
	default:
		return age >= failedFor
	}
}

// answer gives what e holds: its value when that was read recently enough, else the last failure.
func (e *entry) answer(now time.Time) (string, error) {
	if e.failure != nil && (e.read.IsZero() || now.Sub(e.read) >= staleUntil) {
		return "", e.failure
	}
	return e.value, nil
}

// admit rations names that the cache does not hold.
func (p *Parameters) admit() bool {
	if p.trusted {
		return true
	}
	if now := p.now(); now.Sub(p.window) >= strangerGap {
		p.window, p.used = now, 0
	}
	p.used++
	return p.used <= strangers
}

// add makes room for a name. Names without a value go first: an attacker's inventions must not push out live secrets.
func (p *Parameters) add(name string) *entry {
	if len(p.entries) >= maxEntries {
		for old, e := range p.entries {
			if e.ready == nil && e.read.IsZero() {
				delete(p.entries, old)
			}
		}
	}
	if len(p.entries) >= maxEntries {
		for old, e := range p.entries {
			if e.ready == nil && p.now().Sub(e.asked) >= fresh {
				delete(p.entries, old)
			}
		}
	}
	e := &entry{}
	p.entries[name] = e
	return e
}
