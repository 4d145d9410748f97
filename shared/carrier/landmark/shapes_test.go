package landmark_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/landmark"
)

// event is one event at noon of 10 March 2026, Chicago's time.
func event(code, text string) string {
	return "<Event><Status>" + text + "</Status><DateTime>2026-03-10 12:00:00</DateTime><Location>Austin, TX</Location><EventCode>" + code + "</EventCode></Event>"
}

// answer is one about one package; more are further elements of the package.
func answer(events string, more ...string) string {
	return "<TrackResponse><Result><Success>true</Success><Packages><Package><LandmarkTrackingNumber>LTN500100200N1</LandmarkTrackingNumber>" +
		strings.Join(more, "") + "<Events>" + events + "</Events></Package></Packages></Result></TrackResponse>"
}

const (
	number = "LTN500100200N1 landmark "
	noon   = " | 2026-03-10T12:00:00 -05:00 "
)

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, landmark.New(), carrier.Poll, map[string]carriertest.Shape{
		"the text says more than 225":    {answer(event("225", "Outgoing scan at facility")), number + "in_transit/departed" + noon + "225 in_transit/departed"},
		"the text says more than 250":    {answer(event("250", "Customs Clearance in Progress")), number + "in_transit/customs_processing" + noon + "250 in_transit/customs_processing"},
		"the words of a British courier": {answer(event("275", "Despatched from service centre")), number + "in_transit/departed" + noon + "275 in_transit/departed"},
		"trouble under 275":              {answer(event("275", "Parcel held by customs")), number + "exception/customs_delay" + noon + "275 exception/customs_delay"},
		"a promise is no delivery":       {answer(event("275", "Your parcel will be delivered soon")), number + "in_transit" + noon + "275 in_transit"},
		"500 decides":                    {answer(event("500", "Zugestellt")), number + "delivered" + noon + "500 delivered"},
		"500 to the sender":              {answer(event("500", "Returned to sender")), number + "returned/to_sender" + noon + "500 returned/to_sender"},
		"why a delivery failed":          {answer(event("900", "Refused by recipient")), number + "exception/refused" + noon + "900 exception/refused"},
		"a claim":                        {answer(event("800", "Claim Issued")), number + "exception/investigation" + noon + "800 exception/investigation"},
		"the crossing is booked after the delivery": {answer(event("500", "Item delivered") + strings.ReplaceAll(event("150", "Crossing border"), "12:00", "15:30")),
			number + "delivered" + noon + "500 delivered | 2026-03-10T15:30:00 -05:00 150 -"},
		"the last mile goes on after a delivery": {answer(event("500", "Item delivered") + strings.ReplaceAll(event("300", "Item out for delivery"), "12:00", "15:30")),
			number + "delivered" + noon + "500 delivered | 2026-03-10T15:30:00 -05:00 300 out_for_delivery"},
		"a return crosses after the delivery": {answer(event("500", "Item delivered") + strings.ReplaceAll(event("550", "Return received at handling facility"), "12:00", "14:00") + strings.ReplaceAll(event("150", "Crossing border"), "12:00", "15:30")),
			number + "returning/in_transit_back" + noon + "500 delivered | 2026-03-10T14:00:00 -05:00 550 returning/in_transit_back | 2026-03-10T15:30:00 -05:00 150 in_transit/linehaul"},
		"no code, known words":          {answer(strings.Replace(event("", "Item out for delivery"), "<EventCode></EventCode>", "", 1)), number + "out_for_delivery" + noon + "out_for_delivery"},
		"no code, new words":            {answer(event("", "Parcel admired")), number + "unknown/unmapped_code" + noon + "unknown/unmapped_code"},
		"new code, known words":         {answer(event("999", "Attempted delivery")), number + "delivery_attempted" + noon + "999 delivery_attempted"},
		"the hour that Chicago repeats": {answer(strings.Replace(event("275", "Item in transit with carrier"), "2026-03-10 12:00:00", "2026-11-01 01:30:00", 1)), number + "in_transit | 2026-11-01T01:30:00 275 in_transit"},
		"midnight of twelve hours": {answer(strings.Replace(event("300", "Item out for delivery"), "2026-03-10 12:00:00", "03/10/2026 12:01 AM", 1)),
			number + "out_for_delivery | 2026-03-10T00:01:00 300 out_for_delivery"},
		"noon of twelve hours": {answer(strings.Replace(event("300", "Item out for delivery"), "2026-03-10 12:00:00", "3/10/2026 12:01 PM", 1)),
			number + "out_for_delivery | 2026-03-10T12:01:00 300 out_for_delivery"},
		"a month that is none": {answer(strings.Replace(event("300", "Item out for delivery"), "2026-03-10 12:00:00", "0/10/2026 12:01 PM", 1)), number + "out_for_delivery | 300 out_for_delivery"},
		"two numbers":          {answer(event("275", "Item in transit with carrier"), "<TrackingNumber>4002840012345678</TrackingNumber>"), number + "in_transit" + noon + "275 in_transit | also 4002840012345678"},
		"one number twice":     {answer(event("275", "Item in transit with carrier"), "<TrackingNumber>LTN500100200N1</TrackingNumber>"), number + "in_transit" + noon + "275 in_transit"},
		"a merchant's reference": {answer(event("275", "Item in transit with carrier"), "<PackageReference>ORDER-2001</PackageReference>"),
			number + "in_transit" + noon + "275 in_transit"},
		"no events": {answer(""), number + "pending/awaiting_carrier_data"},
		"JSON": {`{"TrackResponse":{"Result":{"Success":"true","Packages":{"Package":[{"LandmarkTrackingNumber":"LTN500100200N1","Events":{"Event":{"Status":"Customs Cleared","DateTime":"2026-03-10 12:00:00","EventCode":125}}}]}}}}`,
			number + "in_transit/customs_cleared" + noon + "125 in_transit/customs_cleared"},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	failed := func(code, text string) string {
		return "<TrackResponse><Errors><Error><ErrorCode>" + code + "</ErrorCode><ErrorMessage>" + text + "</ErrorMessage></Error></Errors></TrackResponse>"
	}
	carriertest.Shapes(t, landmark.New(), carrier.Poll, map[string]carriertest.Shape{
		"lookup":              {failed("Lookup", "Something new"), "problem not_found Lookup"},
		"no shipment":         {failed("Invalid", "No shipment found"), "problem not_found Invalid"},
		"no data":             {failed("Invalid", "No data available for shipment"), "problem not_found Invalid"},
		"permission":          {failed("Invalid", "User demo does not have permissions to client: 218"), "problem unauthorized Invalid"},
		"wrong password":      {failed("Invalid", "The username/password combination provided is disabled"), "problem unauthorized Invalid"},
		"which client":        {failed("Invalid", "Unable to determine desired client for this user"), "problem unauthorized Invalid"},
		"nothing to look for": {failed("Invalid", "Either Reference, PackageReference or TrackingNumber is required, none were found"), "problem invalid Invalid"},
		"several":             {failed("Invalid", "Duplicate results found. Shipment could not be tracked"), "problem not_found Invalid"},
		"outage":              {failed("System", "Internal Server Error"), "problem upstream System"},
		"limit":               {failed("System", "Too Many Requests"), "problem rate_limited System"},
		"two errors":          {"<TrackResponse><Errors><Error><ErrorCode>A</ErrorCode></Error><Error><ErrorCode>B</ErrorCode></Error></Errors></TrackResponse>", "problem invalid A\nproblem invalid B"},
		"only a message":      {"<TrackResponse><Result><Success>false</Success><ResultMessage>No shipment found</ResultMessage></Result></TrackResponse>", "problem not_found"},
		"an empty list":       {"<TrackResponse><Errors/><Result><Success>true</Success><Packages/></Result></TrackResponse>", ""},
		"gateway":             {`{"message":"Forbidden"}`, "problem unauthorized"},
		"HTML":                {"<html><body>502</body></html>", "error: read Landmark payload: neither a tracking answer nor an error"},
		"something else":      {`{"hello":"world"}`, "error: read Landmark payload: neither a tracking answer nor an error"},
	})
}
