package main

import (
	"fmt"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/shipment"
)

var end = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// TestBodiesAreRead proves that what is measured are scans that the adapters know, each of them new.
func TestBodiesAreRead(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		scans := story(seed, 40, end)
		told := map[string]map[string]bool{"ups": {}, "easypost": {}}
		for i, s := range scans {
			alert, err := upsAlert("1ZA2B3C40300000010", "EXAMPLE", s)
			if err != nil {
				t.Fatal(err)
			}
			event, err := easypostEvent("9400111899223100000013", scans[:i+1])
			if err != nil {
				t.Fatal(err)
			}
			if got := collect(t, "ups", alert, told["ups"]); got != 1 {
				t.Fatalf("seed %d: UPS tells %d scans about scan %d", seed, got, i)
			}
			if got := collect(t, "easypost", event, told["easypost"]); got != i+1 {
				t.Fatalf("seed %d: EasyPost tells %d scans up to scan %d", seed, got, i)
			}
		}
		if len(told["ups"]) != 40 || len(told["easypost"]) != 40 {
			t.Errorf("seed %d: %d and %d different scans", seed, len(told["ups"]), len(told["easypost"]))
		}
		if last := scans[39].at; !last.Before(end) || end.Sub(last) > time.Hour+time.Second {
			t.Errorf("seed %d: the last scan is at %v", seed, last)
		}
	}
}

// collect decodes a push, notes the ids of its facts and counts its scans.
func collect(t *testing.T, source string, body []byte, ids map[string]bool) int {
	t.Helper()
	e, _ := registry.New().Find(source)
	update, err := e.Adapter.Decode(carrier.Webhook, body)
	if err != nil || len(update.Parcels) != 1 {
		t.Fatalf("%s: %d parcels, %v in %s", source, len(update.Parcels), err, body)
	}
	for _, f := range update.Parcels[0].Facts {
		if f.Kind != shipment.ScanFact || f.Status == shipment.Unknown || f.Status == "" {
			t.Errorf("%s: %s of status %q from %q", source, f.Kind, f.Status, f.Text)
		}
		ids[f.ID] = true
	}
	return len(update.Parcels[0].Facts)
}

func TestStoriesRepeat(t *testing.T) {
	t.Parallel()
	third, again, fourth := fmt.Sprint(story(3, 12, end)), fmt.Sprint(story(3, 12, end)), fmt.Sprint(story(4, 12, end))
	if third != again {
		t.Error("a seed tells two stories")
	}
	if third == fourth {
		t.Error("two seeds tell one story")
	}
}
