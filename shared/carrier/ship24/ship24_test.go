package ship24_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/ship24"
	"doorstep/shared/carrier/ups"
	"doorstep/shared/carrier/usps"
)

// adapter is wired as the registry does it: with the real tables of carriers.
func adapter() carrier.Adapter {
	return ship24.New(map[string]carrier.Interpreter{"ups": ups.New(), "usps": usps.New()})
}

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:      adapter,
		Unknown:  "unknown_code",
		Push:     func(secret string) carriersim.Push { return carriertest.Push(t, "ship24", secret) },
		Weakness: "a shared secret; nothing is signed",
		Fetches:  "9400111206206406260787",
		Moves:    "usps",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := adapter()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
