package postnord_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/postnord"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return postnord.New() },
		Unknown: "unknown_code",
		Fetches: "00370726201234567892",
		Moves:   "postnord",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := postnord.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
