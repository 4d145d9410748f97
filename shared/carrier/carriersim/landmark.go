package carriersim

import (
	"encoding/xml"
	"net/http"
	"strings"
	"time"
)

func landmark() api {
	return api{
		credentials: userCredentials(),
		track:       route{"POST /Track.php", (*Sim).landmarkTrack},
		allowed: func(_ *Sim, r *http.Request) bool { // the account stands in the document
			ask, err := landmarkQuestion(r)
			return err == nil && ask.Username == userName && ask.Password == userPassword
		},
		failure: landmarkFailure,
	}
}

// landmarkAsk is a TrackRequest.
type landmarkAsk struct {
	Username  string `xml:"Login>Username"`
	Password  string `xml:"Login>Password"`
	Number    string `xml:"TrackingNumber"`
	Retrieval string `xml:"RetrievalType"`
}

func landmarkQuestion(r *http.Request) (landmarkAsk, error) {
	var ask landmarkAsk
	err := xml.NewDecoder(strings.NewReader(r.FormValue("RQXML"))).Decode(&ask)
	return ask, err
}

func (s *Sim) landmarkTrack(w http.ResponseWriter, r *http.Request) {
	ask, err := landmarkQuestion(r)
	if err != nil {
		write(w, http.StatusOK, landmarkError("Invalid", "Unable to parse characters"))
		return
	}
	p, ok := s.known(ask.Number)
	if !ok {
		write(w, http.StatusOK, landmarkError("Lookup", "Could not find shipment with tracking number # "+ask.Number+" in our system."))
		return
	}
	life := p.Life
	if ask.Retrieval != "Historical" {
		life = life[len(life)-1:]
	}
	var events []string
	for _, scan := range life { // Landmark prints the oldest first
		events = append(events, landmarkEvent(scan))
	}
	write(w, http.StatusOK, xmlDocument(xmlNode("TrackResponse", xmlNode("Result", xmlText("Success", "true"),
		xmlNode("ShipmentDetails", xmlText("EndDeliveryCarrier", "USPS")),
		xmlNode("Packages", xmlNode("Package", xmlText("TrackingNumber", "92"+p.Number), xmlText("LandmarkTrackingNumber", p.Number),
			xmlText("PackageReference", ""), xmlNode("Events", events...)))))))
}

// landmarkEvent prints the time in Chicago's clock, wherever the scan was.
func landmarkEvent(s Scan) string {
	code, text := landmarkWords(s.Step)
	place := s.City
	if s.Region != "" {
		place += ", " + s.Region
	}
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		chicago = time.FixedZone("", -6*3600)
	}
	return xmlNode("Event", xmlText("Status", text), xmlText("DateTime", s.At.In(chicago).Format("2006-01-02 15:04:05")),
		xmlText("Location", place), xmlText("EventCode", code))
}

// landmarkWords is how Landmark calls a step.
func landmarkWords(s Step) (code, text string) {
	switch s {
	case Label:
		return "50", "Shipment Data Uploaded"
	case Pickup:
		return "225", "Package scanned at carrier facility"
	case Origin:
		return "250", "Item scanned for crossing"
	case Departed:
		return "150", "Crossing border and in transit to carrier hub"
	case Arrived:
		return "200", "Item scanned at postal facility"
	case OutForDelivery:
		return "300", "Item out for delivery"
	case Attempted:
		return "400", "Attempted delivery"
	case Weather:
		return "275", "Delayed by weather"
	case Delivered:
		return "500", "Item successfully delivered"
	case Returning:
		return "550", "Return received at handling facility"
	default:
		return "570", "Return Received"
	}
}

func landmarkError(code, text string) string {
	return xmlDocument(xmlNode("TrackResponse", xmlNode("Errors", xmlNode("Error", xmlText("ErrorCode", code), xmlText("ErrorMessage", text))),
		xmlNode("Result", xmlText("Success", "false"), xmlText("ResultMessage", "See Errors element for error details"))))
}

func landmarkFailure(status int) string {
	if status == http.StatusUnauthorized {
		return landmarkError("Login", "The username/password combination provided is invalid")
	}
	return landmarkError("System", http.StatusText(status))
}
