package gallery

import (
	"strings"
	"time"

	"doorstep/shared/shipment"
)

func dashed(sub string) string { return strings.ReplaceAll(sub, "_", "-") }

// sub is a sub-status with the words of a carrier about it.
type sub struct{ sub, title, text string }

// held is every reason that keeps a parcel from moving on.
func (w world) held() []Example {
	var all []Example
	for _, s := range []sub{
		{"weather", "Held up by weather", "Severe weather conditions have delayed delivery."}, {"damaged", "Damaged on the way", "Merchandise is damaged."},
		{"lost", "Lost", "The package is lost."}, {"address_problem", "The address is wrong", "The street number is incorrect."},
		{"recipient_unknown", "The carrier knows nobody of that name", "The receiver is unknown at this address."},
		{"missort", "Sent to the wrong place", "The package was missed or misrouted."}, {"held", "Held at a depot", "Held in warehouse"},
		{"investigation", "The carrier is looking for it", "An investigation has begun."}, {"carrier_capacity", "The carrier has too much to do", "Delivery delayed by high volume"},
		{"other", "Held up without a reason", "Exception"},
	} {
		all = append(all, w.one("held-"+dashed(s.sub), s.title, w.then(w.scan(shipment.Exception, s.sub, 1, "11:00", s.text, chicago))...))
	}
	return append(all,
		w.one("resolved", "Held up, and on its way again", w.then(w.scan(shipment.Exception, "missort", 1, "09:00", "The package was misrouted.", saltLake),
			w.scan(shipment.InTransit, "problem_resolved", 1, "15:00", "The package is back on its way.", chicago))...),
		w.one("destroyed", "Will not arrive", w.then(w.scan(shipment.Exception, "damaged", 2, "11:00", "Merchandise is damaged.", chicago), w.scan(shipment.Destroyed, "disposed", 1, "15:00", "Disposed of", chicago))...),
	)
}

// customs is each step at a border, with who must act.
func (w world) customs() []Example {
	far := func(more ...shipment.Fact) []shipment.Fact {
		return append([]shipment.Fact{
			w.scan(shipment.Accepted, "origin_scan", 4, "18:00", "Origin Scan", shenzhen), w.scan(shipment.InTransit, "departed", 3, "23:30", "Departed from Facility", shenzhen),
			w.scan(shipment.InTransit, "arrived_destination_country", 2, "04:10", "Arrived in destination country", chicago),
		}, more...)
	}
	var all []Example
	for _, s := range []struct {
		status shipment.Status
		sub
	}{
		{shipment.InTransit, sub{"customs_processing", "At customs, nothing to do", "Import Scan"}}, {shipment.InTransit, sub{"customs_cleared", "Through customs", "Cleared by customs"}},
		{shipment.Exception, sub{"customs_documents", "Customs wants papers", "Documents are missing for clearance."}}, {shipment.Exception, sub{"customs_duties", "Duties are to be paid", "Import charges are due."}},
		{shipment.Exception, sub{"customs_inspection", "Customs opens the parcel", "Selected for inspection"}}, {shipment.Exception, sub{"customs_delay", "Customs takes its time", "Clearance delay"}},
		{shipment.Exception, sub{"customs_prohibited", "Customs does not let it in", "The commodity is prohibited."}},
	} {
		all = append(all, w.one(dashed(s.sub.sub), s.title, far(w.scan(s.status, s.sub.sub, 1, "10:30", s.text, chicago))...))
	}
	return all
}

// back is every way back, and every end that is none.
func (w world) back() []Example {
	handed := w.scan(shipment.Delivered, "", 3, "13:05", "DELIVERED", milwaukee)
	way := []shipment.Fact{w.label(), w.picked(), handed}
	return []Example{
		w.one("returning-refused", "Refused, on its way back", w.round(w.scan(shipment.Returning, "refused", 1, "12:00", "The receiver refused the package.", milwaukee))...),
		w.one("returning-unclaimed", "Not fetched, on its way back", w.round(w.scan(shipment.Returning, "unclaimed", 1, "15:00", "Returned to sender: unclaimed", milwaukee))...),
		w.one("returning-address", "Undeliverable, on its way back", w.round(w.scan(shipment.Returning, "address_problem", 1, "15:00", "Returned to sender: address", milwaukee))...),
		w.one("returned", "Back with the sender", w.round(w.scan(shipment.Returning, "refused", 1, "11:00", "The receiver refused the package.", milwaukee), w.scan(shipment.Returned, "to_sender", 0, "00:05", "Returned to shipper", portland))...),
		w.one("return-on-its-way", "The shopper's return, on its way", append(way,
			w.scan(shipment.Returning, "requested", 2, "10:00", "Return picked up", milwaukee), w.scan(shipment.InTransit, "arrived", 1, "08:00", "Arrived at Facility", chicago))...),
		w.one("return-arrived", "The shopper's return has arrived", append(way,
			w.scan(shipment.Returning, "requested", 2, "10:00", "Return picked up", milwaukee), w.scan(shipment.Delivered, "", 1, "11:00", "DELIVERED", portland))...),
		w.one("reopened", "Reported as delivered, then scanned again", append(way, w.scan(shipment.InTransit, "arrived", 1, "09:00", "Arrived at Facility", chicago))...),
		w.one("label-voided", "The label was voided", w.label(), w.scan(shipment.Cancelled, "voided_label", 2, "10:00", "The shipper voided the label.", nowhere)),
	}
}

// unclear is what we cannot know, or not yet.
func (w world) unclear() []Example {
	old := world{now: w.now.AddDate(0, 0, -8)}.road()
	delivered := w.scan(shipment.Delivered, "", 1, "13:05", "DELIVERED", milwaukee)
	claimed := told(delivered, "ups", shipment.BySecret)
	local := w.scan(shipment.InTransit, "arrived", 1, "09:00", "Arrived at Facility", chicago)
	local.At.Offset, local.At.Zone = "", shipment.NoZone
	return []Example{
		w.one("stale", "Silent for more than a week", old...),
		w.one("expired", "The carrier stopped looking", append(old, w.verdict(shipment.VerdictExpired))...),
		w.one("expired-scan", "The carrier's last word is that it stopped", append(old, w.scan(shipment.Expired, "no_update_30d", 1, "08:00", "Tracking has ended", nowhere))...),
		w.one("conflict", "Two reports that contradict each other", w.round(delivered, told(w.scan(shipment.Returned, "to_sender", 1, "13:20", "Returned to sender", portland), "easypost", shipment.Signed))...),
		w.one("not-permitted", "The carrier may not tell us", w.verdict(shipment.VerdictNotPermitted)),
		w.one("not-permitted-later", "The carrier may no longer tell us", w.then(w.verdict(shipment.VerdictNotPermitted))...),
		w.one("unconfirmed", "A delivery that nobody has confirmed yet", w.round(claimed)...),
		w.one("denied", "A delivery that the carrier does not know of", w.round(claimed, w.verdict(shipment.VerdictOpen))...),
		w.one("no-zone", "A time of which nobody told the zone", w.label(), w.picked(), local),
		w.one("just-now", "A scan of this minute", w.then(w.after(shipment.InTransit, "sorted", 20*time.Second, "Sorted at Facility"))...),
	}
}
