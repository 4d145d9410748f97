package australiapost_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/australiapost"
	"doorstep/shared/carrier/carriertest"
)

// event is one in Kew at noon of 10 March 2026.
func event(text string) string {
	return `{"location":"KEW VIC","description":"` + text + `","date":"2026-03-10T12:00:00+11:00"}`
}

// item is an article with its events.
func item(number, status string, events ...string) string {
	return `{"article_id":"` + number + `","status":"` + status + `","events":[` + strings.Join(events, ",") + `]}`
}

// answer is one about one number.
func answer(items ...string) string {
	return `{"tracking_results":[{"tracking_id":"7XX1000900112233","trackable_items":[` + strings.Join(items, ",") + `]}]}`
}

const (
	number = "7XX1000900112233 australiapost "
	noon   = " | 2026-03-10T12:00:00 +11:00 "
)

func TestWordings(t *testing.T) {
	t.Parallel()
	shapes := map[string]carriertest.Shape{}
	for text, want := range map[string]string{
		"Awaiting collection at KEW POST OFFICE":            "available_for_pickup",
		"Awaiting collection at Parcel Locker 123":          "available_for_pickup/locker",
		"Final notice for collection":                       "available_for_pickup/pickup_reminder",
		"Delivered - Collected from Post Office":            "delivered/pickup_collected",
		"Delivered to neighbour":                            "delivered/to_neighbour",
		"Delivered with signature":                          "delivered/signed",
		"Your item will be delivered soon":                  "in_transit",
		"Could not be delivered":                            "exception/other",
		"Attempted delivery - business closed":              "delivery_attempted/business_closed",
		"Unable to deliver - no one home":                   "delivery_attempted/not_home",
		"Refused by addressee":                              "exception/refused",
		"Being returned to sender":                          "returning",
		"Item held by Customs":                              "exception/customs_delay",
		"Held by Australian Border Agency for biosecurity":  "in_transit/customs_processing",
		"Redirection requested":                             "-",
		"Redirected to KEW VIC":                             "in_transit/forwarded",
		"Ready for Pickup":                                  "info_received/awaiting_handover",
		"To be Re-Delivered":                                "delivery_attempted/rescheduled",
		"At Delivery Depot":                                 "in_transit/arrived",
		"FREIGHT HANDLING":                                  "in_transit/sorted",
		"Arrived in New Zealand":                            "in_transit/arrived_destination_country",
		"In transit to next facility in OAKLEIGH SOUTH VIC": "in_transit",
		"With driver":                                       "out_for_delivery",
		"A wombat looked at it":                             "unknown/unmapped_code",
	} {
		status := want
		if want == "-" {
			status = "pending/awaiting_carrier_data"
		}
		shapes[text] = carriertest.Shape{answer(item("7XX1000900112233", "In transit", event(text))), number + status + noon + want}
	}
	carriertest.Shapes(t, australiapost.New(), carrier.Poll, shapes)
}

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	star := func(status string, items ...string) string {
		return `{"tracking_results":[{"tracking_id":"7XX1000900112233","consignment":{"status":"` + status + `","events":[` + event("Item Delivered") + `]},"trackable_items":[` + strings.Join(items, ",") + `]}]}`
	}
	onboard := strings.Replace(event("On Board for Delivery"), "T12", "T08", 1)
	carriertest.Shapes(t, australiapost.New(), carrier.Poll, map[string]carriertest.Shape{
		"one object for each list":        {`{"tracking_results":{"tracking_id":"7XX1000900112233","trackable_items":{"article_id":"7XX1000900112233","events":` + event("Delivered") + `}}}`, number + "delivered" + noon + "delivered"},
		"an article of its own number":    {answer(item("7XX1000900112233001", "", event("Delivered"))), number + "delivered" + noon + "delivered | also 7XX1000900112233001"},
		"an article told twice":           {answer(item("7XX1000900112233", "", event("Delivered")), item("7XX1000900112233", "", event("Delivered"))), number + "delivered" + noon + "delivered"},
		"only a status":                   {answer(item("7XX1000900112233", "Awaiting collection")), number + "available_for_pickup | available_for_pickup"},
		"only a status of the whole":      {`{"tracking_results":[{"tracking_id":"7XX1000900112233","status":"Initiated"}]}`, number + "info_received/awaiting_handover | info_received/awaiting_handover"},
		"a status that says nothing":      {answer(item("7XX1000900112233", "Unknown")), number + "pending/awaiting_carrier_data"},
		"a status beside events":          {answer(item("7XX1000900112233", "Delivered", event("Onboard for delivery"))), number + "out_for_delivery" + noon + "out_for_delivery"},
		"a consignment inside":            {answer(`{"consignment_id":"7XX1000900112233","status":"Delivered","items":[` + item("7XX1000900112233", "Delivered", event("Delivered")) + `]}`), number + "delivered" + noon + "delivered"},
		"one item of a consignment":       {star("Delivered in Full", item("7XX1000900112233EXP00001", "Item Delivered", onboard)), number + "delivered | 2026-03-10T08:00:00 +11:00 out_for_delivery" + noon + "delivered | also 7XX1000900112233EXP00001"},
		"two items, one delivered":        {star("Partial Delivery", item("A00000001", "", event("Item Delivered")), item("A00000002", "", onboard)), number + "out_for_delivery | 2026-03-10T08:00:00 +11:00 out_for_delivery" + noon + "-" + noon + "delivered | also A00000001 A00000002"},
		"two items, all delivered":        {star("Delivered in Full", item("A00000001", "", onboard), item("A00000002", "", onboard)), number + "delivered | 2026-03-10T08:00:00 +11:00 out_for_delivery | 2026-03-10T08:00:00 +11:00 out_for_delivery" + noon + "delivered | also A00000001 A00000002"},
		"a clock without offset":          {answer(item("7XX1000900112233", "", `{"description":"Delivered","date":"2026-03-10 12:00:00"}`)), number + "delivered | 2026-03-10T12:00:00 delivered"},
		"a code refined by its words":     {answer(item("7XX1000900112233", "", `{"description":"Delivered - in the letterbox","date":"2026-03-10T12:00:00+11:00","event_code":"DD-ER13"}`)), number + "delivered/mailbox" + noon + "DD-ER13 delivered/mailbox"},
		"a code with new words":           {answer(item("7XX1000900112233", "", `{"description":"Etwas","date":"2026-03-10T12:00:00+11:00","eventCode":"AFP-ER13"}`)), number + "out_for_delivery" + noon + "AFP-ER13 out_for_delivery"},
		"an error beside a good number":   {`{"tracking_results":[{"tracking_id":"7XX1000","errors":[{"code":"ESB-10001","name":"Invalid tracking ID"}]},{"tracking_id":"7XX1000900112233","trackable_items":[` + item("7XX1000900112233", "", event("Delivered")) + `]}]}`, number + "delivered" + noon + "delivered\nproblem 7XX1000 not_found ESB-10001"},
		"nothing asked, nothing answered": {`{"tracking_results":[]}`, ""},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	failed := func(code, name string) string {
		return `{"errors":[{"code":"` + code + `","name":"` + name + `","message":"The text of it.","field":"tracking_ids"}]}`
	}
	carriertest.Shapes(t, australiapost.New(), carrier.Poll, map[string]carriertest.Shape{
		"no such number":       {failed("51104", "INVALID_TRACKING_ID"), "problem not_found 51104"},
		"too many":             {failed("51101", "TOO_MANY_AP_TRACKING_IDS"), "problem invalid 51101"},
		"mixed":                {failed("51103", "TRACKING_IDS_MIX_OF_AP_AND_ST"), "problem invalid 51103"},
		"outage":               {failed("ESB-20050", "System Error"), "problem upstream ESB-20050"},
		"key":                  {`{"errors":[{"error_code":"API_001","error_name":"Unauthorised"}]}`, "problem unauthorized API_001"},
		"limit":                {`{"errors":[{"error_code":"API_002","error_name":"Too many requests"}]}`, "problem rate_limited API_002"},
		"new code, known name": {failed("44001", "NOT_AUTHORISED unauthorised account"), "problem unauthorized 44001"},
		"new code":             {failed("44002", "SOMETHING_NEW"), "problem invalid 44002"},
		"one object":           {`{"errors":{"code":"ESB-10001","name":"Invalid tracking ID"}}`, "problem not_found ESB-10001"},
		"gateway":              {`{"message":"Forbidden"}`, "problem unauthorized"},
		"token endpoint":       {`{"error":"invalid_client","error_description":"Client authentication failed"}`, "problem unauthorized invalid_client"},
		"something else":       {`{"hello":"world"}`, "error: read Australia Post payload: neither tracking results nor an error"},
		"HTML":                 {`<html><body>502</body></html>`, "error: read Australia Post payload: byte 0: unexpected text"},
	})
}
