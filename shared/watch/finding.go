package watch

import (
	"cmp"
	"slices"
	"time"
)

// The kinds of findings.
const (
	NeverScanned   = "never_scanned"   // announced, and no carrier has had it in hands
	Silent         = "silent"          // on its way, and no scan for long
	PastPromise    = "past_promise"    // the promised day is over and it is not there
	AttemptNoNews  = "attempt_no_news" // a failed attempt, and nothing after it
	PickupExpiring = "pickup_expiring" // waits to be picked up, not for long any more
	CustomsDwell   = "customs_dwell"   // held by customs for long
	ReturnStuck    = "return_stuck"    // on its way back and silent, or back and no refund told
	NoShipment     = "no_shipment"     // an order of which no shipment was told
)

// Kinds lists all of them.
func Kinds() []string {
	return []string{NeverScanned, Silent, PastPromise, AttemptNoNews, PickupExpiring, CustomsDwell, ReturnStuck, NoShipment}
}

// Severity is how much a finding matters to the merchant's team.
type Severity string

// The severities, the mildest first.
const (
	Note    Severity = "note"    // to be settled when there is time
	Warning Severity = "warning" // will become a ticket
	Urgent  Severity = "urgent"  // something is lost when nobody acts now
)

// Finding is one thing that is wrong, or will be at Due.
type Finding struct {
	Kind       string
	Occurrence int       // days from 1970-01-01 to the local day on which the clock began to run; at least 1
	Since      time.Time // when the clock began to run
	Due        time.Time // when it is wrong; ahead: it is not yet
	Severity   Severity
	Action     Action
	Expected   string            // PastPromise: the carrier's own later day, "2006-01-02", which excuses nothing; empty: none
	Disruption string            // id of the disruption that the parcel met since; empty: none
	Words      map[string]string // what it says to shoppers, by language; nil: nothing
}

// Split gives what is due by now, the longest due first, and when the next one falls due; the zero time: none will.
func Split(all []Finding, now time.Time) (found []Finding, next time.Time) {
	for _, f := range all {
		switch {
		case !f.Due.After(now):
			found = append(found, f)
		case next.IsZero() || f.Due.Before(next):
			next = f.Due
		}
	}
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Kind, b.Kind))
	})
	return found, next
}

// history is the age beyond which a finding is no news: whoever imports last year's orders wants no list of them.
const history = 30 * 24 * time.Hour

// New reports whether a finding is to be recorded, beside the occurrences of its kind that its shipment has on record.
func (f Finding) New(recorded []int, now time.Time) bool {
	if f.Due.After(now) || now.Sub(f.Due) > history {
		return false
	}
	return !slices.ContainsFunc(recorded, func(n int) bool { return n >= f.Occurrence })
}

// dayOf counts the days from 1970-01-01 to the day that clocks in a zone show.
func dayOf(t time.Time, zone *time.Location) int {
	local := t.In(zone)
	return max(1, int(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC).Unix()/86400))
}
