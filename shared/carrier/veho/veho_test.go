package veho_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/veho"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:      func() carrier.Adapter { return veho.New() },
		Unknown:  "unknown_code",
		Push:     func(secret string) carriersim.Push { return carriertest.Push(t, "veho", secret) },
		Weakness: "a shared secret; nothing is signed",
		Fetches:  "VH7K2MXRQ4T9BC",
		Moves:    "veho",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := veho.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
