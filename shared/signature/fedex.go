package signature

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
)

// fedexHMAC is the scheme of FedEx Advanced Integrated Visibility: fdx-signature holds HMAC-SHA256 over the raw body, with the
// security token of the webhook project. FedEx's page calls it base64 in one sentence and hex in the next, and its Java
// example encodes in base64; both are taken
// (https://developer.fedex.com/api/en-us/catalog/shipment-visibility-webhook/docs/introduction/business-rules-and-best-practices.html).
func fedexHMAC(r Request, secret string) bool {
	given := only(r.Header, "Fdx-Signature")
	sum, err := base64.StdEncoding.DecodeString(given)
	if digits, wrong := hex.DecodeString(given); wrong == nil { // 64 digits are base64 too, of 48 bytes: no sum has that many
		sum, err = digits, nil
	}
	return hmac.Equal(hmacSHA256(secret, r.Body), sum) && err == nil
}
