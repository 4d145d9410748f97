package shipment

import "slices"

// subNews is a sub-status that is news by itself.
type subNews struct {
	sub string
	// own: it has a milestone of its own also where the scan that brings it reaches the status. Else the status's milestone tells of it,
	// and only a change to it is more.
	own bool
	why string
}

// newsIn lists the sub-statuses of a status that are news by themselves. What is in no list refines what was told already: where in a
// hub the parcel lies, by what vehicle it comes, who took it in (which the scan of the delivery says).
func newsIn(s Status) []subNews {
	switch s {
	case Exception:
		return exceptionNews[:]
	case InTransit:
		return transitNews[:]
	case AvailableForPickup:
		return pickupNews[:]
	default:
		return nil
	}
}

var (
	exceptionNews = [...]subNews{
		{"customs_documents", true, "the shopper has to send papers, or the parcel goes back"},
		{"customs_duties", true, "the shopper has to pay before the parcel moves"},
		{"customs_delay", true, "a border takes days, and nobody at the carrier can say more"},
		{"customs_inspection", true, "as customs_delay, and the parcel may arrive opened"},
		{"customs_prohibited", true, "it will not arrive: the shop has to act"},
		{"held_for_payment", true, "the shopper has to pay before the parcel moves"},
		{"damaged", false, "the shop may send another one at once"},
		{"lost", false, "the shop may send another one at once"},
		{"refused", false, "it comes back unless somebody objects"},
		{"address_problem", false, "the shopper can correct it while the parcel waits"},
		{"recipient_moved", false, "the shopper can say where to"},
		{"recipient_unknown", false, "the shopper can say which name is on the door"},
		{"missort", false, "it takes another way and longer"},
		{"weather", false, "a reason to wait that explains itself"},
		{"natural_disaster", false, "a reason to wait that explains itself"},
		{"security", false, "a hold that nobody can shorten"},
		{"held", false, "it waits for somebody, perhaps the shopper"},
		{"carrier_capacity", false, "a reason to wait that explains itself"},
		{"transport_failure", false, "a reason to wait that explains itself"},
		{"investigation", false, "the carrier looks for it"},
		{"rejected_by_carrier", false, "it will not arrive: the shop has to act"},
		{"pickup_missed", false, "the shop still has it"},
		// "other" names no reason, so a change to it says nothing.
	}
	transitNews = [...]subNews{
		{"delayed", true, "later than expected, with or without a new day: see Delays"},
	}
	pickupNews = [...]subNews{
		{"pickup_reminder", false, "it still waits"},
		{"pickup_expiring", false, "it goes back in a day or two"},
	}
)

// newsOf gives the entry of a sub-status.
func newsOf(s Status, sub string) (subNews, bool) {
	list := newsIn(s)
	if at := slices.IndexFunc(list, func(n subNews) bool { return n.sub == sub }); at >= 0 && sub != "" {
		return list[at], true
	}
	return subNews{}, false
}

// entry is a time that a shipment came into a sub-status.
type entry struct {
	journey int
	status  Status
	sub     string
	over    bool
}

// left reports whether a shipment that stands at p has left what an entry is about, so that the same would be news again. Carriers
// write "clearance processing" between two holds of one customs office, and a parcel that was late is not in time again because it
// moves.
func (e entry) left(p piece) bool {
	switch {
	case p.journey != e.journey:
		return true
	case e.status == Exception:
		return p.status != Exception && (p.status != InTransit || p.sub != "customs_processing" && p.sub != "delayed")
	case e.status == InTransit:
		return rank[p.status] > rank[Exception]
	default:
		return p.status != e.status
	}
}

// noteSub records a milestone for a sub-status that is news by itself, once for as long as it lasts. entered says that s has just
// reached the status. The occurrence is how many times the shipment came into the sub-status in its journey; one that the status's own
// milestone told of counts.
func (w *whole) noteSub(p piece, s *Scan, entered bool) {
	n, ok := newsOf(p.status, p.sub)
	lasts, occurrence := false, 1
	for i := range w.entries {
		e := &w.entries[i]
		e.over = e.over || e.left(p)
		if e.journey == p.journey && e.status == p.status && e.sub == p.sub {
			lasts, occurrence = lasts || !e.over, occurrence+1
		}
	}
	if !ok || lasts {
		return
	}
	w.entries = append(w.entries, entry{journey: p.journey, status: p.status, sub: p.sub})
	if n.own || !entered {
		w.reach(p, s, p.sub, occurrence)
	}
}

func (w *whole) reach(p piece, s *Scan, sub string, occurrence int) {
	w.milestones = append(w.milestones, Milestone{
		Journey: p.journey, Direction: p.direction, Status: p.status, Sub: sub, Occurrence: occurrence, Scan: s.ID, At: s.At,
	})
}
