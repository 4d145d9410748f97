package bpost_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/bpost"
	"doorstep/shared/carrier/carriertest"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return bpost.New() },
		Unknown: "unknown_code",
		Fetches: "323212345659900040669030",
		Moves:   "bpost",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := bpost.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
