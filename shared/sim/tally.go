package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Tally counts by name what was done, and done to the system.
type Tally map[string]int

// Add adds what another run counted.
func (t Tally) Add(other Tally) {
	for name, n := range other {
		t[name] += n
	}
}

// String lists the counts by name.
func (t Tally) String() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(t)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, t[name]))
	}
	return strings.Join(parts, ", ")
}
