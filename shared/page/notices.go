package page

import (
	"slices"

	"doorstep/shared/shipment"
)

// notices says in words what the status alone would hide.
func notices(s subject) []notice {
	var out []notice
	w, v, now := s.order.Words, s.view, s.order.Now
	name := s.carrier.Name
	add := func(tone, text string) { out = append(out, notice{Tone: tone, Text: text}) }
	switch {
	case s.own: // no carrier has scanned it, and none ever will
	case v.Tracking == shipment.Announced:
		add("idle", w.Text("tracking.announced", "carrier", name))
	case v.Tracking == shipment.NotPermitted && len(v.Scans) > 0: // without any, the headline says it: see hush
		add("idle", w.Text("tracking.not_permitted", "carrier", name))
	case v.Tracking == shipment.Conflict:
		add("warn", w.Text("tracking.conflict"))
	case v.Tracking == shipment.Stale:
		add("warn", w.Text("tracking.stale", "day", w.Day(v.Since, now)))
	}
	if v.Unconfirmed && v.Status != shipment.Delivered { // of a delivery the headline says it
		add("warn", w.Text("page.unconfirmed"))
	}
	if i := slices.IndexFunc(v.Scans, func(s shipment.Scan) bool { return s.Denied }); i >= 0 {
		add("warn", w.Text("page.denied", "status", w.Text("status."+string(v.Scans[i].Status)), "carrier", name))
	}
	if v.Reopened {
		add("warn", w.Text("tracking.reopened"))
	}
	if v.Signed && v.Status == shipment.Delivered && v.Sub != "signed" {
		add("good", w.Text("page.signed"))
	}
	if v.Pieces > 1 {
		add("idle", w.Text("page.pieces", "arrived", w.Number(v.Arrived), "pieces", w.Number(v.Pieces)))
	}
	if v.Attempts > 0 && !v.Status.Terminal() {
		add("idle", w.Count("page.attempts", v.Attempts))
	}
	return out
}

// Trouble reports whether something is wrong with an order: then there is no room for recommendations.
func Trouble(o Order) bool {
	return o.cancelled() || len(o.Parcels) == 0 && overdue(o) || slices.ContainsFunc(o.Parcels, func(p Parcel) bool { return troubled(p) })
}

// overdue reports whether an order without parcels should have arrived by now.
func overdue(o Order) bool {
	_, current := o.Order.Promised()
	window := shipment.Window{Earliest: current.Earliest, Latest: current.Latest, Precision: shipment.Day}
	return shipment.NewView(shipment.State{}, window, o.Now).Late == shipment.Overdue
}

func troubled(p Parcel) bool {
	v := p.View
	switch v.Status {
	case shipment.Exception, shipment.DeliveryAttempted, shipment.Returning, shipment.Returned, shipment.Cancelled, shipment.Expired, shipment.Destroyed:
		return true
	}
	switch v.Tracking {
	case shipment.Conflict, shipment.Stale:
		return true
	}
	bad := v.Status == shipment.Delivered && (v.Sub == "damaged" || v.Sub == "partially")
	late := v.Late == shipment.Overdue || v.Late == shipment.ExpectedLate || v.Late == shipment.CameLate
	return bad || late || v.Reopened || v.Unconfirmed || p.Shipment.Cancelled != "" ||
		slices.ContainsFunc(v.Scans, func(s shipment.Scan) bool { return s.Denied })
}
