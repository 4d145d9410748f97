package gallery_test

import (
	"bytes"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/page/gallery"
	"doorstep/shared/shipment"
)

var now = time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)

// What each story is meant to show is what the fold makes of it: status, tracking state, lateness of its first parcel.
func TestStoriesShowTheirStates(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"announced": "info_received announced in_time", "pending": "pending announced in_time", "unknown": "unknown announced in_time",
		"accepted": "accepted tracked in_time", "in-transit": "in_transit tracked in_time", "late-estimates": "in_transit tracked expected",
		"overdue": "in_transit tracked overdue", "out-for-delivery": "out_for_delivery tracked in_time", "attempted": "delivery_attempted tracked in_time",
		"attempted-twice": "delivery_attempted tracked in_time", "pickup-expiring": "available_for_pickup tracked in_time",
		"delivered": "delivered tracked came_in_time", "delivered-late": "delivered tracked came_late", "held-lost": "exception tracked in_time",
		"resolved": "in_transit tracked in_time", "destroyed": "destroyed tracked in_time", "customs-duties": "exception tracked in_time",
		"returning-refused": "returning tracked in_time", "returned": "returned tracked ", "return-on-its-way": "returning tracked in_time",
		"return-arrived": "returned tracked came_in_time", "reopened": "in_transit tracked in_time", "label-voided": "cancelled announced in_time",
		"stale": "in_transit stale in_time", "expired": "in_transit stale in_time", "conflict": "returned conflict came_in_time",
		"not-permitted": "pending not_permitted in_time", "not-permitted-later": "in_transit not_permitted in_time", "unconfirmed": "delivered tracked came_in_time",
		"denied": "out_for_delivery tracked in_time", "pickup-ready": "available_for_pickup tracked in_time", "local-delivery": "out_for_delivery tracked in_time",
	}
	got := map[string]string{}
	for _, e := range gallery.All(now) {
		if _, asked := want[e.Name]; asked {
			v := e.Order.Parcels[0].View
			got[e.Name] = fmt.Sprintf("%s %s %s", v.Status, v.Tracking, v.Late)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

// Whoever adds a status, a tracking state, a scope adds an example of it.
func TestNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	missing := map[string]bool{}
	for status := range shipment.SubStatuses {
		missing["status "+string(status)] = true
	}
	for _, tracking := range []shipment.Tracking{shipment.Tracked, shipment.Announced, shipment.NotPermitted, shipment.Conflict, shipment.Stale} {
		missing["tracking "+string(tracking)] = true
	}
	for _, late := range []shipment.Lateness{shipment.NoPromise, shipment.InTime, shipment.ExpectedLate, shipment.Overdue, shipment.CameLate, shipment.CameInTime} {
		missing["late "+string(late)] = true
	}
	for _, scope := range []link.Scope{link.Owner, link.Gift, link.Support} {
		missing["scope "+string(scope)] = true
	}
	for _, sub := range shipment.SubStatuses[shipment.Exception] {
		if regexp.MustCompile("^customs_").MatchString(sub) {
			missing["customs "+sub] = true
		}
	}
	// The end of tracking is a verdict, never a status of a parcel; without a promise nothing is late.
	delete(missing, "status expired")
	delete(missing, "late ")
	names := map[string]bool{}
	for _, e := range gallery.All(now) {
		if names[e.Name] || !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(e.Name) || e.Title == "" {
			t.Errorf("%q is no name of its own, or has no title", e.Name)
		}
		names[e.Name] = true
		delete(missing, "scope "+string(e.Order.Scope))
		for _, p := range e.Order.Parcels {
			delete(missing, "status "+string(p.View.Status))
			delete(missing, "tracking "+string(p.View.Tracking))
			delete(missing, "late "+string(p.View.Late))
			delete(missing, "customs "+p.View.Sub)
		}
	}
	for what := range missing {
		t.Errorf("no example shows %s", what)
	}
	if len(names) < 60 {
		t.Errorf("%d examples", len(names))
	}
}

// A page can be made of each example at any hour of the day, and content is beside none that is in trouble.
func TestEveryExampleHasAPage(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	r := brand.Default("Aster & Pine")
	r.Slots = []brand.Slot{{Kind: "tip", Title: "Wash by hand"}}
	for _, at := range []time.Time{now, time.Date(2026, 1, 1, 0, 5, 0, 0, time.UTC)} {
		var content int
		for _, e := range gallery.All(at) {
			in := e.Page(r, words)
			var b bytes.Buffer
			if err := pages.WriteOrder(&b, in); err != nil || b.Len() < 1000 {
				t.Errorf("%s: %d bytes, %v", e.Name, b.Len(), err)
			}
			shown := bytes.Contains(b.Bytes(), []byte("Wash by hand"))
			if shown && page.Trouble(in) {
				t.Errorf("%s: content beside trouble", e.Name)
			}
			if shown {
				content++
			}
		}
		if content == 0 {
			t.Error("content is nowhere")
		}
	}
}

// The other pages render too, and none takes the name of an order's page.
func TestEveryOtherPage(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, e := range gallery.All(now) {
		names[e.Name] = true
	}
	for _, o := range gallery.Others(now, brand.Default("Aster & Pine"), words) {
		var b bytes.Buffer
		if err := o.Write(pages, &b); err != nil || !bytes.Contains(b.Bytes(), []byte("Aster &amp; Pine")) || names[o.Name] || o.Title == "" {
			t.Errorf("%s: %d bytes, %v", o.Name, b.Len(), err)
		}
		names[o.Name] = true
	}
}
