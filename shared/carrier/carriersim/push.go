package carriersim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
)

// Push is a request as the source sends it to the merchant's webhook.
type Push struct {
	Header http.Header
	Body   []byte
}

// PushFor builds the push of a source about the i-th scan of a parcel's life: one scan from UPS and USPS, the history so far
// from EasyPost. secret is the one that the merchant agreed with the source.
func PushFor(source, secret string, p Parcel, i int) (Push, error) {
	if i < 0 || i >= len(p.Life) {
		return Push{}, fmt.Errorf("build push: parcel %s has no scan %d", p.Number, i)
	}
	scan := p.Life[i]
	switch source {
	case "ups":
		return upsPush(secret, encode(upsMessage(p, scan))), nil
	case "usps":
		inner := encode(uspsAnswer(p, []Scan{scan}))
		return uspsPush(secret, scan.At.UTC().Format("2006-01-02T15:04:05Z"), inner), nil
	case "easypost":
		p.Life = p.Life[:i+1]
		event := object{
			"id": fmt.Sprintf("evt_%s_%d", p.Number, i), "object": "Event", "description": "tracker.updated", "mode": "test", "status": "pending",
			"previous_attributes": object{}, "pending_urls": []string{}, "completed_urls": []string{}, "result": easypostTracker(p),
		}
		return easypostPush(secret, encode(event)), nil
	default:
		return Push{}, fmt.Errorf("build push: no source %q", source)
	}
}

// SignEasyPost signs any body as EasyPost would. The secret must be in Unicode NFKD already.
func SignEasyPost(secret string, body []byte) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Hmac-Signature", "hmac-sha256-hex="+hex.EncodeToString(mac(secret, string(body))))
	return h
}

func easypostPush(secret, body string) Push {
	return Push{Header: SignEasyPost(secret, []byte(body)), Body: []byte(body)}
}

func uspsPush(secret, timestamp, inner string) Push {
	body := encode(object{"subscriptionId": "550e8400-e29b-41d4-a716-446655440000", "subscriptionType": "TRACKING", "timestamp": timestamp, "payload": inner})
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Hmac", base64.StdEncoding.EncodeToString(mac(secret, timestamp+inner)))
	return Push{Header: h, Body: []byte(body)}
}

func upsPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "UPSPubSubTrackingService")
	h.Set("Credential", secret)
	return Push{Header: h, Body: []byte(body)}
}

func mac(secret, message string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(message))
	return h.Sum(nil)
}
