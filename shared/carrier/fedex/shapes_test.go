package fedex_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/fedex"
)

const number = "794843185271"

// event is one scan in Memphis; more are further members.
func event(kind, text, at string, more ...string) string {
	all := append([]string{`"eventType":"` + kind + `","eventDescription":"` + text + `","date":"` + at + `"`}, more...)
	return "{" + strings.Join(all, ",") + "}"
}

func because(code, text string) string {
	return `"exceptionCode":"` + code + `","exceptionDescription":"` + text + `"`
}

func events(all ...string) string { return `"scanEvents":[` + strings.Join(all, ",") + `]` }

// result is one element of trackResults.
func result(members ...string) string {
	return `{"trackingNumberInfo":{"trackingNumber":"` + number + `","trackingNumberUniqueId":"2461110000~` + number + `~FX","carrierCode":"FDXE"},` +
		strings.Join(members, ",") + "}"
}

// piece is a result of another number.
func piece(members ...string) string {
	return `{"trackingNumberInfo":{"trackingNumber":"794843190066"},` + strings.Join(members, ",") + "}"
}

// answer is an answer of the Track API about one number.
func answer(results ...string) string {
	return `{"transactionId":"x","output":{"completeTrackResults":[{"trackingNumber":"` + number + `","trackResults":[` + strings.Join(results, ",") + `]}]}}`
}

