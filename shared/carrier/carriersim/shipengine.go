package carriersim

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"net/http"
	"slices"
	"sync"

	"doorstep/shared/carrier"
)

func shipengine() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /tracking", (*Sim).shipengineTrack},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("API-Key") == apiKey },
		failure:     shipengineFailure,
		push: func(_ string, p Parcel, i int) Push {
			p.Life = p.Life[:i+1]
			address := "https://api.shipengine.com/v1/tracking/" + p.Carrier + "/" + p.Number
			return shipenginePush(p.Life[i].At.UTC().Format("2006-01-02T15:04:05Z"), encode(object{
				"resource_url": address, "resource_type": "API_TRACK", "data": shipengineAnswer(p),
			}))
		},
		secret: func(string) string { return shipengineJWKS(&shipengineKey().PublicKey) },
	}
}

// shipengineTrack answers GET /v1/tracking. A number that is not known is no error: its status is "UN".
func (s *Sim) shipengineTrack(w http.ResponseWriter, r *http.Request) {
	number, code := r.URL.Query().Get("tracking_number"), r.URL.Query().Get("carrier_code")
	if number == "" || code == "" {
		write(w, http.StatusBadRequest, shipengineFailure(http.StatusBadRequest))
		return
	}
	p, ok := s.known(number)
	if !ok || p.Carrier != code {
		write(w, http.StatusOK, encode(object{"tracking_number": number, "carrier_code": code, "status_code": "UN", "status_description": "Unknown", "events": []object{}}))
		return
	}
	write(w, http.StatusOK, encode(shipengineAnswer(p)))
}

func shipengineAnswer(p Parcel) object {
	events := []object{}
	for _, scan := range slices.Backward(p.Life) { // the newest first
		events = append(events, shipengineEvent(p, scan))
	}
	last := p.Life[len(p.Life)-1]
	status, detail := shipengineWords(last.Step)
	answer := object{
		"tracking_number": p.Number, "carrier_code": p.Carrier, "carrier_id": 1, "status_code": status, "status_detail_code": orNull(detail),
		"ship_date": nil, "estimated_delivery_date": nil, "actual_delivery_date": nil, "exception_description": nil, "events": events,
	}
	if !p.Expected.IsZero() {
		answer["estimated_delivery_date"] = p.Expected.Format("2006-01-02") + "T00:00:00Z"
	}
	return answer
}

// shipengineEvent prints the local clock with a "Z" that is not true, as ShipEngine does for UPS and USPS.
func shipengineEvent(p Parcel, s Scan) object {
	status, detail := shipengineWords(s.Step)
	code, text := uspsWords(s.Step)
	carrierDetail := ""
	if p.Carrier == "ups" { // ShipEngine repeats the words of the carrier, and has no detail of its own
		say := upsWords(s.Step)
		code, text, carrierDetail, detail = say.kind, say.text, say.code, ""
	}
	signer := ""
	if s.Step == Delivered {
		signer = p.SignedBy
	}
	return object{
		"occurred_at": s.At.UTC().Format("2006-01-02T15:04:05Z"), "carrier_occurred_at": s.At.Format("2006-01-02T15:04:05") + "Z",
		"description": text, "city_locality": s.City, "state_province": s.Region, "postal_code": s.Postal, "country_code": "US",
		"company_name": "", "signer": signer, "event_code": orNull(code), "carrier_detail_code": orNull(carrierDetail),
		"status_code": status, "status_detail_code": orNull(detail), "latitude": nil, "longitude": nil, "proof_of_delivery_url": nil,
	}
}

// shipengineWords is how ShipEngine calls a step.
func shipengineWords(s Step) (status, detail string) {
	switch s {
	case Label:
		return "NY", "ELEC_ADVICE_RECD_BY_CARRIER"
	case Pickup:
		return "AC", "COLLECTION_MADE"
	case Origin:
		return "AC", "RECEIVED_BY_CARRIER"
	case Departed:
		return "IT", "IN_TRANSIT"
	case Arrived:
		return "IT", "RECEIVED_LOCAL_DELIVERY_DEPOT"
	case OutForDelivery:
		return "IT", "OUT_FOR_DELIVERY"
	case Attempted:
		return "AT", "ATTEMPTED_DELIVERY"
	case Weather:
		return "IT", "DELAYED_NOT_CARRIER"
	case Delivered:
		return "DE", "DELIVERED"
	default:
		return "EX", "RETURN_TO_SENDER"
	}
}

func shipengineFailure(status int) string {
	kind, code, text := "validation", "field_value_required", "A field is missing."
	switch status {
	case http.StatusUnauthorized:
		kind, code, text = "security", "unauthorized", "The API key is invalid."
	case http.StatusTooManyRequests:
		kind, code, text = "business_rules", "rate_limit_exceeded", "Too many requests."
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		kind, code, text = "system", "unspecified", "Something went wrong."
	}
	return encode(object{"request_id": "00000000-0000-0000-0000-000000000017", "errors": []object{{
		"error_source": "shipengine", "error_type": kind, "error_code": code, "message": text,
	}}})
}

const shipengineKeyID = "sim-1"

// shipengineKey is the key of the simulated ShipEngine. Like the real one it signs for every account alike; it is made anew
// in each process, so that no private key lies in the repository.
var shipengineKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil { // the machine has no randomness: nothing else works either
		panic(err)
	}
	return key
})

// shipengineJWKS is what https://api.shipengine.com/jwks answers.
func shipengineJWKS(key *rsa.PublicKey) string {
	number := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	return encode(object{"keys": []object{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": shipengineKeyID, "n": number(key.N), "e": number(big.NewInt(int64(key.E))),
	}}})
}

func shipenginePush(timestamp, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	sum := sha256.Sum256([]byte(timestamp + "." + body))
	signed, err := rsa.SignPKCS1v15(rand.Reader, shipengineKey(), crypto.SHA256, sum[:])
	if err != nil { // only a key that is too short could fail
		panic(err)
	}
	h.Set("X-Shipengine-Timestamp", timestamp)
	h.Set("X-Shipengine-Rsa-Sha256-Key-Id", shipengineKeyID)
	h.Set("X-Shipengine-Rsa-Sha256-Signature", base64.StdEncoding.EncodeToString(signed))
	return Push{Header: h, Body: []byte(body)}
}
