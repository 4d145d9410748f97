package carriersim

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

type object = map[string]any

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
	say := wordsFor(s.Step)
	return object{
		"location": object{"address": object{"city": s.City, "stateProvince": s.Region, "postalCode": "", "country": "US"}},
		"status":   object{"type": say.upsType, "code": say.upsCode, "statusCode": say.upsDetail, "description": say.upsText},
		"date":     s.At.Format("20060102"), "time": s.At.Format("150405"),
		"gmtDate": s.At.UTC().Format("20060102"), "gmtTime": s.At.UTC().Format("15:04:05"), "gmtOffset": s.At.Format("-07:00"),
	}
}

// upsMessage is a Track Alert message about one scan.
func upsMessage(p Parcel, s Scan) object {
	say := wordsFor(s.Step)
	m := object{
		"trackingNumber":    p.Number,
		"localActivityDate": s.At.Format("20060102"), "localActivityTime": s.At.Format("150405"),
		"gmtActivityDate": s.At.UTC().Format("20060102"), "gmtActivityTime": s.At.UTC().Format("150405"),
		"activityLocation":   object{"city": s.City, "stateProvince": s.Region, "postalCode": "", "country": "US"},
		"activityStatus":     object{"type": say.upsType, "code": say.upsCode, "descriptionCode": say.upsDetail, "description": say.upsText},
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

// encode writes JSON; the values are maps of text and numbers, which cannot fail.
func encode(v any) string {
	body, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(body)
}