const (
	arrived  = "2026-03-11T21:07:00-05:00"
	arrival  = number + " fedex in_transit/arrived | 2026-03-11T21:07:00 -05:00 AR in_transit/arrived"
	noonWest = "2026-03-12T12:00:00-07:00"
)

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	ar := event("AR", "Arrived at FedEx location", arrived)
	at := func(scan, want string) carriertest.Shape {
		return carriertest.Shape{answer(result(events(scan))), want}
	}
	carriertest.Shapes(t, fedex.New(), carrier.Poll, map[string]carriertest.Shape{
		"one scan":                             at(ar, arrival),
		"one scan without a list":              {answer(result(`"scanEvents":` + ar)), arrival},
		"one result without a list":            {`{"output":{"completeTrackResults":{"trackingNumber":"` + number + `","trackResults":` + result(events(ar)) + `}}}`, arrival},
		"the number only at the result":        {`{"output":{"completeTrackResults":[{"trackResults":[` + result(events(ar)) + `]}]}}`, arrival},
		"the number only above the results":    {`{"output":{"completeTrackResults":[{"trackingNumber":794843185271,"trackResults":[{` + events(ar) + `}]}]}}`, arrival},
		"the number above a door tag's result": {strings.Replace(answer(result(events(ar))), `"trackingNumber":"`+number+`","trackResults"`, `"trackingNumber":"DT104783918276","trackResults"`, 1), "DT104783918276" + strings.TrimPrefix(arrival, number) + " | also " + number},
		"an offset without colon":              at(event("AR", "Arrived at FedEx location", "2026-03-11T21:07:00 -0500"), arrival),
		"no offset, in a state with one clock": at(event("AR", "x", "2026-03-11T21:07:00", `"scanLocation":{"city":"DAYTON","stateOrProvinceCode":"OH","countryCode":"US"}`), number+" fedex in_transit/arrived | 2026-03-11T21:07:00 -04:00 AR in_transit/arrived"),
		"no offset, in a state with two":       at(event("AR", "x", "2026-03-11T21:07:00", `"scanLocation":{"city":"NASHVILLE","stateOrProvinceCode":"TN","countryCode":"US"}`), number+" fedex in_transit/arrived | 2026-03-11T21:07:00 AR in_transit/arrived"),
		"a date of zeros":                      at(event("AR", "x", "0001-01-01T00:00:00"), number+" fedex in_transit/arrived | AR in_transit/arrived"),
		"not at home":                          at(event("DE", "Delivery exception", noonWest, because("08", "Customer not available or business closed")), number+" fedex delivery_attempted/not_home | 2026-03-12T12:00:00 -07:00 DE delivery_attempted/not_home"),
		"not at home, of Ground":               at(event("DE", "Delivery exception", noonWest, because("007", "")), number+" fedex delivery_attempted/not_home | 2026-03-12T12:00:00 -07:00 DE delivery_attempted/not_home"),
		"a code that lost its zero":            at(event("DE", "Delivery exception", noonWest, `"exceptionCode":7`), number+" fedex exception/refused | 2026-03-12T12:00:00 -07:00 DE exception/refused"),
		"the reason in another language":       at(event("DE", "Incidence de livraison", noonWest, because("03", "Adresse incorrecte")), number+" fedex exception/address_problem | 2026-03-12T12:00:00 -07:00 DE exception/address_problem"),
		"an exception with a new reason":       at(event("DE", "Delivery exception", noonWest, because("Z9", "Reason that nobody has seen")), number+" fedex exception/other | 2026-03-12T12:00:00 -07:00 DE exception/other"),
		"damaged":                              at(event("SE", "Shipment exception", noonWest, because("10", "Damage reported, package on hold")), number+" fedex exception/damaged | 2026-03-12T12:00:00 -07:00 SE exception/damaged"),
		"weather":                              at(event("DY", "Delay", noonWest, because("84", "Severe weather in the area")), number+" fedex exception/weather | 2026-03-12T12:00:00 -07:00 DY exception/weather"),
		"weather, said by the delay alone":     at(event("DY", "Delay", noonWest, `"delayDetail":{"type":"WEATHER","subType":"SNOW","status":"DELAYED"}`), number+" fedex exception/weather | 2026-03-12T12:00:00 -07:00 DY exception/weather"),
		"an arrival in bad weather":            at(event("AR", "Arrived at FedEx hub", noonWest, `"delayDetail":{"type":"WEATHER","subType":"SNOW","status":"DELAYED"}`), number+" fedex in_transit/arrived | 2026-03-12T12:00:00 -07:00 AR in_transit/arrived"),
		"on time after all":                    at(event("DY", "Delay", noonWest, `"delayDetail":{"type":"WEATHER","status":"ON_TIME"}`), number+" fedex in_transit/delayed | 2026-03-12T12:00:00 -07:00 DY in_transit/delayed"),
		"late":                                 at(event("IT", "In transit", noonWest, because("84", "Your package may be late- local delivery restrictions")), number+" fedex in_transit/delayed | 2026-03-12T12:00:00 -07:00 IT in_transit/delayed"),
		"another day wanted":                   at(event("DE", "Delivery exception", noonWest, because("17", "A request was made to change this delivery date.")), number+" fedex in_transit/rescheduled | 2026-03-12T12:00:00 -07:00 DE in_transit/rescheduled"),
		"paid at the door":                     at(event("DL", "Delivered", noonWest, because("16", "We received payment during delivery")), number+" fedex delivered/cash_collected | 2026-03-12T12:00:00 -07:00 DL delivered/cash_collected"),
		"held at a shop":                       at(event("HL", "Ready for pickup", noonWest, `"locationType":"FEDEX_OFFICE"`), number+" fedex available_for_pickup/parcel_shop | 2026-03-12T12:00:00 -07:00 HL available_for_pickup/parcel_shop"),
		"delivery options change nothing": {answer(result(events(event("RR", "Delivery option requested", noonWest), event("HA", "Hold at location request accepted", "2026-03-12T11:00:00-07:00"), event("AO", "Shipment arriving On-time", "2026-03-12T10:00:00-07:00"), ar))),
			arrival + " | 2026-03-12T10:00:00 -07:00 AO - | 2026-03-12T11:00:00 -07:00 HA - | 2026-03-12T12:00:00 -07:00 RR -"},
		"no type, only the derived code":         at(`{"date":"`+noonWest+`","derivedStatusCode":"DL","derivedStatus":"Livraison"}`, number+" fedex delivered | 2026-03-12T12:00:00 -07:00 DL delivered"),
		"a new type, filed under delivered":      at(event("QX", "Handed over", noonWest, `"derivedStatusCode":"DL"`), number+" fedex delivered | 2026-03-12T12:00:00 -07:00 QX delivered"),
		"a new type, filed under in transit":     at(event("QX", "Photographed", noonWest, `"derivedStatusCode":"IT"`), number+" fedex unknown/unmapped_code | 2026-03-12T12:00:00 -07:00 QX unknown/unmapped_code"),
		"a new type in known words":              at(event("QX", "On FedEx vehicle for delivery", noonWest, `"derivedStatusCode":"IT"`), number+" fedex out_for_delivery | 2026-03-12T12:00:00 -07:00 QX out_for_delivery"),
		"export approved, not on the way to EA":  at(event("EA", "Export Approved", noonWest), number+" fedex in_transit/customs_cleared | 2026-03-12T12:00:00 -07:00 EA in_transit/customs_cleared"),
		"delivered to the shipper":               at(event("DL", "Delivered", noonWest, because("", "Package returned to shipper")), number+" fedex returned/to_sender | 2026-03-12T12:00:00 -07:00 DL returned/to_sender"),
		"a delivery after a return scan":         {answer(result(events(event("DL", "Delivered", noonWest), event("RS", "Returning package to shipper", arrived)))), number + " fedex returned/to_sender | 2026-03-11T21:07:00 -05:00 RS returning/in_transit_back | 2026-03-12T12:00:00 -07:00 DL delivered"},
		"a shipment that is a return":            {answer(result(`"returnDetail":{"authorizationName":"CANARY","reasonDetail":[{"type":"REJECTED","description":"Wrong color"}]}`, events(event("DL", "Delivered", noonWest), ar))), number + " fedex returned/to_sender | 2026-03-11T21:07:00 -05:00 AR returning/in_transit_back | 2026-03-12T12:00:00 -07:00 DL returned/to_sender"},
		"a return that is none":                  {answer(result(`"returnDetail":{"authorizationName":"","reasonDetail":[{"type":"","description":""}]}`, events(ar))), arrival},
		"where it was left":                      {answer(result(`"deliveryDetails":{"locationDescription":"Receptionist/Front Desk","signedByName":"C.CANARY"}`, events(event("DL", "Delivered", noonWest)))), number + " fedex delivered/to_agent | 2026-03-12T12:00:00 -07:00 DL delivered/to_agent | signed"},
		"no signature was asked for":             {answer(result(`"deliveryDetails":{"receivedByName":"Signature not required"}`, events(event("DL", "Delivered", noonWest)))), number + " fedex delivered | 2026-03-12T12:00:00 -07:00 DL delivered"},
		"a summary without scans":                {answer(result(`"latestStatusDetail":{"code":"DL","derivedCode":"DL","statusByLocale":"Entregado","description":"Delivered"}`, `"dateAndTimes":[{"type":"ACTUAL_DELIVERY","dateTime":"`+noonWest+`"}]`)), number + " fedex delivered | 2026-03-12T12:00:00 -07:00 DL delivered"},
		"a summary of a label":                   {answer(result(`"latestStatusDetail":{"code":"IN","derivedCode":"IN","statusByLocale":"Initiated"}`)), number + " fedex info_received/label_created | IN info_received/label_created"},
		"a summary with its reason":              {answer(result(`"latestStatusDetail":{"code":"DE","derivedCode":"DE","description":"Delivery exception","ancillaryDetails":[{"reason":"15","reasonDescription":"Customer not available or business closed"}]}`)), number + " fedex delivery_attempted/not_home | DE delivery_attempted/not_home"},
		"a summary beside scans":                 {answer(result(`"latestStatusDetail":{"code":"IT","derivedCode":"IT","description":"In transit"}`, events(ar))), arrival},
		"no scans yet":                           {answer(result(`"scanEvents":[]`, `"serviceDetail":{"description":"FedEx 2Day"}`)), number + " fedex pending/awaiting_carrier_data"},
		"recycled, the newer one first":          {answer(result(events(ar)), strings.Replace(result(events(event("DL", "Delivered", "2024-03-22T11:00:00-04:00"))), "2461110000~", "2460390000~", 1)), arrival},
		"recycled, the newer one has no scans":   {answer(strings.Replace(result(events(event("DL", "Delivered", "2024-03-22T11:00:00-04:00"))), "2461110000~", "2460390000~", 1), result(`"dateAndTimes":[{"type":"SHIP","dateTime":"2026-03-10T00:00:00-06:00"}]`)), number + " fedex pending/awaiting_carrier_data"},
		"recycled, told apart by the ship date":  {answer(`{"dateAndTimes":[{"type":"SHIP","dateTime":"2024-03-20T00:00:00-06:00"}],`+events(event("DL", "Delivered", "2024-03-22T11:00:00-04:00"))+`}`, `{"dateAndTimes":[{"type":"SHIP","dateTime":"2026-03-10T00:00:00-06:00"}],`+events(ar)+`}`), arrival},
		"two results of one shipment":            {answer(result(events(ar)), result(events(event("DP", "Departed FedEx location", "2026-03-11T23:58:00-05:00")))), number + " fedex in_transit/departed | 2026-03-11T21:07:00 -05:00 AR in_transit/arrived | 2026-03-11T23:58:00 -05:00 DP in_transit/departed"},
		"an outbound shipment and its return":    {answer(result(events(event("DL", "Delivered", noonWest))), piece(events(ar))), number + " fedex delivered | 2026-03-12T12:00:00 -07:00 DL delivered\n794843190066" + strings.TrimPrefix(arrival, number)},
		"pieces that name their master":          {answer(result(`"packageDetails":{"count":"3"}`, events(ar)), piece(`"additionalTrackingInfo":{"packageIdentifiers":[{"type":"STANDARD_MPS","value":"`+number+`"}]}`, events(event("DL", "Delivered", noonWest)))), arrival + " | 2026-03-12T12:00:00 -07:00 DL delivered"},
		"pieces below a number that none has":    {strings.Replace(answer(result(events(ar)), piece(events(event("DL", "Delivered", noonWest)))), `"trackingNumber":"`+number+`","trackResults"`, `"trackingNumber":"794843185001","trackResults"`, 1), "794843185001" + strings.TrimPrefix(arrival, number) + " | 2026-03-12T12:00:00 -07:00 DL delivered"},
		"an error beside scans is a remark":      {answer(result(`"error":{"code":"TRACKING.TRACKINGNUMBER.EMPTY","message":"x"}`, events(ar))), arrival},
		"an error that is null":                  {answer(result(`"error":null`, events(ar))), arrival},
		"a result that is empty":                 {answer(`{}`), number + " fedex pending/awaiting_carrier_data"},
		"members of other types":                 {answer(`{"trackingNumberInfo":"` + number + `","scanEvents":{},"dateAndTimes":"none","deliveryDetails":[],` + `"serviceDetail":null,"returnDetail":"","packageDetails":7,"latestStatusDetail":{"code":"PU"}}`), number + " fedex accepted/picked_up | PU accepted/picked_up"},
		"something else":                         {`{"hello":"world"}`, "error: read FedEx payload: neither tracking results nor an error"},
		"a page in place of an answer":           {`<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD></HTML>`, "error: read FedEx payload: byte 0: unexpected text"},
		"the answer of a single number, unboxed": {result(events(ar)), arrival},
	})
}

