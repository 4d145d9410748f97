package signature

import (
	"crypto/hmac"
	"encoding/hex"
	"strings"
)

// shippoHMAC is the scheme that Shippo switches on when a merchant asks for it: Shippo-Auth-Signature holds "t=<unix
// time>,v1=<hex>", HMAC-SHA256 over the time, a dot and the raw body
// (https://docs.goshippo.com/docs/tracking/webhooksecurity). The time is signed but not limited in age: Shippo does not say
// whether it signs its two retries anew, and a replay changes nothing because facts are identified by their content.
func shippoHMAC(r Request, secret string) bool {
	at, digits, ok := shippoParts(only(r.Header, "Shippo-Auth-Signature"))
	sum, err := hex.DecodeString(digits)
	message := append(append(make([]byte, 0, len(at)+1+len(r.Body)), at+"."...), r.Body...)
	return hmac.Equal(hmacSHA256(secret, message), sum) && ok && err == nil
}

// shippoParts takes the header apart. Each part must be there once, and the time a number.
func shippoParts(header string) (at, digits string, ok bool) {
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case name == "t" && at == "":
			at = value
		case name == "v1" && digits == "":
			digits = value
		case name == "t", name == "v1":
			return "", "", false
		}
	}
	return at, digits, at != "" && strings.Trim(at, "0123456789") == "" && digits != ""
}

// signsOnRequest reports whether a source signs only for merchants who asked for it. From the others its pushes can be told
// by a secret in the path alone; they count as little as those of a source that never signs.
func signsOnRequest(source string) bool { return source == "shippo" }
