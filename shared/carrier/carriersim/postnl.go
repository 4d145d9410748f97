package carriersim

import (
	"net/http"
	"slices"

	"doorstep/shared/carrier"
)

func postnl() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /shipment/v2/status/barcode/{number}", (*Sim).postnlStatus},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("apikey") == apiKey },
		failure:     postnlFailure,
	}
}

func (s *Sim) postnlStatus(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	p, ok := s.known(number)
	if !ok { // PostNL's way of saying so: 200, an empty object, a warning
		write(w, http.StatusOK, encode(object{"CompleteStatus": object{}, "Warnings": []object{{"Message": "No shipment found", "Code": "2"}}}))
		return
	}
	events, old := []object{}, []object{}
	for _, scan := range slices.Backward(p.Life) {
		say, at := postnlWords(scan.Step), scan.At.Format("02-01-2006 15:04:05")
		events = append(events, object{
			"Code": say.event, "Description": say.text, "DestinationLocationCode": object{}, "LocationCode": "171966", "RouteCode": object{}, "RouteName": object{}, "TimeStamp": at,
		})
		old = append(old, object{"TimeStamp": at, "StatusCode": say.status, "StatusDescription": say.text, "PhaseCode": say.phase, "PhaseDescription": ""})
	}
	shipment := object{
		"MainBarcode": number, "Barcode": number, "ShipmentAmount": "1", "ShipmentCounter": "1", "ProductCode": "003085",
		"ProductDescription": "Standaard Zending", "Reference": object{}, "Event": events, "Status": old[0], "OldStatus": old,
		"Address": object{"AddressType": "01", "CountryCode": "NL", "City": "Hoofddorp", "LastName": p.SignedBy, "Street": p.SignedBy, "Region": object{}},
	}
	if !p.Expected.IsZero() {
		day := p.Expected.Format("2006-01-02")
		shipment["Expectation"] = object{"ETAFrom": day + "T14:50:00", "ETATo": day + "T16:50:00"}
	}
	write(w, http.StatusOK, encode(object{"CompleteStatus": object{"Shipment": shipment}}))
}

// postnlStep is PostNL's word on one step.
type postnlStep struct{ event, status, phase, text string }

// postnlWords is how PostNL calls a step.
func postnlWords(s Step) postnlStep {
	switch s {
	case Label:
		return postnlStep{"A01", "1", "1", "Pakket is nog niet door PostNL ontvangen of verwerkt"}
	case Pickup:
		return postnlStep{"B04", "3", "1", "Zending is afgehaald door PostNL"}
	case Origin:
		return postnlStep{"B01", "2", "1", "Zending is ontvangen door PostNL"}
	case Departed:
		return postnlStep{"J01", "5", "2", "Zending is gesorteerd"}
	case Arrived:
		return postnlStep{"J27", "5", "2", "Zending gesorteerd door depot"}
	case OutForDelivery:
		return postnlStep{"J05", "7", "3", "Bezorger is onderweg"}
	case Attempted:
		return postnlStep{"K14", "7", "3", "Wij hebben je gemist, we komen nog een keer"}
	case Weather:
		return postnlStep{"Y65", "99", "99", "Je zending is vertraagd door extreme weersomstandigheden"}
	case Delivered:
		return postnlStep{"I01", "11", "4", "Zending is bezorgd"}
	case Returning:
		return postnlStep{"H20", "8", "3", "Zending retour afzender"}
	default:
		return postnlStep{"J63", "11", "4", "Retourzending afgeleverd"}
	}
}

// postnlFailure is the error of the gateway, or, for 5xx, of the service behind it.
func postnlFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return encode(object{"message": "Failed to resolve API Key variable 'request.header.apikey'", "http_status_code": status})
	case http.StatusTooManyRequests:
		return encode(object{"message": "Too many requests. Rate limit exceeded!", "http_status_code": status})
	default:
		return encode(object{"fault": object{"faultstring": "Internal Server Error", "detail": object{"errorcode": "Internal Server Error"}}})
	}
}
