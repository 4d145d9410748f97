package amazonshipping_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	amazonshipping "doorstep/shared/carrier/amazon_shipping"
	"doorstep/shared/carrier/carriertest"
)

const (
	number    = "TBA304926117533"
	afternoon = "2026-03-11T20:48:31Z"
)

// event is one tracking event; more are further members.
func event(code, at string, more ...string) string {
	return `{"eventCode":"` + code + `","eventTime":"` + at + `"` + strings.Join(append([]string{""}, more...), ",") + `}`
}

// pack is what stands in the payload of an answer.
func pack(events string, more ...string) string {
	return `{"trackingId":"` + number + `","eventHistory":[` + events + `]` + strings.Join(append([]string{""}, more...), ",") + `}`
}

func answer(events string, more ...string) string { return `{"payload":` + pack(events, more...) + `}` }

func summary(status, forward, returns string) string {
	return `"summary":{"status":"` + status + `","trackingDetailCodes":{"forward":[` + forward + `],"returns":[` + returns + `]}}`
}

const (
	departed = number + " amazon_shipping in_transit/departed | 2026-03-11T20:48:31 +00:00 Departed in_transit/departed"
	inFresno = `"location":{"city":"FRESNO","stateOrRegion":"CA","countryCode":"US","postalCode":"93725"}`
	inLeeds  = `"location":{"city":"Leeds","stateOrRegion":null,"countryCode":"GB","postalCode":"LS11 5JX"}`
)

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	e := event("Departed", afternoon)
	carriertest.Shapes(t, amazonshipping.New(), carrier.Poll, map[string]carriertest.Shape{
		"one event":                 {answer(e), departed},
		"without the envelope":      {pack(e), departed},
		"a list of answers":         {`[` + answer(e) + `]`, departed},
		"one event without a list":  {`{"payload":{"trackingId":"` + number + `","eventHistory":` + e + `}}`, departed},
		"a place that is null":      {answer(event("Departed", afternoon, `"location":null`)), departed},
		"an offset in place of Z":   {answer(event("Departed", "2026-03-11T13:48:31.250-07:00")), number + " amazon_shipping in_transit/departed | 2026-03-11T13:48:31 -07:00 Departed in_transit/departed"},
		"no zone at all":            {answer(event("Departed", "2026-03-11T13:48:31")), number + " amazon_shipping in_transit/departed | 2026-03-11T13:48:31 Departed in_transit/departed"},
		"a time that is none":       {answer(event("Departed", "string")), number + " amazon_shipping in_transit/departed | Departed in_transit/departed"},
		"a number of digits":        {`{"payload":{"trackingId":1578648261977,"eventHistory":[` + e + `]}}`, "1578648261977" + strings.TrimPrefix(departed, number)},
		"no events yet":             {answer("", summary("PreTransit", "", "")), number + " amazon_shipping info_received | PreTransit info_received"},
		"neither events nor status": {answer(""), number + " amazon_shipping pending/awaiting_carrier_data"},
		"events beside a status":    {answer(e, summary("InTransit", "", "")), departed},
		"received, in words of v1":  {answer(event("Received", afternoon)), number + " amazon_shipping in_transit/arrived | 2026-03-11T20:48:31 +00:00 Received in_transit/arrived"},
		"a detail as an event":      {answer(event("AddressNotFound", afternoon)), number + " amazon_shipping exception/address_problem | 2026-03-11T20:48:31 +00:00 AddressNotFound exception/address_problem"},
		"a state on no list":        {answer(event("Returned", afternoon)), number + " amazon_shipping returned/to_sender | 2026-03-11T20:48:31 +00:00 Returned returned/to_sender"},
		"waiting to be picked up":   {answer("", summary("AwaitingCustomerPickup", "", "")), number + " amazon_shipping available_for_pickup | AwaitingCustomerPickup available_for_pickup"},
		"handed in":                 {answer(event("PackageReceivedByCarrier", afternoon)), number + " amazon_shipping accepted/dropped_off | 2026-03-11T20:48:31 +00:00 PackageReceivedByCarrier accepted/dropped_off"},
		"signed":                    {answer(event("Delivered", afternoon), summary("Delivered", `"Signed"`, "")), number + " amazon_shipping delivered/signed | 2026-03-11T20:48:31 +00:00 Delivered delivered/signed"},
		"a place before a signature": {answer(event("Delivered", afternoon), summary("Delivered", `"Signed","DeliveredToNeighbor"`, "")),
			number + " amazon_shipping delivered/to_neighbour | 2026-03-11T20:48:31 +00:00 Delivered delivered/to_neighbour"},
		"details as one text": {answer(event("Delivered", afternoon), `"summary":{"trackingDetailCodes":{"forward":"DeliveredToMailSlot"}}`),
			number + " amazon_shipping delivered/mailbox | 2026-03-11T20:48:31 +00:00 Delivered delivered/mailbox"},
		"the reason belongs to its own event": {answer(event("OutForDelivery", afternoon)+","+event("DeliveryAttempted", "2026-03-11T19:00:00Z"), summary("OutForDelivery", `"UnableToAccess"`, "")),
			number + " amazon_shipping out_for_delivery | 2026-03-11T19:00:00 +00:00 DeliveryAttempted delivery_attempted/access_problem | 2026-03-11T20:48:31 +00:00 OutForDelivery out_for_delivery"},
		"the reason belongs to the last attempt": {answer(event("DeliveryAttempted", afternoon)+","+event("DeliveryAttempted", "2026-03-10T19:00:00Z"), summary("DeliveryAttempted", `"BusinessClosed"`, "")),
			number + " amazon_shipping delivery_attempted/business_closed | 2026-03-10T19:00:00 +00:00 DeliveryAttempted delivery_attempted | 2026-03-11T20:48:31 +00:00 DeliveryAttempted delivery_attempted/business_closed"},
		"no such address": {answer(event("Undeliverable", afternoon), summary("Undeliverable", `"AddressNotFound"`, "")),
			number + " amazon_shipping exception/address_problem | 2026-03-11T20:48:31 +00:00 Undeliverable exception/address_problem"},
		"on its way back": {answer(event("ArrivedAtCarrierFacility", afternoon, `"shipmentType":"RETURNS"`)+","+event("ReturnInitiated", "2026-03-11T19:00:00Z"), `"alternateLegTrackingId":"TBA304926119008"`),
			number + " amazon_shipping returning/in_transit_back | 2026-03-11T19:00:00 +00:00 ReturnInitiated returning/requested | 2026-03-11T20:48:31 +00:00 ArrivedAtCarrierFacility returning/in_transit_back | also TBA304926119008"},
		"back at the shipper":             {answer(event("Delivered", afternoon, `"shipmentType":"Returns"`)), number + " amazon_shipping returned/to_sender | 2026-03-11T20:48:31 +00:00 Delivered returned/to_sender"},
		"the other number is the same":    {answer(e, `"alternateLegTrackingId":"`+number+`"`), departed},
		"another day wanted says nothing": {answer(e + "," + event("RecipientRequestedAlternateDeliveryTiming", "2026-03-11T21:00:00Z")), departed + " | 2026-03-11T21:00:00 +00:00 RecipientRequestedAlternateDeliveryTiming -"},
		"promised, the place unknown":     {answer(e, `"promisedDeliveryDate":"2026-03-13T03:00:00Z"`), departed + " | by 2026-03-13..2026-03-13"},
		"promised for an evening in California": {answer(event("Departed", afternoon, inFresno), `"promisedDeliveryDate":"2026-03-13T03:00:00Z"`),
			departed + " | by 2026-03-12..2026-03-12"},
		"promised for the end of a day in Britain": {answer(event("Departed", afternoon, inLeeds), `"promisedDeliveryDate":"2026-04-12T22:59:59Z"`),
			departed + " | by 2026-04-12..2026-04-12"},
		"promised, a bare date":             {answer(event("Departed", afternoon, inFresno), `"promisedDeliveryDate":"2026-03-13"`), departed + " | by 2026-03-13..2026-03-13"},
		"promised is null":                  {answer(e, `"promisedDeliveryDate":null`), departed},
		"expected later than promised":      {answer(e, `"promisedDeliveryDate":"2026-03-12T20:00:00Z"`, `"estimatedDeliveryDate":"2026-03-13T20:00:00Z"`), departed + " | by 2026-03-13..2026-03-13"},
		"received by somebody":              {answer(event("Delivered", afternoon), `"summary":{"status":"Delivered","proofOfDelivery":{"receivedBy":"CANARY","deliveryImageURL":null}}`), number + " amazon_shipping delivered/signed | 2026-03-11T20:48:31 +00:00 Delivered delivered | signed"},
		"a summary that is a text":          {answer(e, `"summary":"InTransit"`), departed},
		"a new code":                        {answer(event("HandedToRobot", afternoon)), number + " amazon_shipping unknown/unmapped_code | 2026-03-11T20:48:31 +00:00 HandedToRobot unknown/unmapped_code"},
		"something else":                    {`{"hello":"world"}`, "error: read Amazon Shipping payload: neither tracking information nor a notification"},
		"a status with nothing it is about": {`{"status":403}`, "error: read Amazon Shipping payload: neither tracking information nor a notification"},
	})
}

