package signature

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"

	"doorstep/shared/carrier/payload"
)

// seventeentrackSum is 17TRACK's scheme: the header "sign" holds the hex of SHA-256, no HMAC, over the raw body, a slash
// and the security key (https://api.17track.net/en/doc?version=v2.4, "Push notification"). Version 1 puts the sum into the
// body instead: "sign" beside "event" and "data", over event, slash, data as it stands, slash, key. A request with the
// header is checked by the header alone. The key ends what is hashed, so nothing can be appended to a body that was seen.
func seventeentrackSum(r Request, key string) bool {
	message, given := r.Body, only(r.Header, "Sign")
	if len(r.Header.Values("Sign")) == 0 {
		message, given = seventeentrackMessage(r.Body)
	}
	h := sha256.New()
	h.Write(message)
	h.Write([]byte("/" + key))
	sum, err := hex.DecodeString(given)
	return subtle.ConstantTimeCompare(h.Sum(nil), sum) == 1 && message != nil && err == nil
}

// seventeentrackMessage takes what version 1 signs out of its body, and the sum. A body that holds one of the three twice is
// refused: the check and the decoder might look at different ones.
func seventeentrackMessage(body []byte) (message []byte, sum string) {
	var event, data []byte
	signed := [...]string{"event", "data", "sign"}
	seen := [len(signed)]int{}
	r := payload.New(body)
	r.Object(func(key []byte) {
		for i, name := range signed {
			if bytes.EqualFold(key, []byte(name)) {
				seen[i]++
			}
		}
		switch string(key) {
		case "event":
			event = r.Inner()
		case "data":
			data = r.Raw()
		case "sign":
			sum = string(r.Inner())
		}
	})
	if r.Err() != nil || event == nil || data == nil || sum == "" || seen != [...]int{1, 1, 1} {
		return nil, ""
	}
	return bytes.Join([][]byte{event, data}, []byte("/")), sum
}
