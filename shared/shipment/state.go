package shipment

// State is everything that a set of facts says about one shipment, and nothing that depends on now. Two equal sets of facts
// give equal states, byte for byte.
type State struct {
	Digest     string // names the set of facts
	Status     Status
	Sub        string
	Tracking   Tracking
	Delivered  bool // Status is delivered, or returned: the parcel ended in somebody's hands
	Journeys   []Journey
	Milestones []Milestone
	Scans      []Scan // by time, oldest first
	Estimates  []Estimate
	Pieces     int // pieces known, at least 1 once anything is known
	Arrived    int // pieces delivered (in the current journey)
	Attempts   int // delivery attempts in the current journey
	Signed     bool
	Reopened   bool     // a later physical scan took back a delivery, a return or a cancellation
	Gone       bool     // a sender stopped looking ("expired"): a verdict, never a status of ours
	Unmapped   []string // "source code" of scans that no code table knows, sorted

	// Unconfirmed: Status is an end that nobody proved: it came with a shared secret only, no signature and no answer to a poll
	// tells of it.
	Unconfirmed bool
}

// Tracking says how far tracking itself works, beside the status.
type Tracking string

// The tracking states.
const (
	Tracked      Tracking = "tracked"       // scans arrive
	Announced    Tracking = "announced"     // announced, asked for in vain, or not even that; nobody has held the parcel yet
	NotPermitted Tracking = "not_permitted" // the carrier knows it and may not tell us
	Conflict     Tracking = "conflict"      // sources contradict each other about the end
	Stale        Tracking = "stale"         // only View says this: nothing new for too long
)

// Direction is which way a journey goes.
type Direction string

// The directions.
const (
	Outbound Direction = "outbound"
	Return   Direction = "return"
)

// Journey is one way of the parcel: to the recipient or back. The first, third, ... are ways out, the others ways back.
type Journey struct {
	Direction Direction
	Status    Status // where it stands at the end of this journey; empty: nobody told of this way
	Sub       string
}

// Milestone is the first entry into a status in a journey, or into a sub-status that is news by itself. Messages and money hang on
// milestones, never on scans.
type Milestone struct {
	Journey    int // index into State.Journeys
	Direction  Direction
	Status     Status
	Sub        string // empty: of the status; else the sub-status that is news by itself
	Occurrence int    // 1; a delivery after a retracted one is the 2nd, as is a hold by customs after the first was over. Of a later estimate: see Delays
	Scan       string // id of the scan that reached it; empty: a later estimate, see Delays
	At         Moment
	Retracted  bool // a later scan took it back
}

// Scan is one physical happening, as its best source tells it.
type Scan struct {
	Fact               // the best source's fact
	Witnesses []string // the other sources that told of it, sorted
	Variants  []string // ids of the facts that it stands for besides Fact.ID: witnesses and superseded texts, sorted
	Journey   int
	Instant   int64 // seconds since 1970 that order the scans; exact only when At.Offset is known
	Exact     bool  // Instant is a true instant

	Assured Assurance // the best with which any of its tellings came
	Denied  bool      // an end without proof that the carrier, asked later, does not know of: it counts for nothing
}

// Estimate is a delivery window that somebody told, and when.
type Estimate struct {
	Window Window
	Source string
	Told   Moment // when the sender first said so; may be unknown
	Last   Moment // when the sender last said so
	Own    bool   // the carrier speaks for itself
}
