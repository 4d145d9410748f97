// Package link makes capability links: whoever holds the token sees what its scope shows, without a login. A token is derived
// from a secret key, so it can be shown again without being stored; the table holds only its hash, so a stolen table opens
// no page. The package knows no addresses and no expiry: those belong to the route and to the stored link.
package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"doorstep/shared/fault"
)

// Scope says what a link shows.
type Scope string

// The scopes.
const (
	Owner   Scope = "owner"   // the shopper: everything but personal data
	Gift    Scope = "gift"    // the recipient of a present: progress, neither contents nor prices
	Support Scope = "support" // the merchant's support team
)

// tokenBytes is 128 bits: not to be guessed, whatever the rate.
const tokenBytes = 16

// KeyVersion is the version of the key that a deployment derives its links with. There has been no other yet.
const KeyVersion = 1

// Life is how long a link is stored: longer than any parcel travels and any return may take. It mostly closes long before.
const Life = 400 * 24 * time.Hour

// TokenLength is the number of characters of a token.
const TokenLength = 26

// alphabet is lower-case RFC 4648 base32. It costs four characters over base64, and in return a token survives mail programs that
// drop a trailing "-" or "_" from a link, and people who type it in capitals.
var alphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Key derives tokens. It never prints.
type Key struct {
	version uint32
	secret  *[32]byte // behind a pointer, because fmt prints arrays in unexported fields
}

// NewKey makes a key of 32 raw bytes. version tells keys of a rotation apart and is part of every token.
func NewKey(version uint32, raw []byte) (Key, error) {
	if len(raw) != len(Key{}.secret) {
		return Key{}, fault.New(fault.Internal, "link key has %d bytes, must have %d", len(raw), len(Key{}.secret))
	}
	secret := [32]byte(raw)
	return Key{version: version, secret: &secret}, nil
}

// Token gives the n-th link of an order in a scope, n from 0. Rotating a link is n+1. Equal arguments give equal tokens.
func (k Key) Token(order string, scope Scope, n int) string {
	mac := hmac.New(sha256.New, k.secret[:])
	var number [8]byte
	binary.BigEndian.PutUint32(number[:4], k.version)
	binary.BigEndian.PutUint32(number[4:], uint32(n)) //nolint:gosec // a link is not rotated four billion times
	for _, part := range [...][]byte{number[:], []byte(order), {0}, []byte(scope)} {
		mac.Write(part) //nolint:errcheck // a hash never fails
	}
	return alphabet.EncodeToString(mac.Sum(nil)[:tokenBytes])
}

// Parse brings a token from an address into the form that Token gives. The error is of kind fault.NotFound: what is no token
// gets the same answer as a token that nobody made.
func Parse(s string) (string, error) {
	if len(s) != TokenLength {
		return "", fault.New(fault.NotFound, "link token has %d characters, not %d", len(s), TokenLength)
	}
	s = strings.ToLower(s)
	raw, err := alphabet.DecodeString(s)
	if err != nil || alphabet.EncodeToString(raw) != s { // the last character carries spare bits: one token, one spelling
		return "", fault.New(fault.NotFound, "link token is not base32")
	}
	return s, nil
}

// Hash gives what the table keeps of a token: SHA-256 in hex. A plain hash suffices for 128 random bits.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// String hides the key.
func (Key) String() string { return "[key]" }

// GoString hides the key.
func (Key) GoString() string { return "[key]" }
