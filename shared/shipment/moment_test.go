package shipment_test

import (
	"testing"
	"time"

	"doorstep/shared/shipment"
)

func TestLatest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		moment shipment.Moment
		want   string // empty: there is none
	}{
		"an instant":          {shipment.Moment{Local: "2026-11-20T10:00:00", Offset: "+01:00", Precision: shipment.Second}, "2026-11-20T09:00:00Z"},
		"a clock of no place": {shipment.Moment{Local: "2026-11-20T10:00:00", Precision: shipment.Second}, "2026-11-20T22:00:00Z"},
		"a day":               {shipment.Moment{Local: "2026-11-20", Precision: shipment.Day}, "2026-11-21T12:00:00Z"},
		"a day with an offset": {shipment.Moment{Local: "2026-11-20", Offset: "+09:00", Precision: shipment.Day},
			"2026-11-21T12:00:00Z"},
		"a day that has a clock": {shipment.Moment{Local: "2026-11-20T10:00:00", Precision: shipment.Day}, "2026-11-21T12:00:00Z"},
		"no day":                 {shipment.Moment{Local: "2026-02-31"}, ""},
		"nothing":                {shipment.Moment{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := c.moment.Latest()
			if text := got.Format(time.RFC3339); ok != (c.want != "") || ok && text != c.want || !ok && !got.IsZero() {
				t.Errorf("Latest gives %s, %t, want %q", text, ok, c.want)
			}
		})
	}
}
