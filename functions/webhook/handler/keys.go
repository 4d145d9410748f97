package handler

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/signature"
)

const (
	keysLife    = time.Hour        // how long published keys are believed without asking again
	keysPause   = time.Minute      // between two calls because of a key that we do not have
	keysRetry   = 10 * time.Second // between two calls while we have no keys at all
	keysTimeout = 3 * time.Second  // of a call: the sender of the push is waiting
	keysSize    = 64 << 10         // of a document, in bytes; ShipEngine's has below 2,000
)

// keys holds the JWKS documents (RFC 7517) of sources that sign with keys of their own and publish them. An account of such
// a source configures the address of the document as its secret. It is safe for concurrent use; a call for keys lets nobody
// else through, so that many pushes at once make one call.
type keys struct {
	client *http.Client // follows no redirect
	now    func() time.Time

	mu   sync.Mutex
	held map[string]*document // by address; as many as accounts have configured
}

// document is a JWKS document and when it was asked for.
type document struct {
	text    string // empty: never received
	fetched time.Time
	asked   time.Time // last, whatever came of it
}

func newKeys(client *http.Client, now func() time.Time) *keys {
	return &keys{client: client, now: now, held: make(map[string]*document)}
}

// resolve puts the published document in the place of its address in the live secrets of a source that publishes its keys;
// for all others, and for lines that are no address, nothing changes. The error, of kind fault.Unavailable, says that a
// document is missing; its place is then empty, which matches nothing.
func (k *keys) resolve(ctx context.Context, source string, live []string, h http.Header) ([]string, error) {
	id, published := signature.KeyID(source, h)
	if !published || k == nil {
		return live, nil
	}
	var missing error
	resolved := make([]string, len(live))
	for i, line := range live {
		resolved[i] = line
		if address := strings.TrimSpace(line); strings.HasPrefix(address, "https://") {
			text, err := k.document(ctx, address, id)
			resolved[i] = text
			if err != nil {
				missing = err
			}
		}
	}
	return resolved, missing
}

// document gives the keys at an address, from memory when they are young and hold the key with this id. A document that
// cannot be fetched again stays in use: keys change rarely, and the signature still has to hold.
func (k *keys) document(ctx context.Context, address, id string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	d := k.held[address]
	if d == nil {
		d = &document{}
		k.held[address] = d
	}
	if now := k.now(); d.due(now, id) {
		d.asked = now
		if text, err := k.fetch(ctx, address); err == nil {
			d.text, d.fetched = text, now
		}
	}
	if d.text == "" {
		return "", fault.New(fault.Unavailable, "the keys of the source cannot be read now")
	}
	return d.text, nil
}

// due reports whether the document should be asked for now. Whoever invents key ids must not make us call for each of them.
func (d *document) due(now time.Time, id string) bool {
	since := now.Sub(d.asked)
	switch {
	case d.text == "":
		return d.asked.IsZero() || since >= keysRetry
	case now.Sub(d.fetched) >= keysLife, !signature.HasKey(d.text, id):
		return since >= keysPause
	default:
		return false
	}
}

// fetch asks for a document. What holds no usable key is none.
func (k *keys) fetch(ctx context.Context, address string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, keysTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", fmt.Errorf("build request for keys: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "doorstep")
	res, err := k.client.Do(req)
	if err != nil {
		return "", fmt.Errorf("fetch keys: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, keysSize+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read keys: %w", err)
	case res.StatusCode != http.StatusOK:
		return "", fmt.Errorf("fetch keys: status %d", res.StatusCode)
	case len(body) > keysSize || !signature.HasKey(string(body), ""):
		return "", fmt.Errorf("read keys: %d bytes that hold no key", len(body))
	}
	return string(body), nil
}
