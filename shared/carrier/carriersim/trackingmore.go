package carriersim

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
)

func trackingmore() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /v4/trackings/get", (*Sim).trackingmoreGet},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("Tracking-Api-Key") == apiKey },
		failure:     trackingmoreFailure,
		push: func(secret string, p Parcel, i int) Push {
			p.Life = p.Life[:i+1]
			return trackingmorePush(secret, strconv.FormatInt(p.Life[i].At.Unix(), 10), trackingmoreEnvelope(trackingmoreItem(p)))
		},
	}
}

// trackingmoreGet answers GET /v4/trackings/get: the trackings of the numbers that have one.
func (s *Sim) trackingmoreGet(w http.ResponseWriter, r *http.Request) {
	items := []object{}
	for number := range strings.SplitSeq(r.URL.Query().Get("tracking_numbers"), ",") {
		if p, ok := s.known(number); ok {
			items = append(items, trackingmoreItem(p))
		}
	}
	write(w, http.StatusOK, trackingmoreEnvelope(items))
}

func trackingmoreEnvelope(data any) string {
	return encode(object{"meta": object{"code": 200, "type": "Success", "message": "Request response is successful"}, "data": data})
}

func trackingmoreItem(p Parcel) object {
	points := []object{}
	for _, scan := range slices.Backward(p.Life) { // the newest first
		points = append(points, trackingmorePoint(p, scan))
	}
	last := p.Life[len(p.Life)-1]
	status, sub := trackingmoreWords(last.Step)
	item := object{
		"id": "sim" + p.Number, "tracking_number": p.Number, "courier_code": p.Carrier, "delivery_status": status, "substatus": sub,
		"created_at": p.Life[0].At.Format("2006-01-02T15:04:05-07:00"), "update_at": last.At.Format("2006-01-02T15:04:05-07:00"),
		"scheduled_delivery_date": nil, "destination_track_number": nil, "signed_by": nil, "destination_info": object{"trackinfo": []object{}},
		"origin_info": object{"courier_code": p.Carrier, "milestone_date": object{}, "trackinfo": points},
	}
	if !p.Expected.IsZero() {
		item["scheduled_delivery_date"] = p.Expected.Format("2006-01-02")
	}
	if last.Step == Delivered {
		item["signed_by"] = orNull(p.SignedBy)
	}
	return item
}

func trackingmorePoint(p Parcel, s Scan) object {
	status, sub := trackingmoreWords(s.Step)
	code, text := uspsWords(s.Step)
	if p.Carrier == "ups" { // the carrier's own words are repeated
		say := upsWords(s.Step)
		code, text = say.code, say.text
	}
	return object{
		"checkpoint_date": s.At.Format("2006-01-02T15:04:05"), "tracking_detail": text, "raw_status": orNull(code),
		"location": strings.Trim(s.City+","+s.Region+",US", ","), "city": orNull(s.City), "state": orNull(s.Region), "zip": orNull(s.Postal), "country_iso2": "US",
		"checkpoint_delivery_status": status, "checkpoint_delivery_substatus": sub,
	}
}

// trackingmoreWords is how TrackingMore calls a step.
func trackingmoreWords(s Step) (status, sub string) {
	switch s {
	case Label:
		return "inforeceived", "inforeceived001"
	case Pickup, Origin:
		return "transit", "transit001"
	case Departed:
		return "transit", "transit006"
	case Arrived:
		return "transit", "transit002"
	case OutForDelivery:
		return "pickup", "pickup001"
	case Attempted:
		return "undelivered", "undelivered002"
	case Weather:
		return "exception", "exception005"
	case Delivered:
		return "delivered", "delivered001"
	case Returning:
		return "exception", "exception011"
	default:
		return "exception", "exception010"
	}
}

func trackingmoreFailure(status int) string {
	code, kind, text := 4110, "BadRequest", "The value of tracking_number is invalid."
	switch status {
	case http.StatusUnauthorized:
		code, kind, text = 401, "Unauthorized", "The API key is invalid."
	case http.StatusTooManyRequests:
		code, kind, text = 429, "TooManyRequests", "Exceeded API request limits, please try again later."
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		code, kind, text = 511, "ServerError", "Server error."
	}
	return encode(object{"meta": object{"code": code, "type": kind, "message": text}, "data": []object{}})
}

func trackingmorePush(secret, timestamp, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Timestamp", timestamp)
	h.Set("Signature", hex.EncodeToString(mac(secret, timestamp)))
	return Push{Header: h, Body: []byte(body)}
}
