package sim

import (
	"os"
	"runtime/debug"
	"testing"
)

// Runs are short and leave much behind: collecting it less often is a third of the time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(m.Run())
}
