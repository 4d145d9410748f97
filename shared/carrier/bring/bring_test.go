package bring_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/bring"
	"doorstep/shared/carrier/carriertest"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return bring.New() },
		Unknown: "unknown_code",
		Fetches: "370438101234567899",
		Moves:   "bring",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := bring.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
