package handler

import (
	"testing"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a push that is taken and one that is not leave one line each.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for name, secret := range map[string]string{"taken": "ups-secret-1", "refused": "guessed"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			if _, err := b.Handle(obstest.Context(t.Context()), request("ups", "", tracked, credential(secret))); err != nil {
				t.Fatal(err)
			}
			obstest.Unit(t, b.log.String(), "webhook", "push", "source", "bytes", "status")
		})
	}
}
