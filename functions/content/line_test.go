package main

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"doorstep/shared/obs"
	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a run leaves one line, and a note of each feed that fails.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{"a run": nil, "a shop that is away": errors.New("connection refused")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.fails = fails
			h := &handler{table: w, feeds: &http.Client{Transport: w}, obs: obs.New(&w.out, "content", 0, time.Now), now: func() time.Time { return now }}
			if err := h.handle(obstest.Context(t.Context()), nil); err != nil {
				t.Fatal(err)
			}
			obstest.Unit(t, w.out.String(), "content", "run", "brands", "fresh", "same", "failed", "dropped")
		})
	}
}
