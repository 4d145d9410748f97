package sim

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	seedsFlag   = flag.Int("seeds", 0, "how many seeds TestSeeds runs; 0: as many as fit `make test`")
	seedFlag    = flag.Uint64("seed", 0, "run only this seed and print its history")
	withoutFlag = flag.String("without", "", "with -seed: the protection to switch off")
	failureFlag = flag.Int("failures", 3, "after how many failed seeds TestSeeds ends")
)

// The seeds of `make test`, and of a short run.
const (
	usual = 300
	few   = 10
)

// load is template.yaml, read once.
var load = sync.OnceValues(func() (*System, error) { return Load("../../template.yaml") })

func system(t *testing.T) *System {
	t.Helper()
	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSeeds lives many lives, and none of them may end badly. Seeds that failed once come first.
func TestSeeds(t *testing.T) {
	if *seedFlag != 0 {
		replay(t, Options{Seed: *seedFlag, Without: Part(*withoutFlag)})
		return
	}
	t.Parallel()
	seeds := regressions(t)
	n := *seedsFlag
	switch {
	case n > 0:
	case testing.Short():
		n = few
	default:
		n = usual
	}
	for i := range n {
		seeds = append(seeds, uint64(i+1))
	}
	c := &campaign{start: time.Now(), tally: Tally{}, seeds: seeds}
	c.run(t)
	t.Logf("%d seeds in %s: %s", len(seeds), time.Since(c.start).Round(time.Second), c.tally)
	if !t.Failed() {
		c.tally.enough(t, len(seeds))
	}
}

// replay runs one seed and prints what happened.
func replay(t *testing.T, o Options) {
	t.Helper()
	r := Run(t, system(t), o)
	fmt.Println(strings.Join(r.History, "\n"))
	fmt.Printf("\nseed %d: %s\n", o.Seed, r.Tally)
	for _, p := range r.Problems {
		t.Error(p)
	}
}

// campaign is a run of many seeds on all processors.
type campaign struct {
	start time.Time
	seeds []uint64
	next  atomic.Int64
	done  atomic.Int64

	mu     sync.Mutex
	tally  Tally
	failed int
	told   time.Time
}

func (c *campaign) run(t *testing.T) {
	s := system(t)
	t.Run("workers", func(t *testing.T) {
		for i := range runtime.GOMAXPROCS(0) {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				for c.failures() < *failureFlag {
					at := int(c.next.Add(1)) - 1
					if at >= len(c.seeds) {
						return
					}
					c.one(t, s, Options{Seed: c.seeds[at]})
				}
			})
		}
	})
}

func (c *campaign) failures() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

func (c *campaign) one(t *testing.T, s *System, o Options) {
	r := Run(t, s, o)
	done := c.done.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tally.Add(r.Tally)
	if len(r.Problems) > 0 {
		c.failed++
		said := fmt.Sprintf("seed %d:\n  %s\nreplay it with its history: %s", o.Seed, strings.Join(r.Problems, "\n  "), o.Replay())
		t.Error(said)
		if len(c.seeds) > 2*usual { // the end of a long campaign is far
			fmt.Fprintln(os.Stderr, said)
		}
	}
	if len(c.seeds) > 2*usual && time.Since(c.told) > 5*time.Second {
		c.told = time.Now()
		passed := time.Since(c.start)
		fmt.Fprintf(os.Stderr, "%d of %d seeds, %.1f a second, %d failed; so far %s\n", done, len(c.seeds), float64(done)/passed.Seconds(), c.failed, c.tally)
	}
}

// regressions reads the seeds that failed once.
func regressions(t *testing.T) []uint64 {
	t.Helper()
	f, err := os.Open("testdata/regressions.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was read
	var out []uint64
	for lines, n := bufio.NewScanner(f), 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		seed, err := strconv.ParseUint(fields[0], 10, 64)
		if err != nil {
			t.Fatalf("testdata/regressions.txt:%d: %q is no seed", n, fields[0])
		}
		out = append(out, seed)
	}
	return out
}

// enough fails when too little went wrong in a campaign: a simulator that breaks nothing proves nothing.
func (t Tally) enough(test *testing.T, seeds int) {
	test.Helper()
	for _, name := range []string{
		"killed", "answer lost", "twice", "throttled", "failed", "timed out", "happens later", "stale read", "partly", "duplicates", "redeliveries",
		"dead letters", "redriven", "late messages", "lost deletes", "stream retries", "stream batches again", "outages", "clock jumps", "lost responses",
	} {
		if t[name] < seeds/10 {
			test.Errorf("%s: only %d times in %d seeds", name, t[name], seeds)
		}
	}
}

// One seed fixes a run, to the last call.
func TestOneSeedIsOneHistory(t *testing.T) {
	t.Parallel()
	s := system(t)
	seeds := uint64(8)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		o := Options{Seed: 1000 + seed}
		first, second := Run(t, s, o), Run(t, s, o)
		for i, line := range first.History {
			if i >= len(second.History) || second.History[i] != line {
				t.Fatalf("seed %d: line %d is\n%s\nand then\n%s", o.Seed, i, line, at(second.History, i))
			}
		}
		if len(first.History) != len(second.History) {
			t.Fatalf("seed %d: %d lines, then %d", o.Seed, len(first.History), len(second.History))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}
