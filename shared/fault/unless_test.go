package fault_test

import (
	"fmt"
	"io"
	"testing"

	"doorstep/shared/fault"
)

func TestUnless(t *testing.T) {
	t.Parallel()
	gone, down := fault.New(fault.NotFound, "no such thing"), fault.New(fault.Unavailable, "it does not answer")
	for name, c := range map[string]struct{ err, want error }{
		"nothing":              {nil, nil},
		"of the kind":          {gone, nil},
		"of the kind, wrapped": {fmt.Errorf("read: %w", gone), nil},
		"of another kind":      {down, down},
		"of none":              {io.EOF, io.EOF},
	} {
		if got := fault.Unless(fault.NotFound, c.err); got != c.want { //nolint:errorlint // the very same one
			t.Errorf("%s gives %v, want %v", name, got, c.want)
		}
	}
}
