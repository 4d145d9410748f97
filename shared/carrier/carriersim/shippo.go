package carriersim

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/carrier"
)

func shippo() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey, "carrier": "usps"},
		track:       route{"GET /tracks/{carrier}/{number}", (*Sim).shippoTrack},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("Authorization") == "ShippoToken "+apiKey },
		failure:     shippoFailure,
		push: func(secret string, p Parcel, i int) Push {
			p.Life = p.Life[:i+1]
			return shippoPush(secret, p.Life[i].At, encode(object{"event": "track_updated", "test": true, "data": shippoTrackOf(p)}))
		},
	}
}

// shippoTrack answers GET /tracks/{carrier}/{number}. A number without news has a track without history; an unknown carrier
// is an error.
func (s *Sim) shippoTrack(w http.ResponseWriter, r *http.Request) {
	p, ok := s.known(r.PathValue("number"))
	switch {
	case !ok:
		write(w, http.StatusOK, encode(object{
			"carrier": r.PathValue("carrier"), "tracking_number": r.PathValue("number"), "address_from": nil, "address_to": nil, "eta": nil,
			"original_eta": nil, "servicelevel": object{"token": nil, "name": nil}, "metadata": nil, "tracking_status": nil,
			"tracking_history": []object{}, "transaction": nil, "messages": []string{},
		}))
	case p.Carrier != r.PathValue("carrier"):
		write(w, http.StatusBadRequest, encode(object{"carrier": []string{"Invalid value specified for provider '" + r.PathValue("carrier") + "'"}}))
	default:
		write(w, http.StatusOK, encode(shippoTrackOf(p)))
	}
}

func shippoTrackOf(p Parcel) object {
	history := []object{}
	for _, scan := range p.Life { // Shippo prints the oldest first
		history = append(history, shippoStatus(scan))
	}
	t := object{
		"carrier": p.Carrier, "tracking_number": p.Number, "servicelevel": object{"token": nil, "name": nil}, "metadata": "CANARY",
		"address_from": object{"city": "Columbus", "state": "OH", "zip": "43215", "country": "US"},
		"address_to":   object{"city": "Milwaukee", "state": "WI", "zip": "53207", "country": "US"},
		"eta":          nil, "original_eta": nil, "transaction": nil, "test": true, "messages": []string{},
		"tracking_status": history[len(history)-1], "tracking_history": history,
	}
	if !p.Expected.IsZero() {
		t["eta"] = p.Expected.Format("2006-01-02") + "T00:00:00Z"
		t["original_eta"] = t["eta"]
	}
	return t
}

func shippoStatus(s Scan) object {
	status, code, text := shippoWords(s.Step)
	location := any(nil)
	if s.City != "" {
		location = object{"city": s.City, "state": s.Region, "zip": s.Postal, "country": "US"}
	}
	at := s.At.UTC().Format("2006-01-02T15:04:05Z")
	return object{
		"object_created": at, "object_updated": nil, "object_id": "6a4ba1aa448345cc9d11b0c8" + strconv.FormatInt(s.At.Unix(), 16), "status": status,
		"status_details": text, "status_date": at, "location": location,
		"substatus": object{"code": code, "text": text, "action_required": s.Step == Attempted},
	}
}

// shippoWords is how Shippo calls a step.
func shippoWords(s Step) (status, substatus, text string) {
	switch s {
	case Label:
		return "PRE_TRANSIT", "information_received", "The shipping label has been created and the carrier is awaiting the item."
	case Pickup, Origin:
		return "TRANSIT", "package_accepted", "Your shipment has been accepted."
	case Departed:
		return "TRANSIT", "package_departed", "Your shipment has departed the facility."
	case Arrived:
		return "TRANSIT", "package_arrived", "Your shipment has arrived at the facility."
	case OutForDelivery:
		return "TRANSIT", "out_for_delivery", "Your shipment is out for delivery."
	case Attempted:
		return "TRANSIT", "notice_left", "The carrier left a notice."
	case Weather:
		return "TRANSIT", "delayed", "Your shipment is delayed by the weather."
	case Delivered:
		return "DELIVERED", "delivered", "Your shipment has been delivered at the destination mailbox."
	case Returning:
		return "RETURNED", "return_to_sender", "Your shipment is being returned to the sender."
	default:
		return "RETURNED", "return_to_sender", "Your shipment has been returned to the sender."
	}
}

func shippoFailure(status int) string {
	detail := http.StatusText(status)
	switch status {
	case http.StatusUnauthorized:
		detail = "Invalid token"
	case http.StatusTooManyRequests:
		detail = "Request was throttled. Expected available in 12 seconds."
	}
	return encode(object{"detail": detail})
}

func shippoPush(secret string, at time.Time, body string) Push {
	t := strconv.FormatInt(at.Unix(), 10)
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Shippo-Auth-Signature", strings.Join([]string{"t=" + t, "v1=" + hex.EncodeToString(mac(secret, t+"."+body))}, ","))
	return Push{Header: h, Body: []byte(body)}
}
