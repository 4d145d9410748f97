package carriersim

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"

	"doorstep/shared/carrier"
)

func dhlParcelDE() api {
	creds := clientCredentials()
	creds["username"], creds["password"] = "zt-sim", "geheim"
	return api{
		credentials: creds,
		track:       route{"GET /parcel/de/tracking/v0/shipments", (*Sim).dhlParcelDETrack},
		allowed:     func(_ *Sim, r *http.Request) bool { return dhlParcelDEAllowed(r, creds) },
		failure: func(status int) string {
			return encode(object{"statusCode": status, "title": http.StatusText(status), "detail": http.StatusText(status)})
		},
	}
}

// dhlParcelDEAllowed looks at the app only: the service itself answers 200 to a wrong user.
func dhlParcelDEAllowed(r *http.Request, creds carrier.Credentials) bool {
	id, secret, ok := r.BasicAuth()
	return ok && id == creds["client_id"] && secret == creds["client_secret"]
}

func (s *Sim) dhlParcelDETrack(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		User     string `xml:"appname,attr"`
		Password string `xml:"password,attr"`
		Numbers  string `xml:"piece-code,attr"`
		Request  string `xml:"request,attr"`
	}
	if err := xml.Unmarshal([]byte(r.FormValue("xml")), &ask); err != nil || ask.Request != "d-get-piece-detail" {
		write(w, http.StatusOK, dhlParcelDEList("45", "No piece code given", ""))
		return
	}
	if ask.User != "zt-sim" || ask.Password != "geheim" {
		write(w, http.StatusOK, dhlParcelDEList("5", "Login failed", ""))
		return
	}
	pieces, found := "", false
	for _, number := range strings.Split(ask.Numbers, ";") {
		if p, ok := s.known(number); ok {
			pieces += dhlParcelDEPiece(p)
			found = true
			continue
		}
		pieces += fmt.Sprintf(`<data name="piece-shipment" error-status="100" piece-status="100" piece-status-desc="No data found" searched-piece-code="%s" piece-code="%[1]s"/>`, number)
	}
	if !found {
		write(w, http.StatusOK, dhlParcelDEList("100", "No data found", ""))
		return
	}
	write(w, http.StatusOK, dhlParcelDEList("0", "", pieces))
}

func dhlParcelDEList(code, fault, inside string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><data name="piece-shipment-list" code="%s" error="%s" request-id="sim">%s</data>`, code, fault, inside)
}

func dhlParcelDEPiece(p Parcel) string {
	events := ""
	for _, scan := range p.Life { // DHL Paket prints the oldest first
		events += dhlParcelDEEvent("piece-event", "event-timestamp", "event-status", scan, "") + "/>"
	}
	last := p.Life[len(p.Life)-1]
	signer := ""
	if last.Step == Delivered {
		signer = p.SignedBy
	}
	more := fmt.Sprintf(` error-status="0" piece-code="%s" searched-piece-code="%[1]s" product-name="DHL PAKET" recipient-id-text="%s"`, p.Number, signer)
	if !p.Expected.IsZero() {
		more += ` delivery-date="` + p.Expected.Format("02.01.2006") + `"`
	}
	return dhlParcelDEEvent("piece-shipment", "status-timestamp", "status", last, more) + `><data name="piece-event-list">` + events + "</data></data>"
}

// dhlParcelDEEvent opens an element with the attributes of an event.
func dhlParcelDEEvent(name, at, words string, s Scan, more string) string {
	ice, ric, code, text := dhlParcelDEWords(s.Step)
	return fmt.Sprintf(`<data name="%s" %s="%s" %s="%s" event-text="%s" ice="%s" ric="%s" standard-event-code="%s" event-location="%s" event-country="USA" ruecksendung="%t"%s`,
		name, at, s.At.Format("02.01.2006 15:04"), words, text, text, ice, ric, code, s.City, s.Step == Returning || s.Step == ReturnedToSender, more)
}

// dhlParcelDEWords is how DHL Paket calls a step.
func dhlParcelDEWords(s Step) (ice, ric, code, text string) {
	switch s {
	case Label:
		return "PARCV", "NRQRD", "VA", "The instruction data for this shipment have been provided by the sender to DHL electronically"
	case Pickup:
		return "PCKDU", "PUBCR", "AE", "The shipment has been picked up"
	case Origin:
		return "LDTMV", "MVMTV", "AA", "The shipment has been processed in the parcel center of origin"
	case Departed:
		return "MVDPT", "NRQRD", "AA", "The shipment has left the parcel center"
	case Arrived:
		return "ULFMV", "UNLDD", "EE", "The shipment has been processed in the destination parcel center"
	case OutForDelivery:
		return "SRTED", "NRQRD", "PO", "The shipment has been loaded onto the delivery vehicle"
	case Attempted:
		return "NTDEL", "NHOME", "ZN", "The shipment could not be delivered, the recipient was not present"
	case Weather:
		return "EXPHD", "FRMJR", "BV", "The shipment is delayed"
	case Delivered:
		return "DLVRD", "ACCPT", "ZU", "The shipment has been successfully delivered"
	case Returning:
		return "RETRN", "RTSSA", "ZN", "The shipment will be returned to the sender"
	default:
		return "DLVRD", "ACCPT", "ZU", "The shipment has been successfully delivered to the sender"
	}
}
