package sim

import (
	"strings"
	"sync/atomic"
	"testing"
)

// Each protection is needed: without it, some seed of the first thousand ends badly, and in the way that shows what is missing. The
// same seeds with everything in place are those of TestSeeds.
func TestEveryProtectionIsMissed(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the race detector learns nothing new from runs that end badly")
	}
	s := system(t)
	for _, c := range []struct {
		without Part
		shows   []string // the sorts of problems of which one must show
	}{
		{Version, []string{"lost push", "claim missing", "state differs"}},
		{Record, []string{"undecided milestone"}},
		{Lease, []string{"double mail"}},
		{Unclaimed, []string{"lost push"}},
		{Stream, []string{"undecided milestone", "claim missing"}},
		{Settled, []string{"lost push", "undecided milestone"}},
		{Redrive, []string{"undrained"}},
		{Completion, []string{"claim missing"}},
	} {
		t.Run(string(c.without), func(t *testing.T) {
			t.Parallel()
			var tried atomic.Int64
			for seed := uint64(1); seed <= most; seed++ {
				o := Options{Seed: seed, Without: c.without}
				tried.Add(1)
				for _, p := range Run(t, s, o).Problems {
					for _, sort := range c.shows {
						if strings.HasPrefix(p, sort+":") {
							t.Logf("found by seed %d: %s (%s)", seed, p, o.Replay())
							return
						}
					}
				}
			}
			t.Errorf("%d seeds end well without it", most)
		})
	}
}

// most is how many seeds may be tried until a missing protection shows.
const most = 1000
