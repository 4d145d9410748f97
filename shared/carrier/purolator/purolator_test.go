package purolator_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/purolator"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return purolator.New() },
		Unknown: "unknown_code",
		Fetches: "329014521622",
		Moves:   "purolator",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := purolator.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
