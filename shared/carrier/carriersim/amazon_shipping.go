package carriersim

import (
	"net/http"
	"strings"
	"time"
)

// amazonGrant is the refresh token that the simulated seller gave the application.
const amazonGrant = "Atzr|sim-refresh"

func amazonShipping() api {
	credentials := clientCredentials()
	credentials["refresh_token"] = amazonGrant
	return api{
		credentials: credentials,
		tokens:      route{"POST /auth/o2/token", (*Sim).amazonToken},
		track:       route{"GET /shipping/v2/tracking", (*Sim).amazonTrack},
		allowed: func(s *Sim, r *http.Request) bool {
			token := r.Header.Get("X-Amz-Access-Token")
			return strings.HasPrefix(token, "amazon_shipping-") && s.now().Before(s.tokens[token])
		},
		failure: amazonFailure,
		push: func(secret string, p Parcel, i int) Push {
			return amazonPush(secret, encode(amazonMessage(p, p.Life[i])))
		},
	}
}

// amazonToken answers as https://api.amazon.com/auth/o2/token does: the seller's refresh token or the application alone, a life of an
// hour.
func (s *Sim) amazonToken(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("client_id") != clientID || r.PostFormValue("client_secret") != clientSecret {
		write(w, http.StatusUnauthorized, `{"error":"invalid_client","error_description":"Client authentication failed"}`)
		return
	}
	switch r.PostFormValue("grant_type") {
	case "client_credentials":
	case "refresh_token":
		if r.PostFormValue("refresh_token") != amazonGrant {
			write(w, http.StatusBadRequest, `{"error":"invalid_grant","error_description":"The request has an invalid grant parameter : refresh_token"}`)
			return
		}
	default:
		write(w, http.StatusBadRequest, `{"error":"unsupported_grant_type","error_description":"The authorization grant type is not supported by the authorization server"}`)
		return
	}
	write(w, http.StatusOK, encode(object{"access_token": s.issue("amazon_shipping", time.Hour), "token_type": "bearer", "expires_in": 3600}))
}

func (s *Sim) amazonTrack(w http.ResponseWriter, r *http.Request) {
	number := r.FormValue("trackingId")
	if number == "" || r.FormValue("carrierId") == "" {
		write(w, http.StatusBadRequest, amazonErrors("InvalidInput", "The request is missing a required parameter."))
		return
	}
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusNotFound, amazonErrors("NotFound", "The tracking id was not found."))
		return
	}
	events := make([]object, 0, len(p.Life))
	for _, scan := range p.Life { // Amazon prints the oldest first
		events = append(events, amazonEvent(scan))
	}
	last := p.Life[len(p.Life)-1]
	details := object{"forward": []string{}, "returns": []string{}}
	summary := object{"status": amazonStatus(last.Step), "trackingDetailCodes": details}
	if last.Step == Delivered {
		details["forward"] = []string{"DeliveredToPorch"}
		summary["proofOfDelivery"] = object{"receivedBy": p.SignedBy, "deliveryImageURL": nil}
	}
	payload := object{"trackingId": p.Number, "alternateLegTrackingId": nil, "eventHistory": events, "summary": summary}
	if !p.Expected.IsZero() {
		payload["promisedDeliveryDate"] = p.Expected.Format("2006-01-02") + "T23:59:59Z"
	}
	write(w, http.StatusOK, encode(object{"payload": payload}))
}

func amazonEvent(s Scan) object {
	event := object{"eventCode": amazonCode(s.Step), "eventTime": s.At.UTC().Format("2006-01-02T15:04:05Z"), "location": nil, "shipmentType": "FORWARD"}
	if s.Step == Returning || s.Step == ReturnedToSender {
		event["shipmentType"] = "RETURNS"
	}
	if s.City != "" {
		event["location"] = object{"city": s.City, "stateOrRegion": s.Region, "postalCode": s.Postal, "countryCode": "US"}
	}
	return event
}

// amazonMessage is a push about one event, in the envelope of Amazon EventBridge.
func amazonMessage(p Parcel, s Scan) object {
	detail := amazonEvent(s)
	detail["trackingId"], detail["alternateLegTrackingId"], detail["status"] = p.Number, nil, amazonStatus(s.Step)
	detail["trackingDetailCodes"] = object{"forward": []string{}, "returns": []string{}}
	return object{
		"version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "Tracking Detail", "source": "AmazonShipping",
		"account": "111122223333", "time": s.At.UTC().Format("2006-01-02T15:04:05Z"), "region": "us-east-1", "resources": []string{}, "detail": detail,
	}
}

// amazonCode is how Amazon calls a step.
func amazonCode(s Step) string {
	switch s {
	case Label:
		return "ReadyForReceive"
	case Pickup:
		return "PickupDone"
	case Origin, Arrived:
		return "ArrivedAtCarrierFacility"
	case Departed, Weather:
		return "Departed"
	case OutForDelivery:
		return "OutForDelivery"
	case Attempted:
		return "DeliveryAttempted"
	case Returning:
		return "ReturnInitiated"
	default:
		return "Delivered"
	}
}

// amazonStatus is the status of the whole package after a step.
func amazonStatus(s Step) string {
	switch s {
	case Label:
		return "PreTransit"
	case OutForDelivery, Attempted:
		return amazonCode(s)
	case Delivered, ReturnedToSender:
		return "Delivered"
	default:
		return "InTransit"
	}
}

func amazonErrors(code, message string) string {
	return encode(object{"errors": []object{{"code": code, "message": message, "details": ""}}})
}

func amazonFailure(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return amazonErrors("Unauthorized", "Access to requested resource is denied.")
	case http.StatusTooManyRequests:
		return amazonErrors("QuotaExceeded", "You exceeded your quota for the requested resource.")
	case http.StatusServiceUnavailable:
		return amazonErrors("ServiceUnavailable", "Service is temporarily unavailable. Please retry the request.")
	default:
		return amazonErrors("InternalFailure", "We encountered an internal error. Please try again.")
	}
}

func amazonPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Api-Key", secret)
	return Push{Header: h, Body: []byte(body)}
}
