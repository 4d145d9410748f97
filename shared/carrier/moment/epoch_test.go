package moment_test

import (
	"testing"

	"doorstep/shared/carrier/moment"
)

func TestEpoch(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1773166800":           "2026-03-10T18:20:00 +00:00 payload second",
		"1773166800123":        "2026-03-10T18:20:00 +00:00 payload second",
		"123":                  "   ",
		"-1773166800":          "   ",
		"9999999999":           "   ",
		"99999999999999999999": "   ",
		"1773166800.5":         "   ",
		"2026-03-10":           "   ",
		"":                     "   ",
	} {
		if got := show(moment.Epoch(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
