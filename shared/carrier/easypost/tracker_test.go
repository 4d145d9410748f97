package easypost

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// interpreter is a carrier that knows a few words.
type interpreter map[string]carrier.Meaning

func (i interpreter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := i[code]; ok {
		return m, true
	}
	m, ok := i[text]
	return m, ok
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	a := New(map[string]carrier.Interpreter{"ups": interpreter{
		"Origin Scan":           {Status: shipment.Accepted, Sub: "origin_scan"},
		"Updated delivery date": {},
		"Front door":            {Status: shipment.Delivered, Sub: "safe_place"},
		"Back at the sender":    {Status: shipment.Returned, Sub: "to_sender"},
		"X1":                    {Status: shipment.InTransit, Sub: "customs_cleared"},
	}})
	cases := map[string]struct {
		carrier string
		e       detail
		want    string
	}{
		"the status":                               {"", detail{status: "in_transit"}, "in_transit/"},
		"the detail refines it":                    {"", detail{status: "in_transit", detail: "departed_facility"}, "in_transit/departed"},
		"an unknown detail leaves it":              {"", detail{status: "in_transit", detail: "brand_new"}, "in_transit/"},
		"an unknown status is unknown":             {"ups", detail{status: "brand_new", message: "Origin Scan"}, "unknown/unmapped_code"},
		"EasyPost's unknown is not unmapped":       {"", detail{status: "unknown"}, "unknown/"},
		"both spellings":                           {"", detail{status: "canceled"}, "cancelled/"},
		"the carrier's words refine transit":       {"ups", detail{status: "in_transit", message: "Origin Scan"}, "accepted/origin_scan"},
		"the carrier's code refines transit":       {"ups", detail{status: "in_transit", code: "X1"}, "in_transit/customs_cleared"},
		"not of another carrier":                   {"usps", detail{status: "in_transit", message: "Origin Scan"}, "in_transit/"},
		"the carrier says nothing of the place":    {"ups", detail{status: "in_transit", message: "Updated delivery date"}, "/"},
		"a delivery gets the carrier's particular": {"ups", detail{status: "delivered", message: "Front door"}, "delivered/safe_place"},
		"a delivery to the sender is a return":     {"ups", detail{status: "delivered", message: "Back at the sender"}, "returned/to_sender"},
		"a delivery is not undone":                 {"ups", detail{status: "delivered", message: "Origin Scan"}, "delivered/"},
		"out for delivery stays":                   {"ups", detail{status: "out_for_delivery", message: "Origin Scan"}, "out_for_delivery/"},
		"a failure does not become transit":        {"ups", detail{status: "failure", code: "X1"}, "exception/other"},
		"a label can turn out to be accepted":      {"ups", detail{status: "pre_transit", message: "Origin Scan"}, "accepted/origin_scan"},
		"a label does not become a delivery":       {"ups", detail{status: "pre_transit", message: "Front door"}, "info_received/"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := a.meaning(c.e, c.carrier)
			if got := string(m.Status) + "/" + m.Sub; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWindowOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ date, localDate, localClock, want string }{
		"a date dressed as an instant":     {"2014-11-27T00:00:00Z", "", "", "2014-11-27..2014-11-27 day"},
		"an instant: its printed day":      {"2022-04-11T03:34:58Z", "", "", "2022-04-11..2022-04-11 day"},
		"the local date is believed":       {"2024-08-06T01:00:00Z", "2024-08-05", "", "2024-08-05..2024-08-05 day"},
		"with the local clock":             {"2024-08-06T01:00:00Z", "2024-08-05", "21:00:00", "2024-08-05T00:00:00..2024-08-05T21:00:00 minute"},
		"a clock without its date is none": {"2024-08-06T01:00:00Z", "", "21:00:00", "2024-08-06..2024-08-06 day"},
		"midnight is no clock":             {"", "2024-08-05", "00:00:00", "2024-08-05..2024-08-05 day"},
		"nothing":                          {"", "", "", ""},
		"null as text":                     {"null", "null", "null", ""},
	}
	for name, c := range cases {
		w, ok := windowOf(c.date, c.localDate, c.localClock)
		got := w.Earliest + ".." + w.Latest + " " + string(w.Precision)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestProblemKind(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"UNAUTHORIZED": carrier.Unauthorized, "NOT_FOUND": carrier.NotFound, "RATE_LIMITED": carrier.RateLimited, "INTERNAL_SERVER_ERROR": carrier.Upstream,
		"TRACKER.CREATE.ERROR": carrier.Invalid, "": carrier.Invalid,
	} {
		if got := problemKind(code, ""); got != want {
			t.Errorf("%q: got %s, want %s", code, got, want)
		}
	}
}

// EasyPost repeats the whole history: an old event delivered late must add nothing to a newer one.
func TestRepeatedHistoryAddsNothing(t *testing.T) {
	t.Parallel()
	a := New(nil)
	first := `{"object":"Tracker","tracking_code":"1Z1","status":"in_transit","updated_at":"2026-03-08T00:00:00Z","tracking_details":[` +
		`{"status":"pre_transit","message":"Label","datetime":"2026-03-07T10:00:00Z"}]}`
	second := `{"object":"Tracker","tracking_code":"1Z1","status":"in_transit","updated_at":"2026-03-09T00:00:00Z","tracking_details":[` +
		`{"status":"in_transit","message":"Departed","datetime":"2026-03-08T10:00:00Z"},{"status":"pre_transit","message":"Label","datetime":"2026-03-07T10:00:00Z"}]}`
	ids := map[string]bool{}
	for _, body := range []string{second, first, second} {
		u, err := a.Decode(carrier.Webhook, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range u.Parcels[0].Facts {
			ids[f.ID] = true
		}
	}
	if len(ids) != 2 {
		t.Errorf("%d facts, want 2", len(ids))
	}
}
