package carriersim

import (
	"net/http"

	"doorstep/shared/carrier"
)

func postnord() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /rest/shipment/v5/trackandtrace/findByIdentifier.json", (*Sim).postnordFind},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.URL.Query().Get("apikey") == apiKey },
		failure:     postnordFailure,
	}
}

func (s *Sim) postnordFind(w http.ResponseWriter, r *http.Request) {
	number := r.URL.Query().Get("id")
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusOK, encode(object{"TrackingInformationResponse": object{"shipments": []object{}}}))
		return
	}
	events := []object{}
	for _, scan := range p.Life { // oldest first
		say := postnordWords(scan.Step)
		events = append(events, object{
			"eventTime": scan.At.Format("2006-01-02T15:04:05-07:00"), "eventCode": say.code, "status": say.status, "eventDescription": say.text,
			"location": object{"displayName": scan.City, "name": scan.City, "city": scan.City, "postcode": scan.Postal, "locationType": "HUB"},
		})
	}
	status := postnordWords(p.Life[len(p.Life)-1].Step).status
	shipment := object{
		"shipmentId": number, "status": status, "service": object{"code": "19", "name": "PostNord MyPack Collect"},
		"consignee": object{"name": p.SignedBy, "address": object{"street1": p.SignedBy, "countryCode": "SWE"}},
		"items":     []object{{"itemId": number, "status": status, "events": events}},
	}
	if !p.Expected.IsZero() {
		shipment["estimatedTimeOfArrival"] = p.Expected.Format("2006-01-02") + "T15:00:00"
	}
	write(w, http.StatusOK, encode(object{"TrackingInformationResponse": object{"shipments": []object{shipment}}}))
}

// postnordStep is PostNord's word on one step.
type postnordStep struct{ code, status, text string }

// postnordWords is how PostNord calls a step.
func postnordWords(s Step) postnordStep {
	switch s {
	case Label:
		return postnordStep{"68", "INFORMED", "We have received a notification from your shipper that they are preparing an item for you."}
	case Pickup:
		return postnordStep{"13", "EN_ROUTE", "The shipment item has been collected from the sender."}
	case Origin, Departed, Arrived:
		return postnordStep{"31", "EN_ROUTE", "The shipment item is under transportation."}
	case OutForDelivery:
		return postnordStep{"30", "DELIVERY", "Out for delivery"}
	case Attempted:
		return postnordStep{"22", "DELIVERY_IMPOSSIBLE", "The recipient was not available."}
	case Weather:
		return postnordStep{"18", "DELAYED", "The shipment item is delayed."}
	case Delivered:
		return postnordStep{"21", "DELIVERED", "The shipment item has been delivered."}
	case Returning:
		return postnordStep{"54", "RETURNED", "The shipment item is being returned."}
	default:
		return postnordStep{"21", "DELIVERED", "The shipment item has been delivered to the sender."}
	}
}

// postnordFailure is the error of the gateway.
func postnordFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return encode(object{"message": "Invalid API key"})
	case http.StatusTooManyRequests:
		return encode(object{"message": "API rate limit exceeded"})
	default:
		return encode(object{"timestamp": "2026-03-02T14:00:00Z", "status": status, "error": http.StatusText(status), "path": "/rest/shipment/v5"})
	}
}
