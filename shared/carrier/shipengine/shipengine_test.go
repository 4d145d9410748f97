package shipengine_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/shipengine"
	"doorstep/shared/carrier/ups"
	"doorstep/shared/carrier/usps"
)

// adapter is wired as the registry does it: with the real tables of carriers.
func adapter() carrier.Adapter {
	return shipengine.New(map[string]carrier.Interpreter{"ups": ups.New(), "usps": usps.New()})
}

// The suite does not check the signature: all accounts of ShipEngine share one key, so that there are no old and new
// secrets. The tests of shared/signature and functions/webhook do.
func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{New: adapter, Unknown: "unknown_code", Fetches: "9400111206206406260787", Moves: "usps"})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := adapter()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
