package carrier_test

import (
	"testing"

	"doorstep/shared/carrier"
)

func TestRate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"60/h": "60/h", "5/s": "5/s", " 200 / min": "200/min", "1000/d": "1000/d",
		"": "error", "60": "error", "0/h": "error", "-1/h": "error", "60/week": "error", "6x/h": "error", "1.5/s": "error", "9999999/s": "error",
	} {
		r, err := carrier.ParseRate(text)
		got := r.String()
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got := (carrier.Rate{}).String(); got != "" {
		t.Errorf("no rate prints %q", got)
	}
}
