package store

import (
	"encoding/binary"
	"slices"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Formats of the attribute c: the first byte, then the claims one after the other, plain or compressed. The writer takes the
// smaller one; few claims are mostly ids, which do not compress. Promises and milestones of sub-statuses came later: only where there
// are any the wide formats are written, so that a build from before reads all others.
const (
	claimsPlain      = 1
	claimsPacked     = 2
	claimsWide       = 3
	claimsWidePacked = 4
)

// packClaimsFrom is the size in bytes below which compressing claims is not even tried.
const packClaimsFrom = 300

// ClaimState is a claim with what the facts say about its parcel. Only what messages and lists need is stored; a page folds
// the facts again.
type ClaimState struct {
	shipment.Claim
	Status     shipment.Status
	Sub        string
	Milestones []shipment.Milestone
	Digest     string // of the facts that gave Status and Milestones: shipment.State.Digest
}

// encodeClaims writes claims in their order. No claims are no bytes.
func (p *packer) encodeClaims(claims []ClaimState) ([]byte, error) {
	if len(claims) == 0 {
		return nil, nil
	}
	format, whenPacked, wide := byte(claimsPlain), byte(claimsPacked), slices.ContainsFunc(claims, isWide)
	if wide {
		format, whenPacked = claimsWide, claimsWidePacked
	}
	plain := []byte{format}
	for i := range claims {
		plain = appendClaim(plain, &claims[i], wide)
	}
	if len(plain) < packClaimsFrom {
		return plain, nil
	}
	packed, err := p.pack([]byte{whenPacked}, plain[1:])
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "compress claims")
	}
	if len(plain) <= len(packed) {
		return plain, nil
	}
	return packed, nil
}

// isWide reports whether a claim holds what only the wide formats have.
func isWide(c ClaimState) bool {
	return c.Promise != "" || slices.ContainsFunc(c.Milestones, func(m shipment.Milestone) bool { return m.Sub != "" })
}

func appendClaim(b []byte, c *ClaimState, wide bool) []byte {
	b = appendHex(b, c.Order)
	b = appendHex(b, c.Shipment)
	b = appendText(b, c.Brand)
	b = appendWord(b, senderWords, c.Carrier)
	b, clock := appendClock(b, c.Epoch, 0)
	b = binary.AppendUvarint(b, zigzag(c.Revision))
	b = append(b, bit(c.Released)|bit(c.Erased)<<1)
	if wide {
		b, _ = appendClock(b, c.Promise, clock)
	}
	b = appendWord(b, statusWords, string(c.Status))
	b = appendWord(b, subWords, c.Sub)
	b = appendHex(b, c.Digest)
	b = binary.AppendUvarint(b, uint64(len(c.Milestones)))
	for i := range c.Milestones {
		b, clock = appendMilestone(b, &c.Milestones[i], clock, wide)
	}
	return b
}

func appendMilestone(b []byte, m *shipment.Milestone, clock int64, wide bool) ([]byte, int64) {
	b = appendWord(b, statusWords, string(m.Status))
	if wide {
		b = appendWord(b, subWords, m.Sub)
	}
	b = appendWord(b, directionWords, string(m.Direction))
	b = binary.AppendUvarint(b, zigzag(int64(m.Journey)))
	b = binary.AppendUvarint(b, zigzag(int64(m.Occurrence))<<1|uint64(bit(m.Retracted)))
	b = appendHex(b, m.Scan)
	b, clock = appendClock(b, m.At.Local, clock)
	b = appendOffset(b, m.At.Offset)
	b = appendWord(b, zoneWords, string(m.At.Zone))
	b = appendWord(b, precisionWords, string(m.At.Precision))
	return b, clock
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// ParseClaims reads the attribute c of a number's item, such as a stream image holds it. No bytes are no claims. An unknown
// format or damaged bytes give a fault.Malformed that names the place.
func ParseClaims(b []byte) ([]ClaimState, error) {
	if len(b) == 0 {
		return nil, nil
	}
	var d decoder
	wide := b[0] == claimsWide || b[0] == claimsWidePacked
	switch b[0] {
	case claimsPlain, claimsWide:
		d.rest = string(b[1:])
	case claimsPacked, claimsWidePacked:
		plain, err := unpack(b[1:], "claims")
		if err != nil {
			return nil, err
		}
		d.rest = plain
	default:
		return nil, fault.New(fault.Malformed, "claims: format %d is not known to this build, which reads %d to %d", b[0], claimsPlain, claimsWidePacked)
	}
	var claims []ClaimState
	for d.rest != "" {
		claims = append(claims, d.claim(wide))
	}
	if d.err != nil {
		return nil, fault.Wrap(fault.Malformed, d.err, "claim %d", len(claims))
	}
	return claims, nil
}

func (d *decoder) claim(wide bool) ClaimState {
	var c ClaimState
	c.Order = d.hex("order")
	c.Shipment = d.hex("shipment")
	c.Brand = d.text("brand")
	c.Carrier = d.word(senderWords, "carrier")
	var clock int64
	c.Epoch, clock = d.clock(0, "epoch")
	c.Revision = unzigzag(d.uint("revision"))
	flags := d.byte("released, erased")
	c.Released, c.Erased = flags&1 != 0, flags&2 != 0
	if wide {
		c.Promise, _ = d.clock(clock, "promise")
	}
	c.Status = shipment.Status(d.word(statusWords, "status"))
	c.Sub = d.word(subWords, "sub-status")
	c.Digest = d.hex("digest")
	for range d.uint("count of milestones") {
		if d.err != nil {
			break
		}
		var m shipment.Milestone
		m, clock = d.milestone(clock, wide)
		c.Milestones = append(c.Milestones, m)
	}
	return c
}

func (d *decoder) milestone(clock int64, wide bool) (shipment.Milestone, int64) {
	var m shipment.Milestone
	m.Status = shipment.Status(d.word(statusWords, "status of a milestone"))
	if wide {
		m.Sub = d.word(subWords, "sub-status of a milestone")
	}
	m.Direction = shipment.Direction(d.word(directionWords, "direction"))
	m.Journey = int(unzigzag(d.uint("journey")))
	occurrence := d.uint("occurrence")
	m.Occurrence, m.Retracted = int(unzigzag(occurrence>>1)), occurrence&1 == 1
	m.Scan = d.hex("scan")
	m.At.Local, clock = d.clock(clock, "time of a milestone")
	m.At.Offset = d.offset("offset of a milestone")
	m.At.Zone = shipment.ZoneSource(d.word(zoneWords, "zone source of a milestone"))
	m.At.Precision = shipment.Precision(d.word(precisionWords, "precision of a milestone"))
	return m, clock
}
