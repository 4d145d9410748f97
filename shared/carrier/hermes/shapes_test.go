package hermes_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/hermes"
)

const number = "H1009876543210000017"

// status is a scan in Hamburg; more are further members.
func status(code, text, clock string, more ...string) string {
	all := append([]string{`"timestamp":"2026-03-10T` + clock + `+01:00","code":"` + code + `","description":"` + text + `","scanningUnit":{"name":"CANARY","city":"Hamburg","countryCode":"DEU"}`}, more...)
	return "{" + strings.Join(all, ",") + "}"
}

// info is an answer about one shipment.
func info(members ...string) string {
	return `{"shipmentinfo":[{"shipmentID":"` + number + `",` + strings.Join(members, ",") + `}]}`
}

func scans(all ...string) string { return `"status":[` + strings.Join(all, ",") + `]` }

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	tour := status("3000", "The shipment has gone out on a delivery route.", "08:00:00")
	const told = number + " hermes out_for_delivery/loaded | 2026-03-10T08:00:00 +01:00 3000 out_for_delivery/loaded"
	carriertest.Shapes(t, hermes.New(), carrier.Poll, map[string]carriertest.Shape{
		"one status without a list":   {info(`"status":` + tour), told},
		"one shipment without a list": {`{"shipmentinfo":{"shipmentID":"` + number + `",` + scans(tour) + `}}`, told},
		"newest first":                {info(scans(tour, status("2000", "x", "06:15:00"))), number + " hermes out_for_delivery/loaded | 2026-03-10T06:15:00 +01:00 2000 in_transit/hub | 2026-03-10T08:00:00 +01:00 3000 out_for_delivery/loaded"},
		"no offset, in Germany":       {info(scans(`{"timestamp":"2026-07-10T08:00:00","code":"3000","description":"x","scanningUnit":{"city":"Hamburg","countryCode":"DEU"}}`)), number + " hermes out_for_delivery/loaded | 2026-07-10T08:00:00 +02:00 3000 out_for_delivery/loaded"},
		"no offset, no place":         {info(scans(`{"timestamp":"2026-07-10T08:00:00","code":"3000","description":"x"}`)), number + " hermes out_for_delivery/loaded | 2026-07-10T08:00:00 3000 out_for_delivery/loaded"},
		"the number of the world":     {info(`"internationalShipmentID":"00340633031105567586"`, scans(tour)), told + " | also 00340633031105567586"},
		"expected in a window":        {info(`"deliveryForecast":{"fixed":false,"date":"2026-03-11","timeSlot":{"from":"10:00","to":"14:30"}}`, scans(tour)), told + " | by 2026-03-11T10:00:00..2026-03-11T14:30:00"},
		"expected on a day":           {info(`"deliveryForecast":{"fixed":true,"date":"2026-03-11"}`, scans(tour)), told + " | by 2026-03-11..2026-03-11"},
		"expected, with null hours":   {info(`"deliveryForecast":{"fixed":true,"date":"2026-03-11","timeSlot":{"from":null,"to":null}}`, scans(tour)), told + " | by 2026-03-11..2026-03-11"},
		"not expected":                {info(`"deliveryForecast":null`, scans(tour)), told},
		"nothing has happened":        {info(`"status":[]`), number + " hermes pending/awaiting_carrier_data"},
		"older, the history":          {`{"listOfShipmentHistoryStatus":[{"shipmentID":"` + number + `","listOfStatus":[{"statusDate":"2026-03-10","statusTime":"08:00:00","statusCode":"3000","description":"x"}]}]}`, number + " hermes out_for_delivery/loaded | 2026-03-10T08:00:00 3000 out_for_delivery/loaded"},
		"older, the status":           {`{"listOfCurrentShipmentStatus":[{"shipmentID":"` + number + `","statusInformation":{"statusDate":"2026-03-10","statusTime":"08:00:00","statusCode":"090","description":"x","expectedDelivery":{"expectedDate":"2026-03-10","expectedTimeEarliest":"10:00","expectedTimeLatest":"18:00"}}}]}`, number + " hermes delivered | 2026-03-10T08:00:00 090 delivered | by 2026-03-10T10:00:00..2026-03-10T18:00:00"},
		"older, nothing known":        {`{"listOfCurrentShipmentStatus":[{"shipmentID":"` + number + `","statusInformation":{"resultCode":"e001","resultMessage":"There is no information for the entered value."}}]}`, "problem " + number + " not_found e001"},
		"one unknown of two":          {`{"shipmentinfo":[{"shipmentID":"` + number + `",` + scans(tour) + `},{"shipmentID":"H1009876543210000099","result":{"code":"e001","message":"x"}}]}`, told + "\nproblem H1009876543210000099 not_found e001"},
	})
}

