package store

import (
	"encoding/binary"
	"strconv"

	"doorstep/shared/shipment"
)

// field is a string field of a fact with its place in the mask; table is nil for free text.
type field struct {
	bit   fieldMask
	name  string
	table []string
	limit int // bytes kept of it
	at    *string
}

// factWords lists the fields that mostly hold a word of a table, in the order in which they are stored.
func factWords(f *shipment.Fact) [10]field {
	return [...]field{
		{hasKind, "kind", kindWords, maxShort, (*string)(&f.Kind)},
		{hasSource, "source", senderWords, maxShort, &f.Source},
		{hasAssurance, "assurance", assuranceWords, maxShort, (*string)(&f.Assurance)},
		{hasCarrier, "carrier", senderWords, maxShort, &f.Carrier},
		{hasStatus, "status", statusWords, maxShort, (*string)(&f.Status)},
		{hasSub, "sub-status", subWords, maxCode, &f.Sub},
		{hasZone, "zone source", zoneWords, maxShort, (*string)(&f.At.Zone)},
		{hasPrecision, "precision", precisionWords, maxShort, (*string)(&f.At.Precision)},
		{hasRegion, "region", regionWords, maxCity, &f.Place.Region},
		{hasCountry, "country", countryWords, maxShort, &f.Place.Country},
	}
}

// factTexts lists the fields of free text, in the order in which they are stored.
func factTexts(f *shipment.Fact) [4]field {
	return [...]field{
		{hasText, "text", nil, maxText, &f.Text},
		{hasCity, "city", nil, maxCity, &f.Place.City},
		{hasPlaceText, "place", nil, maxPlace, &f.Place.Text},
		{hasPiece, "piece", nil, maxCode, &f.Piece},
	}
}

// Codes and postal codes are mostly a few digits: "005", "77063". Up to maxDigits of them stand as one number with their count
// in the low four bits; 0 digits announces any other text.
const maxDigits = 15

func appendDigits(b []byte, s string) []byte {
	v, ok := parseDigits(s)
	if !ok {
		return appendText(append(b, 0), s)
	}
	return binary.AppendUvarint(b, v<<4|uint64(len(s)))
}

func parseDigits(s string) (uint64, bool) {
	if s == "" || len(s) > maxDigits {
		return 0, false
	}
	var v uint64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		v = v*10 + uint64(s[i]-'0')
	}
	return v, true
}

func (d *decoder) digits(what string) string {
	v := d.uint(what)
	n := int(v & 15)
	if n == 0 {
		return d.text(what)
	}
	s := strconv.FormatUint(v>>4, 10)
	if len(s) > n {
		d.fail("%s: %s does not fit %d digits", what, s, n)
		return ""
	}
	return "000000000000000"[:n-len(s)] + s
}
