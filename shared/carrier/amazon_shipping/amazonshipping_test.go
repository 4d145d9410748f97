package amazonshipping_test

import (
	"testing"

	"doorstep/shared/carrier"
	amazonshipping "doorstep/shared/carrier/amazon_shipping"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:      func() carrier.Adapter { return amazonshipping.New() },
		Unknown:  "unknown_code",
		Push:     func(secret string) carriersim.Push { return carriertest.Push(t, "amazon_shipping", secret) },
		Weakness: "a shared secret; nothing is signed",
		Fetches:  "TBA304926117533",
		Moves:    "amazon_shipping",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := amazonshipping.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
