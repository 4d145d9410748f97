package easypost_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

// tracker is a Tracker of the carrier given, with further members.
func tracker(name string, members ...string) string {
	all := append([]string{`"id":"trk_1","object":"Tracker","mode":"test","tracking_code":"9400111206206406260787","carrier":"` + name + `","updated_at":"2026-03-10T17:12:00Z"`}, members...)
	return "{" + strings.Join(all, ",") + "}"
}

// detail is one tracking detail.
func detail(status, sub, message, at string, more ...string) string {
	all := append([]string{`"object":"TrackingDetail","status":"` + status + `","status_detail":"` + sub + `","message":"` + message + `","datetime":` + at}, more...)
	return "{" + strings.Join(all, ",") + "}"
}

func details(all ...string) string { return `"tracking_details":[` + strings.Join(all, ",") + `]` }

func TestShapesOfTrackers(t *testing.T) {
	t.Parallel()
	label := detail("pre_transit", "label_created", "Shipping Label Created, USPS Awaiting Item", `"2026-03-07T14:27:00Z"`)
	moving := detail("in_transit", "arrived_at_facility", "Arrived at USPS Facility", `"2026-03-09T21:20:00Z"`)
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"a list": {`{"trackers":[` + tracker("USPS", details(label, moving)) + `,{"object":"Tracker","tracking_code":"1Z879E930346834440","carrier":"UPSDAP",` + details(label) + `}],"has_more":true}`,
			"9400111206206406260787 usps in_transit/arrived | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived\n1Z879E930346834440 ups info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
		"a list with one tracker twice": {`{"trackers":[` + tracker("USPS", details(label)) + `,` + tracker("USPS", details(label)) + `],"has_more":false}`,
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
		"an exception is no attempt": {tracker("USPS", details(detail("in_transit", "delivery_exception", "x", `"2026-03-09T21:20:00Z"`))),
			"9400111206206406260787 usps exception/other | 2026-03-09T21:20:00 +00:00 in_transit exception/other"},
		"unless the carrier says so": {tracker("USPS", details(detail("in_transit", "delivery_exception", "Notice Left (No Authorized Recipient Available)", `"2026-03-09T21:20:00Z"`))),
			"9400111206206406260787 usps delivery_attempted/not_home | 2026-03-09T21:20:00 +00:00 in_transit delivery_attempted/not_home"},
		"an empty list": {`{"trackers":[],"has_more":false}`, ""},
		"a bare list": {`[` + tracker("USPS", details(label)) + `]`,
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
		"one number, two carriers": {`{"trackers":[` + tracker("USPS", details(label)) + `,` + tracker("FedExSmartPost", details(moving)) + `]}`,
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created\n9400111206206406260787 fedex in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived"},
		"no details": {tracker("USPS", `"status":"pre_transit"`, `"tracking_details":[]`),
			"9400111206206406260787 usps pending/awaiting_carrier_data"},
		"details are null": {tracker("USPS", `"status":"unknown"`, `"tracking_details":null`),
			"9400111206206406260787 usps pending/awaiting_carrier_data | verdict not_found"},
		"a detail as a single object": {tracker("USPS", `"tracking_details":`+label),
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
		"unknown": {tracker("USPS", `"status":"unknown"`, `"status_detail":"unknown"`, details()),
			"9400111206206406260787 usps pending/awaiting_carrier_data | verdict not_found"},
		"error": {tracker("USPS", `"status":"error"`, `"status_detail":"unknown"`, details(detail("error", "unknown", "Tracking code is not valid for this carrier", `"2026-03-10T17:12:00Z"`))),
			"9400111206206406260787 usps unknown/tracking_unsupported | 2026-03-10T17:12:00 +00:00 error unknown/tracking_unsupported\nproblem 9400111206206406260787 invalid error"},
		"error, without a word": {tracker("USPS", `"status":"error"`, `"tracking_details":[]`),
			"9400111206206406260787 usps pending/awaiting_carrier_data\nproblem 9400111206206406260787 upstream error"},
		"cancelled": {tracker("USPS", `"status":"cancelled"`, details(label, detail("cancelled", "cancelled", "Shipment cancelled", `"2026-03-08T10:00:00Z"`))),
			"9400111206206406260787 usps cancelled/by_sender | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created | 2026-03-08T10:00:00 +00:00 cancelled cancelled/by_sender"},
		"canceled": {tracker("USPS", `"status":"canceled"`, details(label, detail("canceled", "canceled", "Shipment canceled", `"2026-03-08T10:00:00Z"`))),
			"9400111206206406260787 usps cancelled/by_sender | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created | 2026-03-08T10:00:00 +00:00 canceled cancelled/by_sender"},
		"expired": {tracker("USPS", `"status":"in_transit"`, `"status_detail":"expired"`, details(moving)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | verdict expired"},
		"failure": {tracker("DhlExpress", `"status":"failure"`, details(detail("failure", "damaged", "Damaged", `"2026-03-10T10:00:00Z"`))),
			"9400111206206406260787 dhl_express exception/damaged | 2026-03-10T10:00:00 +00:00 failure exception/damaged"},
		"return to sender": {tracker("USPS", `"status":"return_to_sender"`, details(moving, detail("return_to_sender", "return", "Return to Sender Processed", `"2026-03-12T10:00:00Z"`))),
			"9400111206206406260787 usps returning/in_transit_back | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | 2026-03-12T10:00:00 +00:00 return_to_sender returning/in_transit_back"},
		"returned": {tracker("USPS", `"status":"delivered"`, details(detail("return_to_sender", "return", "Return to Sender Processed", `"2026-03-12T10:00:00Z"`), detail("delivered", "arrived_at_destination", "Delivered, To Original Sender", `"2026-03-20T10:00:00Z"`))),
			"9400111206206406260787 usps returned/to_sender | 2026-03-12T10:00:00 +00:00 return_to_sender returning/in_transit_back | 2026-03-20T10:00:00 +00:00 delivered returned/to_sender"},
		"delivered after a return has begun": {tracker("DhlExpress", `"status":"delivered"`, details(detail("return_to_sender", "return", "Returning", `"2026-03-12T10:00:00Z"`), detail("delivered", "arrived_at_destination", "Delivered", `"2026-03-20T10:00:00Z"`))),
			"9400111206206406260787 dhl_express returned/to_sender | 2026-03-12T10:00:00 +00:00 return_to_sender returning/in_transit_back | 2026-03-20T10:00:00 +00:00 delivered delivered"},
		"available for pickup": {tracker("USPS", `"status":"available_for_pickup"`, details(moving, detail("available_for_pickup", "arrived_at_pickup_location", "Available for Pickup", `"2026-03-10T13:00:00Z"`))),
			"9400111206206406260787 usps available_for_pickup/post_office | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | 2026-03-10T13:00:00 +00:00 available_for_pickup available_for_pickup/post_office"},
		"a return label": {tracker("USPS", `"status":"delivered"`, `"is_return":true`, details(detail("delivered", "arrived_at_destination", "Delivered, Left with Individual", `"2026-03-10T13:00:00Z"`))),
			"9400111206206406260787 usps delivered/to_recipient | 2026-03-10T13:00:00 +00:00 delivered delivered/to_recipient"},
		"signed": {tracker("FedEx", `"signed_by":"CANARY"`, details(moving, detail("delivered", "arrived_at_destination", "Delivered", `"2026-03-10T13:00:00Z"`))),
			"9400111206206406260787 fedex delivered/signed | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | 2026-03-10T13:00:00 +00:00 delivered delivered | signed"},
		"estimate at midnight": {tracker("USPS", `"est_delivery_date":"2026-03-11T00:00:00Z"`, details(moving)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | by 2026-03-11..2026-03-11"},
		"estimate with an hour": {tracker("USPS", `"est_delivery_date":"2026-03-11T23:00:00Z"`, details(moving)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | by 2026-03-11..2026-03-11"},
		"estimate with the local date": {tracker("USPS", `"est_delivery_date":"2026-03-12T02:00:00Z"`, `"carrier_detail":{"est_delivery_date_local":"2026-03-11","est_delivery_time_local":"20:00:00","service":"First-Class"}`, details(moving)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | by 2026-03-11T00:00:00..2026-03-11T20:00:00"},
		"local date as an instant": {tracker("USPS", `"carrier_detail":{"est_delivery_date_local":"2026-03-11T00:00:00Z","est_delivery_time_local":null}`, details(moving)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | by 2026-03-11..2026-03-11"},
		"estimate is null": {tracker("USPS", `"est_delivery_date":null`, `"carrier_detail":null`, details(moving)),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived"},
		"estimate in a detail": {tracker("USPS", details(detail("in_transit", "arrived_at_facility", "Arrived", `"2026-03-09T21:20:00Z"`, `"est_delivery_date":"2026-03-11T00:00:00Z"`))),
			"9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived | by 2026-03-11..2026-03-11"},
		"time without zone": {tracker("UPS", details(detail("in_transit", "unknown", "Departure Scan", `"2026-03-09T21:20:00"`))),
			"9400111206206406260787 ups in_transit/departed | 2026-03-09T21:20:00 in_transit in_transit/departed"},
		"time with an offset": {tracker("UPS", details(detail("in_transit", "unknown", "Departure Scan", `"2026-03-09T21:20:00-05:00"`))),
			"9400111206206406260787 ups in_transit/departed | 2026-03-09T21:20:00 -05:00 in_transit in_transit/departed"},
		"time with a zone in words": {tracker("UPS", details(detail("in_transit", "unknown", "Departure Scan", `"2026-03-09 21:20:00 UTC"`))),
			"9400111206206406260787 ups in_transit/departed | 2026-03-09T21:20:00 +00:00 in_transit in_transit/departed"},
		"time with fractions": {tracker("UPS", details(detail("in_transit", "unknown", "Departure Scan", `"2026-03-09T21:20:00.000Z"`))),
			"9400111206206406260787 ups in_transit/departed | 2026-03-09T21:20:00 +00:00 in_transit in_transit/departed"},
		"time is a day": {tracker("UPS", details(detail("in_transit", "unknown", "Departure Scan", `"2026-03-09"`))),
			"9400111206206406260787 ups in_transit/departed | 2026-03-09 in_transit in_transit/departed"},
		"time is null": {tracker("UPS", details(detail("in_transit", "unknown", "Departure Scan", `null`), label)),
			"9400111206206406260787 ups in_transit/departed | in_transit in_transit/departed | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
		"status is null": {tracker("UPS", details(`{"status":null,"message":"Departure Scan","datetime":"2026-03-09T21:20:00Z"}`)),
			"9400111206206406260787 ups in_transit/departed | 2026-03-09T21:20:00 +00:00 in_transit/departed"},
		"a detail of nothing": {tracker("UPS", details(`{"object":"TrackingDetail","status":null,"message":null,"datetime":null}`, `null`, `7`)),
			"9400111206206406260787 ups pending/awaiting_carrier_data"},
		"description in place of message": {tracker("USPS", details(`{"status":"in_transit","message":"","description":"Departed USPS Facility","datetime":"2026-03-09T21:20:00Z"}`)),
			"9400111206206406260787 usps in_transit/departed | 2026-03-09T21:20:00 +00:00 in_transit in_transit/departed"},
		"UPS type as code": {tracker("UPS", details(detail("in_transit", "unknown", "Origin Scan", `"2026-03-09T21:20:00Z"`, `"carrier_code":"I"`), detail("in_transit", "unknown", "Your package was released by the customs agency.", `"2026-03-10T01:20:00Z"`, `"carrier_code":"SR"`))),
			"9400111206206406260787 ups in_transit/customs_cleared | 2026-03-09T21:20:00 +00:00 I accepted/origin_scan | 2026-03-10T01:20:00 +00:00 SR in_transit/customs_cleared"},
		"a second leg": {tracker("DhlEcommerce", details(detail("in_transit", "transferred_to_destination_carrier", "Tendered to USPS", `"2026-03-09T21:20:00Z"`, `"source":"DHLECommerce"`), detail("out_for_delivery", "out_for_delivery", "Out for Delivery", `"2026-03-10T12:00:00Z"`, `"source":"USPS"`))),
			"9400111206206406260787 dhl_ecommerce out_for_delivery | 2026-03-09T21:20:00 +00:00 in_transit in_transit/handed_to_partner | 2026-03-10T12:00:00 +00:00 out_for_delivery out_for_delivery"},
		"no carrier": {`{"object":"Tracker","tracking_code":"9400111206206406260787","carrier":null,` + details(moving) + `}`,
			"9400111206206406260787 - in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived"},
		"a carrier that nobody knows": {tracker("Kangaroo", details(moving)),
			"9400111206206406260787 - in_transit/arrived | 2026-03-09T21:20:00 +00:00 in_transit in_transit/arrived"},
		"an error": {`{"error":{"code":"TRACKER.NOT_FOUND","message":"Tracker not found","errors":[]}}`,
			"problem not_found TRACKER.NOT_FOUND"},
		"an error about something of a tracker": {`{"error":{"code":"PAYLOAD.NOT_FOUND","message":"x","errors":[]}}`,
			"problem not_found PAYLOAD.NOT_FOUND"},
		"no key": {`{"error":{"code":"UNAUTHENTICATED","message":"x","errors":[]}}`,
			"problem unauthorized UNAUTHENTICATED"},
		"an error in words": {`{"error":"Unauthorized"}`,
			"problem unauthorized"},
		"an error with a list of messages": {`{"error":{"code":"PARAMETER.REQUIRED","message":["a","b"],"errors":[{"field":"x"}]}}`,
			"problem invalid PARAMETER.REQUIRED"},
		"an error that is null": {`{"error":null,"trackers":[` + tracker("USPS", details(label)) + `]}`,
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
		"something else": {`{"hello":"world"}`,
			"error: read EasyPost payload: neither an event nor a tracker"},
	})
}

// occurred is an Event about result.
func occurred(description, result string) string {
	return `{"id":"evt_1","object":"Event","description":"` + description + `","mode":"test","status":"pending","previous_attributes":{"status":"unknown"},"pending_urls":[],"completed_urls":[],"result":` + result + `}`
}

func TestShapesOfEvents(t *testing.T) {
	t.Parallel()
	label := detail("pre_transit", "label_created", "Shipping Label Created, USPS Awaiting Item", `"2026-03-07T14:27:00Z"`)
	carriertest.Shapes(t, adapter(), carrier.Webhook, map[string]carriertest.Shape{
		"updated": {occurred("tracker.updated", tracker("USPS", `"status":"pre_transit"`, details(label))),
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
		"created, without details": {occurred("tracker.created", tracker("USPS", `"status":"pre_transit"`, `"status_detail":"status_update"`, `"tracking_details":[]`)),
			"9400111206206406260787 usps pending/awaiting_carrier_data"},
		"created, unknown": {occurred("tracker.created", tracker("UPS", `"status":"unknown"`)),
			"9400111206206406260787 ups pending/awaiting_carrier_data | verdict not_found"},
		"about a batch":  {occurred("batch.updated", `{"id":"batch_1","object":"Batch","status":"purchased","shipments":[]}`), ""},
		"about a refund": {occurred("refund.successful", `{"id":"rfnd_1","object":"Refund","tracking_code":"9400111206206406260787","carrier":"USPS","status":"refunded"}`), ""},
		"about nothing":  {occurred("tracker.updated", `null`), ""},
		"members in another order": {`{"result":` + tracker("USPS", details(label)) + `,"description":"tracker.updated","object":"Event","id":"evt_1"}`,
			"9400111206206406260787 usps info_received/label_created | 2026-03-07T14:27:00 +00:00 pre_transit info_received/label_created"},
	})
}
