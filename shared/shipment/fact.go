package shipment

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// FactKind says what a fact is about.
type FactKind string

// The kinds of facts.
const (
	ScanFact     FactKind = "scan"     // something happened to the parcel
	EstimateFact FactKind = "estimate" // the sender expects delivery in Fact.Window
	PiecesFact   FactKind = "pieces"   // the shipment has Fact.Count pieces
	VerdictFact  FactKind = "verdict"  // the sender's own judgement, in Fact.Code: see the Verdict constants
)

// Verdicts: what a sender says about its knowledge of a number, which is never a scan.
const (
	VerdictNotFound     = "not_found"     // the sender knows no such number (yet)
	VerdictNotPermitted = "not_permitted" // the sender knows it and may not tell us
	VerdictExpired      = "expired"       // the sender stopped looking
	VerdictOpen         = "open"          // the sender, asked by us, told a history without an end, although somebody told of one
)

// Assurance says how far we trust that a fact comes from its source.
type Assurance string

// The assurances, weakest first.
const (
	BySecret Assurance = "secret" // the push carried a shared secret; nothing signed the body
	Signed   Assurance = "signed" // a signature over the body held
	Polled   Assurance = "polled" // we asked the source over TLS
)

// Precision is how exact a time or a window is.
type Precision string

// The precisions.
const (
	Second Precision = "second"
	Minute Precision = "minute"
	Day    Precision = "day"
)

// ZoneSource says where a moment's offset comes from.
type ZoneSource string

// The sources of an offset. A moment without offset has NoZone.
const (
	ZonePayload  ZoneSource = "payload"       // written beside the time
	ZoneField    ZoneSource = "carrier_field" // in another field of the same payload
	ZoneLocation ZoneSource = "location"      // the only zone of the place of the scan
	ZoneAssumed  ZoneSource = "assumed"
	NoZone       ZoneSource = "none"
)

// Moment is when something happened, as far as the payload says. A wall-clock time without zone stays one: it is never
// stamped UTC.
type Moment struct {
	Local     string     // wall clock: "2006-01-02T15:04:05", or "2006-01-02" when Precision is Day; empty: unknown
	Offset    string     // "+02:00"; empty: unknown
	Zone      ZoneSource // where Offset comes from
	Precision Precision
}

// Place is where something happened. Every field may be empty. It never holds a street or a person.
type Place struct {
	Text    string // as printed by the sender, when it prints one text
	City    string
	Region  string // state or province
	Postal  string
	Country string // ISO 3166-1 alpha-2 where known
}

// Window is an expected delivery, in the calendar of the destination: local dates or wall-clock times, never instants.
type Window struct {
	Earliest  string // "2006-01-02" or "2006-01-02T15:04:05"
	Latest    string
	Precision Precision // Day, Minute or Second
}

// Fact is one thing that one source told us. Facts are immutable: a changed word makes another fact. All of its fields come
// from the payload; none depends on when it arrived.
type Fact struct {
	ID        string // see Identify
	Kind      FactKind
	Source    string // who told us: "ups", "easypost"
	Assurance Assurance
	Carrier   string // Doorstep code of who moved the parcel, or empty
	Piece     string // number of the piece when the shipment has several, else empty
	Code      string // the sender's code: of the scan, of the verdict
	Generic   bool   // Code is only a status word of the sender that many scans share, so it does not tell two scans apart
	Text      string // the sender's words
	Status    Status // scans: what it means; empty: says nothing about where the parcel stands
	Sub       string // one of SubStatuses[Status], or empty
	At        Moment // scans: when it happened; estimates and verdicts: when the sender said so, as far as the payload tells
	Place     Place
	Window    Window // estimates
	Count     int    // pieces
	Signed    bool   // a name stands on the proof of delivery; the name itself never is in a fact
}

// idLength is 12 bytes in hex: 96 bits, far from a collision among the at most MaxFacts facts of one number.
const idLength = 24

// Identify gives a fact its id: a hash of the raw fields that the sender wrote, in the order given, so that the id survives
// better code tables and time-zone rules. Adapters pass the raw time, code, text and place as they stand in the payload:
// carriers give no id of their own. Kind, source and piece belong to the identity and are added here.
func Identify(f Fact, raw ...string) Fact {
	var buf [512]byte // on the stack: most facts are shorter
	b := buf[:0]
	for _, s := range [...]string{string(f.Kind), f.Source, f.Piece} {
		b = append(append(b, s...), 0)
	}
	for _, s := range raw {
		b = append(append(b, s...), 0) // a byte that no text of a payload keeps, so that ("ab","c") and ("a","bc") differ
	}
	sum := sha256.Sum256(b)
	var id [2 * sha256.Size]byte
	hex.Encode(id[:], sum[:])
	f.ID = string(id[:idLength])
	return f
}

// NormalizeNumber gives a tracking number in the form that identifies it everywhere: upper case, without spaces, dashes and
// other separators that people type. It may be empty.
func NormalizeNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		case r == ' ', r == '-', r == '\t', r == '\n', r == '\r', r == '.', r == '\u00a0', r == '\u2011', r == '\u2013':
			return -1
		default:
			return r
		}
	}, s)
}
