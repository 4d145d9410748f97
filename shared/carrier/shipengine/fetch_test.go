package shipengine

import (
	"testing"

	"doorstep/shared/carrier"
)

func TestCarrierOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		number, mover string
		creds         carrier.Credentials
		want          string
	}{
		"the format tells":                      {"1Z879E930346834440", "", nil, "ups"},
		"the account's own code":                {"9400111206206406260787", "", carrier.Credentials{"carrier_codes": "ups=ups_walleted, usps = stamps_com"}, "stamps_com"},
		"ShipEngine spells it another way":      {"RR123456785CA", "", nil, "canada_post"},
		"nobody knows":                          {"ABC", "", nil, ""},
		"the account's only carrier":            {"ABC", "", carrier.Credentials{"carrier_code": "fedex"}, "fedex"},
		"the format stands before it":           {"1Z879E930346834440", "", carrier.Credentials{"carrier_code": "fedex"}, "ups"},
		"the caller knows better":               {"1Z879E930346834440", "fedex", nil, "fedex"},
		"the caller's carrier, by its own code": {"ABC", "usps", carrier.Credentials{"carrier_codes": "usps=stamps_com"}, "stamps_com"},
		"a carrier that ShipEngine lacks":       {"1Z879E930346834440", "landmark", carrier.Credentials{"carrier_code": "ups"}, ""},
		"an override that is none":              {"1Z879E930346834440", "", carrier.Credentials{"carrier_codes": "ups"}, "ups"},
	}
	for name, c := range cases {
		if got := carrierOf(c.number, c.mover, c.creds); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
