package fedex_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/fedex"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return fedex.New() },
		Unknown: "unknown_code",
		Push:    func(secret string) carriersim.Push { return carriertest.Push(t, "fedex", secret) },
		Fetches: "794843185271",
		Moves:   "fedex",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := fedex.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
