package carriersim

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

func fedex() api {
	return api{
		credentials: clientCredentials(),
		tokens:      route{"POST /oauth/token", (*Sim).fedexToken},
		track:       route{"POST /track/v1/trackingnumbers", (*Sim).fedexTrack},
		allowed:     bearer("fedex"),
		failure:     fedexFailure,
		push: func(secret string, p Parcel, i int) Push {
			return fedexPush(secret, encode(object{"trackResults": []object{fedexResult(p, p.Life[i:i+1])}}))
		},
	}
}

// fedexToken answers as https://apis.fedex.com/oauth/token does: credentials in the form, a life of an hour, and errors in the
// envelope of the gateway.
func (s *Sim) fedexToken(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("client_id") != clientID || r.PostFormValue("client_secret") != clientSecret || r.PostFormValue("grant_type") != "client_credentials" {
		write(w, http.StatusUnauthorized, fedexErrors("NOT.AUTHORIZED.ERROR", "The given client credentials were not valid. Please modify your request and try again."))
		return
	}
	write(w, http.StatusOK, encode(object{"access_token": s.issue("fedex", time.Hour), "token_type": "bearer", "expires_in": 3599, "scope": "CXS-TP"}))
}

// fedexTrack answers for up to 30 numbers; one that FedEx does not know is an error among the results.
func (s *Sim) fedexTrack(w http.ResponseWriter, r *http.Request) {
	var question struct {
		TrackingInfo []struct {
			TrackingNumberInfo struct {
				TrackingNumber string `json:"trackingNumber"`
			} `json:"trackingNumberInfo"`
		} `json:"trackingInfo"`
	}
	if err := json.NewDecoder(r.Body).Decode(&question); err != nil || len(question.TrackingInfo) == 0 {
		write(w, http.StatusBadRequest, fedexErrors("TRACKING.TRACKINGNUMBER.EMPTY", "Please provide tracking number."))
		return
	}
	if len(question.TrackingInfo) > 30 {
		write(w, http.StatusBadRequest, fedexErrors("TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED", "Please limit your inquiry to 30 tracking numbers or references."))
		return
	}
	var complete []object
	for _, info := range question.TrackingInfo {
		number := info.TrackingNumberInfo.TrackingNumber
		result := object{
			"trackingNumberInfo": object{"trackingNumber": number, "trackingNumberUniqueId": "", "carrierCode": ""},
			"error": object{
				"code":    "TRACKING.TRACKINGNUMBER.NOTFOUND",
				"message": "Tracking number cannot be found. Please correct the tracking number and try again.",
			},
		}
		if p, ok := s.known(number); ok {
			result = fedexResult(p, p.Life)
		}
		complete = append(complete, object{"trackingNumber": number, "trackResults": []object{result}})
	}
	write(w, http.StatusOK, encode(object{
		"transactionId": "5f0d1c8e-2f5e-4a0e-8a61-0f6a6cf4d1b2", "output": object{"completeTrackResults": complete},
	}))
}

func fedexResult(p Parcel, life []Scan) object {
	last := life[len(life)-1]
	result := object{
		"trackingNumberInfo": object{"trackingNumber": p.Number, "trackingNumberUniqueId": "2461100000~" + p.Number + "~FX", "carrierCode": "FDXE"},
		"serviceDetail":      object{"type": "FEDEX_2_DAY", "description": "FedEx 2Day", "shortDescription": "P-2"},
		"latestStatusDetail": fedexLatest(last),
		"scanEvents":         fedexScans(life),
		"returnDetail":       object{},
		"recipientInformation": object{"contact": object{}, "address": object{
			"city": "MILWAUKEE", "stateOrProvinceCode": "WI", "countryCode": "US", "residential": false,
		}},
	}
	var dates []object
	if !p.Expected.IsZero() {
		dates = append(dates, object{"type": "ESTIMATED_DELIVERY", "dateTime": p.Expected.Format("2006-01-02") + "T20:00:00-06:00"})
	}
	if last.Step == Delivered {
		dates = append(dates, object{"type": "ACTUAL_DELIVERY", "dateTime": last.At.Format(time.RFC3339)})
		result["deliveryDetails"] = object{"receivedByName": p.SignedBy, "deliveryAttempts": "0", "locationDescription": "Residence"}
	}
	result["dateAndTimes"] = dates
	return result
}