func TestShapesOfPushes(t *testing.T) {
	t.Parallel()
	detail := `{"trackingId":"` + number + `","status":"InTransit","eventCode":"Departed","eventTime":"` + afternoon + `"}`
	envelope := `{"version":"0","id":"x","detail-type":"Tracking Detail","source":"AmazonShipping","account":"1","time":"2026-03-11T20:49:00Z","region":"us-west-2","resources":[],"detail":`
	carriertest.Shapes(t, amazonshipping.New(), carrier.Webhook, map[string]carriertest.Shape{
		"in its envelope":             {envelope + detail + `}`, departed},
		"alone":                       {detail, departed},
		"the status behind the event": {`{"trackingId":"` + number + `","eventCode":"Departed","eventTime":"` + afternoon + `","status":"InTransit"}`, departed},
		"only a status":               {envelope + `{"trackingId":"` + number + `","status":"Delivered"}}`, number + " amazon_shipping delivered | Delivered delivered"},
		"details beside the event": {envelope + `{"trackingId":"` + number + `","eventCode":"Delivered","eventTime":"` + afternoon + `","trackingDetailCodes":{"forward":["DeliveredToShed"]}}}`,
			number + " amazon_shipping delivered/safe_place | 2026-03-11T20:48:31 +00:00 Delivered delivered/safe_place"},
		"a whole history":  {envelope + pack(event("Departed", afternoon)) + `}`, departed},
		"an empty message": {envelope + `null}`, "error: read Amazon Shipping payload: neither tracking information nor a notification"},
	})
}

