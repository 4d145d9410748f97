package carriersim

import (
	"net/http"
	"slices"
	"strconv"

	"doorstep/shared/carrier"
)

func royalmail() api {
	return api{
		credentials: carrier.Credentials{"client_id": clientID, "client_secret": clientSecret},
		track:       route{"GET /mailpieces/v2/{number}/events", (*Sim).royalmailEvents},
		allowed: func(_ *Sim, r *http.Request) bool {
			return r.Header.Get("X-IBM-Client-Id") == clientID && r.Header.Get("X-IBM-Client-Secret") == clientSecret
		},
		failure: royalmailFailure,
	}
}

func (s *Sim) royalmailEvents(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Accept-RMG-Terms") != "yes" {
		write(w, http.StatusBadRequest, royalmailError("400", "Bad Request", "E0004", "Failed header validation for X-Accept-RMG-Terms"))
		return
	}
	number := r.PathValue("number")
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusNotFound, royalmailError("404", "Not Found", "E1142", "Barcode reference "+number+" isn't recognised"))
		return
	}
	events := []object{}
	for _, scan := range slices.Backward(p.Life) {
		code, name := royalmailWords(scan.Step)
		events = append(events, object{"eventCode": code, "eventName": name, "eventDateTime": scan.At.Format("2006-01-02T15:04:05-07:00"), "locationName": scan.City})
	}
	last := events[0]
	piece := object{
		"mailPieceId": number, "carrierShortName": "RM", "carrierFullName": "Royal Mail Group Ltd", "events": events,
		"summary": object{
			"uniqueItemId": number, "productName": "Royal Mail Tracked 48", "lastEventCode": last["eventCode"], "lastEventName": last["eventName"],
			"lastEventDateTime": last["eventDateTime"], "lastEventLocationName": last["locationName"],
		},
	}
	if !p.Expected.IsZero() {
		piece["estimatedDelivery"] = object{
			"date": p.Expected.Format("2006-01-02"), "startOfEstimatedWindow": "08:00:00+00:00", "endOfEstimatedWindow": "11:00:00+00:00",
		}
	}
	if end := p.Life[len(p.Life)-1]; end.Step == Delivered && p.SignedBy != "" {
		piece["signature"] = object{"recipientName": p.SignedBy, "signatureDateTime": last["eventDateTime"], "imageId": "001234"}
	}
	write(w, http.StatusOK, encode(object{"mailPieces": piece}))
}

// royalmailWords is how Royal Mail calls a step.
func royalmailWords(s Step) (code, name string) {
	switch s {
	case Label:
		return "EVAIP", "Sender despatching item"
	case Pickup:
		return "EVPPA", "Accepted at Parcelshop"
	case Origin:
		return "EVDAV", "Item Received"
	case Departed:
		return "EVODO", "Item Despatched to DO"
	case Arrived:
		return "EVIMC", "Item Received"
	case OutForDelivery:
		return "EVGPD", "Due to be delivered today"
	case Attempted:
		return "EVKNA", "Delivery Attempted - No Answer"
	case Weather:
		return "EVNRT", "Item Retention"
	case Delivered:
		return "EVKSP", "Delivered and Signed"
	case Returning:
		return "EVKRF", "Delivery Refused"
	default:
		return "EVRTS", "Returned to Sender"
	}
}

// royalmailFailure is the error of the gateway: 401 and 404 come without a list of errors.
func royalmailFailure(status int) string {
	code, text := strconv.Itoa(status), http.StatusText(status)
	switch status {
	case http.StatusUnauthorized:
		return encode(object{"httpCode": code, "httpMessage": text, "moreInformation": "Invalid client id or secret."})
	case http.StatusTooManyRequests:
		return royalmailError(code, text, "E0010", "Too many requests")
	case http.StatusServiceUnavailable:
		return royalmailError(code, text, "E0001", "Service unavailable")
	default:
		return royalmailError(code, text, "E0009", "Internal server error")
	}
}

func royalmailError(status, message, code, description string) string {
	return encode(object{"httpCode": status, "httpMessage": message, "errors": []object{{
		"errorCode": code, "errorDescription": description, "errorCause": "", "errorResolution": "Please try again later",
	}}})
}
