package royalmail_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/royalmail"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return royalmail.New() },
		Unknown: "unknown_code",
		Fetches: "RN123456785GB",
		Moves:   "royalmail",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := royalmail.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
