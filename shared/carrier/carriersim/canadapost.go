package carriersim

import (
	"net/http"
	"slices"
)

func canadapost() api {
	return api{
		credentials: userCredentials(),
		track:       route{"GET /vis/track/pin/{pin}/detail", (*Sim).canadapostDetail},
		allowed:     basic,
		failure:     canadapostFailure,
	}
}

func (s *Sim) canadapostDetail(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Accept") != "application/vnd.cpc.track-v2+xml" { // "*/* in place of the header value will return an error"
		write(w, http.StatusNotAcceptable, canadapostMessage("406", "Interface version not expected"))
		return
	}
	p, ok := s.known(r.PathValue("pin"))
	if !ok {
		write(w, http.StatusNotFound, canadapostMessage("004", "No Pin History"))
		return
	}
	var events []string
	for _, scan := range slices.Backward(p.Life) {
		events = append(events, canadapostOccurrence(p, scan))
	}
	expected := ""
	if !p.Expected.IsZero() {
		expected = p.Expected.Format("2006-01-02")
	}
	write(w, http.StatusOK, xmlDocument(xmlNode(`tracking-detail xmlns="http://www.canadapost.ca/ws/track"`,
		xmlText("pin", p.Number), xmlText("active-exists", "1"), xmlText("changed-expected-date", ""), xmlText("expected-delivery-date", expected),
		xmlText("original-pin", ""), xmlText("service-name", "Expedited Parcels"), xmlText("return-pin", ""), xmlNode("significant-events", events...),
	)))
}

func canadapostOccurrence(p Parcel, s Scan) string {
	code, text := canadapostWords(s.Step)
	name := ""
	if s.Step == Delivered {
		name = p.SignedBy
	}
	zone := map[string]string{"-06:00": "CST", "-05:00": "EST"}[s.At.Format("-07:00")]
	return xmlNode("occurrence",
		xmlText("event-identifier", code), xmlText("event-date", s.At.Format("2006-01-02")), xmlText("event-time", s.At.Format("15:04:05")),
		xmlText("event-time-zone", zone), xmlText("event-description", text), xmlText("signatory-name", name),
		xmlText("event-site", s.City), xmlText("event-province", s.Region), xmlText("event-retail-location-id", ""), xmlText("event-retail-name", ""))
}

// canadapostWords is how Canada Post calls a step.
func canadapostWords(s Step) (code, text string) {
	switch s {
	case Label:
		return "3000", "Electronic information submitted by shipper"
	case Pickup:
		return "2300", "Item picked up by Canada Post"
	case Origin:
		return "0170", "Item processed"
	case Departed:
		return "0410", "Item departed"
	case Arrived:
		return "0400", "Item arrived"
	case OutForDelivery:
		return "0174", "Item out for delivery"
	case Attempted:
		return "1435", "Notice card left indicating where and when to pick up item"
	case Weather:
		return "0159", "Delivery may be delayed due to extreme weather conditions"
	case Delivered:
		return "1408", "Delivered; Contact customer service for copy of signature"
	case Returning:
		return "1420", "Item being returned to sender"
	default:
		return "1496", "Item successfully returned to sender"
	}
}

func canadapostMessage(code, text string) string {
	return xmlDocument(xmlNode(`messages xmlns="http://www.canadapost.ca/ws/messages"`,
		xmlNode("message", xmlText("code", code), xmlText("description", text))))
}

func canadapostFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return canadapostMessage("E002", "AAA Authentication Failure")
	case http.StatusTooManyRequests:
		return canadapostMessage("Server", "Rejected by SLM Monitor")
	default:
		return canadapostMessage("Server", "Failed to establish a backside connection")
	}
}
