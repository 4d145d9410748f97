package moment_test

import (
	"testing"

	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

func show(m shipment.Moment) string {
	return m.Local + " " + m.Offset + " " + string(m.Zone) + " " + string(m.Precision)
}

func TestCompact(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ date, clock, want string }{
		"UPS":                     {"20240423", "095004", "2024-04-23T09:50:04  none second"},
		"no clock":                {"20240423", "", "2024-04-23  none day"},
		"minutes only":            {"20240423", "0950", "2024-04-23T09:50:00  none minute"},
		"lost leading zero":       {"20240423", "95004", "2024-04-23T09:50:04  none second"},
		"colons":                  {"20240320", "11:08:38", "2024-03-20T11:08:38  none second"},
		"placeholder clock":       {"20240423", "string", "2024-04-23  none day"},
		"impossible clock":        {"20240423", "256100", "2024-04-23  none day"},
		"impossible day":          {"20240231", "095004", "   "},
		"leap day":                {"20240229", "", "2024-02-29  none day"},
		"no leap day":             {"20230229", "", "   "},
		"placeholder date":        {"string", "095004", "   "},
		"dashes":                  {"2024-04-23", "095004", "2024-04-23T09:50:04  none second"},
		"not a number of digits":  {"2024042", "095004", "   "},
		"year before parcels":     {"00010101", "000000", "   "},
		"leap second is not kept": {"20161231", "235960", "2016-12-31T23:59:59  none second"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := show(moment.Compact(c.date, c.clock)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestISO(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want string }{
		"naive":          {"2024-11-23T13:10:00", "2024-11-23T13:10:00  none second"},
		"UTC":            {"2024-07-31T15:00:00Z", "2024-07-31T15:00:00 +00:00 payload second"},
		"offset":         {"2024-01-14T20:45:00-05:00", "2024-01-14T20:45:00 -05:00 payload second"},
		"no colon":       {"2024-08-12T15:18:10 -0500", "2024-08-12T15:18:10 -05:00 payload second"},
		"fraction":       {"2025-03-06T19:48:05.456Z", "2025-03-06T19:48:05 +00:00 payload second"},
		"seven digits":   {"2024-11-19 08:35:56.0000000", "2024-11-19T08:35:56  none second"},
		"minutes":        {"2024-11-19T08:35", "2024-11-19T08:35:00  none minute"},
		"date":           {"2024-11-19", "2024-11-19  none day"},
		"compact date":   {"20241119", "2024-11-19  none day"},
		"nonsense":       {"string", "   "},
		"nonsense clock": {"2024-11-19Tstring", "2024-11-19  none day"},
		"nonsense zone":  {"2024-11-19T08:35:00+99:99", "2024-11-19T08:35:00  none second"},
		"zone in words":  {"2024-11-19 08:35:00 UTC", "2024-11-19T08:35:00 +00:00 payload second"},
		"unknown zone":   {"2024-11-19 08:35:00 XST", "2024-11-19T08:35:00  none second"},
		"evening":        {"2024-11-19 9:50 PM", "2024-11-19T21:50:00  none minute"},
		"noon":           {"2024-11-19 12:05:10 pm", "2024-11-19T12:05:10  none second"},
		"after midnight": {"2024-11-19T12:05 AM", "2024-11-19T00:05:00  none minute"},
		"no such half":   {"2024-11-19 14:05 AM", "2024-11-19  none day"},
		"half of what":   {"2024-11-19 PM", "2024-11-19  none day"},
		"empty":          {"", "   "},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := show(moment.ISO(c.in)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOffset(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"-05:00": "-05:00", "-04.00": "-04:00", "+0530": "+05:30", "-4": "-04:00", "+14:00": "+14:00", "+5:45": "+05:45", "Z": "+00:00", " UTC": "+00:00", "GMT": "+00:00", "EST": "",
		"-13:00": "", "+14:15": "", "+05:07": "", "05:00": "", "string": "", "": "", "+": "", "-05:00:00": "", "+530": "+05:30",
	} {
		if got, _ := moment.Offset(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestBetween(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ local, utc, want string }{
		"same day":          {"2024-04-23T09:50:04", "2024-04-23T13:50:04", "-04:00"},
		"over midnight":     {"2024-01-31T22:00:00", "2024-02-01T06:00:00", "-08:00"},
		"India":             {"2024-01-31T22:00:00", "2024-01-31T16:30:00", "+05:30"},
		"a day apart":       {"2024-11-21T23:28:00", "2024-11-21T05:28:00", ""},
		"seconds differ":    {"2024-04-23T09:50:04", "2024-04-23T13:50:05", ""},
		"not a whole zone":  {"2024-04-23T09:50:04", "2024-04-23T13:43:04", ""},
		"unreadable":        {"", "2024-04-23T13:43:04", ""},
		"unreadable in UTC": {"2024-04-23T13:43:04", "x", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, _ := moment.Between(shipment.Moment{Local: c.local}, shipment.Moment{Local: c.utc}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestZonesKnowPlacesWithOneClock(t *testing.T) {
	t.Parallel()
	zones := moment.NewZones()
	cases := map[string]struct{ local, country, region, want string }{
		"Ohio in summer":             {"2021-07-21T00:27:00", "US", "OH", "-04:00"},
		"Ohio in winter":             {"2021-12-21T00:27:00", "US", "OH", "-05:00"},
		"Illinois":                   {"2024-11-21T23:28:00", "US", "IL", "-06:00"},
		"Hawaii":                     {"2024-07-21T23:28:00", "US", "HI", "-10:00"},
		"Puerto Rico as country":     {"2024-07-21T23:28:00", "PR", "", "-04:00"},
		"Michigan keeps two":         {"2021-10-21T09:22:15", "US", "MI", ""},
		"Tennessee keeps two":        {"2021-10-19T20:09:00", "US", "TN", ""},
		"the United States keep six": {"2021-10-19T20:09:00", "US", "", ""},
		"Nova Scotia":                {"2024-07-21T12:00:00", "CA", "NS", "-03:00"},
		"Ontario keeps several":      {"2024-07-21T12:00:00", "CA", "ON", ""},
		"Germany":                    {"2024-07-21T12:00:00", "DE", "", "+02:00"},
		"Germany with a region":      {"2024-07-21T12:00:00", "DE", "BY", "+02:00"},
		"India":                      {"2024-07-21T12:00:00", "IN", "", "+05:30"},
		"Australia keeps several":    {"2024-07-21T12:00:00", "AU", "NSW", ""},
		"unknown country":            {"2024-07-21T12:00:00", "XX", "", ""},
		"spring: 02:30 never was":    {"2024-03-10T02:30:00", "US", "NY", ""},
		"spring: 01:59 was":          {"2024-03-10T01:59:00", "US", "NY", "-05:00"},
		"spring: 03:00 was":          {"2024-03-10T03:00:00", "US", "NY", "-04:00"},
		"autumn: 01:30 was twice":    {"2024-11-03T01:30:00", "US", "NY", ""},
		"autumn: 00:59 was once":     {"2024-11-03T00:59:00", "US", "NY", "-04:00"},
		"autumn: 02:00 was once":     {"2024-11-03T02:00:00", "US", "NY", "-05:00"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := zones.At(shipment.Moment{Local: c.local, Zone: shipment.NoZone, Precision: shipment.Second}, c.country, c.region)
			if m.Offset != c.want {
				t.Errorf("got %q, want %q", m.Offset, c.want)
			}
			if (m.Zone == shipment.ZoneLocation) != (c.want != "") {
				t.Errorf("zone source %q", m.Zone)
			}
		})
	}
}

func TestZonesRespectWhatThePayloadSays(t *testing.T) {
	t.Parallel()
	zones := moment.NewZones()
	given := shipment.Moment{Local: "2024-07-21T12:00:00", Offset: "-07:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
	if got := zones.At(given, "US", "OH"); got != given {
		t.Errorf("got %+v", got)
	}
	day := shipment.Moment{Local: "2024-07-21", Zone: shipment.NoZone, Precision: shipment.Day}
	if got := zones.At(day, "US", "OH"); got != day {
		t.Errorf("a day got an offset: %+v", got)
	}
}

func FuzzMoments(f *testing.F) {
	zones := moment.NewZones()
	f.Add("20240423", "095004", "2024-11-23T13:10:00.123-05:00")
	f.Fuzz(func(t *testing.T, date, clock, iso string) {
		for _, m := range []shipment.Moment{moment.Compact(date, clock), moment.ISO(iso)} {
			m = zones.At(m, "US", "OH")
			switch {
			case m.Local == "" && (m.Offset != "" || m.Precision != ""):
				t.Fatalf("an empty moment with %+v", m)
			case m.Precision == shipment.Day && (len(m.Local) != 10 || m.Offset != ""):
				t.Fatalf("a day with %+v", m)
			case m.Local != "" && m.Precision != shipment.Day && len(m.Local) != 19:
				t.Fatalf("a clock with %+v", m)
			}
		}
	})
}
