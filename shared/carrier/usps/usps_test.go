package usps_test

import (
	"bytes"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/usps"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return usps.New() },
		Unknown: "unknown_code",
		Push:    func(secret string) carriersim.Push { return carriertest.Push(t, "usps", secret) },
		Signed:  signedPart,
		Fetches: "9400111206206406260787",
		Moves:   "usps",
	})
}

// signedPart is the payload string inside the envelope, which with the timestamp is all that USPS signs.
func signedPart(body []byte) (from, to int) {
	mark := []byte(`"payload":"`)
	from = bytes.Index(body, mark) + len(mark)
	return from, from + bytes.Index(body[from:], []byte(`","`))
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := usps.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
