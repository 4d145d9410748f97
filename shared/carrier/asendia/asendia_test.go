package asendia_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/asendia"
	"doorstep/shared/carrier/carriertest"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return asendia.New() },
		Unknown: "unknown_code",
		Fetches: "RL730551294CH",
		Moves:   "asendia",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := asendia.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
