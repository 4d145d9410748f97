// Package meter stands between the AWS SDK and a DynamoDB engine and keeps what each request consumed, so that the cost of whole
// functions can be read off: every answer carries its ConsumedCapacity, because the store asks for it. The engine must be a
// stand-in; AWS itself would refuse a request whose host is not the one that was signed.
package meter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Call is one request that read or wrote items.
type Call struct {
	Operation string   // "GetItem"
	Table     string   // the first one, when a request names several
	Index     string   // of a query; empty: the table itself
	Keys      []string // the items that the request names, partition and sort key: "T#1Z… N"
	Names     []string // the attributes that its expressions name, sorted
	// Trace names the Lambda invocation that made the call. The SDK stamps it on every request inside Lambda; it is empty for others.
	Trace       string
	Read, Write float64 // request units, indexes included
	Refused     bool    // a write whose condition failed: billed by the size of the item that was there
}

// Of reports whether the call names an item whose key has the prefix.
func (c Call) Of(prefix string) bool {
	return slices.ContainsFunc(c.Keys, func(key string) bool { return strings.HasPrefix(key, prefix) })
}

// Meter is the proxy. It is safe for concurrent use.
type Meter struct {
	engine *url.URL
	proxy  *httputil.ReverseProxy

	mu      sync.Mutex
	calls   []Call
	err     error
	changed chan struct{} // closed and replaced with every call
}

// New makes a meter in front of the engine at an address such as "http://127.0.0.1:8000".
func New(engine string) (*Meter, error) {
	u, err := url.Parse(engine)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("meter: %q is no address of an engine", engine)
	}
	m := &Meter{engine: u, changed: make(chan struct{})}
	m.proxy = &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(u) },
		ModifyResponse: m.answer,
	}
	return m, nil
}

type callKey struct{}

// ServeHTTP forwards a request and keeps what it consumed before the caller gets the answer.
func (m *Meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, ours := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_20120810.")
	if !ours || kindOf(operation) == other {
		m.proxy.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "read request", http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	call := asked(operation, body)
	call.Trace = r.Header.Get("X-Amzn-Trace-Id")
	m.proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callKey{}, call)))
}

// answer reads the capacity out of an answer and passes the answer on unchanged.
func (m *Meter) answer(r *http.Response) error {
	call, ours := r.Request.Context().Value(callKey{}).(Call)
	if !ours {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if err := r.Body.Close(); err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	m.keep(call, r.StatusCode, body)
	return nil
}

func (m *Meter) keep(call Call, status int, body []byte) {
	units, refused, err := consumed(status, body)
	if kindOf(call.Operation) == reading {
		call.Read = units
	} else {
		call.Write = units
	}
	call.Refused = refused
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.err = errors.Join(m.err, fmt.Errorf("%s on %v: %w", call.Operation, call.Keys, err))
	}
	m.calls = append(m.calls, call)
	close(m.changed)
	m.changed = make(chan struct{})
}

// Mark is a place in the calls: those that come are After it.
func (m *Meter) Mark() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.calls)
}

// After gives the calls after a mark, in the order of their answers.
func (m *Meter) After(mark int) []Call {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.calls[mark:])
}

// Err tells of answers that did not say what they consumed. While it is not nil, sums are too low.
func (m *Meter) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// Changed gives a channel that is closed with the next call.
func (m *Meter) Changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changed
}

// Wait returns when done holds for the calls after a mark, or with the context's error.
func (m *Meter) Wait(ctx context.Context, mark int, done func([]Call) bool) error {
	for {
		changed := m.Changed()
		if done(m.After(mark)) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Sum adds up calls.
func Sum(calls []Call) (read, write float64) {
	for _, c := range calls {
		read += c.Read
		write += c.Write
	}
	return read, write
}

// asked reads what a request is about.
func asked(operation string, body []byte) Call {
	var in struct {
		TableName, IndexName     string
		Key, Item                map[string]value
		RequestItems             map[string]json.RawMessage
		ExpressionAttributeNames map[string]string
	}
	if json.Unmarshal(body, &in) != nil {
		return Call{Operation: operation}
	}
	call := Call{Operation: operation, Table: in.TableName, Index: in.IndexName, Names: slices.Sorted(maps.Values(in.ExpressionAttributeNames))}
	for _, item := range []map[string]value{in.Key, in.Item} {
		if len(item) > 0 {
			call.Keys = append(call.Keys, keyOf(item))
		}
	}
	for table, raw := range in.RequestItems {
		call.Table = table
		var batch struct{ Keys []map[string]value }
		if json.Unmarshal(raw, &batch) != nil {
			continue
		}
		for _, key := range batch.Keys {
			call.Keys = append(call.Keys, keyOf(key))
		}
	}
	slices.Sort(call.Keys)
	return call
}

func keyOf(item map[string]value) string {
	var parts []string
	for _, name := range []string{"pk", "sk"} {
		if v := item[name].S; v != nil {
			parts = append(parts, *v)
		}
	}
	return strings.Join(parts, " ")
}
