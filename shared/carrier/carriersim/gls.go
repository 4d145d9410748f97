package carriersim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func gls() api {
	return api{
		credentials: clientCredentials(),
		tokens:      route{"POST /oauth2/v2/token", (*Sim).glsToken},
		track:       route{"GET /track-and-trace-v1/tracking/simple/trackids/{numbers}", (*Sim).glsTrack},
		allowed:     bearer("gls"),
		failure:     glsFailure,
	}
}

// glsToken answers as https://api.gls-group.net/oauth2/v2/token does: HTTP Basic, errors in a list.
func (s *Sim) glsToken(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok || id != clientID || secret != clientSecret || r.FormValue("grant_type") != "client_credentials" {
		write(w, http.StatusUnauthorized, `{"errors":[{"message":"Invalid client credentials","code":"401"}]}`)
		return
	}
	write(w, http.StatusOK, encode(object{"access_token": s.issue("gls", 4*time.Hour), "token_type": "Bearer", "expires_in": 14399}))
}

func (s *Sim) glsTrack(w http.ResponseWriter, r *http.Request) {
	var parcels []object
	for number := range strings.SplitSeq(r.PathValue("numbers"), ",") {
		p, ok := s.known(number)
		if !ok {
			parcels = append(parcels, object{"requested": number, "errorCode": "E_404_01", "errorMessage": "Resource Not Found"})
			continue
		}
		events := []object{}
		for _, scan := range slices.Backward(p.Life) {
			say := glsWords(scan.Step)
			events = append(events, object{
				"code": say.code, "city": scan.City, "postalCode": scan.Postal, "country": "", "description": say.text,
				"eventDateTime": scan.At.Format("2006-01-02T15:04:05-0700"),
			})
		}
		parcels = append(parcels, object{
			"requested": number, "unitno": number, "status": glsWords(p.Life[len(p.Life)-1].Step).status, "statusDateTime": events[0]["eventDateTime"], "events": events,
		})
	}
	write(w, http.StatusOK, encode(object{"parcels": parcels}))
}

// glsStep is GLS's word on one step.
type glsStep struct{ code, status, text string }

// glsWords is how GLS calls a step.
func glsWords(s Step) glsStep {
	switch s {
	case Label:
		return glsStep{"INTIAL.PREADVICE", "PREADVICE", "The parcel data was entered into the GLS IT system; the parcel was not yet handed over to GLS."}
	case Pickup, Origin:
		return glsStep{"INTIAL.NORMAL", "INTRANSIT", "The parcel was handed over to GLS."}
	case Departed:
		return glsStep{"OUTBOD.NORMAL", "INTRANSIT", "The parcel has left the parcel center."}
	case Arrived:
		return glsStep{"INBOUD.NORMAL", "INTRANSIT", "The parcel has reached the parcel center."}
	case OutForDelivery:
		return glsStep{"OUTDEL.NORMAL", "INDELIVERY", "The parcel is expected to be delivered during the day."}
	case Attempted:
		return glsStep{"NOTDEL.ABSENT", "NOTDELIVERED", "The parcel could not be delivered as the consignee was absent."}
	case Weather:
		return glsStep{"NOTDEL.WEATHER", "INTRANSIT", "The parcel is delayed by the weather."}
	case Delivered:
		return glsStep{"DELIVD.NORMAL", "DELIVERED", "The parcel has been delivered."}
	case Returning:
		return glsStep{"NOTDEL.RETURN", "INTRANSIT", "The parcel is being returned to the shipper."}
	default:
		return glsStep{"DELIVD.RETURN", "DELIVERED", "The parcel has been delivered to the shipper."}
	}
}

// glsFailure is the error of the gateway, or, for other statuses, of the service behind it.
func glsFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return encode(object{"fault": object{"faultstring": "The Token has expired: policy(Verify-JWT)", "detail": object{"errorcode": "steps.jwt.TokenExpired"}}})
	case http.StatusTooManyRequests:
		return encode(object{"fault": object{"faultstring": "Rate limit quota violation. Quota limit  exceeded.", "detail": object{"errorcode": "policies.ratelimit.QuotaViolation"}}})
	default:
		return encode(object{"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": "Failed with " + strconv.Itoa(status), "instance": "/tracking/simple"})
	}
}
