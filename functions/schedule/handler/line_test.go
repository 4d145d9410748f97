package handler

import (
	"errors"
	"testing"
	"time"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a run that finds something and one that fails leave one line each.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{"a run": nil, "a run that fails": errors.New("no table")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, x, _, log := setup()
			x.due = map[string]time.Time{"0A": now.Add(-time.Hour)}
			x.err = fails
			if err := h.Handle(obstest.Context(t.Context()), nil); (err != nil) != (fails != nil) {
				t.Fatal(err)
			}
			obstest.Unit(t, log.String(), "schedule", "run", "found", "queued", "lost", "dropped")
		})
	}
}
