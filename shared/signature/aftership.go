package signature

import (
	"crypto/hmac"
	"encoding/base64"
)

// aftershipHMAC is the scheme of AfterShip Tracking: aftership-hmac-sha256 holds the base64 of HMAC-SHA256 over the raw body,
// with the webhook secret as UTF-8 (https://www.aftership.com/docs/tracking/webhook/webhook-signature). "ts" in the body is
// signed like the rest; its age is not limited, since AfterShip tries again for 68 hours and signs once.
func aftershipHMAC(r Request, secret string) bool {
	sum, err := base64.StdEncoding.DecodeString(only(r.Header, "Aftership-Hmac-Sha256"))
	return hmac.Equal(hmacSHA256(secret, r.Body), sum) && err == nil
}
