package carriersim

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"time"
)

func usps() api {
	return api{
		credentials: clientCredentials(),
		tokens:      route{"POST /oauth2/v3/token", (*Sim).uspsToken},
		track:       route{"GET /tracking/v3/tracking/{number}", (*Sim).uspsTrack},
		allowed:     bearer("usps"),
		failure:     uspsFailure,
		push: func(secret string, p Parcel, i int) Push {
			scan := p.Life[i]
			return uspsPush(secret, scan.At.UTC().Format("2006-01-02T15:04:05Z"), encode(uspsAnswer(p, []Scan{scan})))
		},
	}
}

// uspsToken answers as https://apis.usps.com/oauth2/v3/token does: credentials in the form, a life of eight hours.
func (s *Sim) uspsToken(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("client_id") != clientID || r.FormValue("client_secret") != clientSecret || r.FormValue("grant_type") != "client_credentials" {
		write(w, http.StatusUnauthorized, `{"error":"invalid_client","error_description":"Client authentication failed.","error_uri":"https://datatracker.ietf.org/doc/html/rfc6749#page-45"}`)
		return
	}
	write(w, http.StatusOK, encode(object{"access_token": s.issue("usps", 8*time.Hour), "token_type": "Bearer", "expires_in": 28799, "scope": "tracking"}))
}

func (s *Sim) uspsTrack(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	p, ok := s.known(number)
	if !ok {
		message := "12: A status update is not yet available on your package. It will be available when the shipper provides an update or the package is given to USPS."
		write(w, http.StatusBadRequest, encode(object{"apiVersion": "/tracking/v3", "error": object{
			"code": "400", "message": message, "errors": []object{{"title": message, "detail": "", "code": "150001"}},
		}}))
		return
	}
	write(w, http.StatusOK, encode(uspsAnswer(p, p.Life)))
}

func uspsAnswer(p Parcel, life []Scan) object {
	var events []object
	for _, scan := range slices.Backward(life) {
		events = append(events, uspsEvent(scan))
	}
	last := life[len(life)-1]
	_, status := uspsWords(last.Step)
	answer := object{
		"trackingNumber": p.Number, "mailClass": "USPS Ground Advantage", "statusCategory": uspsCategory(last.Step),
		"status": status, "trackingEvents": events, "emailEnabled": "true",
	}
	if !p.Expected.IsZero() {
		answer["expectedDeliveryTimeStamp"] = p.Expected.Format("2006-01-02") + "T21:00:00"
	}
	return answer
}

func uspsEvent(s Scan) object {
	code, text := uspsWords(s.Step)
	return object{
		"eventType": text, "eventCode": code, "eventTimestamp": s.At.Format("2006-01-02T15:04") + ":00",
		"GMTTimestamp": s.At.UTC().Format("2006-01-02T15:04:05Z"), "GMTOffset": s.At.Format("-07:00"),
		"eventCity": orNull(s.City), "eventState": orNull(s.Region), "eventZIP": orNull(s.Postal), "eventCountry": nil,
		"firm": nil, "name": nil, "authorizedAgent": "false",
	}
}

func uspsCategory(s Step) string {
	switch s {
	case Label:
		return "Pre-Shipment"
	case Pickup, Origin:
		return "Accepted"
	case OutForDelivery:
		return "Out for Delivery"
	case Attempted:
		return "Delivery Attempt"
	case Delivered, ReturnedToSender:
		return "Delivered"
	case Weather, Returning:
		return "Alert"
	default:
		return "In Transit"
	}
}

// uspsWords is how USPS calls a step.
func uspsWords(s Step) (code, text string) {
	switch s {
	case Label:
		return "GX", "Shipping Label Created, USPS Awaiting Item"
	case Pickup:
		return "03", "USPS picked up item"
	case Origin:
		return "OA", "Accepted at USPS Origin Facility"
	case Departed:
		return "T1", "Departed USPS Facility"
	case Arrived:
		return "A1", "Arrived at USPS Facility"
	case OutForDelivery:
		return "OF", "Out for Delivery"
	case Attempted:
		return "02", "Notice Left"
	case Weather:
		return "", "Processing Exception, Regional Weather Delay"
	case Delivered:
		return "01", "Delivered, In/At Mailbox"
	case Returning:
		return "09", "Return to Sender"
	default:
		return "01", "Delivered, To Original Sender"
	}
}

func uspsFailure(status int) string {
	return encode(object{"apiVersion": "/tracking/v3", "error": object{"code": strconv.Itoa(status), "message": http.StatusText(status), "errors": []object{}}})
}

func uspsPush(secret, timestamp, inner string) Push {
	body := encode(object{"subscriptionId": "550e8400-e29b-41d4-a716-446655440000", "subscriptionType": "TRACKING", "timestamp": timestamp, "payload": inner})
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Hmac", base64.StdEncoding.EncodeToString(mac(secret, timestamp+inner)))
	return Push{Header: h, Body: []byte(body)}
}
