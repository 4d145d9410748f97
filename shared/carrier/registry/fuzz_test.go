package registry_test

import (
	"path/filepath"
	"testing"

	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/registry"
)

// Any bytes at all, read by any adapter, whoever they were written for.
func FuzzDecode(f *testing.F) {
	entries := registry.New().Entries()
	for i, e := range entries {
		carriertest.SeedFor(f, uint8(i), filepath.Join("..", e.Adapter.Source(), "testdata", "cases"))
	}
	f.Fuzz(func(t *testing.T, source uint8, body []byte) {
		carriertest.Fuzz(t, entries[int(source)%len(entries)].Adapter, body)
	})
}