func TestShapesOfEstimates(t *testing.T) {
	t.Parallel()
	ar := event("AR", "Arrived at FedEx location", arrived)
	with := func(want string, members ...string) carriertest.Shape {
		return carriertest.Shape{answer(result(append(members, events(ar))...)), arrival + want}
	}
	date := func(kind, at string) string { return `{"type":"` + kind + `","dateTime":"` + at + `"}` }
	carriertest.Shapes(t, fedex.New(), carrier.Poll, map[string]carriertest.Shape{
		"a window":            with(" | by 2026-03-12T13:45:00..2026-03-12T17:45:00", `"estimatedDeliveryTimeWindow":{"window":{"begins":"2026-03-12T13:45:00-07:00","ends":"2026-03-12T17:45:00-07:00"}}`),
		"a window over days":  with(" | by 2026-03-12..2026-03-14", `"estimatedDeliveryTimeWindow":{"window":{"begins":"2026-03-12T08:00:00","ends":"2026-03-14T00:00:00-06:00"}}`),
		"a window that ends":  with(" | by 2026-03-12T00:00:00..2026-03-12T20:00:00", `"estimatedDeliveryTimeWindow":{"window":{"ends":"2026-03-12T20:00:00-07:00"}}`),
		"a window that opens": with(" | by 2026-03-12T08:00:00..2026-03-12T08:00:00", `"estimatedDeliveryTimeWindow":{"window":{"begins":"2026-03-12T08:00:00-07:00"}}`),
		"a day":               with(" | by 2026-03-12..2026-03-12", `"dateAndTimes":[`+date("ESTIMATED_DELIVERY", "2026-03-12T00:00:00-06:00")+`]`),
		"the window before the date": with(" | by 2026-03-12T13:45:00..2026-03-12T17:45:00", `"dateAndTimes":[`+date("ESTIMATED_DELIVERY", "2026-03-13T20:00:00-07:00")+`]`,
			`"estimatedDeliveryTimeWindow":{"window":{"begins":"2026-03-12T13:45:00-07:00","ends":"2026-03-12T17:45:00-07:00"}}`),
		"the estimate before the promise":  with(" | by 2026-03-13T00:00:00..2026-03-13T20:00:00", `"dateAndTimes":[`+date("COMMITMENT", "2026-03-12T20:00:00-07:00")+`,`+date("ESTIMATED_DELIVERY", "2026-03-13T20:00:00-07:00")+`]`),
		"only a promise":                   with(" | by 2026-03-12T00:00:00..2026-03-12T20:00:00", `"dateAndTimes":[`+date("COMMITMENT", "2026-03-12T20:00:00-07:00")+`]`),
		"only the service's window":        with(" | by 2026-03-12..2026-03-12", `"standardTransitTimeWindow":{"window":{"ends":"2026-03-12T00:00:00-06:00"}}`),
		"an appointment":                   with(" | by 2026-03-12T00:00:00..2026-03-12T16:00:00", `"dateAndTimes":[`+date("APPOINTMENT_DELIVERY", "2026-03-12T16:00:00-07:00")+`]`),
		"dates of zeros":                   with("", `"dateAndTimes":[`+date("ESTIMATED_DELIVERY", "0001-01-01T00:00:00")+`,`+date("COMMITMENT", "0000-00-00T00:00:00")+`]`),
		"empty windows":                    with("", `"estimatedDeliveryTimeWindow":{"window":{}}`, `"standardTransitTimeWindow":{"description":"","window":null}`),
		"what happened is no expectation":  with("", `"dateAndTimes":[`+date("ACTUAL_PICKUP", "2026-03-10T17:25:00-07:00")+`,`+date("SHIP", "2026-03-10T00:00:00-06:00")+`]`),
		"one date without a list":          with(" | by 2026-03-12..2026-03-12", `"dateAndTimes":`+date("ESTIMATED_DELIVERY", "2026-03-12")),
		"two estimates, whatever is first": with(" | by 2026-03-12..2026-03-12", `"dateAndTimes":[`+date("ESTIMATED_DELIVERY", "2026-03-14")+`,`+date("ESTIMATED_DELIVERY", "2026-03-12")+`]`),
	})
}

