package usps_test

import (
	"encoding/json"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/usps"
)

const number = `"trackingNumber":"9400111206206406260787"`

// event is one tracking event in the Central zone; more are further members.
func event(code, text, at string, more ...string) string {
	all := append([]string{`"eventCode":"` + code + `","eventType":"` + text + `","eventTimestamp":"` + at + `","GMTOffset":"-06:00"`}, more...)
	return "{" + strings.Join(all, ",") + "}"
}

// piece is an answer of the Tracking API about one number.
func piece(members ...string) string { return "{" + number + "," + strings.Join(members, ",") + "}" }

func events(all ...string) string { return `"trackingEvents":[` + strings.Join(all, ",") + `]` }

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	arrived := event("A1", "Arrived at USPS Regional Facility", "2026-03-09T21:20:00")
	carriertest.Shapes(t, usps.New(), carrier.Poll, map[string]carriertest.Shape{
		"details": {piece(events(event("OF", "Out for Delivery", "2026-03-10T08:28:00"), arrived)),
			"9400111206206406260787 usps out_for_delivery | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | 2026-03-10T08:28:00 -06:00 OF out_for_delivery"},
		"summary": {piece(`"statusCategory":"Delivered"`, `"statusSummary":"Your item was delivered in or at the mailbox at 1:10 pm on March 10, 2026 in MILWAUKEE, WI 53207."`,
			`"eventSummaries":["Your item was delivered in or at the mailbox at 1:10 pm on March 10, 2026 in MILWAUKEE, WI 53207.","Out for Delivery, March 10, 2026, 8:28 am, MILWAUKEE, WI 53207"]`),
			"9400111206206406260787 usps delivered/mailbox | 2026-03-10T08:28:00 out_for_delivery | 2026-03-10T13:10:00 -05:00 delivered/mailbox"},
		"summary of one sentence, in its place": {piece(`"statusCategory":"In Transit"`, `"statusSummary":"Your item departed our USPS facility in DENVER, CO 80202 on March 9, 2026 at 4:05 am. The item is currently in transit to the destination."`),
			"9400111206206406260787 usps in_transit/departed | 2026-03-09T04:05:00 -06:00 in_transit/departed"},
		"summary of a new label": {piece(`"statusCategory":"Pre-Shipment"`, `"statusSummary":"A shipping label has been prepared for your item at 9:27 am on March 7, 2026 in AUSTIN, TX 78701."`),
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T09:27:00 info_received/label_created"},
		"advice is no event": {piece(`"statusCategory":"Pre-Shipment"`, `"statusSummary":"A status update is not yet available on your package. Check back soon."`),
			"9400111206206406260787 usps pending/awaiting_carrier_data"},
		"advice beside an empty list": {piece(`"statusSummary":"Your item was delivered at 1:10 pm on March 10, 2026."`, `"trackingEvents":[]`),
			"9400111206206406260787 usps pending/awaiting_carrier_data"},
		"details beside sentences": {piece(`"eventSummaries":["Arrived at USPS Regional Facility, March 9, 2026, 9:20 pm"]`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"sentences before details": {piece(events(arrived), `"eventSummaries":["Arrived at USPS Regional Facility, March 9, 2026, 9:20 pm"]`),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"events under the other name": {piece(`"eventSummaries":[` + arrived + `]`),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"one event without a list": {piece(`"trackingEvents":` + arrived),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"no events": {piece(`"trackingEvents":[]`),
			"9400111206206406260787 usps pending/awaiting_carrier_data"},
		"several numbers": {`[` + piece(events(arrived)) + `,{"trackingNumber":"9405511206213414325732",` + events(event("GX", "Shipping Label Created, USPS Awaiting Item", "2026-03-07T09:27:00")) + `}]`,
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived\n9405511206213414325732 usps info_received/label_created | 2026-03-07T09:27:00 -06:00 GX info_received/label_created"},
		"one number twice": {`[` + piece(events(arrived)) + `,` + piece(events(arrived)) + `]`,
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"several numbers, one unknown": {`[` + piece(events(arrived)) + `,{"trackingNumber":"9405511206213414325732","error":{"code":"400","message":"x","errors":[{"code":"150001","title":"A status update is not yet available"}]}}]`,
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived\nproblem 9405511206213414325732 not_found 150001"},
		"number as a number": {`{"trackingNumber":9400111206206406260787,` + events(`{"eventCode":1,"eventType":"Delivered","eventTimestamp":"2026-03-10T13:10:00"}`) + `}`,
			"9400111206206406260787 usps delivered | 2026-03-10T13:10:00 01 delivered"},
		"no number": {`{` + events(arrived) + `}`,
			"- usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"booleans as text": {piece(`"emailEnabled":"true"`, `"restoreEnabled":"false"`, `"kahalaIndicator":false`, events(event("01", "Delivered, In/At Mailbox", "2026-03-10T13:10:00", `"authorizedAgent":"false"`))),
			"9400111206206406260787 usps delivered/mailbox | 2026-03-10T13:10:00 -06:00 01 delivered/mailbox"},
		"entities": {piece(`"services":["USPS Tracking<SUP>&#174;</SUP>"]`, events(event("", "Delivered, Garage &#47; Other Door &amp;#47; Other Location at Address", "2026-03-10T13:10:00"))),
			"9400111206206406260787 usps delivered/safe_place | 2026-03-10T13:10:00 -06:00 delivered/safe_place"},
		"no offset, in a state with one clock": {piece(events(`{"eventCode":"81","eventType":"Arrived Shipping Partner Facility, USPS Awaiting Item","eventTimestamp":"2026-03-08T23:28:00","eventCity":"GLENDALE HEIGHTS","eventState":"IL"}`)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-08T23:28:00 -05:00 81 in_transit/arrived"},
		"no offset, in a facility": {piece(events(`{"eventCode":"A1","eventType":"Arrived at USPS Regional Facility","eventTimestamp":"2026-03-08T23:28:00","eventCity":"CHICAGO IL DISTRIBUTION CENTER","eventState":null}`)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-08T23:28:00 A1 in_transit/arrived"},
		"a wrong GMT": {piece(events(event("A1", "Arrived at USPS Facility", "2026-03-09T21:20:00", `"GMTTimestamp":"2026-03-09T03:20:00Z"`))),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"GMT alone is not enough": {piece(events(`{"eventCode":"A1","eventType":"Arrived at USPS Facility","GMTTimestamp":"2026-03-10T03:20:00Z"}`)),
			"9400111206206406260787 usps in_transit/arrived | A1 in_transit/arrived"},
		"only a date": {piece(events(`{"eventCode":"A1","eventType":"Arrived at USPS Facility","eventTimestamp":"2026-03-09"}`)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09 A1 in_transit/arrived"},
		"expected": {piece(`"expectedDeliveryTimeStamp":"2026-03-11T21:00:00"`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | by 2026-03-11T00:00:00..2026-03-11T21:00:00"},
		"expected, without an hour": {piece(`"expectedDeliveryTimeStamp":"2026-03-11T00:00:00"`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | by 2026-03-11..2026-03-11"},
		"expected later than guaranteed": {piece(`"guaranteedDeliveryTimeStamp":"2026-03-10T18:00:00"`, `"expectedDeliveryTimeStamp":"2026-03-12T21:00:00"`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | by 2026-03-12T00:00:00..2026-03-12T21:00:00"},
		"only guaranteed": {piece(`"guaranteedDeliveryTimeStamp":"2026-03-10T18:00:00"`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | by 2026-03-10T00:00:00..2026-03-10T18:00:00"},
		"predicted and expected": {piece(`"expectedDeliveryTimeStamp":"2026-03-12T21:00:00"`, `"predictedDeliveryDate":"2026-03-11"`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | by 2026-03-11..2026-03-11"},
		"a day, with the hour from another field": {piece(`"expectedDeliveryDate":"2026-03-11"`, `"guaranteedDeliveryTimeStamp":"2026-03-11T18:00:00"`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | by 2026-03-11T00:00:00..2026-03-11T18:00:00"},
		"predicted window": {piece(`"predictedDeliveryDate":"2026-03-11"`, `"predictedDeliveryWindowStartTime":"2026-03-11T13:15:00"`, `"predictedDeliveryWindowEndTime":"2026-03-11T17:15:00"`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | by 2026-03-11T13:15:00..2026-03-11T17:15:00"},
		"expected is null": {piece(`"expectedDeliveryTimeStamp":null`, `"guaranteedDeliveryTimeStamp":""`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"alert": {piece(`"statusCategory":"Alert"`, events(event("", "Delivery Exception, Animal Interference", "2026-03-10T13:10:00"), event("DX", "Awaiting Delivery Scan", "2026-03-11T22:00:00"))),
			"9400111206206406260787 usps delivery_attempted/access_problem | 2026-03-10T13:10:00 -06:00 delivery_attempted/access_problem | 2026-03-11T22:00:00 -06:00 DX -"},
		"weather": {piece(`"statusCategory":"Alert"`, events(event("", "Processing Exception, Regional Weather Delay", "2026-03-10T13:10:00"))),
			"9400111206206406260787 usps exception/weather | 2026-03-10T13:10:00 -06:00 exception/weather"},
		"return to sender": {piece(`"statusCategory":"Delivered"`, events(event("01", "Delivered, To Original Sender", "2026-03-20T10:02:00"), event("09", "Return to Sender Processed", "2026-03-14T19:40:00"), event("23", "Moved, Left No Address", "2026-03-12T11:00:00"))),
			"9400111206206406260787 usps returned/to_sender | 2026-03-12T11:00:00 -06:00 23 returning/address_problem | 2026-03-14T19:40:00 -06:00 09 returning | 2026-03-20T10:02:00 -06:00 01 returned/to_sender"},
		"unclaimed": {piece(events(event("", "Unclaimed/Being Returned to Sender", "2026-03-20T10:02:00"))),
			"9400111206206406260787 usps returning/unclaimed | 2026-03-20T10:02:00 -06:00 returning/unclaimed"},
		"ready to be picked up": {piece(`"statusCategory":"Available for Pickup"`, events(event("16", "Reminder to pick up your item", "2026-03-12T06:00:00"), event("14", "Available for Pickup", "2026-03-10T13:10:00"), event("52", "Notice Left", "2026-03-10T12:10:00"))),
			"9400111206206406260787 usps available_for_pickup/pickup_reminder | 2026-03-10T12:10:00 -06:00 52 delivery_attempted/notice_left | 2026-03-10T13:10:00 -06:00 14 available_for_pickup/post_office | 2026-03-12T06:00:00 -06:00 16 available_for_pickup/pickup_reminder"},
		"picked up": {piece(events(event("01", "Delivered, Individual Picked Up at Post Office", "2026-03-12T13:10:00", `"name":"CANARY"`), event("16", "Held at Post Office, At Customer Request", "2026-03-11T06:00:00"))),
			"9400111206206406260787 usps delivered/pickup_collected | 2026-03-11T06:00:00 -06:00 16 available_for_pickup/post_office | 2026-03-12T13:10:00 -06:00 01 delivered/pickup_collected | signed"},
		"forwarded": {piece(events(event("06", "Forwarded", "2026-03-10T13:10:00"), arrived)),
			"9400111206206406260787 usps in_transit/forwarded | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived | 2026-03-10T13:10:00 -06:00 06 in_transit/forwarded"},
		"customs": {piece(`"destinationCountryCode":"DE"`, events(
			`{"eventType":"Inbound Out of Customs","eventTimestamp":"2026-03-13T06:00:00","eventCountry":"GERMANY"}`,
			`{"eventType":"Held in Customs","eventTimestamp":"2026-03-12T06:00:00","eventCountry":"GERMANY"}`,
			`{"eventType":"Inbound Into Customs","eventTimestamp":"2026-03-11T06:00:00","eventCountry":"GERMANY"}`,
			`{"eventType":"Departed","eventTimestamp":"2026-03-10T06:00:00","eventCity":"CHICAGO","eventCountry":"UNITED STATES"}`,
			`{"eventType":"Processed Through Facility","eventTimestamp":"2026-03-09T06:00:00","eventCity":"ISC CHICAGO IL(USPS)"}`)),
			"9400111206206406260787 usps in_transit/customs_cleared | 2026-03-09T06:00:00 in_transit/sorted | 2026-03-10T06:00:00 in_transit/departed | 2026-03-11T06:00:00 in_transit/customs_processing | 2026-03-12T06:00:00 exception/customs_delay | 2026-03-13T06:00:00 in_transit/customs_cleared"},
		"delivered abroad": {piece(events(`{"eventCode":"01","eventType":"Delivered","eventTimestamp":"2026-03-15T11:00:00","eventCity":null,"eventCountry":"CANADA"}`, `{"eventType":"Attempted Delivery Abroad","eventTimestamp":"2026-03-14T11:00:00","eventCountry":"CANADA"}`)),
			"9400111206206406260787 usps delivered | 2026-03-14T11:00:00 delivery_attempted | 2026-03-15T11:00:00 01 delivered"},
		"a known code with new words": {piece(events(event("OF", "On its way to your door", "2026-03-10T08:28:00"))),
			"9400111206206406260787 usps out_for_delivery | 2026-03-10T08:28:00 -06:00 OF out_for_delivery"},
		"new words": {piece(events(event("Z9", "Something that USPS never said", "2026-03-10T08:28:00"))),
			"9400111206206406260787 usps unknown/unmapped_code | 2026-03-10T08:28:00 -06:00 Z9 unknown/unmapped_code"},
		"not found": {`{"apiVersion":"/tracking/v3","error":{"code":"404","message":"The tracking number was not found.","errors":[]}}`,
			"problem not_found 404"},
		"not found, with its number": {`{"trackingNumber":"9400111206206406260787","error":{"code":"404","message":"x"}}`,
			"problem 9400111206206406260787 not_found 404"},
		"not found yet": {`{"apiVersion":"/tracking/v3","error":{"code":"400","message":"A status update is not yet available on your package.","errors":[{"status":"400","code":"150001","title":"x","detail":"y"}]}}`,
			"problem not_found 150001"},
		"an error whose list is an object": {`{"error":{"code":404,"message":"x","errors":{"code":150001}}}`,
			"problem not_found 150001"},
		"not permitted": {`{"apiVersion":"/tracking/v3","error":{"code":"403","message":"Forbidden","errors":[]}}`,
			"- usps pending/awaiting_carrier_data | verdict not_permitted\nproblem unauthorized 403"},
		"a token that ended": {`{"apiVersion":"/tracking/v3","error":{"code":"401","message":"Unauthorized","errors":[{"status":"401","title":"Access token expired"}]}}`,
			"problem unauthorized 401"},
		"a refused grant": {`{"error":"invalid_client","error_description":"Client authentication failed."}`,
			"problem unauthorized invalid_client"},
		"a limit": {`{"error":{"code":"429","message":"Too Many Requests"}}`,
			"problem rate_limited 429"},
		"an outage": {`{"error":{"code":"503","message":"Service Unavailable"}}`,
			"problem upstream 503"},
		"an error that is null": {piece(`"error":null`, events(arrived)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 -06:00 A1 in_transit/arrived"},
		"something else": {`{"hello":"world"}`,
			"error: read USPS payload: neither a tracking answer nor a notification"},
	})
}

// notification wraps a payload as Subscriptions-Tracking does: JSON inside a string.
func notification(inner string) string {
	text, err := json.Marshal(inner)
	if err != nil {
		panic(err)
	}
	return `{"subscriptionId":"550e8400-e29b-41d4-a716-446655440000","subscriptionType":"TRACKING","timestamp":"2026-03-10T14:28:30Z","payload":` + string(text) + `}`
}

func TestShapesOfNotifications(t *testing.T) {
	t.Parallel()
	out := event("OF", "Out for Delivery", "2026-03-10T08:28:00")
	flat := strings.Trim(out, "{}")
	carriertest.Shapes(t, usps.New(), carrier.Webhook, map[string]carriertest.Shape{
		"events": {notification(piece(events(out))),
			"9400111206206406260787 usps out_for_delivery | 2026-03-10T08:28:00 -06:00 OF out_for_delivery"},
		"one event, flat": {notification(`{` + number + `,` + flat + `}`),
			"9400111206206406260787 usps out_for_delivery | 2026-03-10T08:28:00 -06:00 OF out_for_delivery"},
		"a list of flat events": {notification(`[{` + number + `,` + flat + `},{` + number + `,` + strings.Trim(event("01", "Delivered, Front Door/Porch", "2026-03-10T13:10:00"), "{}") + `}]`),
			"9400111206206406260787 usps delivered/safe_place | 2026-03-10T08:28:00 -06:00 OF out_for_delivery | 2026-03-10T13:10:00 -06:00 01 delivered/safe_place"},
		"payload as an object": {`{"subscriptionId":"x","payload":` + piece(events(out)) + `}`,
			"9400111206206406260787 usps out_for_delivery | 2026-03-10T08:28:00 -06:00 OF out_for_delivery"},
		"payload is empty": {`{"subscriptionId":"x","payload":""}`,
			"error: read USPS payload: payload of the notification: empty body"},
		"payload is cut": {`{"subscriptionId":"x","payload":"{\"trackingNumber\":\"94001"}`,
			"error: read USPS payload: payload of the notification: byte 18: string without an end"},
		"payload is null": {`{"subscriptionId":"x","payload":null}`, ""},
		"no payload":      {`{"subscriptionId":"x","subscriptionType":"TRACKING"}`, ""},
	})
}
