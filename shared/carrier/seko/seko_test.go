package seko_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/seko"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:      func() carrier.Adapter { return seko.New() },
		Unknown:  "unknown_code",
		Push:     func(secret string) carriersim.Push { return carriertest.Push(t, "seko", secret) },
		Weakness: "a shared secret; nothing is signed",
		Fetches:  "DG30754101999",
		Moves:    "seko",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := seko.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
