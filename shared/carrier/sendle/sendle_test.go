package sendle_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/sendle"
)

func adapter() carrier.Adapter { return sendle.New() }

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{New: adapter, Unknown: "unknown_code", Fetches: "S34WER4S", Moves: "sendle", Nameless: true})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := adapter()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}
