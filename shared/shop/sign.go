package shop

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
)

// Signed reports whether given is the base64 of HMAC-SHA256 over message with one of the secrets. It looks at all of them, so that
// time does not tell which one it was.
func Signed(secrets []string, message []byte, given string) bool {
	sum, err := base64.StdEncoding.DecodeString(given)
	found := false
	for _, secret := range secrets {
		h := hmac.New(sha256.New, []byte(secret))
		h.Write(message)
		if hmac.Equal(h.Sum(nil), sum) && secret != "" {
			found = true
		}
	}
	return found && err == nil
}

// Holds reports whether given is one of the secrets, in a time that tells neither their content nor their length.
func Holds(secrets []string, given string) bool {
	presented := sha256.Sum256([]byte(given))
	found := false
	for _, secret := range secrets {
		sum := sha256.Sum256([]byte(secret))
		if subtle.ConstantTimeCompare(sum[:], presented[:]) == 1 && secret != "" {
			found = true
		}
	}
	return found
}

// Only gives the value of a header that stands there exactly once. A request with two signatures was tampered with.
func Only(h http.Header, name string) string {
	values := h.Values(name)
	if len(values) != 1 {
		return ""
	}
	return strings.TrimSpace(values[0])
}
