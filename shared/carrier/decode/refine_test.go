package decode_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/shipment"
)

func TestRefine(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ aggregator, carrier, want string }{
		"the origin scan is in transit to an aggregator": {"in_transit", "accepted/origin_scan", "accepted/origin_scan"},
		"a customs hold as well":                         {"in_transit", "exception/customs_delay", "exception/customs_delay"},
		"a sub-status is added":                          {"in_transit", "in_transit/departed", "in_transit/departed"},
		"and not replaced":                               {"in_transit/arrived", "in_transit/hub", "in_transit/arrived"},
		"other is no sub-status":                         {"exception/other", "exception/weather", "exception/weather"},
		"a particular transit turns into a hold":         {"in_transit/arrived", "exception/held", "exception/held"},
		"but not into a label":                           {"in_transit/arrived", "info_received/label_created", "in_transit/arrived"},
		"the carrier says that it is no news":            {"in_transit", "", ""},
		"a known arrival stays news":                     {"in_transit/arrived", "", "in_transit/arrived"},
		"what nobody else knew":                          {"unknown/unmapped_code", "delivered/mailbox", "delivered/mailbox"},
		"a label turns out to be accepted":               {"info_received", "accepted", "accepted"},
		"a label does not become a delivery":             {"info_received", "delivered", "info_received"},
		"a delivery to the sender is a return":           {"delivered", "returned/to_sender", "returned/to_sender"},
		"a delivery is not undone":                       {"delivered", "accepted/origin_scan", "delivered"},
		"out for delivery stays":                         {"out_for_delivery", "accepted", "out_for_delivery"},
		"a failure does not become transit":              {"exception/other", "in_transit/arrived", "exception/other"},
		"an exception becomes a return":                  {"exception/other", "returning/refused", "returning/refused"},
	}
	for name, c := range cases {
		if got := decode.Refine(meaning(c.aggregator), meaning(c.carrier)); got != meaning(c.want) {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// table is a carrier that knows one code.
type table struct{}

func (table) Interpret(code, text string) (carrier.Meaning, bool) {
	return meaning("accepted/" + text), code == "OR"
}

func TestRefineBy(t *testing.T) {
	t.Parallel()
	m := meaning("in_transit")
	if got := decode.RefineBy(m, table{}, "OR", "origin_scan"); got != meaning("accepted/origin_scan") {
		t.Errorf("a scan that the carrier knows: got %s", got)
	}
	if got := decode.RefineBy(m, table{}, "ZZ", "origin_scan"); got != m {
		t.Errorf("a scan that the carrier does not know: got %s", got)
	}
	if got := decode.RefineBy(m, nil, "OR", "origin_scan"); got != m {
		t.Errorf("a carrier that nobody knows: got %s", got)
	}
}

func meaning(words string) carrier.Meaning {
	status, sub, _ := strings.Cut(words, "/")
	return carrier.Meaning{Status: shipment.Status(status), Sub: sub}
}