func TestShapesOfProblems(t *testing.T) {
	t.Parallel()
	envelope := func(code, message string) string {
		return `{"transactionId":"x","customerTransactionId":"y","errors":[{"code":"` + code + `","message":"` + message + `","parameterList":[{"key":"k","value":"v"}]}]}`
	}
	carriertest.Shapes(t, fedex.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found, inside an answer": {answer(`{"trackingNumberInfo":{"trackingNumber":"` + number + `","trackingNumberUniqueId":"","carrierCode":""},"error":{"code":"TRACKING.TRACKINGNUMBER.NOTFOUND","message":"x"}}`), "problem " + number + " not_found TRACKING.TRACKINGNUMBER.NOTFOUND"},
		"invalid, inside an answer":   {answer(`{"error":{"code":"TRACKING.TRACKINGNUMBER.INVALID","message":"x"}}`), "problem " + number + " invalid TRACKING.TRACKINGNUMBER.INVALID"},
		"only an alert":               {`{"output":{"completeTrackResults":[],"alerts":"TRACKING.DATA.NOTFOUND -  Tracking data unavailable"}}`, "problem not_found TRACKING.DATA.NOTFOUND"},
		"alerts in a list":            {`{"output":{"alerts":[{"code":"TRACKING.DATA.NOTFOUND","alertType":"NOTE","message":"x"}]}}`, "problem not_found TRACKING.DATA.NOTFOUND"},
		"an alert beside a result":    {`{"output":{"alerts":"TRACKING.DATA.NOTFOUND - x","completeTrackResults":[{"trackingNumber":"` + number + `","trackResults":[` + result(events(event("AR", "x", arrived))) + `]}]}}`, arrival},
		"not unique":                  {envelope("TRACKING.DATA.NOTUNIQUE", "A unique match was not found."), "problem invalid TRACKING.DATA.NOTUNIQUE"},
		"too many numbers":            {envelope("TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED", "Please limit your inquiry to 30 tracking numbers or references."), "problem invalid TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED"},
		"a token that ended":          {envelope("NOT.AUTHORIZED.ERROR", "Access token expired. Please modify your request and try again."), "problem unauthorized NOT.AUTHORIZED.ERROR"},
		"a token that is wrong":       {envelope("LOGIN.REAUTHENTICATE.ERROR", "x"), "problem unauthorized LOGIN.REAUTHENTICATE.ERROR"},
		"no such endpoint":            {envelope("NOT.FOUND.ERROR", "The resource you requested is no longer available."), "problem not_found NOT.FOUND.ERROR"},
		"a limit":                     {envelope("RATE.LIMIT.EXCEEDED", "x"), "problem rate_limited RATE.LIMIT.EXCEEDED"},
		"a limit, by its words":       {envelope("FORBIDDEN.ERROR", "Too many requests in a short duration"), "problem rate_limited FORBIDDEN.ERROR"},
		"an outage":                   {envelope("INTERNAL.SERVER.ERROR", "We encountered an unexpected error"), "problem upstream INTERNAL.SERVER.ERROR"},
		"a system error":              {envelope("SYSTEM.UNAVAILABLE.EXCEPTION", "x"), "problem upstream SYSTEM.UNAVAILABLE.EXCEPTION"},
		"two errors":                  {`{"errors":[{"code":"TRACKING.TCNVALUE.EMPTY","message":"x"},{"code":"TRACKING.TCN.NOTFOUND","message":"y"}]}`, "problem invalid TRACKING.TCNVALUE.EMPTY\nproblem not_found TRACKING.TCN.NOTFOUND"},
		"one error without a list":    {`{"errors":{"code":"NOT.AUTHORIZED.ERROR","message":"x"}}`, "problem unauthorized NOT.AUTHORIZED.ERROR"},
		"an error of RFC 6749":        {`{"error":"invalid_client","error_description":"x"}`, "problem unauthorized invalid_client"},
		"the gateway's fault":         {`{"fault":{"faultstring":"Rate limit quota violation.","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`, "problem rate_limited policies.ratelimit.QuotaViolation"},
		"the gateway's other fault":   {`{"fault":{"faultstring":"Invalid Access Token","detail":{"errorcode":"keymanagement.service.invalid_access_token"}}}`, "problem unauthorized keymanagement.service.invalid_access_token"},
	})
}