// fedexScans prints the newest first.
func fedexScans(life []Scan) []object {
	var scans []object
	for _, s := range slices.Backward(life) {
		say := fedexWords(s.Step)
		scans = append(scans, object{
			"date": s.At.Format("2006-01-02T15:04:05-07:00"), "eventType": say.event, "eventDescription": say.text,
			"exceptionCode": say.exception, "exceptionDescription": say.reason, "derivedStatusCode": say.derived, "derivedStatus": say.text,
			"locationType": "FEDEX_FACILITY",
			"scanLocation": object{
				"streetLines": []string{""}, "city": s.City, "stateOrProvinceCode": s.Region, "postalCode": s.Postal, "countryCode": "US", "residential": false,
			},
		})
	}
	return scans
}

func fedexLatest(s Scan) object {
	say := fedexWords(s.Step)
	return object{
		"code": say.derived, "derivedCode": say.derived, "statusByLocale": say.text, "description": say.text,
		"scanLocation": object{"city": s.City, "stateOrProvinceCode": s.Region, "countryCode": "US"},
	}
}

// fedexScan is FedEx's word on one step.
type fedexScan struct{ event, derived, text, exception, reason string }

// fedexWords is how FedEx calls a step.
func fedexWords(s Step) fedexScan {
	switch s {
	case Label:
		return fedexScan{"OC", "IN", "Shipment information sent to FedEx", "", ""}
	case Pickup:
		return fedexScan{"PU", "PU", "Picked up", "", ""}
	case Origin:
		return fedexScan{"AR", "IT", "Arrived at FedEx location", "", ""}
	case Departed:
		return fedexScan{"DP", "IT", "Departed FedEx location", "", ""}
	case Arrived:
		return fedexScan{"AR", "IT", "At local FedEx facility", "", ""}
	case OutForDelivery:
		return fedexScan{"OD", "IT", "On FedEx vehicle for delivery", "", ""}
	case Attempted:
		return fedexScan{"DE", "DE", "Delivery exception", "08", "Customer not available or business closed"}
	case Weather:
		return fedexScan{"SE", "SE", "Shipment exception", "84", "Severe weather delaying the delivery"}
	case Delivered:
		return fedexScan{"DL", "DL", "Delivered", "", "Left at front door. Signature Service not requested."}
	case Returning:
		return fedexScan{"RS", "RS", "Returning package to shipper", "", ""}
	default:
		return fedexScan{"DL", "DL", "Delivered", "", "Delivered to shipper"}
	}
}

func fedexErrors(code, message string) string {
	return encode(object{"transactionId": "5f0d1c8e-2f5e-4a0e-8a61-0f6a6cf4d1b2", "errors": []object{{"code": code, "message": message}}})
}

func fedexFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return fedexErrors("NOT.AUTHORIZED.ERROR", "Access token expired. Please modify your request and try again.")
	case http.StatusForbidden:
		return fedexErrors("FORBIDDEN.ERROR", "We could not authorize your credentials. Please check your permissions and try again.")
	case http.StatusTooManyRequests:
		return fedexErrors("TOO.MANY.REQUESTS", "We have received too many requests in a short duration. Please wait a while to try again.")
	case http.StatusServiceUnavailable:
		return fedexErrors("SERVICE.UNAVAILABLE.ERROR", "The service is currently unavailable and we are working to resolve the issue.")
	default:
		return fedexErrors("INTERNAL.SERVER.ERROR", "We encountered an unexpected error and are working to resolve the issue.")
	}
}

func fedexPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Fdx-Signature", base64.StdEncoding.EncodeToString(mac(secret, body)))
	return Push{Header: h, Body: []byte(body)}
}