func TestShapesOfProblems(t *testing.T) {
	t.Parallel()
	failed := func(code, message string) string {
		return `{"errors":[{"code":"` + code + `","message":"` + message + `","details":"x"}]}`
	}
	carriertest.Shapes(t, amazonshipping.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":                  {failed("NotFound", "x"), "problem not_found NotFound"},
		"not found, by its words":    {failed("InvalidRequest", "Tracking information was not found for this tracking id"), "problem not_found InvalidRequest"},
		"invalid":                    {failed("InvalidInput", "The carrier id is not valid."), "problem invalid InvalidInput"},
		"denied":                     {failed("Unauthorized", "Access to requested resource is denied."), "problem unauthorized Unauthorized"},
		"a limit":                    {failed("QuotaExceeded", "You exceeded your quota for the requested resource."), "problem rate_limited QuotaExceeded"},
		"an outage":                  {failed("InternalFailure", "We encountered an internal error. Please try again."), "problem upstream InternalFailure"},
		"two errors":                 {`{"errors":[{"code":"InvalidInput","message":"x"},{"code":"ServiceUnavailable","message":"y"}]}`, "problem invalid InvalidInput\nproblem upstream ServiceUnavailable"},
		"one error without a list":   {`{"errors":{"code":"NotFound","message":"x"}}`, "problem not_found NotFound"},
		"a refused application":      {`{"error":"invalid_client","error_description":"Client authentication failed"}`, "problem unauthorized invalid_client"},
		"an ended grant":             {`{"error_description":"The request has an invalid grant parameter : refresh_token","error":"invalid_grant"}`, "problem unauthorized invalid_grant"},
		"the gateway":                {`{"message":"Forbidden"}`, "problem unauthorized"},
		"the gateway, with a status": {`{"status":429,"message":"Too Many Requests"}`, "problem rate_limited"},
		"the gateway in capitals":    {`{"Message":"Internal server error"}`, "problem upstream"},
		"a message beside a package": {`{"message":"ok","payload":` + pack(event("Departed", afternoon)) + `}`, departed},
	})
}

func TestInterpret(t *testing.T) {
	t.Parallel()
	a := amazonshipping.New()
	for in, want := range map[[2]string]string{
		{"OutForDelivery", ""}:                        "out_for_delivery ",
		{"", "Delivered"}:                             "delivered ",
		{"CustomerUnavailable", ""}:                   "delivery_attempted not_home",
		{"", "Package arrived at a carrier facility"}: "in_transit arrived",
		{"", "Package could not be delivered"}:        "no",
		{"", ""}:                                      "no",
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
