package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/outside"
	"doorstep/shared/store"
)

const feed = "https://shop.example/feed.json"

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// world is the table and the shop of a test.
type world struct {
	brands  map[string]string // records
	content map[string]store.Content
	puts    int
	down    error

	status int
	body   string
	etag   string
	fails  error
	asked  []string // tags that were sent
	out    bytes.Buffer
}

func (w *world) Brands(context.Context) ([]string, error) {
	return slices.Sorted(maps.Keys(w.brands)), w.down
}

func (w *world) Brand(_ context.Context, id string) (store.Brand, error) {
	return store.Brand{ID: id, Record: []byte(w.brands[id])}, nil
}

func (w *world) Content(_ context.Context, id string) (store.Content, error) {
	c, ok := w.content[id]
	if !ok {
		return store.Content{}, fault.New(fault.NotFound, "nothing")
	}
	return c, nil
}

func (w *world) PutContent(_ context.Context, c store.Content) error {
	w.puts++
	w.content[c.Brand] = c
	return nil
}

// RoundTrip answers as the shop.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.asked = append(w.asked, r.Header.Get("If-None-Match"))
	if w.fails != nil {
		return nil, w.fails
	}
	return &http.Response{
		StatusCode: w.status, Status: http.StatusText(w.status), Header: http.Header{"Etag": {w.etag}}, Body: io.NopCloser(strings.NewReader(w.body)), Request: r,
	}, nil
}

func (w *world) run(t *testing.T) error {
	t.Helper()
	h := &handler{table: w, feeds: &http.Client{Transport: w}, obs: obs.New(&w.out, "content", slog.LevelInfo, func() time.Time { return now }), now: func() time.Time { return now }}
	return h.handle(t.Context(), nil)
}

func newWorld() *world {
	return &world{
		brands:  map[string]string{"aster": `{"version":1,"name":"Aster","feed":"` + feed + `"}`},
		content: map[string]store.Content{"aster": {Brand: "aster", Feed: feed, Slots: []byte(`[{"kind":"tip","title":"old"}]`), ETag: `"1"`, Confirmed: now.Add(-time.Hour)}},
		status:  http.StatusOK, body: `[{"kind":"tip","title":"new"}]`, etag: `"2"`,
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	old := newWorld().content["aster"]
	confirmed := old
	confirmed.Confirmed = now
	fresh := store.Content{Brand: "aster", Feed: feed, Slots: []byte(`[{"kind":"tip","title":"new"}]`), ETag: `"2"`, Confirmed: now}
	cases := map[string]struct {
		change func(*world)
		want   store.Content
		asked  string // tag that was sent
		logged string
	}{
		"new content":       {func(*world) {}, fresh, `"1"`, `"fresh":1`},
		"nothing new":       {func(w *world) { w.status = http.StatusNotModified }, confirmed, `"1"`, `"same":1`},
		"bad entries":       {func(w *world) { w.body = `[{"kind":"ad","title":"x"},{"kind":"tip","title":"new"},{"kind":"tip"}]` }, fresh, `"1"`, `"dropped":2`},
		"the feed moved":    {func(w *world) { c := old; c.Feed = "https://old.example/"; w.content["aster"] = c }, fresh, "", `"fresh":1`},
		"the first time":    {func(w *world) { w.content = map[string]store.Content{} }, fresh, "", `"fresh":1`},
		"an outage":         {func(w *world) { w.status = http.StatusBadGateway }, old, `"1"`, `the feed answers Bad Gateway`},
		"no answer":         {func(w *world) { w.fails = errors.New("connection refused") }, old, `"1"`, `"kind":"unavailable"`},
		"a refused address": {func(w *world) { w.fails = fault.New(fault.Forbidden, "10.0.0.1 is private") }, old, `"1"`, `"kind":"forbidden"`},
		"a page":            {func(w *world) { w.body = "<html>" }, old, `"1"`, `no JSON list of slots`},
		"too much":          {func(w *world) { w.body = "[" + strings.Repeat(" ", maxFeed) + "]" }, old, `"1"`, `more than 262144 bytes`},
		"unasked 304":       {func(w *world) { w.status = http.StatusNotModified; c := old; c.ETag = ""; w.content["aster"] = c }, func() store.Content { c := old; c.ETag = ""; return c }(), "", `"failed":1`},
		"an endless tag":    {func(w *world) { w.etag = strings.Repeat("a", 300) }, func() store.Content { c := fresh; c.ETag = ""; return c }(), `"1"`, `"fresh":1`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			c.change(w)
			if err := w.run(t); err != nil {
				t.Errorf("a shop's trouble is an error of ours: %v", err)
			}
			if diff := cmp.Diff(c.want, w.content["aster"]); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
			if !slices.Equal(w.asked, []string{c.asked}) || !strings.Contains(w.out.String(), c.logged) {
				t.Errorf("asked with %q, logged %s", w.asked, w.out.String())
			}
		})
	}
}

func TestBrandsDoNotHinderEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.brands["birch"] = `{"version":1,"name":"Birch"}` // without a feed
	w.brands["aaa"] = `{`                              // a damaged record
	err := w.run(t)
	if err == nil || !strings.Contains(err.Error(), "brand aaa: read the record") || fault.KindOf(err) != fault.Internal {
		t.Errorf("run gives %v", err)
	}
	if w.puts != 1 || len(w.asked) != 1 || string(w.content["aster"].Slots) != w.body {
		t.Errorf("%d puts, %d feeds asked", w.puts, len(w.asked))
	}
}

func TestTableIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.brands, w.down = nil, fault.New(fault.Unavailable, "no answer")
	if err := w.run(t); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("run gives %v", err)
	}
}

// The client of the deployed function refuses our own network and keeps what is there.
func TestFeedOfOurOwnNetwork(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[::ffff:10.0.0.1]/"} {
		w := newWorld()
		w.brands["aster"] = `{"version":1,"name":"Aster","feed":"` + address + `"}`
		h := &handler{table: w, feeds: outside.Client(net.DefaultResolver, feedTimeout), obs: obs.New(&w.out, "content", slog.LevelInfo, time.Now), now: time.Now}
		if err := h.handle(t.Context(), nil); err != nil || w.puts != 0 || !strings.Contains(w.out.String(), `"kind":"forbidden"`) {
			t.Errorf("%s: %v, %d puts, %s", address, err, w.puts, w.out.String())
		}
	}
}
