package dhlexpress_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	dhlexpress "doorstep/shared/carrier/dhl_express"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return dhlexpress.New() },
		Unknown: "unknown_code",
		Fetches: "8812345675",
		Moves:   "dhl_express",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := dhlexpress.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
