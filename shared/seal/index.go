package seal

import (
	"crypto/hmac"
	"crypto/sha256"

	"doorstep/shared/fault"
)

// indexSize is 128 bits: two shoppers of one brand never share a hash by chance.
const indexSize = 16

// Index makes keyed hashes of personal values, so that a shopper's e-mail or postcode can be compared with what an order
// holds without unsealing the order, and a stolen table cannot be searched for a known address. It never prints.
type Index struct{ key *[KeySize]byte } // behind a pointer, for the reason that Text gives

// NewIndex makes an index of KeySize raw bytes.
func NewIndex(raw []byte) (Index, error) {
	if len(raw) != KeySize {
		return Index{}, fault.New(fault.Internal, "lookup key has %d bytes, must have %d", len(raw), KeySize)
	}
	key := [KeySize]byte(raw)
	return Index{key: &key}, nil
}

// Hash gives the hash of one value of a scope (the brand: the same shopper at two brands stays two) and a label ("email").
// The caller brings the value into its canonical form first.
func (x Index) Hash(scope, label, value string) []byte {
	mac := hmac.New(sha256.New, x.key[:])
	mac.Write([]byte(scope + "\x00" + label + "\x00" + value)) //nolint:errcheck // a hash never fails
	return mac.Sum(nil)[:indexSize]
}

// String hides the key.
func (Index) String() string { return "[key]" }

// GoString hides the key.
func (Index) GoString() string { return "[key]" }
