package brand

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// ScopeOrders allows a key to write and read the orders of its brand.
const ScopeOrders = "orders"

// KeyHash gives what is stored of an API key: SHA-256 in hex. A plain hash suffices, because keys are made by machines: 128 random
// bits cannot be searched for.
func KeyHash(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// Matches reports whether key is one of those whose hashes are given. It takes the same time whether and where it matches.
func Matches(key string, hashes []string) bool {
	got := []byte(KeyHash(key))
	found := 0
	for _, hash := range hashes {
		found |= subtle.ConstantTimeCompare(got, []byte(hash))
	}
	return found == 1
}
