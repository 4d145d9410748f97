package handler

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// A pickup is told of by the shop alone: it has a state like any parcel, and nobody is asked about it.
func TestAShipmentWithoutATrackingNumber(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	own := order.OwnNumber(order.ID("aster", "A-1001"), "P1")
	first := s.send("PUT", path, `{"method":"pickup","pickup":{"name":"Aster, Main Street","until":"2026-12-01"},"items":[{"id":"a","quantity":1}],
		"shipments":[{"ref":"P1","carrier":"our own counter","status":"available_for_pickup","status_at":"2026-11-20T10:00:00+01:00"}]}`)
	want := []receiptShipment{{ID: decode[receipt](t, first).Shipments[0].ID, Carrier: "our own counter", Ref: "P1", Status: shipment.AvailableForPickup}}
	got := decode[receipt](t, first)
	if diff := cmp.Diff(want, got.Shipments); first.Code != 201 || diff != "" || len(got.Warnings) != 0 {
		t.Errorf("answer %d %v differs (-want +got):\n%s", first.Code, got.Warnings, diff)
	}
	if w := s.wrote(); w != "link, facts "+own+", order, claim "+own {
		t.Errorf("wrote %s", w)
	}
	if n := s.numbers[own]; n.Due.Kind != store.CheckDue {
		t.Errorf("it is due as %v: nobody can be asked, and watch has to look", n.Due)
	}
	// The status alone is new: the order is not written.
	later := `{"shipments":[{"ref":"P1","status":"delivered","status_at":"2026-11-21T11:00:00+01:00"}]}`
	s.send("PUT", path, later)
	if w := s.wrote(); w != "facts "+own {
		t.Errorf("a new status wrote %s", w)
	}
	s.send("PUT", path, later)
	if w := s.wrote(); w != "" {
		t.Errorf("the same status wrote %s", w)
	}
	// An older body tells nothing.
	s.send("PUT", path, `{"updated_at":"2026-11-21T12:00:00Z"}`)
	s.wrote()
	s.send("PUT", path, `{"updated_at":"2026-11-20T12:00:00Z","shipments":[{"ref":"P1","status":"exception"}]}`)
	if w := s.wrote(); w != "" {
		t.Errorf("an older body wrote %s", w)
	}
	known := decode[record](t, s.send("GET", path, ""))
	if known.Method != "pickup" || known.Pickup == nil || known.Pickup.Until != "2026-12-01" || known.Shipments[0].TrackingNumber != "" || known.Shipments[0].Ref != "P1" {
		t.Errorf("the record shows %+v", known)
	}
	if strings.Contains(s.send("GET", path, "").Body.String(), own) {
		t.Error("the record shows a number of our own")
	}
}

// When the tracking number becomes known, the shipment stays the same one; its own number is given back.
func TestATrackingNumberThatComesLater(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	own := order.OwnNumber(order.ID("aster", "A-1001"), "F1")
	before := decode[receipt](t, s.send("PUT", path, `{"shipments":[{"ref":"F1","status":"info_received","status_at":"2026-11-20"}]}`))
	s.wrote()
	after := decode[receipt](t, s.send("PUT", path, `{"shipments":[{"ref":"F1","carrier":"ups","tracking_number":"1Z999AA10123456784"}]}`))
	if len(after.Shipments) != 1 || after.Shipments[0].ID != before.Shipments[0].ID || after.Shipments[0].TrackingNumber != "1Z999AA10123456784" {
		t.Errorf("shipments %+v, before %+v", after.Shipments, before.Shipments)
	}
	if w := s.wrote(); w != "order, claim 1Z999AA10123456784, claim "+own {
		t.Errorf("wrote %s", w)
	}
	if !s.numbers[own].Claims[0].Released || s.numbers["1Z999AA10123456784"].Due.Kind != "poll" {
		t.Errorf("own number %+v, number %+v", s.numbers[own], s.numbers["1Z999AA10123456784"])
	}
}

func TestAShipmentTakenBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, `{"items":[{"id":"a","quantity":2}],"shipments":[{"tracking_number":"1Z999AA10123456784","items":[{"id":"a","quantity":2}]}]}`)
	w := s.send("PUT", path, `{"cancelled_at":"2026-11-21","cancel_reason":"customer","items":[{"id":"a","quantity":1}],"shipments":[{"tracking_number":"1Z999AA10123456784","cancelled_at":"2026-11-21"}]}`)
	got := decode[receipt](t, w)
	if got.Shipments[0].Status != shipment.Cancelled || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0].Detail, "ups is assumed") {
		t.Errorf("answer %s; a shipment that was taken back holds nothing", w.Body)
	}
	if !s.numbers["1Z999AA10123456784"].Claims[0].Released {
		t.Error("its claim was not released")
	}
	known := decode[record](t, s.send("GET", path, ""))
	if known.CancelledAt != "2026-11-21" || known.Reason != "customer" || known.Shipments[0].CancelledAt != "2026-11-21" || known.Shipments[0].Status != shipment.Cancelled {
		t.Errorf("the record shows %+v", known)
	}
}

