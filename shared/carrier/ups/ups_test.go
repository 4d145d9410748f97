package ups_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/ups"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:      func() carrier.Adapter { return ups.New() },
		Unknown:  "unknown_code",
		Push:     func(secret string) carriersim.Push { return carriertest.Push(t, "ups", secret) },
		Weakness: "UPS signs nothing: the secret travels in a header",
		Fetches:  "1Z879E930346834440",
		Moves:    "ups",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := ups.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
