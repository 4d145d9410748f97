package shoptest

import (
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
	"doorstep/shared/shop"
)

// A case is a file of three parts: lines of headers, an empty line, the body; after a line "== want" what is read of it. -update writes
// that part anew.
const wanted = "\n== want\n"

// Request gives the request of a case and what is wanted of it.
func Request(t testing.TB, file string) (r shop.Request, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	given, want, _ := strings.Cut(string(text), wanted)
	head, body, ok := strings.Cut(given, "\n\n")
	if !ok {
		t.Fatalf("%s has no empty line behind its headers", file)
	}
	r = shop.Request{Header: http.Header{}, Body: []byte(body)}
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		r.Header.Add(name, value)
	}
	return r, want
}

// Cases reads every case below testdata with an adapter.
func Cases(t *testing.T, a shop.Adapter) {
	Each(t, func(r shop.Request) (shop.Event, error) { return a.Read(r) })
}

// Each reads every case below testdata with a function.
func Each(t *testing.T, read func(r shop.Request) (shop.Event, error)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(errors.Join(err, errors.New("no cases below testdata")))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			r, want := Request(t, file)
			e, err := read(r)
			got := Describe(e)
			if err != nil {
				got = "error: " + err.Error() + "\n"
			}
			if flag.Lookup("update").Value.String() == "true" {
				write(t, file, got)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func write(t *testing.T, file, got string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	given, _, _ := strings.Cut(string(text), wanted)
	if err := os.WriteFile(file, []byte(strings.TrimRight(given, "\n")+wanted+got), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Fits requires that an event makes a change that an order can take: nothing of it is refused, on an order that is not known and on one
// that knows it already, and saying it twice changes nothing.
func Fits(t *testing.T, e shop.Event) {
	t.Helper()
	if e.Kind != shop.Placed && e.Kind != shop.Fulfilment {
		return
	}
	e.Change, _ = e.Change.Fit()
	c := e.Settle(order.Order{})
	if len(c.Items)+len(c.Shipments) == 0 { // an order of nothing is refused, and should be
		return
	}
	if err := c.Check(order.Order{}); err != nil {
		t.Fatalf("does not fit a new order: %v\n%s", err, Describe(e))
	}
	once := c.Apply(order.Order{ID: "o"}, 1, time.Time{})
	again := e.Settle(once)
	if err := again.Check(once); err != nil {
		t.Fatalf("does not fit the order it made: %v\n%s", err, Describe(e))
	}
	if twice := again.Apply(once, 1, time.Time{}); cmp.Diff(once, twice) != "" {
		t.Fatalf("said twice, it changes the order:\n%s", cmp.Diff(once, twice))
	}
}
