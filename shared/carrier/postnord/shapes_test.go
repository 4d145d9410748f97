package postnord_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/postnord"
)

// answer is an answer about one shipment of one item.
func answer(shipment, item string) string {
	return `{"TrackingInformationResponse":{"shipments":[{"shipmentId":"84971563697SE",` + shipment + `"items":[{"itemId":"84971563697SE",` + item + `}]}]}}`
}

// event is one event in Sweden, without an offset.
func event(code, status, text string) string {
	return `{"eventTime":"2026-03-11T20:00:00","eventCode":"` + code + `","status":"` + status + `","eventDescription":"` + text + `","location":{"displayName":"X","countryCode":"SWE"}}`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	moved := event("31", "EN_ROUTE", "The shipment item is under transportation.")
	const known = "84971563697SE postnord in_transit | 2026-03-11T20:00:00 +01:00 31 in_transit"
	one := func(code, status, text, meaning string) carriertest.Shape {
		return carriertest.Shape{answer("", `"events":[`+event(code, status, text)+`]`), "84971563697SE postnord " + meaning + " | 2026-03-11T20:00:00 +01:00 " + code + " " + meaning}
	}
	carriertest.Shapes(t, postnord.New(), carrier.Poll, map[string]carriertest.Shape{
		"events":                      {answer("", `"events":[`+moved+`]`), known},
		"one event without a list":    {answer("", `"events":`+moved), known},
		"one shipment without a list": {`{"TrackingInformationResponse":{"shipments":{"shipmentId":"84971563697SE","items":{"itemId":"84971563697SE","events":` + moved + `}}}}`, known},
		"without the envelope":        {`{"shipments":[{"shipmentId":"84971563697SE","items":[{"events":[` + moved + `]}]}]}`, known},
		"a shipment alone":            {`{"shipmentId":"84971563697SE","status":{"code":"EN_ROUTE"},"items":[{"itemId":"84971563697SE","status":{"code":"EN_ROUTE"},"events":[` + moved + `]}]}`, known},
		"an item of another number":   {`{"TrackingInformationResponse":{"shipments":[{"shipmentId":"84971563697SE","items":[{"itemId":"84971563697001","events":[` + moved + `]}]}]}}`, known + " | also 84971563697001"},
		"an item without a shipment":  {`{"TrackingInformationResponse":{"shipments":[{"items":[{"itemId":"84971563697SE","events":[` + moved + `]}]}]}}`, known},
		"a status without events":     {answer("", `"status":"INFORMED","events":[]`), "84971563697SE postnord info_received | INFORMED info_received"},
		"a status without items":      {`{"TrackingInformationResponse":{"shipments":[{"shipmentId":"84971563697SE","status":"CREATED","items":[]}]}}`, "84971563697SE postnord info_received/label_created | CREATED info_received/label_created"},
		"nulls":                       {answer(`"estimatedTimeOfArrival":null,"service":null,`, `"status":null,"events":null`), "84971563697SE postnord pending/awaiting_carrier_data"},
		"UTC":                         {answer("", `"events":[{"eventTime":"2026-03-11T19:00:00Z","eventCode":"31","status":"EN_ROUTE","location":null}]`), "84971563697SE postnord in_transit | 2026-03-11T19:00:00 +00:00 31 in_transit"},
		"a Finnish clock":             {answer("", `"events":[{"eventTime":"2026-03-11T20:00:00","eventCode":"31","status":"EN_ROUTE","location":{"countryCode":"FIN"}}]`), "84971563697SE postnord in_transit | 2026-03-11T20:00:00 31 in_transit"},
		"only a status":               {answer("", `"events":[{"eventTime":"2026-03-11T20:00:00+01:00","status":"EN_ROUTE","eventDescription":"In transit"}]`), "84971563697SE postnord in_transit | 2026-03-11T20:00:00 +01:00 EN_ROUTE in_transit"},
		"only a code":                 {answer("", `"events":[{"eventTime":"2026-03-11T20:00:00+01:00","eventCode":"21"}]`), "84971563697SE postnord delivered | 2026-03-11T20:00:00 +01:00 21 delivered"},
		"at customs":                  one("12", "EN_ROUTE", "The item has been cleared by customs", "in_transit/customs_cleared"),
		"at the door":                 one("30", "AVAILABLE_FOR_DELIVERY", "The item is out for delivery", "out_for_delivery"),
		"in a locker":                 one("1", "AVAILABLE_FOR_DELIVERY_PAR_LOC", "", "available_for_pickup/locker"),
		"late":                        one("18", "EXPECTED_DELAY", "", "in_transit/delayed"),
		"refused":                     one("22", "DELIVERY_REFUSED", "", "exception/refused"),
		"nobody there":                one("22", "DELIVERY_IMPOSSIBLE", "The recipient was not available", "delivery_attempted/not_home"),
		"stopped":                     one("99", "STOPPED", "", "exception/held"),
		"words that contradict":       one("21", "DELIVERED", "Delivered after it was held by customs", "delivered"),
		"a note":                      {answer("", `"events":[`+event("z08", "OTHER", "SMS notification has been sent: ready for collection")+`,`+moved+`]`), "84971563697SE postnord in_transit | 2026-03-11T20:00:00 +01:00 z08 - | 2026-03-11T20:00:00 +01:00 31 in_transit"},
		"expected":                    {answer(`"estimatedTimeOfArrival":"2026-03-13T14:00:00+01:00","publicTimeOfArrival":"2026-03-14T14:00:00+01:00",`, `"events":[`+moved+`]`), known + " | by 2026-03-13T00:00:00..2026-03-13T14:00:00"},
		"expected, told the public":   {answer(`"publicTimeOfArrival":"2026-03-14T00:00:00",`, `"events":[`+moved+`]`), known + " | by 2026-03-14..2026-03-14"},
		"expected, of the item":       {answer("", `"estimatedTimeOfArrival":"2026-03-13","events":[`+moved+`]`), known + " | by 2026-03-13..2026-03-13"},
		"expected, in UTC":            {answer(`"estimatedTimeOfArrival":"2026-03-13T14:00:00Z",`, `"events":[`+moved+`]`), known + " | by 2026-03-13..2026-03-13"},
		"taken by somebody":           {answer("", `"acceptor":{"name":"CANARY","signatureReference":"1"},"events":[`+event("C20", "DELIVERED", "")+`]`), "84971563697SE postnord delivered/signed | 2026-03-11T20:00:00 +01:00 C20 delivered | signed"},
		"taken by a service point":    {answer("", `"acceptor":{"name":"CANARY"},"events":[`+moved+`]`), known},
		"taken by nobody yet":         {answer("", `"acceptor":{"name":null},"events":[`+moved+`]`), known},
		"a wrong key":                 {`{"error":{"status_code":403,"error_type":"Forbidden","message":"Invalid API Key"}}`, "problem unauthorized"},
		"nothing found":               {`{"TrackingInformationResponse":{"shipments":[]}}`, "problem not_found"},
		"a wrong locale":              {`{"TrackingInformationResponse":{"compositeFault":{"faults":[{"faultCode":"invalidLocale","explanationText":"Locale not valid"}]}}}`, "problem invalid invalidLocale"},
		"a fault that is not found":   {`{"compositeFault":{"faults":{"faultCode":"shipmentNotFound","explanationText":"x"}}}`, "problem not_found shipmentNotFound"},
		"a fault in an error":         {`{"errorResponse":{"message":"x","compositeFault":{"faults":[{"explanationText":"Service unavailable","faultCode":"PN-1"}]}}}`, "problem upstream PN-1"},
		"forbidden":                   {`{"message":"Forbidden","status":403}`, "problem unauthorized 403"},
		"a limit":                     {`{"fault":{"faultstring":"Rate limit quota violation.","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`, "problem rate_limited policies.ratelimit.QuotaViolation"},
		"an outage":                   {`{"timestamp":"2026-03-02T14:00:00Z","status":503,"error":"Service Unavailable"}`, "problem upstream 503"},
		"a bad request":               {`{"title":"Bad Request","status":400,"detail":"Required parameter 'id' is missing"}`, "problem invalid 400"},
		"something else":              {`{"hello":"world"}`, "error: read PostNord payload: neither shipments nor an error"},
	})
}
