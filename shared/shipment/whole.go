package shipment

import "slices"

// whole follows all pieces of a shipment and notes the milestones of the shipment as such: it stands where its least advanced
// piece stands and is delivered only when all of its pieces are.
type whole struct {
	names      []string // of the pieces, sorted; one empty name when the number itself is the parcel
	pieces     []piece
	expected   int // pieces announced
	journeys   []Journey
	milestones []Milestone
	signed     bool
	unknown    string  // sub-status of the newest scan that nobody can read
	unread     bool    // there is one
	entries    []entry // into sub-statuses that are news by themselves
}

// newWhole prepares the pieces that the scans name. A scan without piece is about all of them.
func newWhole(facts []Fact, scans []Scan) *whole {
	w := &whole{expected: 1}
	for _, f := range facts {
		if f.Kind == PiecesFact {
			w.expected = max(w.expected, f.Count)
		}
	}
	for _, s := range scans {
		if s.Piece != "" && !slices.Contains(w.names, s.Piece) {
			w.names = append(w.names, s.Piece)
		}
	}
	slices.Sort(w.names)
	if len(w.names) == 0 {
		w.names = []string{""}
	}
	w.pieces = make([]piece, len(w.names))
	for i := range w.pieces {
		w.pieces[i].direction = Outbound
	}
	return w
}

// take lets the pieces that s is about see it, and notes what that did to the shipment.
func (w *whole) take(s *Scan) {
	if s.Denied {
		w.takeDenied(s)
		return
	}
	if s.Status == Unknown {
		w.unread, w.unknown = true, s.Sub
	}
	retracted := false
	for i := range w.pieces {
		if s.Piece == "" || s.Piece == w.names[i] {
			retracted = w.pieces[i].take(s) || retracted
		}
	}
	p := w.least()
	s.Journey = p.journey
	if retracted {
		w.retract(p.journey)
	}
	if p.status == "" {
		return
	}
	w.note(p, s)
	if s.Signed && (p.status == Delivered || p.status == Returned) {
		w.signed = true
	}
}

// least gives the piece that holds the shipment back. Pieces announced but never seen hold back an end that the others have
// reached, without saying where they are.
func (w *whole) least() piece {
	least := w.pieces[0]
	for _, p := range w.pieces[1:] {
		if behind(p, least) {
			least = p
		}
	}
	if unseen := w.expected - len(w.pieces); unseen > 0 && w.names[0] != "" && least.end != nil {
		least.status, least.sub, least.end = InTransit, "", nil
		if least.direction == Return {
			least.status, least.sub = Returning, "in_transit_back"
		}
	}
	return least
}

func behind(a, b piece) bool {
	if (a.end == nil) != (b.end == nil) {
		return a.end == nil
	}
	return rank[a.status] < rank[b.status]
}

// note records the journey's status and, on the first entry into a status in a journey, or into a sub-status that is news by itself, a
// milestone.
func (w *whole) note(p piece, s *Scan) {
	for len(w.journeys) <= p.journey {
		w.journeys = append(w.journeys, Journey{Direction: [2]Direction{Outbound, Return}[len(w.journeys)%2]})
	}
	w.journeys[p.journey] = Journey{Direction: p.direction, Status: p.status, Sub: p.sub}
	occurrence, live := 1, false
	for _, m := range w.milestones {
		if m.Journey == p.journey && m.Status == p.status && m.Sub == "" {
			occurrence, live = m.Occurrence+1, !m.Retracted
		}
	}
	if !live {
		w.reach(p, s, "", occurrence)
	}
	w.noteSub(p, s, !live)
}

// retract takes back the end of a journey: whoever told or booked it must be able to reverse.
func (w *whole) retract(journey int) {
	for i := range w.milestones {
		if m := &w.milestones[i]; m.Journey == journey && m.Status.Terminal() {
			m.Retracted = true
		}
	}
}

// describe writes the outcome into the state.
func (w *whole) describe(st *State) {
	p := w.least()
	st.Journeys, st.Milestones, st.Signed = w.journeys, w.milestones, w.signed
	st.Pieces = max(w.expected, len(w.pieces))
	for _, q := range w.pieces {
		st.Attempts = max(st.Attempts, q.attempts)
		st.Reopened = st.Reopened || q.reopened
		if q.status == Delivered || q.status == Returned {
			st.Arrived++
		}
	}
	if w.names[0] == "" && st.Arrived == 1 { // the number's own scans speak for all of its pieces
		st.Arrived = st.Pieces
	}
	switch {
	case p.status != "":
		st.Status, st.Sub = p.status, p.sub
	case w.unread:
		st.Status, st.Sub = Unknown, w.unknown
	}
	if st.Status == Delivered && st.Sub == "" && st.Signed {
		st.Sub = "signed"
	}
	st.Delivered = st.Status == Delivered || st.Status == Returned
	st.Unconfirmed = p.end != nil && slices.ContainsFunc(w.pieces, func(q piece) bool { return q.end != nil && q.end.Assured == BySecret })
}
