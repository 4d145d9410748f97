package store

import (
	"unicode/utf8"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Limits that keep a number's item below DynamoDB's 400 KB whatever senders write
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html). TestItemCannotOutgrowDynamoDB adds them
// up. Texts are cut at the end of a character; the id of a fact is of its whole raw text, so cutting never makes two facts one.
const (
	maxText    = 200 // bytes of a sentence
	maxPlace   = 96  // bytes of a place in one line
	maxCity    = 48  // bytes of a city or a region
	maxCode    = 40  // bytes of a code or a piece number
	maxShort   = 24  // bytes of codes of ours, times, postal codes, countries
	maxID      = 64  // bytes of ids of facts, orders, shipments and brands
	maxClaims  = 32  // claims on one number
	maxAliases = 16
	maxProofs  = 48  // sealed signers kept, those of the newest facts
	maxProof   = 384 // bytes of one
)

// bounded gives the addition with its texts within the limits, or says what in it nobody could store.
func bounded(a Addition) (Addition, error) {
	facts := make([]shipment.Fact, len(a.Facts))
	for i, f := range a.Facts {
		if f.ID == "" || len(f.ID) > maxID {
			return Addition{}, fault.New(fault.Invalid, "fact %d: id of %d bytes, want 1 to %d", i, len(f.ID), maxID)
		}
		facts[i] = boundedFact(f)
	}
	a.Facts = facts
	for i, c := range a.Claims {
		err := namedClaim(c)
		if err != nil {
			return Addition{}, fault.Wrap(fault.Invalid, err, "claim %d", i)
		}
	}
	for _, alias := range a.Aliases {
		err := named("alias", alias)
		if err != nil {
			return Addition{}, err
		}
	}
	for id, sealed := range a.Proofs {
		if len(sealed) > maxProof {
			return Addition{}, fault.New(fault.TooLarge, "proof of fact %s has %d bytes, more than %d", id, len(sealed), maxProof)
		}
	}
	if a.Due != nil {
		return a, named("kind of the due entry", a.Due.Kind)
	}
	return a, nil
}

func namedClaim(c shipment.Claim) error {
	for _, part := range [...]struct{ name, value string }{{"order", c.Order}, {"shipment", c.Shipment}, {"brand", c.Brand}} {
		if part.value == "" || len(part.value) > maxID {
			return fault.New(fault.Invalid, "%s of %d bytes, want 1 to %d", part.name, len(part.value), maxID)
		}
	}
	if len(c.Carrier) > maxShort || len(c.Epoch) > maxShort || len(c.Promise) > maxShort {
		return fault.New(fault.Invalid, "carrier, epoch or promise longer than %d bytes", maxShort)
	}
	return nil
}

func boundedFact(f shipment.Fact) shipment.Fact {
	for _, t := range factTexts(&f) {
		*t.at = cut(*t.at, t.limit)
	}
	for _, w := range factWords(&f) {
		*w.at = cut(*w.at, w.limit)
	}
	f.Code = cut(f.Code, maxCode)
	f.Place.Postal = cut(f.Place.Postal, maxShort)
	f.At.Local, f.At.Offset = cut(f.At.Local, maxShort), cut(f.At.Offset, maxShort)
	f.Window.Earliest, f.Window.Latest = cut(f.Window.Earliest, maxShort), cut(f.Window.Latest, maxShort)
	f.Window.Precision = shipment.Precision(cut(string(f.Window.Precision), maxShort))
	return f
}

// cut keeps at most limit bytes of s, whole characters.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
