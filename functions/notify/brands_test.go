package main

import (
	"testing"
	"time"

	"doorstep/shared/store"
)

// A brand that is there is asked for once a minute; one that is not, each time.
func TestBrandsAreRememberedForAMinute(t *testing.T) {
	t.Parallel()
	asked := 0
	w := &world{brands: map[string]store.Brand{"aster": {ID: "aster"}}, fail: func(string) error { asked++; return nil }}
	var b brands
	for _, c := range []struct {
		name  string
		id    string
		after time.Duration
		on    bool
		asked int
	}{
		{"first", "aster", 0, true, 1}, {"soon after", "aster", 59 * time.Second, true, 1}, {"a minute later", "aster", time.Minute, true, 2},
		{"unknown", "birch", 0, false, 3}, {"unknown again", "birch", time.Second, false, 4},
	} {
		on, err := b.on(t.Context(), w, c.id, now.Add(c.after))
		if on != c.on || err != nil || asked != c.asked {
			t.Errorf("%s: %v %v after %d reads, want %v after %d", c.name, on, err, asked, c.on, c.asked)
		}
	}
}
