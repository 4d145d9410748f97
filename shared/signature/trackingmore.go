package signature

import (
	"crypto/hmac"
	"encoding/hex"

	"doorstep/shared/carrier/payload"
)

// trackingmoreHMAC is TrackingMore's scheme: the hex of HMAC-SHA256, with the webhook secret, over a time and nothing else.
// It proves that somebody who knows the secret sent something at that time; the body can be exchanged, so that the
// assurance is that of a shared secret, and the time must be recent. Version 4 puts both into headers
// (https://www.trackingmore.com/docs/trackingmore/, "Webhook"), whose names its documents do not settle: any of the known
// prefixes will do. Versions 2 and 3 put them into the body, {"verifyInfo":{"timeStr","signature"}}, with the account's
// e-mail address as the key. A request with a signature in a header is checked by the header alone.
func trackingmoreHMAC(r Request, secret string) bool {
	timestamp, given := trackingmoreProof(r)
	sum, err := hex.DecodeString(given)
	return hmac.Equal(hmacSHA256(secret, []byte(timestamp)), sum) && fresh(timestamp, r.At) && err == nil
}

func trackingmoreProof(r Request) (timestamp, sum string) {
	for _, prefix := range [...]string{"", "X-", "Trackingmore-", "X-Trackingmore-"} {
		if len(r.Header.Values(prefix+"Signature")) > 0 {
			return only(r.Header, prefix+"Timestamp"), only(r.Header, prefix+"Signature")
		}
	}
	return trackingmoreVerifyInfo(r.Body)
}

func trackingmoreVerifyInfo(body []byte) (timestamp, sum string) {
	d := payload.New(body)
	d.Object(func(key []byte) {
		if string(key) != "verifyInfo" {
			return
		}
		d.Object(func(key []byte) {
			switch string(key) {
			case "timeStr":
				timestamp = d.Text(payload.Short) // a number in some bodies, a string in others
			case "signature":
				sum = d.Text(2 * payload.Short)
			}
		})
	})
	if d.Err() != nil {
		return "", ""
	}
	return timestamp, sum
}
