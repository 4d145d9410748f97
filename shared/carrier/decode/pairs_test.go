package decode_test

import (
	"maps"
	"testing"

	"doorstep/shared/carrier/decode"
)

func TestPairs(t *testing.T) {
	t.Parallel()
	got := decode.Pairs("three,two\nBEL,BE\nNLD,NL\n")
	if want := map[string]string{"BEL": "BE", "NLD": "NL"}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := decode.Pairs("three,two\n"); len(got) != 0 {
		t.Errorf("a table without rows: got %v", got)
	}
}
