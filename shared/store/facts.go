package store

import (
	"encoding/binary"
	"encoding/hex"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Formats of the attribute f: the first byte. A reader knows all of them, the writer takes the smaller one.
//
//	format | n ids as uvarint | n x 12 bytes of id | body, plain or compressed
//
// Ids are hashes, which nothing compresses; they stand apart so that they do not spoil the compression of the rest. The body
// is one record per fact: which fields differ from the fact before (fieldMask), then these fields.
const (
	factsPlain  = 1
	factsPacked = 2
)

const rawID = 12 // bytes of a fact id, which shipment.Identify writes as 24 hex digits

// fieldMask says which fields of a fact differ from the fact before it. What changes from scan to scan has the low bits, so
// that most masks take two bytes.
type fieldMask uint64

const (
	hasLocal fieldMask = 1 << iota
	hasCode
	hasText
	hasStatus
	hasSub
	hasCity
	hasPostal
	hasRegion
	hasSource
	hasCarrier
	hasAssurance
	hasOffset
	hasKind
	hasCountry
	hasZone
	hasPrecision
	hasWindow
	hasCount
	hasPlaceText
	hasPiece
	flipGeneric // toggles: no field follows
	flipSigned
	hasOddID // not 24 hex digits: the id stands in the record
	endOfMask
)

func differences(f, before *shipment.Fact) fieldMask {
	var m fieldMask
	for _, field := range [...]struct {
		bit     fieldMask
		differs bool
	}{
		{hasLocal, f.At.Local != before.At.Local}, {hasCode, f.Code != before.Code}, {hasText, f.Text != before.Text},
		{hasStatus, f.Status != before.Status}, {hasSub, f.Sub != before.Sub}, {hasCity, f.Place.City != before.Place.City},
		{hasPostal, f.Place.Postal != before.Place.Postal}, {hasRegion, f.Place.Region != before.Place.Region},
		{hasSource, f.Source != before.Source}, {hasCarrier, f.Carrier != before.Carrier},
		{hasAssurance, f.Assurance != before.Assurance}, {hasOffset, f.At.Offset != before.At.Offset},
		{hasKind, f.Kind != before.Kind}, {hasCountry, f.Place.Country != before.Place.Country},
		{hasZone, f.At.Zone != before.At.Zone}, {hasPrecision, f.At.Precision != before.At.Precision},
		{hasWindow, f.Window != before.Window}, {hasCount, f.Count != before.Count},
		{hasPlaceText, f.Place.Text != before.Place.Text}, {hasPiece, f.Piece != before.Piece},
		{flipGeneric, f.Generic != before.Generic}, {flipSigned, f.Signed != before.Signed},
	} {
		if field.differs {
			m |= field.bit
		}
	}
	return m
}

// firstFact is what the first fact is compared with: the commonest values, so that they cost nothing.
func firstFact() shipment.Fact {
	return shipment.Fact{Kind: shipment.ScanFact, Assurance: shipment.Signed, Place: shipment.Place{Country: "US"},
		At: shipment.Moment{Zone: shipment.ZonePayload, Precision: shipment.Second}}
}

// encodeFacts writes facts in their order. No facts are no bytes.
func (p *packer) encodeFacts(facts []shipment.Fact) ([]byte, error) {
	if len(facts) == 0 {
		return nil, nil
	}
	ids := make([]byte, 0, len(facts)*rawID)
	body := make([]byte, 0, 64*len(facts))
	before, clock := firstFact(), int64(0)
	for i := range facts {
		f := &facts[i]
		mask := differences(f, &before)
		raw, ok := rawHex(f.ID)
		if ok && len(raw) == rawID {
			ids = append(ids, raw...)
		} else {
			mask |= hasOddID
		}
		body, clock = appendFact(body, f, mask, clock)
		before = *f
	}
	head := append(binary.AppendUvarint([]byte{factsPlain}, uint64(len(ids)/rawID)), ids...)
	plain := append(head[:len(head):len(head)], body...)
	packed, err := p.pack(head[:len(head):len(head)], body)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "compress facts")
	}
	if len(plain) <= len(packed) {
		return plain, nil
	}
	packed[0] = factsPacked
	return packed, nil
}

