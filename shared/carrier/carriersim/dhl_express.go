package carriersim

import (
	"net/http"
	"strconv"

	"doorstep/shared/carrier"
)

func dhlExpress() api {
	return api{
		credentials: carrier.Credentials{"username": clientID, "password": clientSecret},
		track:       route{"GET /shipments/{number}/tracking", (*Sim).dhlExpressTrack},
		allowed: func(_ *Sim, r *http.Request) bool {
			user, password, ok := r.BasicAuth()
			return ok && user == clientID && password == clientSecret
		},
		failure: func(status int) string { return dhlExpressFailure(status, "/expressapi/shipments/0/tracking", "") },
	}
}

func (s *Sim) dhlExpressTrack(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusNotFound, dhlExpressFailure(http.StatusNotFound, "/expressapi/shipments/"+number+"/tracking", "No data found"))
		return
	}
	events := []object{}
	for _, scan := range p.Life { // DHL Express prints the oldest first
		events = append(events, dhlExpressEvent(p, scan, r.FormValue("requestGMTOffsetPerEvent") == "true"))
	}
	shipment := object{
		"shipmentTrackingNumber": number, "status": "Success", "shipmentTimestamp": p.Life[0].At.Format("2006-01-02T15:04:05"),
		"productCode": "N", "description": "", "totalWeight": 1.2, "unitOfMeasurements": "imperial",
		"shipperDetails":  object{"name": "", "postalAddress": object{"cityName": "", "postalCode": "", "countryCode": "US"}},
		"receiverDetails": object{"name": "", "postalAddress": object{"cityName": "", "postalCode": "", "countryCode": "US"}},
		"events":          events, "numberOfPieces": 1,
		"pieces": []object{{"number": 1, "shipmentTrackingNumber": number, "trackingNumber": "JD014600003" + number, "events": events}},
	}
	if !p.Expected.IsZero() {
		shipment["estimatedDeliveryDate"] = p.Expected.Format("2006-01-02") + "T23:59:00"
	}
	write(w, http.StatusOK, encode(object{"shipments": []object{shipment}}))
}

func dhlExpressEvent(p Parcel, s Scan, offset bool) object {
	code, text := dhlExpressWords(s.Step)
	e := object{
		"date": s.At.Format("2006-01-02"), "time": s.At.Format("15:04:05"), "typeCode": code, "description": text,
		"serviceArea": []object{{"code": s.Region, "description": s.City + " " + s.Region + "-US"}},
	}
	if offset {
		e["GMTOffset"] = s.At.Format("-07:00")
	}
	if s.Step == Delivered {
		e["signedBy"] = p.SignedBy
	}
	return e
}

// dhlExpressWords is how DHL Express calls a step.
func dhlExpressWords(s Step) (code, text string) {
	switch s {
	case Label:
		return "DUMMY_PU", "Shipment information received"
	case Pickup:
		return "PU", "Shipment picked up"
	case Origin:
		return "PL", "Processed at"
	case Departed:
		return "DF", "Shipment has departed from a DHL facility"
	case Arrived:
		return "AR", "Arrived at DHL Delivery Facility"
	case OutForDelivery:
		return "WC", "Shipment is out with courier for delivery"
	case Attempted:
		return "NH", "Delivery attempted; recipient not home"
	case Weather:
		return "TD", "Transport delay"
	case Delivered:
		return "OK", "Delivered"
	case Returning:
		return "OH", "Shipment is on hold"
	default:
		return "RT", "Returned to shipper"
	}
}

func dhlExpressFailure(status int, instance, detail string) string {
	title := http.StatusText(status)
	if status == http.StatusUnauthorized {
		detail = "Invalid Credentials"
	}
	return encode(object{"instance": instance, "detail": detail, "title": title, "message": title, "status": strconv.Itoa(status)})
}
