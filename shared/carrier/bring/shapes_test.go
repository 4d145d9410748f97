package bring_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/bring"
	"doorstep/shared/carrier/carriertest"
)

// pack is an answer about one package.
func pack(members string) string {
	return `{"consignmentSet":[{"consignmentId":"70438101234567890","packageSet":[{"packageNumber":"370438101234567899",` + members + `}]}]}`
}

func event(status, text string) string {
	return `{"status":"` + status + `","description":"` + text + `","city":"OSLO","countryCode":"NO","dateIso":"2026-03-11T08:27:08+01:00"}`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	moved := event("IN_TRANSIT", "On its way")
	const (
		known = "370438101234567899 bring in_transit | 2026-03-11T08:27:08 +01:00 IN_TRANSIT in_transit"
		also  = " | also 70438101234567890"
	)
	one := func(status, text, meaning string) carriertest.Shape {
		return carriertest.Shape{pack(`"eventSet":[` + event(status, text) + `]`), "370438101234567899 bring " + meaning + " | 2026-03-11T08:27:08 +01:00 " + status + " " + meaning + also}
	}
	markup := func(packages string) string {
		return `<?xml version="1.0"?><ConsignmentSet xmlns="http://www.bring.no/sporing/1.0"><Consignment consignmentId="70438101234567890"><PackageSet>` + packages + `</PackageSet></Consignment></ConsignmentSet>`
	}
	carriertest.Shapes(t, bring.New(), carrier.Poll, map[string]carriertest.Shape{
		"events":                      {pack(`"eventSet":[` + moved + `]`), known + also},
		"single objects for lists":    {`{"consignmentSet":{"consignmentId":70438101234567890,"packageSet":{"packageNumber":370438101234567899,"eventSet":` + moved + `}}}`, known + also},
		"two packages":                {`{"consignmentSet":[{"consignmentId":"70438101234567890","packageSet":[{"packageNumber":"370438101234567899","eventSet":[` + moved + `]},{"packageNumber":"370438101234567905","eventSet":null}]}]}`, known + "\n370438101234567905 bring pending/awaiting_carrier_data"},
		"a package without a number":  {`{"consignmentSet":[{"consignmentId":"70438101234567890","packageSet":[{"eventSet":[` + moved + `]}]}]}`, "70438101234567890 bring in_transit | 2026-03-11T08:27:08 +01:00 IN_TRANSIT in_transit"},
		"a number before":             {pack(`"previousPackageNumber":"370438101234567800","eventSet":[` + moved + `]`), known + " | also 370438101234567800 70438101234567890"},
		"a test number":               {`{"consignmentSet":[{"consignmentId":"SHIPMENTNUMBER","packageSet":[{"packageNumber":"TESTPACKAGE-LOADED-FOR-DELIVERY","eventSet":[` + event("TRANSPORT_TO_RECIPIENT", "Lastet") + `]}]}]}`, "TESTPACKAGELOADEDFORDELIVERY bring out_for_delivery | 2026-03-11T08:27:08 +01:00 TRANSPORT_TO_RECIPIENT out_for_delivery"},
		"times for people":            {pack(`"eventSet":[{"status":"IN_TRANSIT","countryCode":"NO","displayDate":"11.03.2026","displayTime":"08:27"}]`), "370438101234567899 bring in_transit | 2026-03-11T08:27:00 +01:00 IN_TRANSIT in_transit" + also},
		"and without a country":       {pack(`"eventSet":[{"status":"IN_TRANSIT","displayDate":"11.03.2026","displayTime":"08:27"}]`), "370438101234567899 bring in_transit | 2026-03-11T08:27:00 IN_TRANSIT in_transit" + also},
		"the older names of times":    {pack(`"eventSet":[{"status":"IN_TRANSIT","occuredAtIsoDateTime":"2026-03-11T08:27:08.000+01:00"}]`), known + also},
		"expected on a day":           {pack(`"dateOfEstimatedDelivery":"12.03.2026","eventSet":[` + moved + `]`), known + " | by 2026-03-12..2026-03-12" + also},
		"expected by an hour":         {pack(`"dateOfEstimatedDelivery":"2026-03-12T16:00:00+01:00","eventSet":[` + moved + `]`), known + " | by 2026-03-12T00:00:00..2026-03-12T16:00:00" + also},
		"a day of return is none":     {pack(`"dateOfReturn":"12.03.2026","eventSet":[` + moved + `]`), known + also},
		"collected at the sender's":   one("COLLECTED", "The parcel has been collected", "accepted/picked_up"),
		"customs":                     one("CUSTOMS", "Varen er fortollet", "in_transit/customs_cleared"),
		"abroad":                      one("INTERNATIONAL", "The shipment has arrived in destination country", "in_transit/arrived_destination_country"),
		"in a locker":                 one("READY_FOR_PICKUP", "Sendingen kan hentes i Pakkeboks", "available_for_pickup/locker"),
		"nobody there":                one("ATTEMPTED_DELIVERY", "Mottaker ikke hjemme", "delivery_attempted/not_home"),
		"not collected":               one("RETURN", "Sendingen er ikke hentet", "returning/unclaimed"),
		"words that contradict":       one("DELIVERED", "Delivered at the terminal", "delivered"),
		"a deviation":                 one("DEVIATION", "Deviation", "exception"),
		"a deviation with words":      one("DEVIATION", "The package is damaged", "exception/damaged"),
		"a deviation that is none":    {pack(`"eventSet":[` + event("DEVIATION", "Identification verified with BankID") + `]`), "370438101234567899 bring pending/awaiting_carrier_data | 2026-03-11T08:27:08 +01:00 DEVIATION -" + also},
		"an order of home delivery":   {pack(`"eventSet":[` + event("DELIVERY_ORDERED", "Home delivery ordered") + `]`), "370438101234567899 bring pending/awaiting_carrier_data | 2026-03-11T08:27:08 +01:00 DELIVERY_ORDERED -" + also},
		"a status in small letters":   one("delivered", "", "delivered"),
		"a Norwegian status":          one("KLAR_FOR_HENTING", "", "available_for_pickup"),
		"unknown by Bring's own word": one("UNKNOWN", "", "unknown/unmapped_code"),
		"signed":                      {pack(`"eventSet":[{"status":"DELIVERED","dateIso":"2026-03-11T08:27:08+01:00","recipientSignature":{"name":"CANARY"}}]`), "370438101234567899 bring delivered/signed | 2026-03-11T08:27:08 +01:00 DELIVERED delivered" + also + " | signed"},
		"signed by nobody":            {pack(`"eventSet":[{"status":"DELIVERED","dateIso":"2026-03-11T08:27:08+01:00","recipientSignature":{"name":""}}]`), "370438101234567899 bring delivered | 2026-03-11T08:27:08 +01:00 DELIVERED delivered" + also},
		"not found":                   {`{"consignmentSet":[{"error":{"code":404,"message":"No shipments found"}}]}`, "problem not_found 404"},
		"not found, without a code":   {`{"consignmentSet":[{"consignmentId":"70438101234567890","error":{"message":"No shipments found"}}]}`, "problem 70438101234567890 not_found"},
		"a bad request":               {`{"consignmentSet":[{"error":{"code":400,"message":"Missing parameter q"}}]}`, "problem invalid 400"},
		"an outage":                   {`{"consignmentSet":[{"error":{"code":503,"message":"x"}}]}`, "problem upstream 503"},
		"forbidden":                   {`{"error":{"code":403,"message":"Forbidden"}}`, "problem unauthorized 403"},
		"a list of errors":            {`{"errors":[{"status":"429","title":"Too Many Requests"}]}`, "problem rate_limited 429"},
		"XML":                         {markup("<Package packageId=\"370438101234567899\"><EventSet><Event><Description>Sendingen er videresendt</Description><Status>IN_TRANSIT</Status><RecipientSignature><Name/></RecipientSignature><OccuredAtIsoDateTime>2026-03-11T08:27:08.000+01:00</OccuredAtIsoDateTime></Event></EventSet></Package>"), known + also},
		"XML, signed":                 {markup("<Package packageId=\"370438101234567899\"><EventSet><Event><Status>DELIVERED</Status><RecipientSignature><Name>CANARY</Name></RecipientSignature><OccuredAtDisplayDate>11.03.2026</OccuredAtDisplayDate></Event></EventSet></Package>"), "370438101234567899 bring delivered/signed | 2026-03-11 DELIVERED delivered" + also + " | signed"},
		"XML, a system that is busy":  {"<ConsignmentSet><Status><System>Cargo</System><Code>503</Code><Error>Server too busy</Error></Status></ConsignmentSet>", "problem upstream 503"},
		"XML, not found":              {"<ConsignmentSet><Consignment><Error><Code>404</Code><Message>No shipments found</Message></Error></Consignment></ConsignmentSet>", "problem not_found 404"},
		"nothing":                     {`{"apiVersion":"2","consignmentSet":[]}`, ""},
		"something else":              {`{"hello":"world"}`, "error: read Bring payload: neither consignments nor an error"},
	})
}
