package carriersim

import (
	"net/http"
	"time"
)

func hermes() api {
	creds := clientCredentials()
	creds["username"], creds["password"] = "sim-user", "sim-password"
	return api{
		credentials: creds,
		tokens:      route{"POST /authorization-facade/oauth2/access_token", (*Sim).hermesToken},
		track:       route{"GET /shipmentinfo", (*Sim).hermesInfo},
		allowed:     bearer("hermes"),
		failure:     hermesFailure,
	}
}

// hermesToken answers as https://authme.myhermes.de/authorization-facade/oauth2/access_token does: the grant of a password, a life
// of an hour.
func (s *Sim) hermesToken(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("grant_type") != "password" || r.FormValue("username") != "sim-user" || r.FormValue("password") != "sim-password" ||
		r.FormValue("client_id") != clientID || r.FormValue("client_secret") != clientSecret {
		write(w, http.StatusUnauthorized, `{"error":"invalid_client","error_description":"Client authentication failed"}`)
		return
	}
	write(w, http.StatusOK, encode(object{"access_token": s.issue("hermes", time.Hour), "token_type": "Bearer", "expires_in": 3599, "refresh_token": "sim", "scope": "hsi"}))
}

func (s *Sim) hermesInfo(w http.ResponseWriter, r *http.Request) {
	shipments := []object{}
	for _, number := range r.URL.Query()["shipmentID"] {
		p, ok := s.known(number)
		if !ok {
			shipments = append(shipments, object{"shipmentID": number, "result": object{"code": "e001", "message": "There is no information for the entered value."}})
			continue
		}
		shipments = append(shipments, hermesShipment(p))
	}
	write(w, http.StatusOK, encode(object{"shipmentinfo": shipments}))
}

func hermesShipment(p Parcel) object {
	status := []object{}
	for _, scan := range p.Life { // Hermes prints the oldest first
		code, text := hermesWords(scan.Step)
		status = append(status, object{
			"timestamp": scan.At.Format("2006-01-02T15:04:05-07:00"), "code": code, "description": text,
			"scanningUnit": object{"name": "Hermes Germany", "city": scan.City, "countryCode": "USA"},
		})
	}
	info := object{
		"shipmentID": p.Number, "clientReference": "ORDER-1", "status": status,
		"receiverAddress": object{"city": "", "zipCode": "", "countryCode": "USA"},
	}
	if !p.Expected.IsZero() {
		info["deliveryForecast"] = object{"fixed": false, "date": p.Expected.Format("2006-01-02"), "timeSlot": object{"from": "10:00", "to": "18:00"}}
	}
	return info
}

// hermesWords is how Hermes calls a step.
func hermesWords(s Step) (code, text string) {
	switch s {
	case Label:
		return "0000", "The shipment has been notified to Hermes electronically."
	case Pickup:
		return "1000", "The shipment has left the clients warehouse."
	case Origin:
		return "1900", "The shipment was accepted at the depot after collection."
	case Departed:
		return "1510", "The shipment has been sorted at the logistics center."
	case Arrived:
		return "2000", "The shipment has arrived at the Hermes distribution center."
	case OutForDelivery:
		return "3000", "The shipment has gone out on a delivery route. Delivery is expected today."
	case Attempted:
		return "3731", "The recipient was not present. Hermes will make another delivery attempt."
	case Weather:
		return "3750", "The shipment was unable to be delivered due to a route cancellation."
	case Delivered:
		return "3510", "The shipment has been delivered."
	case Returning:
		return "6084", "The receiver was repeatedly not present. The shipment is on its way back to the client."
	default:
		return "7500", "The return/return shipment has arrived at the client."
	}
}

func hermesFailure(status int) string {
	code, text := "e005", "Syntax error during validation"
	switch {
	case status == http.StatusUnauthorized:
		code, text = "e902", "Token is invalid."
	case status == http.StatusTooManyRequests:
		code, text = "e429", "Too many requests."
	case status >= http.StatusInternalServerError:
		code, text = "e999", "General technical error."
	}
	return encode(object{"listOfResultCodes": []object{{"code": code, "message": text}}})
}
