package sim

import (
	"fmt"
	"testing"
)

// Part is one protection that a run can do without, to show that the simulator misses it.
type Part string

// The protections. Each is switched off at the edge of the system: no handler knows of it.
const (
	Everything Part = ""           // nothing is switched off
	Version    Part = "version"    // writes of numbers ask for no version
	Record     Part = "record"     // decisions about messages are not kept
	Lease      Part = "lease"      // whoever looks may take a decision or a due entry
	Unclaimed  Part = "unclaimed"  // what is told about numbers that nobody claims is not kept
	Stream     Part = "stream"     // a batch of the stream that failed is not tried again
	Settled    Part = "settled"    // messages are deleted before they are treated
	Redrive    Part = "redrive"    // nobody redrives dead letters
	Completion Part = "completion" // relay does not complete orders
)

// Options say which run it is.
type Options struct {
	Seed    uint64
	Without Part
}

// Result is what came of a run.
type Result struct {
	Problems []string // what is wrong; none when all is well
	History  []string // one line per step
	Tally    Tally    // what was done to the system
}

// Replay is the command that runs a seed again with its history.
func (o Options) Replay() string {
	if o.Without != Everything {
		return fmt.Sprintf("make sim SEED=%d WITHOUT=%s", o.Seed, o.Without)
	}
	return fmt.Sprintf("make sim SEED=%d", o.Seed)
}

// Run lives one seed. The system is what Load gave; it may be shared by runs.
func Run(t *testing.T, s *System, o Options) Result {
	t.Helper()
	return run(t, s, o)
}
