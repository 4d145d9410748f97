package signature

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"golang.org/x/text/unicode/norm"

	"doorstep/shared/carrier/payload"
)

// upsSecret is what UPS Track Alert offers: it signs nothing. Version 1 repeats the value of destination.credential in the
// header "credential"; version 2 presents an OAuth bearer token from the merchant's own token endpoint, which here is the
// secret itself (https://github.com/UPS-API/api-documentation/blob/main/UPSTrackAlert.yaml, "TrackingEvent", 2026-07-21).
func upsSecret(r Request, secret string) bool {
	byCredential := equal(only(r.Header, "Credential"), secret)
	byBearer := equal(bearer(only(r.Header, "Authorization")), secret)
	return byCredential || byBearer
}

func bearer(authorization string) string {
	kind, token, ok := strings.Cut(authorization, " ")
	if !ok || !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// uspsHMAC is the scheme of USPS Subscriptions-Tracking v3.2: base64 of HMAC-SHA256, with the secret of the subscription,
// over the envelope's timestamp and payload as decoded strings, with nothing between. The header is X-HMAC, formerly
// hmac-header (../carrier/usps/README.md). The timestamp is signed but not limited in age: USPS publishes no retry
// schedule, and a replay changes nothing because facts are identified by their content.
func uspsHMAC(r Request, secret string) bool {
	given := only(r.Header, "X-Hmac")
	if given == "" {
		given = only(r.Header, "Hmac-Header")
	}
	sum, err := base64.StdEncoding.DecodeString(given)
	message, ok := uspsMessage(r.Body)
	return hmac.Equal(hmacSHA256(secret, message), sum) && ok && err == nil
}

// uspsMessage takes the signed strings out of the envelope. An envelope that holds one of them twice is refused: the check
// and the decoder might look at different ones.
func uspsMessage(body []byte) ([]byte, bool) {
	var timestamp, inner []byte
	timestamps, payloads := 0, 0
	r := payload.New(body)
	r.Object(func(key []byte) {
		if bytes.EqualFold(key, []byte("timestamp")) {
			timestamps++
		}
		if bytes.EqualFold(key, []byte("payload")) {
			payloads++
		}
		switch string(key) {
		case "timestamp":
			timestamp = r.Inner()
		case "payload":
			inner = r.Inner()
		}
	})
	if r.Err() != nil || timestamp == nil || inner == nil || timestamps != 1 || payloads != 1 {
		return nil, false
	}
	return append(append(make([]byte, 0, len(timestamp)+len(inner)), timestamp...), inner...), true
}

// easypostHMAC is EasyPost's scheme: X-Hmac-Signature holds "hmac-sha256-hex=" and the hex of HMAC-SHA256 over the raw body;
// the secret is normalised to Unicode NFKD first (https://docs.easypost.com/docs/webhooks; vector in EasyPost/examples).
func easypostHMAC(r Request, secret string) bool {
	digits, ok := strings.CutPrefix(only(r.Header, "X-Hmac-Signature"), "hmac-sha256-hex=")
	sum, err := hex.DecodeString(digits)
	return hmac.Equal(hmacSHA256(norm.NFKD.String(secret), r.Body), sum) && ok && err == nil
}

func hmacSHA256(secret string, message []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(message)
	return h.Sum(nil)
}
