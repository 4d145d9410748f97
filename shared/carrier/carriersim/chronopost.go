package carriersim

import (
	"io"
	"net/http"
	"strings"

	"doorstep/shared/carrier"
)

func chronopost() api {
	return api{
		credentials: carrier.Credentials{},
		track:       route{"POST /tracking-cxf/TrackingServiceWS", (*Sim).chronopostTrack},
		allowed:     func(*Sim, *http.Request) bool { return true }, // trackSkybillV2 asks for no account
		failure:     chronopostFailure,
	}
}

// chronopostTrack answers as https://ws.chronopost.fr/tracking-cxf/TrackingServiceWS does: about an unknown number with an empty
// list of events.
func (s *Sim) chronopostTrack(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		write(w, http.StatusInternalServerError, chronopostFailure(http.StatusInternalServerError))
		return
	}
	_, rest, _ := strings.Cut(string(body), "<skybillNumber>")
	number, _, _ := strings.Cut(rest, "<")
	p, _ := s.known(number)
	var list []string
	for _, scan := range p.Life { // the oldest first
		list = append(list, chronopostEvent(scan, p.SignedBy))
	}
	list = append(list, xmlText("skybillNumber", number))
	write(w, http.StatusOK, chronopostEnvelope(xmlNode(`ns2:trackSkybillV2Response xmlns:ns2="http://cxf.tracking.soap.chronopost.fr/"`,
		xmlNode("return", xmlText("errorCode", "0"), xmlNode("listEventInfoComp", list...)))))
}

func chronopostEvent(s Scan, signer string) string {
	code, label := chronopostWords(s.Step)
	more := ""
	if s.Step == Delivered {
		more = xmlNode("infoCompList", xmlText("name", "Nom du réceptionnaire"), xmlText("value", signer))
	}
	return xmlNode("events", xmlText("code", code), xmlText("eventDate", s.At.Format("2006-01-02T15:04:05-07:00")), xmlText("eventLabel", label),
		xmlText("highPriority", "false"), xmlText("NPC", ""), xmlText("officeLabel", s.City), xmlText("zipCode", s.Postal), more)
}

// chronopostWords is how Chronopost calls a step.
func chronopostWords(s Step) (code, label string) {
	switch s {
	case Label:
		return "DC ", "Colis en cours de préparation chez l'expéditeur"
	case Pickup:
		return "DB ", "Colis déposé par l'expéditeur"
	case Origin:
		return "SC ", "Tri effectué dans l'agence de départ"
	case Departed:
		return "TS ", "Colis en cours d'acheminement"
	case Arrived:
		return "SD ", "Tri effectué dans l'agence de distribution"
	case OutForDelivery:
		return "TA ", "Colis en cours de livraison par le livreur"
	case Attempted:
		return "P  ", "Echec de livraison suite à l'absence du destinataire."
	case Weather:
		return "AT ", "Colis retardé durant l'acheminement"
	case Returning:
		return "R  ", "Colis en retour expéditeur"
	default: // on a return, too, the service says only this
		return "D  ", "Livraison effectuée"
	}
}

func chronopostEnvelope(content string) string {
	return xmlNode(`soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"`, xmlNode("soap:Body", content))
}

func chronopostFailure(status int) string {
	if status == http.StatusInternalServerError {
		return chronopostEnvelope(xmlNode("soap:Fault", xmlText("faultcode", "soap:Server"), xmlText("faultstring", "Internal error")))
	}
	return encode(object{"status": status, "error": http.StatusText(status)})
}
