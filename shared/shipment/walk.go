package shipment

import "slices"

// How long after a delivery a scan may still be the driver's slip. Drivers scan "delivered" before "out for delivery"
// (testdata/cases/c01), and devices upload late; what lies further apart is a parcel that moved again.
const (
	slipOnRound = 6 * 3600 // seconds; out for delivery, attempts
	slipUpload  = 2 * 3600 // seconds; every other scan of the parcel on its way
	zoneDoubt   = 4 * 3600 // seconds added where one of the two times has no known zone: wall clocks of one parcel's last mile differ by less
)

// piece follows one piece of a shipment through its scans, oldest first.
type piece struct {
	journey   int // ordinal
	direction Direction
	status    Status
	sub       string
	moved     bool  // somebody has held it in this journey
	end       *Scan // the scan that ended the journey, nil while it is open
	reopened  bool
	attempts  int
}

// take lets the piece see its next scan and tells whether that took back the end that the piece had reached.
func (p *piece) take(s *Scan) (retracted bool) {
	switch {
	case s.Status == "" || s.Status == Unknown || s.Status == Expired:
		return false
	case s.Status == Pending || s.Status == InfoReceived:
		if !p.moved && p.end == nil && rank[s.Status] >= rank[p.status] {
			p.status, p.sub = s.Status, s.Sub
		}
		return false
	case p.end != nil:
		return p.takeAfterEnd(s)
	case s.Status == Cancelled:
		p.finish(Cancelled, s.Sub, s)
		return false
	}
	p.move(s)
	return false
}

// move takes a physical scan of an open journey.
func (p *piece) move(s *Scan) {
	if s.Status == DeliveryAttempted {
		p.attempts++
	}
	if p.direction == Outbound && (s.Status == Returning || s.Status == Returned) {
		p.turnBack()
	}
	wasMoved := p.moved
	p.moved = true
	if p.direction == Return {
		p.moveBack(s)
		return
	}
	switch s.Status {
	case Delivered, Destroyed:
		p.finish(s.Status, s.Sub, s)
	case Accepted:
		if wasMoved && rank[p.status] > rank[Accepted] { // a second acceptance is a scan on the way, never a step back
			p.status, p.sub = InTransit, ""
			return
		}
		p.status, p.sub = Accepted, s.Sub
	default:
		p.status, p.sub = s.Status, s.Sub
	}
}

// moveBack takes a physical scan of a return journey: whatever would be a delivery to the recipient is one to the sender.
func (p *piece) moveBack(s *Scan) {
	switch s.Status {
	case Delivered, Returned:
		p.finish(Returned, "to_sender", s)
	case Destroyed:
		p.finish(Destroyed, s.Sub, s)
	case Exception:
		p.status, p.sub = Exception, s.Sub
	case Returning:
		p.status, p.sub = Returning, s.Sub
	default:
		p.status, p.sub = Returning, "in_transit_back"
	}
}

// takeAfterEnd decides what a scan after the end means: a slip, a new journey, or an end that was none.
func (p *piece) takeAfterEnd(s *Scan) (retracted bool) {
	switch {
	case s.Status == Cancelled || s.Status == p.end.Status || p.status == Returned && s.Status == Delivered:
		return false
	case p.status == Delivered && (s.Status == Returning || s.Status == Returned):
		p.turnBack()
		p.move(s)
		return false
	case p.status == Delivered && aftermath(s):
		return false
	case p.slips(s):
		return false
	case p.status == Delivered && s.Status == Accepted:
		p.turnBack()
		p.move(s)
		return false
	case p.status == Returned && s.Status == Accepted:
		p.begin(Outbound)
		p.move(s)
		return false
	}
	p.end, p.reopened = nil, true
	p.move(s)
	return true
}

// slips reports whether s lies so close behind the end that it is a late or misplaced scan of the way there.
func (p *piece) slips(s *Scan) bool {
	allowed := int64(slipUpload)
	switch {
	case p.status == Cancelled: // nothing physical can be a slip of a void label
		return false
	case s.Status == OutForDelivery || s.Status == DeliveryAttempted:
		allowed = slipOnRound
	}
	if !s.Exact || !p.end.Exact {
		allowed += zoneDoubt
	}
	return s.Instant-p.end.Instant <= allowed
}

// aftermath reports whether an exception after a delivery speaks of what was delivered instead of denying the delivery.
func aftermath(s *Scan) bool {
	return s.Status == Exception && slices.Contains([]string{"", "damaged", "investigation", "other"}, s.Sub)
}

func (p *piece) finish(status Status, sub string, s *Scan) { p.status, p.sub, p.end = status, sub, s }

func (p *piece) turnBack() { p.begin(Return) }

// begin opens a journey. Ways out have even ordinals and ways back odd ones, so that a way back keeps its ordinal, and with it
// its milestones and messages, when scans of the way out are told late.
func (p *piece) begin(d Direction) {
	p.journey++
	p.direction, p.end, p.moved, p.attempts = d, nil, false, 0
	p.status, p.sub = "", ""
}
