package carriersim

import (
	"net/http"
	"slices"
	"strings"

	"doorstep/shared/carrier"
)

func ship24() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /public/v1/trackers/search/{number}/results", (*Sim).ship24Results},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer "+apiKey },
		failure:     ship24Failure,
		push: func(secret string, p Parcel, i int) Push {
			p.Life = p.Life[:i+1]
			tracking := ship24Tracking(p)
			tracking["metadata"] = object{"generatedAt": p.Life[i].At.UTC().Format("2006-01-02T15:04:05.000Z"), "messageId": "sim-" + p.Number}
			h := http.Header{}
			h.Set("Content-Type", "application/json")
			h.Set("Authorization", "Bearer "+secret)
			return Push{Header: h, Body: []byte(encode(object{"trackings": []object{tracking}}))}
		},
	}
}

// ship24Results answers GET /public/v1/trackers/search/{number}/results.
func (s *Sim) ship24Results(w http.ResponseWriter, r *http.Request) {
	p, ok := s.known(r.PathValue("number"))
	if !ok {
		write(w, http.StatusNotFound, ship24Failure(http.StatusNotFound))
		return
	}
	write(w, http.StatusOK, encode(object{"data": object{"trackings": []object{ship24Tracking(p)}}}))
}

func ship24Tracking(p Parcel) object {
	courier := p.Carrier
	if courier == "usps" {
		courier = "us-post"
	}
	events := []object{}
	for i, scan := range slices.Backward(p.Life) { // the newest first
		events = append(events, ship24Event(p, scan, i+1, courier))
	}
	last := p.Life[len(p.Life)-1]
	code, category, milestone := ship24Words(last.Step)
	delivery := object{"estimatedDeliveryDate": nil, "courierEstimatedDeliveryDate": nil, "service": nil, "signedBy": nil}
	if !p.Expected.IsZero() {
		delivery["estimatedDeliveryDate"] = p.Expected.Format("2006-01-02") + "T00:00:00"
	}
	if last.Step == Delivered {
		delivery["signedBy"] = orNull(p.SignedBy)
	}
	return object{
		"tracker": object{"trackerId": "sim-" + p.Number, "trackingNumber": p.Number, "courierCode": []string{courier}, "isTracked": true},
		"shipment": object{
			"statusCode": orNull(code), "statusCategory": orNull(category), "statusMilestone": milestone, "originCountryCode": "US",
			"destinationCountryCode": "US", "delivery": delivery, "trackingNumbers": []object{{"tn": p.Number}},
		},
		"events": events,
	}
}

func ship24Event(p Parcel, s Scan, order int, courier string) object {
	code, category, milestone := ship24Words(s.Step)
	_, text := uspsWords(s.Step)
	if p.Carrier == "ups" { // the carrier's own words are repeated
		text = upsWords(s.Step).text
	}
	return object{
		"eventId": "sim", "trackingNumber": p.Number, "eventTrackingNumber": p.Number, "status": text, "order": order,
		"occurrenceDatetime": s.At.Format("2006-01-02T15:04:05"), "location": orNull(strings.Trim(s.City+", "+s.Region+" "+s.Postal, ", ")),
		"sourceCode": courier + "-tracking", "courierCode": courier,
		"statusCode": orNull(code), "statusCategory": orNull(category), "statusMilestone": milestone,
	}
}

// ship24Words is how Ship24 calls a step.
func ship24Words(s Step) (code, category, milestone string) {
	switch s {
	case Label:
		return "data_order_created", "data", "info_received"
	case Pickup:
		return "transit_handover", "transit", "in_transit"
	case Origin, Departed, Arrived:
		return "", "", "in_transit"
	case OutForDelivery:
		return "delivery_out_for_delivery", "delivery", "out_for_delivery"
	case Attempted:
		return "delivery_attempted", "delivery", "failed_attempt"
	case Weather:
		return "delivery_exception", "delivery", "exception"
	case Delivered:
		return "delivery_delivered", "delivery", "delivered"
	default:
		return "exception_return", "exception", "exception"
	}
}

func ship24Failure(status int) string {
	code, text := "validation_error", "The tracking number is not valid."
	switch status {
	case http.StatusUnauthorized:
		code, text = "auth_invalid_api_key", "The API key is not valid."
	case http.StatusNotFound:
		code, text = "tracker_not_found", "There is no such tracker."
	case http.StatusTooManyRequests:
		code, text = "too_many_requests", "Too many requests."
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		code, text = "internal_error", "Something went wrong."
	}
	return encode(object{"errors": []object{{"code": code, "message": text}}, "data": nil})
}
