package dhlexpress_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	dhlexpress "doorstep/shared/carrier/dhl_express"
)

const number = `"shipmentTrackingNumber":"8812345675"`

// event is a checkpoint in Copenhagen; more are further members.
func event(code, text, clock string, more ...string) string {
	all := append([]string{`"date":"2026-03-04","time":"` + clock + `","typeCode":"` + code + `","description":"` + text + `","serviceArea":[{"code":"CPH","description":"COPENHAGEN-DK"}]`}, more...)
	return "{" + strings.Join(all, ",") + "}"
}

func events(all ...string) string { return `"events":[` + strings.Join(all, ",") + `]` }

// answer is an answer about one shipment.
func answer(members ...string) string {
	return `{"shipments":[{` + number + `,"status":"Success",` + strings.Join(members, ",") + `}]}`
}

func piece(number string, all ...string) string {
	return `{"trackingNumber":"` + number + `",` + events(all...) + `}`
}

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	pickup, out := event("PU", "Shipment picked up", "09:00:00"), event("WC", "Shipment is out with courier for delivery", "10:00:00")
	delivered := event("OK", "Delivered - Signed for by: CANARY", "11:00:00")
	const told = "8812345675 dhl_express accepted/picked_up | 2026-03-04T09:00:00 +01:00 PU accepted/picked_up"
	carriertest.Shapes(t, dhlexpress.New(), carrier.Poll, map[string]carriertest.Shape{
		"one event without a list":    {answer(`"events":` + pickup), told},
		"one shipment without a list": {`{"shipments":{` + number + `,` + events(pickup) + `}}`, told},
		"number as a number":          {`{"shipments":[{"shipmentTrackingNumber":8812345675,` + events(pickup) + `}]}`, told},
		"service area as an object":   {answer(events(`{"date":"2026-03-04","time":"09:00:00","typeCode":"PU","description":"x","serviceArea":{"code":"CPH","description":"COPENHAGEN-DK"}}`)), told},
		"an offset of its own": {answer(events(event("PU", "Shipment picked up", "09:00:00", `"GMTOffset":"-08:00"`))),
			"8812345675 dhl_express accepted/picked_up | 2026-03-04T09:00:00 -08:00 PU accepted/picked_up"},
		"no place, no offset": {answer(events(`{"date":"2026-03-04","time":"09:00:00","typeCode":"PU","description":"x"}`)),
			"8812345675 dhl_express accepted/picked_up | 2026-03-04T09:00:00 PU accepted/picked_up"},
		"a country with two clocks": {answer(events(`{"date":"2026-03-04","time":"09:00:00","typeCode":"PU","description":"x","serviceArea":[{"code":"SYD","description":"SYDNEY-AU"}]}`)),
			"8812345675 dhl_express accepted/picked_up | 2026-03-04T09:00:00 PU accepted/picked_up"},
		"no clock": {answer(events(`{"date":"2026-03-04","typeCode":"PU","description":"x"}`)),
			"8812345675 dhl_express accepted/picked_up | 2026-03-04 PU accepted/picked_up"},
		"a clock that lost its zero": {answer(events(`{"date":"2026-03-04","time":90000,"typeCode":"PU","description":"x"}`)),
			"8812345675 dhl_express accepted/picked_up | 2026-03-04T09:00:00 PU accepted/picked_up"},
		"signed, by the text": {answer(events(out, delivered)),
			"8812345675 dhl_express delivered/signed | 2026-03-04T10:00:00 +01:00 WC out_for_delivery | 2026-03-04T11:00:00 +01:00 OK delivered | signed"},
		"signed, by the field": {answer(events(event("OK", "Delivered", "11:00:00", `"signedBy":"CANARY"`))),
			"8812345675 dhl_express delivered/signed | 2026-03-04T11:00:00 +01:00 OK delivered | signed"},
		"a name on another event is none": {answer(events(event("WC", "Shipment is out with courier for delivery", "10:00:00", `"signedBy":"CANARY"`))),
			"8812345675 dhl_express out_for_delivery | 2026-03-04T10:00:00 +01:00 WC out_for_delivery"},
		"expected on a day":            {answer(events(pickup), `"estimatedDeliveryDate":"2026-03-06"`), told + " | by 2026-03-06..2026-03-06"},
		"expected by the end of a day": {answer(events(pickup), `"estimatedDeliveryDate":"2026-03-06T23:59:00"`), told + " | by 2026-03-06..2026-03-06"},
		"expected by an hour":          {answer(events(pickup), `"estimatedDeliveryDate":"2026-03-06T12:00:00"`), told + " | by 2026-03-06T00:00:00..2026-03-06T12:00:00"},
		"expected, with its kind":      {answer(events(pickup), `"estimatedDeliveryDate":{"estimatedDeliveryDate":"2026-03-06T23:59:00Z","estimatedDeliveryType":"QDDC"}`), told + " | by 2026-03-06..2026-03-06"},
		"expected in a window":         {answer(`"estimatedDeliveryDate":"2026-03-06"`, `"estimatedDeliveryTimeFrame":{"estimatedFrom":"2026-03-06T10:00:00","estimatedThrough":"2026-03-06T14:00:00"}`, events(pickup)), told + " | by 2026-03-06T10:00:00..2026-03-06T14:00:00"},
		"one piece repeats the events": {answer(events(pickup), `"numberOfPieces":1`, `"pieces":[`+piece("JD014600001", pickup)+`]`), told + " | also JD014600001"},
		"one piece knows more": {answer(events(pickup), `"pieces":[`+piece("JD014600001", pickup, out)+`]`),
			"8812345675 dhl_express out_for_delivery | 2026-03-04T09:00:00 +01:00 PU accepted/picked_up | 2026-03-04T10:00:00 +01:00 WC out_for_delivery | also JD014600001"},
		"pieces together": {answer(events(pickup, delivered), `"pieces":[`+piece("JD014600001", pickup, delivered)+`,`+piece("JD014600002", delivered, pickup)+`]`),
			"8812345675 dhl_express delivered/signed | 2026-03-04T09:00:00 +01:00 PU accepted/picked_up | 2026-03-04T11:00:00 +01:00 OK delivered | also JD014600001 JD014600002 | signed"},
		"pieces part": {answer(events(pickup, delivered), `"pieces":[`+piece("JD014600001", pickup, delivered)+`,`+piece("JD014600002", pickup)+`]`),
			"8812345675 dhl_express accepted/picked_up | 2026-03-04T09:00:00 +01:00 PU accepted/picked_up | 2026-03-04T09:00:00 +01:00 PU accepted/picked_up | 2026-03-04T11:00:00 +01:00 OK delivered | also JD014600001 JD014600002 | signed"},
		"a part delivered does not end the others": {answer(events(pickup, event("PD", "Partial delivery", "12:00:00")), `"pieces":[`+piece("JD014600001", pickup, delivered)+`,`+piece("JD014600002", pickup)+`]`),
			"8812345675 dhl_express accepted/picked_up | 2026-03-04T09:00:00 +01:00 PU accepted/picked_up | 2026-03-04T09:00:00 +01:00 PU accepted/picked_up | 2026-03-04T11:00:00 +01:00 OK delivered | 2026-03-04T12:00:00 +01:00 PD - | also JD014600001 JD014600002 | signed"},
		"pieces that nobody has seen":            {answer(`"numberOfPieces":2`, events(pickup)), told},
		"a code that says nothing of the parcel": {answer(events(pickup, event("SM", "Scheduled for movement", "09:30:00"))), told + " | 2026-03-04T09:30:00 +01:00 SM -"},
		"released by customs, in the remark": {answer(events(event("RR", "Customs clearance status updated.", "09:00:00", `"remarks":[{"value":"Shipment has been given a release status by Customs."}]`))),
			"8812345675 dhl_express in_transit/customs_cleared | 2026-03-04T09:00:00 +01:00 RR in_transit/customs_cleared"},
		"signed, without a colon": {answer(events(event("OK", "Delivered - Signed by CANARY", "09:00:00"))), "8812345675 dhl_express delivered/signed | 2026-03-04T09:00:00 +01:00 OK delivered | signed"},
		"a new code with known words": {answer(events(event("X1", "Clearance processing complete at COPENHAGEN", "09:00:00"))),
			"8812345675 dhl_express in_transit/customs_cleared | 2026-03-04T09:00:00 +01:00 X1 in_transit/customs_cleared"},
		"known, without events": {answer(`"events":[]`), "8812345675 dhl_express pending/awaiting_carrier_data"},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, dhlexpress.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":               {`{"instance":"/expressapi/shipments/8812345675/tracking","detail":"No data found","title":"Not data found","message":"Not data found","status":"404"}`, "problem 8812345675 not_found 404"},
		"not found, of a list":    {`{"instance":"/expressapi/tracking?shipmentTrackingNumber=8812345675","detail":"No Shipments Found for AWBNumber","status":404}`, "problem not_found 404"},
		"not found inside 200":    {`{"shipments":[{"shipmentTrackingNumber":"8812345675","status":"No Shipments Found","events":[]}]}`, "problem 8812345675 not_found"},
		"no data inside 200":      {`{"shipments":[{"shipmentTrackingNumber":"8812345675","status":"No data found"}]}`, "problem 8812345675 not_found"},
		"not found, with 400":     {`{"instance":"/expressapi/shipments","detail":"1001: The requested shipment was not found","title":"Bad request","status":400}`, "problem not_found 400"},
		"a reason of the gateway": {`{"reasons":[{"msg":"Invalid Credentials"}],"details":{"msgId":"Id-1"}}`, "problem unauthorized"},
		"bad credentials":         {`{"status":401,"title":"Unauthorized","detail":"Invalid Credentials"}`, "problem unauthorized 401"},
		"a limit":                 {`{"status":"429","title":"Too Many Requests"}`, "problem rate_limited 429"},
		"a limit, by the gateway": {`{"fault":{"faultstring":"Rate limit quota violation. Quota limit exceeded.","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`, "problem rate_limited policies.ratelimit.QuotaViolation"},
		"an outage":               {`{"instance":"/expressapi/shipments/8812345675/tracking","detail":"999: Process failure occurred","title":"Internal Server Error","message":"Internal Server Error","code":"500"}`, "problem 8812345675 upstream 500"},
		"a wrong parameter":       {`{"detail":"Parameters not having correct format: trackingView","title":"Wrong format","message":"Bad request","status":"400"}`, "problem invalid 400"},
		"a code of DHL's own":     {`{"detail":"#/x: extraneous key","title":"Validation error","message":"Unprocessable Entity","status":"998"}`, "problem invalid 998"},
		"something else":          {`{"hello":"world"}`, "error: read DHL Express payload: neither shipments nor an error"},
		"no shipments":            {`{"shipments":[]}`, "problem not_found"},
		"a page":                  {`<html><body>502 Bad Gateway</body></html>`, "error: read DHL Express payload: byte 0: unexpected text"},
	})
}
