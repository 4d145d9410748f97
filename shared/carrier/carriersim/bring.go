package carriersim

import (
	"net/http"
	"slices"

	"doorstep/shared/carrier"
)

func bring() api {
	return api{
		credentials: carrier.Credentials{"username": clientID, "api_key": apiKey},
		track:       route{"GET /tracking/api/v2/tracking.json", (*Sim).bringTrack},
		allowed: func(_ *Sim, r *http.Request) bool {
			return r.Header.Get("X-Mybring-API-Uid") == clientID && r.Header.Get("X-Mybring-API-Key") == apiKey
		},
		failure: bringFailure,
	}
}

func (s *Sim) bringTrack(w http.ResponseWriter, r *http.Request) {
	number := r.URL.Query().Get("q")
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusOK, encode(object{"apiVersion": "2", "consignmentSet": []object{{"error": object{"code": http.StatusNotFound, "message": "No shipments found"}}}}))
		return
	}
	events := []object{}
	for _, scan := range slices.Backward(p.Life) {
		status, text := bringWords(scan.Step)
		signer := ""
		if scan.Step == Delivered {
			signer = p.SignedBy
		}
		events = append(events, object{
			"description": text, "status": status, "recipientSignature": object{"name": signer}, "unitId": "122608", "unitType": "BRING",
			"postalCode": scan.Postal, "city": scan.City, "countryCode": "", "country": "", "dateIso": scan.At.Format("2006-01-02T15:04:05-07:00"),
			"displayDate": scan.At.Format("02.01.2006"), "displayTime": scan.At.Format("15:04"), "consignmentEvent": false,
		})
	}
	pack := object{
		"packageNumber": number, "previousPackageNumber": "", "productName": "SERVICEPAKKE", "brand": "POSTEN", "pickupCode": p.SignedBy,
		"recipientName": p.SignedBy, "eventSet": events,
	}
	if !p.Expected.IsZero() {
		pack["dateOfEstimatedDelivery"] = p.Expected.Format("2006-01-02")
	}
	write(w, http.StatusOK, encode(object{"apiVersion": "2", "consignmentSet": []object{{"consignmentId": number, "packageSet": []object{pack}}}}))
}

// bringWords is how Bring calls a step.
func bringWords(s Step) (status, text string) {
	switch s {
	case Label:
		return "PRE_NOTIFIED", "We have been notified that a shipment is on its way."
	case Pickup:
		return "COLLECTED", "The shipment has been collected."
	case Origin:
		return "HANDED_IN", "The shipment has been handed in."
	case Departed:
		return "IN_TRANSIT", "The shipment has been sorted and forwarded."
	case Arrived:
		return "TERMINAL", "The shipment has arrived at the terminal."
	case OutForDelivery:
		return "TRANSPORT_TO_RECIPIENT", "The shipment has been loaded for delivery."
	case Attempted:
		return "ATTEMPTED_DELIVERY", "Recipient not at home."
	case Weather:
		return "DEVIATION", "The shipment is held up by the weather."
	case Delivered:
		return "DELIVERED", "The shipment has been delivered."
	case Returning:
		return "RETURN", "The shipment is on its way back."
	default:
		return "DELIVERED_SENDER", "The shipment has been delivered to the sender."
	}
}

// bringFailure is an error of the gateway.
func bringFailure(status int) string {
	return encode(object{"errors": []object{{"status": status, "title": http.StatusText(status), "detail": ""}}})
}
