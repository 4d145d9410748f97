package store

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Number is everything that is known about one tracking number, the unit of consistency.
type Number struct {
	Number   string // normalized: see shipment.NormalizeNumber
	Version  int64  // grows with every change of facts or claims; moving a due entry leaves it alone
	Facts    []shipment.Fact
	Overflow bool // something had to be left out: facts in the middle, aliases or proofs over the limits of limits.go
	Claims   []ClaimState
	Aliases  []string          // numbers that point here
	Main     string            // the number that this one is an alias of, or empty
	Proofs   map[string][]byte // by fact id: who signed, sealed
	Due      Due               // zero: not in the index
	Expires  time.Time         // zero: never; unclaimed numbers expire
}

// Due is an entry of the index of what has to be done: at most one per number, whole seconds.
type Due struct {
	Kind string // "poll", "check"; "message" belongs to decisions
	At   time.Time
	// Lease is for how long whoever claims the entry moves it on: the wait that will follow if nothing new is found, so that most
	// looks need no second move. 0: the claimer's own choice. It stands behind the time in the index key.
	Lease time.Duration
}

// UnclaimedLife is how long a number that nobody claims is kept after its last new fact: longer than it takes a merchant to
// register an order that has shipped.
const UnclaimedLife = 30 * 24 * time.Hour

const (
	numberPrefix = "T#"
	numberSort   = "N"
)

func numberKey(number string) (item, error) {
	err := named("tracking number", number)
	if err != nil {
		return nil, err
	}
	return key(numberPrefix+number, numberSort), nil
}

// content is the attributes of a number that only Add writes, and always all of them. What is not in the map is removed.
var content = [...]string{"f", "c", "a", "p", "m", "x", "ttl", "ab", "at", "news", "acc"}

// encode gives the content attributes of n, without those of the news.
func (s *Store) encode(n Number, open attention) (item, error) {
	facts, err := s.packer.encodeFacts(n.Facts)
	if err != nil {
		return nil, err
	}
	claims, err := s.packer.encodeClaims(n.Claims)
	if err != nil {
		return nil, err
	}
	out := item{}
	if len(facts) > 0 {
		out["f"] = blob(facts)
	}
	if len(claims) > 0 {
		out["c"] = blob(claims)
	}
	if len(n.Aliases) > 0 {
		out["a"] = &types.AttributeValueMemberSS{Value: n.Aliases}
	}
	if len(n.Proofs) > 0 {
		out["p"] = blobs(n.Proofs)
	}
	if n.Main != "" {
		out["m"] = str(n.Main)
	}
	if n.Overflow {
		out["x"] = &types.AttributeValueMemberBOOL{Value: true}
	}
	if !n.Expires.IsZero() {
		out["ttl"] = num(n.Expires.Unix())
	}
	if open.brand != "" {
		out["ab"], out["at"] = str(open.brand), str(open.since)
	}
	return out, nil
}

func blobs(proofs map[string][]byte) types.AttributeValue {
	m := make(map[string]types.AttributeValue, len(proofs))
	for id, sealed := range proofs {
		m[id] = blob(sealed)
	}
	return &types.AttributeValueMemberM{Value: m}
}

// decodeNumber reads an item. An attribute that cannot be read is our own fault, whatever its bytes say: the message that led
// here must not be parked for it.
func decodeNumber(name string, it item) (Number, error) {
	n := Number{Number: name, Version: it.number("v"), Main: it.text("m"), Due: dueOf(it)}
	var err error
	n.Facts, err = decodeFacts(it.bytes("f"))
	if err != nil {
		return Number{}, fault.Wrap(fault.Internal, err, "read stored facts of %s", name)
	}
	n.Claims, err = ParseClaims(it.bytes("c"))
	if err != nil {
		return Number{}, fault.Wrap(fault.Internal, err, "read stored claims of %s", name)
	}
	if x, ok := it["x"].(*types.AttributeValueMemberBOOL); ok {
		n.Overflow = x.Value
	}
	if a, ok := it["a"].(*types.AttributeValueMemberSS); ok {
		n.Aliases = slices.Sorted(slices.Values(a.Value))
	}
	if p, ok := it["p"].(*types.AttributeValueMemberM); ok {
		n.Proofs = make(map[string][]byte, len(p.Value))
		for id := range maps.Keys(p.Value) {
			n.Proofs[id] = item(p.Value).bytes(id)
		}
	}
	if ttl := it.number("ttl"); ttl != 0 {
		n.Expires = time.Unix(ttl, 0).UTC()
	}
	return n, nil
}
