package signature

import (
	"crypto/hmac"
	"encoding/hex"
)

// sendcloudHMAC is Sendcloud's scheme: Sendcloud-Signature holds the hex of HMAC-SHA256 over the raw body, with the secret
// key of the integration or its webhook signature key (https://sendcloud.dev/api/v2/webhooks; the vector there is in the
// test). The body has a space behind each comma and colon: printed anew it would not match.
func sendcloudHMAC(r Request, secret string) bool {
	sum, err := hex.DecodeString(only(r.Header, "Sendcloud-Signature"))
	return hmac.Equal(hmacSHA256(secret, r.Body), sum) && err == nil
}
