package usps

import (
	"testing"

	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

func TestTimeOfEvent(t *testing.T) {
	t.Parallel()
	a := New()
	cases := map[string]struct {
		e    event
		want string
	}{
		"offset in its own field":            {event{at: "2026-03-10T13:10:00", offset: "-06:00"}, "2026-03-10T13:10:00 -06:00 carrier_field"},
		"offset behind the time":             {event{at: "2026-03-10T13:10:00-05:00", offset: "-06:00"}, "2026-03-10T13:10:00 -05:00 payload"},
		"a Z that the field contradicts":     {event{at: "2026-03-10T13:10:00Z", offset: "-06:00"}, "2026-03-10T13:10:00 -06:00 carrier_field"},
		"a Z alone":                          {event{at: "2026-03-10T13:10:00Z"}, "2026-03-10T13:10:00 +00:00 payload"},
		"an absurd offset":                   {event{at: "2026-03-10T13:10:00", offset: "-60:00"}, "2026-03-10T13:10:00  none"},
		"the state has one clock":            {event{at: "2026-03-10T13:10:00", state: "wi"}, "2026-03-10T13:10:00 -05:00 location"},
		"the state has two clocks":           {event{at: "2026-03-10T13:10:00", state: "TX"}, "2026-03-10T13:10:00  none"},
		"a state of another country":         {event{at: "2026-03-10T13:10:00", state: "WI", nation: "GERMANY"}, "2026-03-10T13:10:00  none"},
		"a facility without state":           {event{at: "2026-03-10T13:10:00", city: "OAK CREEK WI DISTRIBUTION CENTER"}, "2026-03-10T13:10:00  none"},
		"only a day":                         {event{at: "2026-03-10", offset: "-06:00"}, "2026-03-10  none"},
		"nothing that can be read as a time": {event{at: "string", offset: "-06:00"}, "  "},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := a.at(c.e)
			if got := m.Local + " " + m.Offset + " " + string(m.Zone); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Captured answers date evening scans a whole day early in GMTTimestamp; the event's own time and offset are right.
func TestGMTTimestampIsNotLookedAt(t *testing.T) {
	t.Parallel()
	body := `{"trackingNumber":"9400111206206406260787","trackingEvents":[{"eventType":"Arrived at USPS Facility","eventCode":"A1",` +
		`"eventTimestamp":"2026-03-09T21:20:00","GMTTimestamp":"2026-03-09T01:20:34Z","GMTOffset":"-04:00"}]}`
	u, err := New().Decode("poll", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if at := u.Parcels[0].Facts[0].At.UTC(); at != "2026-03-10T01:20:00Z" {
		t.Errorf("got %s", at)
	}
}

// The members of an answer come in any order; the expectation must not depend on it.
func TestExpectKeepsTheMostExact(t *testing.T) {
	t.Parallel()
	all := []string{"2026-03-12", "2026-03-11T21:00:00", "2026-03-10T21:00:00", "", "string"}
	for i := range all {
		var m mailpiece
		for j := range all {
			m.expect(expected, all[(i+j)%len(all)])
		}
		if got := moment.Day(moment.ISO(m.expectation())); got != "2026-03-10" {
			t.Errorf("starting with %q: %s", all[i], m.expectation())
		}
	}
}

func TestKindOfProblem(t *testing.T) {
	t.Parallel()
	for want, cases := range map[string][][3]string{
		"not_found":    {{"400", "150001", ""}, {"404", "", ""}, {"400", "", "A status update is not yet available on your package."}, {"400", "", "Tracking number not found"}},
		"unauthorized": {{"401", "", ""}, {"403", "", "Forbidden"}, {"invalid_client", "", ""}, {"400", "", "You are not authorized"}},
		"rate_limited": {{"429", "", ""}, {"", "", "Quota exceeded"}},
		"upstream":     {{"500", "", ""}, {"503", "", ""}},
		"invalid":      {{"400", "", "The tracking number is malformed"}, {"", "", ""}},
	} {
		for _, c := range cases {
			if got := kindOf(c[0], c[1], c[2]); got != want {
				t.Errorf("%v: got %s, want %s", c, got, want)
			}
		}
	}
}

func TestSignedByOnlyOnADelivery(t *testing.T) {
	t.Parallel()
	body := `{"trackingNumber":"9400111206206406260787","trackingEvents":[{"eventType":"Out for Delivery","eventCode":"OF","eventTimestamp":"2026-03-10T08:00:00","name":"A"}]}`
	u, err := New().Decode("poll", []byte(body))
	if err != nil || u.Parcels[0].SignedBy != "" || u.Parcels[0].Facts[0].Signed {
		t.Errorf("got %+v, %v", u, err)
	}
	if u.Parcels[0].Facts[0].Status != shipment.OutForDelivery {
		t.Errorf("status %s", u.Parcels[0].Facts[0].Status)
	}
}
