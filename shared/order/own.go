package order

import (
	"crypto/sha256"
	"strings"
)

// Own numbers stand for shipments that no carrier tracks: a pickup, a delivery by the shop's own van, a fulfilment whose
// tracking number is not known yet. They hold letters only, as no carrier's number does, and 72 bits of a hash.
const (
	ownPrefix  = "DS"
	ownLetters = 18
)

// OwnNumber gives the number under which a shipment without a tracking number is kept: it follows from the order and the
// merchant's own name of the shipment. It is never asked about and never shown.
func OwnNumber(orderID, ref string) string {
	sum := sha256.Sum256([]byte("own\x00" + orderID + "\x00" + ref))
	b := []byte(ownPrefix)
	for _, v := range sum[:ownLetters/2] {
		b = append(b, 'A'+v>>4, 'A'+v&15)
	}
	return string(b)
}

// IsOwn reports whether a number has the form that OwnNumber gives.
func IsOwn(number string) bool {
	letters, ok := strings.CutPrefix(number, ownPrefix)
	return ok && len(letters) == ownLetters && within(letters, 'A', 'P')
}

// Shown gives a number as people may see it: nothing for one of our own.
func Shown(number string) string {
	if IsOwn(number) {
		return ""
	}
	return number
}
