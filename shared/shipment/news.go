package shipment

import "slices"

// subNews is a sub-status that is news by itself.
type subNews struct {
	sub string
	// group names what a person would call the same trouble; occurrences count within it. Empty: that of the status itself.
	group string
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
		{"customs_documents", "customs", true, "the shopper has to send papers, or the parcel goes back"},
		{"customs_duties", "customs", true, "the shopper has to pay before the parcel moves"},
		{"customs_delay", "customs", true, "a border takes days, and nobody at the carrier can say more"},
		{"customs_inspection", "customs", true, "as customs_delay, and the parcel may arrive opened"},
		{"customs_prohibited", "customs", true, "it will not arrive: the shop has to act"},
		{"held_for_payment", "payment", true, "the shopper has to pay before the parcel moves"},
		{"damaged", "", false, "the shop may send another one at once"},
		{"lost", "", false, "the shop may send another one at once"},
		{"refused", "", false, "it comes back unless somebody objects"},
		{"address_problem", "", false, "the shopper can correct it while the parcel waits"},
		{"recipient_moved", "", false, "the shopper can say where to"},
		{"recipient_unknown", "", false, "the shopper can say which name is on the door"},
		{"missort", "", false, "it takes another way and longer"},
		{"weather", "", false, "a reason to wait that explains itself"},
		{"natural_disaster", "", false, "a reason to wait that explains itself"},
		{"security", "", false, "a hold that nobody can shorten"},
		{"held", "", false, "it waits for somebody, perhaps the shopper"},
		{"carrier_capacity", "", false, "a reason to wait that explains itself"},
		{"transport_failure", "", false, "a reason to wait that explains itself"},
		{"investigation", "", false, "the carrier looks for it"},
		{"rejected_by_carrier", "", false, "it will not arrive: the shop has to act"},
		{"pickup_missed", "", false, "the shop still has it"},
		// "other" names no reason, so a change to it says nothing.
	}
	transitNews = [...]subNews{
		{"delayed", "delay", true, "later than expected, with or without a new day: see Delays"},
	}
	pickupNews = [...]subNews{
		{"pickup_reminder", "pickup", false, "it still waits"},
		{"pickup_expiring", "pickup", false, "it goes back in a day or two"},
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

// entry is a sub-status that a shipment has been in since it came to the status.
type entry struct {
	journey int
	status  Status
	sub     string
}

// over reports whether a shipment that stands at p has left what an entry is about, so that the same would be news again. Carriers
// write "clearance processing" between two holds of one customs office, and a parcel that was late is not in time again because it
// moves.
func (e entry) over(p piece) bool {
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
// reached the status.
func (w *whole) noteSub(p piece, s *Scan, entered bool) {
	w.entries = slices.DeleteFunc(w.entries, func(e entry) bool { return e.over(p) })
	n, ok := newsOf(p.status, p.sub)
	e := entry{p.journey, p.status, p.sub}
	if !ok || slices.Contains(w.entries, e) {
		return
	}
	w.entries = append(w.entries, e)
	if n.own || !entered {
		w.reach(p, s, p.sub)
	}
}

// reach records a milestone as the next one of its group.
func (w *whole) reach(p piece, s *Scan, sub string) {
	m := Milestone{Journey: p.journey, Direction: p.direction, Status: p.status, Sub: sub, Occurrence: 1, Scan: s.ID, At: s.At}
	for _, other := range w.milestones {
		if other.Journey == m.Journey && other.Status == m.Status && other.group() == m.group() {
			m.Occurrence++
		}
	}
	w.milestones = append(w.milestones, m)
}

// group names what occurrences of the milestone are counted with, within its journey and status.
func (m Milestone) group() string {
	n, _ := newsOf(m.Status, m.Sub)
	return n.group
}