func TestShapesOfPushes(t *testing.T) {
	t.Parallel()
	ar := result(events(event("AR", "Arrived at FedEx hub", arrived, `"derivedStatusCode":"IT"`)))
	other := strings.ReplaceAll(ar, number, "794843185282")
	carriertest.Shapes(t, fedex.New(), carrier.Webhook, map[string]carriertest.Shape{
		"nested":                   {`{"output":{"completeTrackResults":[{"trackingNumber":"` + number + `","trackResults":[` + ar + `]}]}}`, arrival},
		"nested, without output":   {`{"completeTrackResults":[{"trackingNumber":"` + number + `","trackResults":[` + ar + `]}]}`, arrival},
		"flat":                     {`{"trackResults":[` + ar + `]}`, arrival},
		"flat, inside of output":   {`{"output":{"trackResults":[` + ar + `]}}`, arrival},
		"flat, with its number":    {`{"trackingNumber":"` + number + `","trackResults":[{` + events(event("AR", "x", arrived)) + `}]}`, arrival},
		"flat, of several numbers": {`{"trackResults":[` + ar + `,` + other + `]}`, arrival + "\n" + strings.ReplaceAll(arrival, number, "794843185282")},
		"a list of pushes":         {`[{"trackResults":[` + ar + `]},{"trackResults":[` + other + `]}]`, arrival + "\n" + strings.ReplaceAll(arrival, number, "794843185282")},
		"one event per result":     {`{"trackResults":[` + ar + `,` + result(events(event("DP", "Departed FedEx hub", "2026-03-11T23:58:00-05:00"))) + `]}`, number + " fedex in_transit/departed | 2026-03-11T21:07:00 -05:00 AR in_transit/arrived | 2026-03-11T23:58:00 -05:00 DP in_transit/departed"},
	})
}

