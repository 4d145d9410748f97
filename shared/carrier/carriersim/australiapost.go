package carriersim

import (
	"net/http"
	"slices"
	"strings"

	"doorstep/shared/carrier"
)

// auspostAccount is the only account number; Australia Post wants it beside the key.
const auspostAccount = "0000123456"

func australiapost() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey, "password": userPassword, "account": auspostAccount},
		track:       route{"GET /shipping/v1/track", (*Sim).auspostTrack},
		allowed: func(_ *Sim, r *http.Request) bool {
			key, password, ok := r.BasicAuth()
			return ok && key == apiKey && password == userPassword && r.Header.Get("Account-Number") == auspostAccount
		},
		failure: auspostFailure,
	}
}

func (s *Sim) auspostTrack(w http.ResponseWriter, r *http.Request) {
	ids := strings.Split(r.FormValue("tracking_ids"), ",")
	if len(ids) > 10 {
		write(w, http.StatusBadRequest, encode(object{"errors": []object{{"code": "51101", "name": "TOO_MANY_AP_TRACKING_IDS",
			"message": "The request must contain 10 or less AP article ids, consignment ids, or barcode ids."}}}))
		return
	}
	results := []object{}
	for _, id := range ids {
		p, ok := s.known(id)
		if !ok {
			results = append(results, object{"tracking_id": id, "errors": []object{{"code": "ESB-10001", "name": "Invalid tracking ID"}}})
			continue
		}
		results = append(results, auspostResult(p))
	}
	write(w, http.StatusOK, encode(object{"tracking_results": results}))
}

func auspostResult(p Parcel) object {
	var events []object
	for _, scan := range slices.Backward(p.Life) {
		_, text := auspostWords(scan.Step)
		e := object{"description": text, "date": scan.At.Format("2006-01-02T15:04:05-07:00")}
		if scan.City != "" {
			e["location"] = scan.City + " " + scan.Region
		}
		events = append(events, e)
	}
	status, _ := auspostWords(p.Life[len(p.Life)-1].Step)
	return object{"tracking_id": p.Number, "status": status, "trackable_items": []object{
		{"article_id": p.Number, "product_type": "eParcel", "events": events, "status": status},
	}}
}

// auspostWords is how Australia Post calls a step.
func auspostWords(s Step) (status, text string) {
	switch s {
	case Label:
		return "Initiated", "Shipping information received by Australia Post"
	case Pickup:
		return "In transit", "Received by Australia Post"
	case Origin:
		return "In transit", "Item processed at facility"
	case Departed:
		return "In transit", "Departed facility"
	case Arrived:
		return "In transit", "Arrived at facility"
	case OutForDelivery:
		return "In transit", "Onboard for delivery"
	case Attempted:
		return "In transit", "Attempted delivery - carded"
	case Weather:
		return "Possible delay", "Delayed by severe weather"
	case Delivered:
		return "Delivered", "Delivered"
	case Returning:
		return "In transit", "Return to sender"
	default:
		return "Delivered", "Delivered to sender"
	}
}

func auspostFailure(status int) string {
	code, name := "ESB-20010", "System Error"
	switch status {
	case http.StatusUnauthorized:
		code, name = "API_001", "Unauthorised"
	case http.StatusTooManyRequests:
		code, name = "API_002", "Too many requests"
	}
	return encode(object{"errors": []object{{"error_code": code, "error_name": name, "message": name}}})
}