func TestRefs(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, `{"items":[{"id":"a","quantity":1}],"refs":[{"system":"shopify","id":"4507"}]}`)
	if got := s.refs["aster/shopify/4507"]; got != order.ID("aster", "A-1001") {
		t.Errorf("the ref leads to %q", got)
	}
	s.refs = map[string]string{"aster/shopify/9": "another"} // gone, to see whether it is written again
	s.send("PUT", path, `{"channel":"web","refs":[{"system":"shopify","id":"4507"}]}`)
	if len(s.refs) != 1 {
		t.Errorf("a known ref was written again: %v", s.refs)
	}
	w := s.send("PUT", path, `{"refs":[{"system":"shopify","id":"9"}]}`)
	if w.Code != 409 || !strings.Contains(w.Body.String(), `in shopify belongs to order`) {
		t.Errorf("a ref of another order: %d %s", w.Code, w.Body)
	}
}

// Order numbers are what shops make of them.
func TestOddOrderNumbers(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"#1001", "Auftrag ß/7", "注文 1001", "🛍-1", "a%2Fb", "a/b", "100%", ".", "..", "O'Neill & Söhne?x=1", "١٠٠١"} {
		t.Run(number, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			at := "/v1/orders/aster/" + order.Segment(number)
			if w := s.send("PUT", at, `{"items":[{"id":"a","quantity":1}]}`); w.Code != 201 {
				t.Fatalf("PUT gives %d %s", w.Code, w.Body)
			}
			if got := decode[record](t, s.send("GET", at, "")); got.Number != number {
				t.Errorf("the number became %q", got.Number)
			}
			for _, call := range [][3]string{{"POST", "/links", `{"scope":"gift"}`}, {"GET", "/export", ""}, {"DELETE", "/links", ""}, {"DELETE", "", ""}} {
				if w := s.send(call[0], at+call[1], call[2]); w.Code >= 300 {
					t.Errorf("%s %s gives %d %s", call[0], call[1], w.Code, w.Body)
				}
			}
		})
	}
}

// The largest order there may be is taken, repeated, exported and erased.
func TestAHundredShipments(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var list []string
	for i := range order.MaxShipments {
		list = append(list, fmt.Sprintf(`{"ref":"F%d","tracking_number":"NUMBER%04d"}`, i, i))
	}
	body := `{"shipments":[` + strings.Join(list, ",") + `]}`
	if w := s.send("PUT", path, body); w.Code != 201 || len(decode[receipt](t, w).Shipments) != 100 {
		t.Fatalf("%d %.300s", w.Code, w.Body)
	}
	s.wrote()
	if w := s.send("PUT", path, body); w.Code != 200 || s.wrote() != "" {
		t.Errorf("the same body: %d", w.Code)
	}
	if w := s.send("POST", path+"/shipments", `{"ref":"one more"}`); w.Code != 422 {
		t.Errorf("the 101st: %d %s", w.Code, w.Body)
	}
	if got := decode[export](t, s.send("GET", path+"/export", "")); len(got.Shipments) != 100 {
		t.Errorf("the export shows %d", len(got.Shipments))
	}
	if w := s.send("DELETE", path, ""); w.Code != 200 || len(s.gone) != 101 {
		t.Errorf("erasing gives %d and destroys %d keys", w.Code, len(s.gone))
	}
}

// Two bodies at once are both in the order, whoever was first.
func TestTwoBodiesAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, `{"items":[{"id":"a","quantity":1}]}`)
	s.before["PutOrder"] = func(*memory) {
		s.send("PUT", path, `{"items":[{"id":"b","quantity":1}],"shipments":[{"ref":"F1","tracking_number":"11111"}]}`)
	}
	s.send("PUT", path, `{"items":[{"id":"c","quantity":1}],"shipments":[{"ref":"F2","tracking_number":"22222"}],"refs":[{"system":"shopify","id":"1"}]}`)
	known := decode[record](t, s.send("GET", path, ""))
	if len(known.Items) != 3 || len(known.Shipments) != 2 || len(known.Refs) != 1 || s.refs["aster/shopify/1"] == "" {
		t.Errorf("the order holds %+v, refs %v", known, s.refs)
	}
}
