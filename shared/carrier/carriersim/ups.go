package carriersim

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

func ups() api {
	return api{
		credentials: clientCredentials(),
		tokens:      route{"POST /security/v1/oauth/token", (*Sim).upsToken},
		track:       route{"GET /api/track/v1/details/{number}", (*Sim).upsTrack},
		allowed:     bearer("ups"),
		failure:     upsFailure,
		push:        func(secret string, p Parcel, i int) Push { return upsPush(secret, encode(upsMessage(p, p.Life[i]))) },
	}
}

// upsToken answers as https://onlinetools.ups.com/security/v1/oauth/token does: HTTP Basic, a life of four hours, and
// expires_in as a string.
func (s *Sim) upsToken(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok || id != clientID || secret != clientSecret || r.FormValue("grant_type") != "client_credentials" {
		write(w, http.StatusUnauthorized, `{"response":{"errors":[{"code":"10401","message":"ClientId is Invalid"}]}}`)
		return
	}
	token := s.issue("ups", 4*time.Hour)
	write(w, http.StatusOK, encode(object{"token_type": "Bearer", "access_token": token, "expires_in": "14399", "status": "approved", "client_id": id}))
}

func (s *Sim) upsTrack(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusOK, encode(object{"trackResponse": object{"shipment": []object{{
			"inquiryNumber": number,
			"warnings":      []object{{"code": "TW0001", "message": "Tracking Information Not Found"}},
		}}}}))
		return
	}
	pack := object{"trackingNumber": number, "packageCount": 1, "service": object{"code": "003", "description": "UPS Ground"}}
	var activity []object
	for _, scan := range slices.Backward(p.Life) { // UPS prints the newest first
		activity = append(activity, upsActivity(scan))
	}
	pack["activity"] = activity
	pack["deliveryDate"] = upsDates(p)
	if last := p.Life[len(p.Life)-1]; last.Step == Delivered {
		pack["deliveryInformation"] = object{"location": "FRONT DOOR", "receivedBy": p.SignedBy}
		pack["deliveryTime"] = object{"type": "DEL", "startTime": "", "endTime": last.At.Format("150405")}
	}
	write(w, http.StatusOK, encode(object{"trackResponse": object{"shipment": []object{{"inquiryNumber": number, "package": []object{pack}}}}}))
}

func upsDates(p Parcel) []object {
	dates := []object{}
	if !p.Expected.IsZero() {
		dates = append(dates, object{"type": "SDD", "date": p.Expected.Format("20060102")})
	}
	if last := p.Life[len(p.Life)-1]; last.Step == Delivered {
		dates = append(dates, object{"type": "DEL", "date": last.At.Format("20060102")})
	}
	return dates
}

func upsActivity(s Scan) object {
	say := upsWords(s.Step)
	return object{
		"location": object{"address": object{"city": s.City, "stateProvince": s.Region, "postalCode": "", "country": "US"}},
		"status":   object{"type": say.kind, "code": say.code, "statusCode": say.detail, "description": say.text},
		"date":     s.At.Format("20060102"), "time": s.At.Format("150405"),
		"gmtDate": s.At.UTC().Format("20060102"), "gmtTime": s.At.UTC().Format("15:04:05"), "gmtOffset": s.At.Format("-07:00"),
	}
}

// upsMessage is a Track Alert message about one scan.
func upsMessage(p Parcel, s Scan) object {
	say := upsWords(s.Step)
	m := object{
		"trackingNumber":    p.Number,
		"localActivityDate": s.At.Format("20060102"), "localActivityTime": s.At.Format("150405"),
		"gmtActivityDate": s.At.UTC().Format("20060102"), "gmtActivityTime": s.At.UTC().Format("150405"),
		"activityLocation":   object{"city": s.City, "stateProvince": s.Region, "postalCode": "", "country": "US"},
		"activityStatus":     object{"type": say.kind, "code": say.code, "descriptionCode": say.detail, "description": say.text},
		"actualDeliveryDate": "", "actualDeliveryTime": "", "deliveryStartTime": "", "deliveryEndTime": "",
	}
	if !p.Expected.IsZero() {
		m["scheduledDeliveryDate"] = p.Expected.Format("20060102")
	}
	if s.Step == Delivered {
		m["actualDeliveryDate"], m["actualDeliveryTime"], m["receivedBy"] = m["localActivityDate"], m["localActivityTime"], p.SignedBy
	}
	return m
}

// upsStatus is UPS's word on one step.
type upsStatus struct{ kind, code, detail, text string }

// upsWords is how UPS calls a step.
func upsWords(s Step) upsStatus {
	switch s {
	case Label:
		return upsStatus{"M", "MP", "003", "Shipper created a label, UPS has not received the package yet. "}
	case Pickup:
		return upsStatus{"P", "PU", "038", "Pickup Scan"}
	case Origin:
		return upsStatus{"I", "OR", "005", "Origin Scan"}
	case Departed:
		return upsStatus{"I", "DP", "005", "Departed from Facility"}
	case Arrived:
		return upsStatus{"I", "AR", "005", "Arrived at Facility"}
	case OutForDelivery:
		return upsStatus{"I", "OT", "021", "Out For Delivery Today"}
	case Attempted:
		return upsStatus{"X", "48", "060", "The customer was not available when UPS attempted delivery."}
	case Weather:
		return upsStatus{"X", "DJ", "052", "Adverse weather conditions caused this delay"}
	case Delivered:
		return upsStatus{"D", "FS", "011", "Delivered"}
	case Returning:
		return upsStatus{"RS", "UR", "035", "Returning to Sender"}
	default:
		return upsStatus{"D", "FS", "034", "Returned to the sender"}
	}
}

func upsFailure(status int) string {
	code, text := strconv.Itoa(status), http.StatusText(status)
	switch status {
	case http.StatusUnauthorized:
		code, text = "250002", "Invalid Authentication Information."
	case http.StatusTooManyRequests:
		code, text = "10429", "Too Many Requests"
	case http.StatusInternalServerError:
		code, text = "10004", "Something went wrong while processing your request, please try again later"
	}
	return encode(object{"response": object{"errors": []object{{"code": code, "message": text}}}})
}

func upsPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "UPSPubSubTrackingService")
	h.Set("Credential", secret)
	return Push{Header: h, Body: []byte(body)}
}