func appendFact(b []byte, f *shipment.Fact, mask fieldMask, clock int64) ([]byte, int64) {
	b = binary.AppendUvarint(b, uint64(mask))
	has := func(bit fieldMask) bool { return mask&bit != 0 }
	if has(hasOddID) {
		b = appendText(b, f.ID)
	}
	for _, w := range factWords(f) {
		if has(w.bit) {
			b = appendWord(b, w.table, *w.at)
		}
	}
	if has(hasLocal) {
		b, clock = appendClock(b, f.At.Local, clock)
	}
	if has(hasOffset) {
		b = appendOffset(b, f.At.Offset)
	}
	if has(hasWindow) {
		var from int64
		b, from = appendClock(b, f.Window.Earliest, clock)
		b, _ = appendClock(b, f.Window.Latest, from)
		b = appendWord(b, precisionWords, string(f.Window.Precision))
	}
	if has(hasCount) {
		b = binary.AppendUvarint(b, zigzag(int64(f.Count)))
	}
	if has(hasPostal) {
		b = appendDigits(b, f.Place.Postal)
	}
	if has(hasCode) {
		b = appendDigits(b, f.Code)
	}
	for _, t := range factTexts(f) {
		if has(t.bit) {
			b = appendText(b, *t.at)
		}
	}
	return b, clock
}

// decodeFacts reads what encodeFacts wrote, and nothing else: bytes that it would not have written are refused where that
// matters for the facts, never followed.
func decodeFacts(b []byte) ([]shipment.Fact, error) {
	if len(b) == 0 {
		return nil, nil
	}
	format := b[0]
	if format != factsPlain && format != factsPacked {
		return nil, fault.New(fault.Malformed, "facts: format %d is not known to this build, which reads %d and %d", format, factsPlain, factsPacked)
	}
	d := decoder{rest: string(b[1:])}
	n := d.uint("count of ids")
	if n > uint64(len(d.rest))/rawID {
		return nil, fault.New(fault.Malformed, "facts: %d ids announced in %d bytes", n, len(b))
	}
	ids := d.take(n*rawID, "ids")
	if d.err != nil {
		return nil, fault.Wrap(fault.Malformed, d.err, "facts")
	}
	if format == factsPacked {
		body, err := unpack(b[len(b)-len(d.rest):], "facts")
		if err != nil {
			return nil, err
		}
		d.rest = body
	}
	facts := make([]shipment.Fact, 0, n)
	fact, clock := firstFact(), int64(0)
	for d.rest != "" && len(facts) < maxStoredFacts {
		ids, clock = d.fact(&fact, ids, clock)
		facts = append(facts, fact)
	}
	switch {
	case d.err != nil:
		return nil, fault.Wrap(fault.Malformed, d.err, "fact %d", len(facts))
	case d.rest != "":
		return nil, fault.New(fault.Malformed, "facts: more than %d", maxStoredFacts)
	case ids != "":
		return nil, fault.New(fault.Malformed, "facts: %d ids without a fact", len(ids)/rawID)
	}
	return facts, nil
}

// maxStoredFacts stops a reader; the writer stops at shipment.MaxFacts, which may grow.
const maxStoredFacts = 4096

// fact changes f from the fact before into the next one.
func (d *decoder) fact(f *shipment.Fact, ids string, clock int64) (string, int64) {
	mask := fieldMask(d.uint("fields"))
	if mask >= endOfMask {
		d.fail("fields %#x are newer than this build", uint64(mask))
	}
	has := func(bit fieldMask) bool { return mask&bit != 0 }
	switch {
	case has(hasOddID):
		f.ID = d.text("id")
	case len(ids) < rawID:
		d.fail("no id left")
	default:
		f.ID, ids = hex.EncodeToString([]byte(ids[:rawID])), ids[rawID:]
	}
	for _, w := range factWords(f) {
		if has(w.bit) {
			*w.at = d.word(w.table, w.name)
		}
	}
	if has(hasLocal) {
		f.At.Local, clock = d.clock(clock, "time")
	}
	if has(hasOffset) {
		f.At.Offset = d.offset("offset")
	}
	if has(hasWindow) {
		var from int64
		f.Window.Earliest, from = d.clock(clock, "earliest")
		f.Window.Latest, _ = d.clock(from, "latest")
		f.Window.Precision = shipment.Precision(d.word(precisionWords, "precision of the window"))
	}
	if has(hasCount) {
		f.Count = int(unzigzag(d.uint("count")))
	}
	if has(hasPostal) {
		f.Place.Postal = d.digits("postal code")
	}
	if has(hasCode) {
		f.Code = d.digits("code")
	}
	for _, t := range factTexts(f) {
		if has(t.bit) {
			*t.at = d.text(t.name)
		}
	}
	f.Generic = f.Generic != has(flipGeneric)
	f.Signed = f.Signed != has(flipSigned)
	return ids, clock
}
