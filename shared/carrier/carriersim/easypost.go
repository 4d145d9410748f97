package carriersim

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"doorstep/shared/carrier"
)

func easypost() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"POST /v2/trackers/batch", (*Sim).easypostBatch},
		allowed: func(_ *Sim, r *http.Request) bool {
			key, _, ok := r.BasicAuth()
			return ok && key == apiKey
		},
		failure: easypostFailure,
		push: func(secret string, p Parcel, i int) Push {
			p.Life = p.Life[:i+1]
			return easypostPush(secret, encode(object{
				"id": fmt.Sprintf("evt_%s_%d", p.Number, i), "object": "Event", "description": "tracker.updated", "mode": "test", "status": "pending",
				"previous_attributes": object{}, "pending_urls": []string{}, "completed_urls": []string{}, "result": easypostTracker(p),
			}))
		},
	}
}

// easypostBatch answers POST /v2/trackers/batch: the trackers of the numbers that have one.
func (s *Sim) easypostBatch(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Codes []string `json:"tracking_codes"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&ask); err != nil {
		write(w, http.StatusUnprocessableEntity, easypostFailure(http.StatusUnprocessableEntity))
		return
	}
	trackers := []object{}
	for _, code := range ask.Codes {
		if p, ok := s.known(code); ok {
			trackers = append(trackers, easypostTracker(p))
		}
	}
	write(w, http.StatusOK, encode(object{"trackers": trackers, "has_more": false}))
}

func easypostTracker(p Parcel) object {
	var details []object
	for _, scan := range p.Life { // EasyPost prints the oldest first
		details = append(details, easypostDetail(p, scan))
	}
	last := p.Life[len(p.Life)-1]
	status, detail := easypostWords(last.Step)
	t := object{
		"id": "trk_" + strings.ToLower(p.Number), "object": "Tracker", "mode": "test", "tracking_code": p.Number,
		"status": status, "status_detail": detail, "carrier": strings.ToUpper(p.Carrier),
		"created_at": p.Life[0].At.UTC().Format("2006-01-02T15:04:05Z"), "updated_at": last.At.UTC().Format("2006-01-02T15:04:05Z"),
		"signed_by": nil, "weight": nil, "est_delivery_date": nil, "tracking_details": details, "is_return": false,
	}
	if !p.Expected.IsZero() {
		t["est_delivery_date"] = p.Expected.Format("2006-01-02") + "T00:00:00Z"
	}
	if last.Step == Delivered {
		t["signed_by"] = orNull(p.SignedBy)
	}
	return t
}

func easypostDetail(p Parcel, s Scan) object {
	status, detail := easypostWords(s.Step)
	_, text := uspsWords(s.Step)
	code := ""
	if p.Carrier == "ups" { // EasyPost repeats the words of the carrier, the type of UPS, and no code at all of USPS
		say := upsWords(s.Step)
		code, text = say.kind, say.text
	}
	return object{
		"object": "TrackingDetail", "message": text, "description": text,
		"status": status, "status_detail": detail, "datetime": s.At.UTC().Format("2006-01-02T15:04:05Z"),
		"source": strings.ToUpper(p.Carrier), "carrier_code": code,
		"tracking_location": object{"object": "TrackingLocation", "city": orNull(s.City), "state": orNull(s.Region), "country": "US", "zip": orNull(s.Postal)},
	}
}

// easypostWords is how EasyPost calls a step.
func easypostWords(s Step) (status, detail string) {
	switch s {
	case Label:
		return "pre_transit", "label_created"
	case Pickup:
		return "in_transit", "unknown"
	case Origin:
		return "in_transit", "received_at_origin_facility"
	case Departed:
		return "in_transit", "departed_facility"
	case Arrived:
		return "in_transit", "arrived_at_facility"
	case OutForDelivery:
		return "out_for_delivery", "out_for_delivery"
	case Attempted:
		return "failure", "delivery_exception"
	case Weather:
		return "in_transit", "weather_delay"
	case Delivered:
		return "delivered", "arrived_at_destination"
	case Returning:
		return "return_to_sender", "return"
	default:
		return "return_to_sender", "return"
	}
}

func easypostFailure(status int) string {
	code := "INVALID_PARAMETER"
	switch status {
	case http.StatusUnauthorized:
		code = "UNAUTHORIZED"
	case http.StatusTooManyRequests:
		code = "RATE_LIMITED"
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		code = "INTERNAL_SERVER_ERROR"
	}
	return encode(object{"error": object{"code": code, "message": http.StatusText(status), "errors": []object{}}})
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
