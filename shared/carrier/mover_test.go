package carrier_test

import (
	"testing"

	"doorstep/shared/carrier"
)

func TestMover(t *testing.T) {
	t.Parallel()
	ctx := carrier.WithMovers(t.Context(), map[string]string{"1Z1": "ups"})
	if got := carrier.Mover(ctx, "1Z1"); got != "ups" {
		t.Errorf("got %q", got)
	}
	if got := carrier.Mover(ctx, "94001"); got != "" {
		t.Errorf("of another number: %q", got)
	}
	if got := carrier.Mover(t.Context(), "1Z1"); got != "" {
		t.Errorf("without a note: %q", got)
	}
}
