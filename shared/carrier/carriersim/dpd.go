package carriersim

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"

	"doorstep/shared/carrier"
)

const dpdPassword = "sim-delis-password"

func dpd() api {
	return api{
		credentials: carrier.Credentials{"username": clientID, "password": dpdPassword},
		tokens:      route{"POST /LoginService/V2_0/", (*Sim).dpdLogin},
		track:       route{"POST /ParcelLifeCycleService/V2_0/", (*Sim).dpdTrack},
		allowed: func(s *Sim, r *http.Request) bool {
			return s.now().Before(s.tokens[dpdElement(dpdBody(r), "authToken")])
		},
		failure: dpdFailure,
	}
}

// dpdLogin answers as LoginService 2.0 does, with a token for a day. It sends faults with the status 500.
func (s *Sim) dpdLogin(w http.ResponseWriter, r *http.Request) {
	body := dpdBody(r)
	if dpdElement(body, "delisId") != clientID || dpdElement(body, "password") != dpdPassword {
		write(w, http.StatusInternalServerError, dpdFault("LOGIN_5", "The combination of user and password is invalid."))
		return
	}
	write(w, http.StatusOK, dpdEnvelope(xmlNode(`ns2:getAuthResponse xmlns:ns2="http://dpd.com/common/service/types/LoginService/2.0"`, xmlNode("return",
		xmlText("delisId", clientID), xmlText("customerUid", clientID), xmlText("authToken", s.issue("dpd", 24*time.Hour)), xmlText("depot", "0163")))))
}

func (s *Sim) dpdTrack(w http.ResponseWriter, r *http.Request) {
	p, ok := s.known(dpdElement(dpdBody(r), "parcelLabelNumber"))
	if !ok {
		write(w, http.StatusInternalServerError, dpdFault("PLC_NOT_FOUND", "No data found for the parcel label number."))
		return
	}
	result := []string{xmlNode("shipmentInfo", xmlNode("serviceDescription", xmlNode("content", dpdLine("DPD CLASSIC"))),
		xmlText("status", "SHIPMENT"), xmlText("statusHasBeenReached", "false"), xmlText("isCurrentStatus", "false"))}
	for _, scan := range p.Life {
		result = append(result, dpdMilestone(scan))
	}
	if last := p.Life[len(p.Life)-1]; last.Step < Delivered {
		result = append(result, xmlNode("statusInfo", xmlText("status", "DELIVERED"), xmlNode("label", dpdLine("Delivered")),
			xmlText("statusHasBeenReached", "false"), xmlText("isCurrentStatus", "false")))
	}
	write(w, http.StatusOK, dpdEnvelope(xmlNode(`getTrackingDataResponse xmlns="http://dpd.com/common/service/types/ParcelLifeCycleService/2.0"`,
		xmlNode("trackingresult", result...))))
}

func dpdMilestone(s Scan) string {
	code, text := dpdWords(s.Step)
	return xmlNode("statusInfo", xmlText("status", code), xmlNode("label", dpdLine(text)), xmlNode("description", xmlNode("content", dpdLine(text))),
		xmlText("statusHasBeenReached", "true"), xmlText("isCurrentStatus", "false"),
		xmlNode("location", dpdLine(s.City)), xmlNode("date", dpdLine(s.At.Format("1/2/2006 3:04:05 PM"))))
}

// dpdLine is a line of text as DPD writes it.
func dpdLine(text string) string {
	return xmlText("content", text) + xmlText("bold", "false") + xmlText("paragraph", "false")
}

// dpdWords is how DPD calls a step.
func dpdWords(s Step) (code, text string) {
	switch s {
	case Label:
		return "SHIPMENT", "Order information has been transmitted to DPD."
	case Pickup:
		return "ACCEPTED", "DPD has received your parcel."
	case Origin:
		return "AT_SENDING_DEPOT", "In transit."
	case Departed:
		return "ON_THE_ROAD", "The parcel is at the parcel dispatch centre."
	case Arrived:
		return "AT_DELIVERY_DEPOT", "At parcel delivery centre."
	case OutForDelivery:
		return "Courier", "The parcel has left the parcel delivery centre and is on its way to the consignee."
	case Attempted:
		return "DeliveryFailure", "Unfortunately we have not been able to deliver your parcel."
	case Weather:
		return "DeliveryFailure", "Delivery is delayed by the weather."
	case Delivered:
		return "DELIVERED", "Delivered."
	case Returning:
		return "DeliveryFailure", "The parcel is on its way back to the consignor."
	default:
		return "DELIVERED", "The parcel was delivered to the consignor."
	}
}

// dpdBody reads the call and leaves it to be read again.
func dpdBody(r *http.Request) string {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		return ""
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}

func dpdElement(body, name string) string {
	_, rest, _ := strings.Cut(body, "<"+name+">")
	text, _, _ := strings.Cut(rest, "</"+name+">")
	return text
}

func dpdEnvelope(content string) string {
	return xmlNode(`soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"`, xmlNode("soap:Body", content))
}

func dpdFault(code, message string) string {
	detail := xmlNode(`ns:authenticationFault xmlns:ns="http://dpd.com/common/service/types/Authentication/2.0"`, xmlText("errorCode", code), xmlText("errorMessage", message))
	return dpdEnvelope(xmlNode("soap:Fault", xmlText("faultcode", "soap:Server"), xmlText("faultstring", "Fault occured"), xmlNode("detail", detail)))
}

func dpdFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return dpdFault("LOGIN_6", "The token is not valid.")
	case http.StatusInternalServerError:
		return dpdEnvelope(xmlNode("soap:Fault", xmlText("faultcode", "soap:Server"), xmlText("faultstring", "Fault occured")))
	default:
		return encode(object{"statusCode": status, "message": http.StatusText(status)})
	}
}
