package carriersim

import (
	"encoding/xml"
	"net/http"
	"slices"
)

func purolator() api {
	return api{
		credentials: userCredentials(),
		track:       route{"POST /EWS/V1/Tracking/TrackingService.asmx", (*Sim).purolatorTrack},
		allowed:     basic,
		failure:     purolatorFailure,
	}
}

// purolatorTrack answers TrackPackagesByPin; a PIN that is not known has no scans and an error of its own.
func (s *Sim) purolatorTrack(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Pins []string `xml:"Body>TrackPackagesByPinRequest>PINs>PIN>Value"`
	}
	if err := xml.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&ask); err != nil || len(ask.Pins) == 0 {
		write(w, http.StatusInternalServerError, purolatorFailure(http.StatusInternalServerError))
		return
	}
	var list []string
	for _, pin := range ask.Pins {
		list = append(list, s.purolatorInformation(pin))
	}
	write(w, http.StatusOK, purolatorEnvelope(xmlNode(`TrackPackagesByPinResponse xmlns="http://purolator.com/pws/datatypes/v1"`,
		xmlNode("ResponseInformation", xmlText("Errors", "")), xmlNode("TrackingInformationList", list...))))
}

func (s *Sim) purolatorInformation(pin string) string {
	p, ok := s.known(pin)
	if !ok {
		return xmlNode("TrackingInformation", xmlNode("PIN", xmlText("Value", pin)), xmlNode("Scans"),
			xmlNode("ResponseInformation", purolatorErrors("1100", "Unable to find tracking information for this PIN")))
	}
	var scans []string
	for _, scan := range slices.Backward(p.Life) {
		scans = append(scans, purolatorScan(p, scan))
	}
	return xmlNode("TrackingInformation", xmlNode("PIN", xmlText("Value", pin)), xmlNode("Scans", scans...))
}

func purolatorScan(p Parcel, s Scan) string {
	kind, text := purolatorWords(s.Step)
	details := ""
	if s.Step == Delivered {
		details = xmlNode("ScanDetails", xmlText("DeliverySignature", p.SignedBy))
	}
	depot := s.City
	if s.Region != "" {
		depot += ", " + s.Region
	}
	return xmlNode("Scan", xmlText("ScanType", kind), xmlNode("PIN", xmlText("Value", p.Number)), xmlNode("Depot", xmlText("Name", depot)),
		xmlText("ScanDate", s.At.Format("2006-01-02")), xmlText("ScanTime", s.At.Format("150405")), xmlText("Description", text),
		xmlText("Comment", ""), xmlText("SummaryScanIndicator", "false"), details)
}

// purolatorWords is how Purolator calls a step.
func purolatorWords(s Step) (kind, text string) {
	switch s {
	case Label:
		return "Other", "Shipper created a label"
	case Pickup:
		return "ProofOfPickUp", "Picked up by Purolator"
	case Origin, Arrived:
		return "Other", "Arrived at sort facility"
	case Departed:
		return "Other", "Departed sort facility"
	case OutForDelivery:
		return "OnDelivery", "On vehicle for delivery"
	case Attempted:
		return "Undeliverable", "Attempted Delivery - Receiver Not Available"
	case Weather:
		return "Undeliverable", "Weather delay"
	case Delivered:
		return "Delivery", "Shipment delivered"
	case Returning:
		return "Undeliverable", "Unable to deliver - item returned to sender"
	default:
		return "Delivery", "Shipment delivered to sender"
	}
}

func purolatorEnvelope(body string) string {
	return xmlDocument(xmlNode(`s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"`, xmlNode("s:Body", body)))
}

func purolatorErrors(code, text string) string {
	return xmlNode("Errors", xmlNode("Error", xmlText("Code", code), xmlText("Description", text), xmlText("AdditionalInformation", "")))
}

func purolatorFailure(status int) string {
	return purolatorEnvelope(xmlNode("s:Fault", xmlText("faultcode", "s:Server"), xmlText("faultstring", http.StatusText(status))))
}