func TestShapesOfCodes(t *testing.T) {
	t.Parallel()
	shape := func(code, text, want string) carriertest.Shape {
		return carriertest.Shape{info(scans(status(code, text, "08:00:00"))), strings.Join(strings.Fields(number+" hermes "+want+" | 2026-03-10T08:00:00 +01:00 "+code+" "+want), " ")}
	}
	carriertest.Shapes(t, hermes.New(), carrier.Poll, map[string]carriertest.Shape{
		"announced":                     shape("0000", "x", "info_received"),
		"announced and not seen":        shape("0800", "x", "info_received/awaiting_handover"),
		"left the client":               shape("1000", "x", "accepted/picked_up"),
		"handed in at a shop":           shape("2400", "x", "accepted/dropped_off"),
		"customs":                       shape("1730", "x", "exception/customs_delay"),
		"in the letter box":             shape("3511", "x", "delivered/mailbox"),
		"in a shop":                     shape("3410", "x", "available_for_pickup/parcel_shop"),
		"collected":                     shape("3530", "x", "delivered/pickup_collected"),
		"not present":                   shape("3732", "x", "delivery_attempted/not_home"),
		"a wrong TAN":                   shape("3751", "x", "delivery_attempted/id_or_signature_missing"),
		"cash missing":                  shape("3715", "x", "delivery_attempted/payment_missing"),
		"not fetched":                   shape("4035", "x", "exception/pickup_missed"),
		"goes back":                     shape("6093", "x", "returning/unclaimed"),
		"is back":                       shape("7500", "x", "returned/to_sender"),
		"cancelled":                     shape("9341", "x", "cancelled/by_sender"),
		"to another depot":              shape("050026003", "x", "in_transit/departed"),
		"nine digits":                   shape("060003004", "x", "delivery_attempted/not_home"),
		"nine digits, hyphens":          shape("060-003-004", "x", "delivery_attempted/not_home"),
		"nine digits, zeros lost":       shape("60-3-4", "x", "delivery_attempted/not_home"),
		"nine digits, sent as a number": shape("60003004", "x", "delivery_attempted/not_home"),
		"nine digits, kept at request":  shape("080002003", "x", "in_transit/rescheduled"),
		"nine digits, a new reason":     shape("090077004", "x", "delivered"),
		"four digits, a hyphen":         shape("35-11", "x", "delivered/mailbox"),
		"words alone":                   shape("", "Die Sendung befindet sich auf Zustelltour.", "out_for_delivery"),
		"words: at the door, refused":   shape("", "Die Sendung wurde beim Zustellversuch nicht angenommen und befindet sich auf dem Rückweg ins nächste Hermes Verteilzentrum.", "exception/refused"),
		"words: on the way back":        shape("", "Der Empfänger wurde wiederholt nicht angetroffen. Die Sendung befindet sich auf dem Rückweg zum Auftraggeber.", "returning"),
		"words: a wrong TAN":            shape("", "Die Sendung konnte auf Grund einer fehlenden oder falschen TAN nicht zugestellt werden.", "delivery_attempted/id_or_signature_missing"),
		"words: never fetched":          shape("", "Die Sendung befindet sich wieder im Depot, da sie nicht am PaketShop abgeholt wurde.", "exception/pickup_missed"),
		"words: not there yet":          shape("", "Die angekündigte Sendung ist bisher noch nicht im erwarteten Hermes Zieldepot eingetroffen.", "info_received/awaiting_handover"),
		"words: out of customs":         shape("", "Die Zollabfertigung wurde erfolgreich abgeschlossen.", "in_transit/customs_cleared"),
		"words: a wish says nothing":    {info(scans(status("", "Es wurde ein WunschPaketShop für die Zustellung gewählt.", "08:00:00"))), number + " hermes pending/awaiting_carrier_data | 2026-03-10T08:00:00 +01:00 -"},
		"nobody knows":                  shape("8888", "x", "unknown/unmapped_code"),
		"a chosen shop says nothing":    {info(scans(status("9321", "x", "08:00:00"))), number + " hermes pending/awaiting_carrier_data | 2026-03-10T08:00:00 +01:00 9321 -"},
		"a code as a number":            {info(scans(`{"timestamp":"2026-03-10T08:00:00+01:00","code":0,"description":"x"}`)), number + " hermes info_received | 2026-03-10T08:00:00 +01:00 0000 info_received"},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	list := func(code, message string) string {
		return `{"listOfResultCodes":[{"code":"` + code + `","message":"` + message + `"}]}`
	}
	carriertest.Shapes(t, hermes.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":                 {list("e001", "There is no information for the entered value."), "problem not_found e001"},
		"a query that failed":       {list("e002", "Query for shipment information not successful."), "problem upstream e002"},
		"a wrong property":          {list("e005", "Syntax error during validation"), "problem invalid e005"},
		"not authorised":            {list("e900", "You are not authorized to perform this functionality."), "problem unauthorized e900"},
		"a token that is none":      {list("e902", "Token is invalid."), "problem unauthorized e902"},
		"a token that ended":        {list("e903", "Token is expired."), "problem unauthorized e903"},
		"a technical error":         {list("e999", "General technical error."), "problem upstream e999"},
		"a limit":                   {list("e777", "Too many requests"), "problem rate_limited e777"},
		"a new code":                {list("e777", "x"), "problem invalid e777"},
		"a warning is none":         {list("w001", "x"), ""},
		"all is well":               {list("e000", "OK"), ""},
		"a refused grant":           {`{"error":"invalid_grant","error_description":"Bad credentials"}`, "problem unauthorized invalid_grant"},
		"a refused client":          {`{"error":"invalid_client","error_description":"x"}`, "problem unauthorized invalid_client"},
		"the gateway":               {`{"statusCode":429,"message":"Rate limit is exceeded."}`, "problem rate_limited 429"},
		"the gateway, in its words": {`{"timestamp":"2026-03-10T08:00:00Z","status":503,"error":"Service Unavailable","path":"/services/hsi/shipmentinfo"}`, "problem upstream 503"},
		"something else":            {`{"hello":"world"}`, "error: read Hermes payload: neither shipments nor an error"},
		"a page":                    {`<html><body>502</body></html>`, "error: read Hermes payload: byte 0: unexpected text"},
		"no shipments":              {`{"shipmentinfo":[]}`, "problem not_found"},
	})
}
