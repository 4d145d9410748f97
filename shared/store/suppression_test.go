package store_test

import (
	"testing"

	"doorstep/shared/store"
)

func TestStoppedFor(t *testing.T) {
	t.Parallel()
	of := func(brand, scope, reason string) store.Suppression {
		return store.Suppression{Brand: brand, Scope: scope, Reason: reason}
	}
	extras := of("aster", store.StopOptional, store.StoppedByUnsubscribe)
	for name, c := range map[string]struct {
		found         []store.Suppression
		scope, reason string
	}{
		"nothing":                   {nil, "", ""},
		"extras":                    {[]store.Suppression{extras}, store.StopOptional, store.StoppedByUnsubscribe},
		"another brand's":           {[]store.Suppression{of("birch", store.StopAll, store.StoppedByUnsubscribe)}, "", ""},
		"everywhere":                {[]store.Suppression{of("*", store.StopAll, store.StoppedByBounce)}, store.StopAll, store.StoppedByBounce},
		"a complaint before extras": {[]store.Suppression{of("*", store.StopAll, store.StoppedByComplaint), extras}, store.StopAll, store.StoppedByComplaint},
		"a complaint after extras":  {[]store.Suppression{extras, of("*", store.StopAll, store.StoppedByComplaint)}, store.StopAll, store.StoppedByComplaint},
		"a scope of tomorrow":       {[]store.Suppression{of("aster", "mostly", "later")}, store.StopAll, "later"},
	} {
		if scope, reason := store.StoppedFor("aster", c.found); scope != c.scope || reason != c.reason {
			t.Errorf("%s: %q for %q, want %q for %q", name, scope, reason, c.scope, c.reason)
		}
	}
}
