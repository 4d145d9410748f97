package carriersim

import (
	"net/http"
	"slices"

	"doorstep/shared/carrier"
)

func dhl() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /track/shipments", (*Sim).dhlTrack},
		confirm:     route{"POST /tracking/push/v1/subscription/{id}", (*Sim).dhlConfirm},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("DHL-API-Key") == apiKey },
		failure:     func(status int) string { return dhlFailure(status, http.StatusText(status)) },
		push: func(secret string, p Parcel, i int) Push {
			scan := p.Life[i]
			return dhlPush(secret, encode(object{
				"scope": "subscription.push", "self": "https://api-eu.dhl.com/tracking/push/v1/subscription/6d0c5a3e",
				"shipments": []object{{"id": p.Number, "service": "express", "status": dhlEvent(scan), "details": dhlDetails(p, scan)}},
			}))
		},
	}
}

func (s *Sim) dhlTrack(w http.ResponseWriter, r *http.Request) {
	number := r.FormValue("trackingNumber")
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusNotFound, dhlFailure(http.StatusNotFound, "No shipment with given tracking number found."))
		return
	}
	events := []object{}
	for _, scan := range slices.Backward(p.Life) { // DHL prints the newest first
		events = append(events, dhlEvent(scan))
	}
	last := p.Life[len(p.Life)-1]
	shipment := object{"id": number, "service": "express", "status": dhlEvent(last), "details": dhlDetails(p, last), "events": events}
	if !p.Expected.IsZero() {
		shipment["estimatedTimeOfDelivery"] = p.Expected.Format("2006-01-02") + "T00:00:00"
	}
	write(w, http.StatusOK, encode(object{"shipments": []object{shipment}, "possibleAdditionalShipmentsUrl": []string{}}))
}

// dhlConfirm activates the subscription whose handshake was given the secret "sim-secret".
func (s *Sim) dhlConfirm(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("DHL-API-Key") != apiKey:
		write(w, http.StatusUnauthorized, dhlFailure(http.StatusUnauthorized, "Unauthorized for given resource."))
	case r.PathValue("id") == "busy":
		write(w, http.StatusServiceUnavailable, dhlFailure(http.StatusServiceUnavailable, "try again later"))
	case r.PathValue("id") == "gone":
		write(w, http.StatusNotFound, dhlFailure(http.StatusNotFound, "No such subscription."))
	case r.Header.Get("DHL-API-Hook-Secret") != clientSecret:
		write(w, http.StatusBadRequest, dhlFailure(http.StatusBadRequest, "The secret is wrong."))
	default:
		s.mu.Lock()
		s.calls["dhl/confirm"]++
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	}
}

func dhlDetails(p Parcel, last Scan) object {
	d := object{"product": object{"productName": "EXPRESS WORLDWIDE"}, "totalNumberOfPieces": 1, "pieceIds": []string{"JD014600003" + p.Number}}
	if last.Step == Delivered {
		d["proofOfDelivery"] = object{"timestamp": last.At.Format("2006-01-02T15:04:05-07:00"), "signed": object{"@type": "Person", "name": p.SignedBy}}
	}
	return d
}

func dhlEvent(s Scan) object {
	general, code, text := dhlWords(s.Step)
	return object{
		"timestamp":  s.At.Format("2006-01-02T15:04:05-07:00"),
		"location":   object{"address": object{"addressLocality": s.City, "countryCode": "US", "postalCode": s.Postal}},
		"statusCode": general, "status": code, "description": text,
	}
}

// dhlWords is how DHL calls a step: its word for all divisions, the code of the division, and a sentence.
func dhlWords(s Step) (general, code, text string) {
	code, text = dhlExpressWords(s)
	switch s {
	case Label:
		return "pre-transit", "104", text
	case Delivered, ReturnedToSender:
		return "delivered", code, text
	case Attempted, Returning:
		return "failure", code, text
	default:
		return "transit", code, text
	}
}

func dhlFailure(status int, detail string) string {
	return encode(object{"title": http.StatusText(status), "detail": detail, "status": status, "instance": "/track/shipments"})
}

func dhlPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Api-Key", secret)
	return Push{Header: h, Body: []byte(body)}
}
