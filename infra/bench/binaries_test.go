package main

import (
	"slices"
	"testing"

	"doorstep/infra/local/system"
)

func TestBinaryBudgets(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds every function twice")
	}
	root, err := system.Checkout()
	if err != nil {
		t.Fatal(err)
	}
	all, err := measureBinaries(t.Context(), root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		if b.bytes < megabyte || b.zip >= b.bytes || b.initialising < 100 {
			t.Errorf("%s measures %+v, which no function does", b.function, b)
		}
	}
	hold(t, binaryLines(all))
}

func TestMakeDoesNotInherit(t *testing.T) {
	t.Parallel()
	got := withoutMake([]string{"PATH=/bin", "MAKEFLAGS=-j2", "MAKELEVEL=1", "MFLAGS=-j", "MAKE=gmake"})
	if want := []string{"PATH=/bin", "MAKE=gmake"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestInitTrace(t *testing.T) {
	t.Parallel()
	trace := "init internal/bytealg @0.005 ms, 0 ms clock, 0 bytes, 0 allocs\n" +
		"init runtime @0.1 ms, 0.05 ms clock, 0 bytes, 12 allocs\nother line of 3 allocs\ninit a/b-c.d @1 ms, 0.1 ms clock, 99 bytes, 1034 allocs\n"
	sum := 0
	for _, l := range traced.FindAllStringSubmatch(trace, -1) {
		sum += len(l[1])
	}
	if sum != len("0")+len("12")+len("1034") {
		t.Errorf("read %q", traced.FindAllString(trace, -1))
	}
}
