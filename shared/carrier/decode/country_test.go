package decode_test

import (
	"testing"

	"doorstep/shared/carrier/decode"
)

func TestCountry(t *testing.T) {
	t.Parallel()
	for printed, want := range map[string]string{
		"USA": "US", "deu": "DE", "SWE": "SE", "XKX": "XK", "AFG": "AF", "ZWE": "ZW", "GB": "GB", "se": "SE", "Germany": "Germany", "ZZZ": "ZZZ", "": "",
	} {
		if got := decode.Country(printed); got != want {
			t.Errorf("%q: got %q, want %q", printed, got, want)
		}
	}
}