func TestInterpret(t *testing.T) {
	t.Parallel()
	a := fedex.New()
	for in, want := range map[[2]string]string{
		{"OC", "Shipment information sent to FedEx"}:                       "info_received label_created",
		{"DE", "FedEx redirected your package to a nearby FedEx location"}: "in_transit forwarded",
		{"PY", "Pickup delay"}:                                             "info_received pickup_scheduled",
		{"DE", "Shipper requested shipment to be returned - Unable to deliver shipment - Returning to shipper"}: "returning in_transit_back",
		{"", "On FedEx vehicle for delivery"}:                               "out_for_delivery ",
		{"DE", "Customer not available or business closed"}:                 "delivery_attempted not_home",
		{"DE", "Delivery exception: Delivery was refused by the recipient"}: "exception refused",
		{"", "Package delivered to neighbor"}:                               "delivered to_neighbour",
		{"", "Arrived at FedEx location"}:                                   "in_transit arrived",
		{"HL", "Ready for pickup"}:                                          "available_for_pickup ",
		{"RR", "Delivery option requested"}:                                 " ",
		{"ZZ", "Something that FedEx never said"}:                           "no",
		{"", ""}: "no",
		{"DL", "Delivered, Left at front door. Signature Service not requested."}:      "delivered safe_place",
		{"CD", "Clearance delay - Import: Documentation is missing for customs entry"}: "exception customs_documents",
	} {
		got := "no"
		if m, ok := a.Interpret(in[0], in[1]); ok {
			got = string(m.Status) + " " + m.Sub
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
