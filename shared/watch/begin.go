package watch

import (
	"slices"
	"time"

	"doorstep/shared/shipment"
)

// begin is the beginning of a clock and what is found at its end.
type begin struct {
	kind     string
	row      string // of the thresholds; empty: kind
	day      string // local day on which the clock begins
	at       time.Time
	severity Severity
	action   Action
}

// neverScanned begins with the day of shipping, or with the first label where that is later: then the epoch is the day of the order.
func neverScanned(p Parcel) (begin, bool) {
	if p.held() || p.State.Status.Terminal() || p.State.Tracking == shipment.NotPermitted {
		return begin{}, false
	}
	at, ok := endOf(p.Epoch, p.zone())
	at, day := at.Add(-12*time.Hour), p.Epoch
	for _, s := range p.State.Scans {
		labelled, dated := s.At.Latest()
		if s.Status == shipment.InfoReceived && dated {
			if !ok || labelled.After(at) {
				at, day, ok = labelled, s.At.Date(), true
			}
			break
		}
	}
	code := "ask_warehouse"
	if p.Own {
		code = "give_tracking"
	}
	return begin{kind: NeverScanned, day: day, at: at, severity: Warning, action: action(code)}, ok
}

// silent begins with the newest scan. What waits for the shopper, for customs or for another attempt, or comes back, has a clock of
// its own; where the merchant tells the status nobody expects scans.
func silent(p Parcel) (begin, bool) {
	if p.Own || p.back() || customs(p.State.Status, p.State.Sub) {
		return begin{}, false
	}
	switch p.State.Status {
	case shipment.AvailableForPickup, shipment.DeliveryAttempted:
		return begin{}, false
	}
	return sinceNewest(p, begin{kind: Silent, severity: Warning, action: action("open_trace")})
}

func attempted(p Parcel) (begin, bool) {
	if p.State.Status != shipment.DeliveryAttempted || p.back() {
		return begin{}, false
	}
	return sinceNewest(p, begin{kind: AttemptNoNews, severity: Warning, action: action("check_address")})
}

func returning(p Parcel) (begin, bool) {
	if !p.back() {
		return begin{}, false
	}
	return sinceNewest(p, begin{kind: ReturnStuck, severity: Note, action: action("trace_return")})
}

// sinceNewest begins a clock with the newest scan of a parcel that somebody holds and may tell of.
func sinceNewest(p Parcel, b begin) (begin, bool) {
	last, ok := p.State.LastScan()
	if !ok || !p.held() || p.State.Status.Terminal() || p.State.Tracking == shipment.NotPermitted {
		return begin{}, false
	}
	b.day = last.At.Date()
	b.at, ok = last.At.Latest()
	return b, ok
}

// held begins with the first scan of the hold that lasts.
func held(p Parcel) (begin, bool) {
	if !customs(p.State.Status, p.State.Sub) || p.State.Status.Terminal() || p.back() {
		return begin{}, false
	}
	b := begin{kind: CustomsDwell, severity: Warning, action: customsAction(p.State.Sub)}
	found := false
	for _, s := range slices.Backward(p.State.Scans) {
		if !customs(s.Status, s.Sub) && s.Status != "" {
			break
		}
		if at, ok := s.At.Latest(); ok {
			b.at, b.day, found = at, s.At.Date(), true
		}
	}
	if b.action.Code != "ask_broker" {
		b.severity = Urgent
	}
	return b, found
}

// returned waits for the refund of what came back.
func returned(p Parcel) (begin, bool) {
	if p.State.Status != shipment.Returned || p.Refunded {
		return begin{}, false
	}
	for _, m := range slices.Backward(p.State.Milestones) {
		if m.Status == shipment.Returned && !m.Retracted {
			at, ok := m.At.Latest()
			return begin{kind: ReturnStuck, row: refund, day: m.At.Date(), at: at, severity: Note, action: action("refund")}, ok
		}
	}
	return begin{}, false
}
