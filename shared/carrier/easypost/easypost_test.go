package easypost_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/easypost"
	"doorstep/shared/carrier/ups"
	"doorstep/shared/carrier/usps"
)

// adapter is wired as the registry does it, with stand-ins for nothing: the real tables of the carriers.
func adapter() carrier.Adapter {
	return easypost.New(map[string]carrier.Interpreter{"ups": ups.New(), "usps": usps.New()})
}

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     adapter,
		Unknown: "unknown_code",
		Push:    func(secret string) carriersim.Push { return carriertest.Push(t, "easypost", secret) },
		Fetches: "9400111206206406260787",
		Moves:   "usps",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := adapter()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
