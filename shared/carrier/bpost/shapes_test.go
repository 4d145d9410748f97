package bpost_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/bpost"
	"doorstep/shared/carrier/carriertest"
)

const number = "323212345659900040669030"

// answer is an answer of the tracking service with these members.
func answer(members string) string {
	return `<?xml version="1.0"?><itemTracking xmlns="http://schema.post.be/tracking/v1/"><itemCode>` + number + `</itemCode>` + members + `</itemTracking>`
}

func state(code, words, at string) string {
	return `<stateInfo><time>` + at + `</time><stateCode>` + code + `</stateCode><stateDescription>` + words + `</stateDescription></stateInfo>`
}

// page is an answer of the public page about one item; more are further members of it.
func page(events, more string) string {
	return `{"items":[{"itemCode":"` + number + `","events":` + events + more + `}]}`
}

const delivered = `{"date":"2026-03-10","time":"11:16","location":{"locationName":"GENT X","countryCode":"BE"},"key":{"EN":{"description":"Item delivered"}}}`

func TestShapes(t *testing.T) {
	t.Parallel()
	out := state("L00", "BoundToRound - out_for_distribution", "2026-03-10T07:11:18.923+01:00")
	const says = number + " bpost out_for_delivery | 2026-03-10T07:11:18 +01:00 L00 out_for_delivery"
	carriertest.Shapes(t, bpost.New(), carrier.Poll, map[string]carriertest.Shape{
		"one state":          {answer(out), says},
		"the same twice":     {answer(out + out), says},
		"prefixes":           {`<t:itemTracking xmlns:t="x"><t:itemCode>` + number + `</t:itemCode><t:stateInfo><t:time>2026-03-10T07:11:18+01:00</t:time><t:stateCode>L00</t:stateCode></t:stateInfo></t:itemTracking>`, says},
		"several items":      {`<itemTrackings>` + `<itemTracking><itemCode>` + number + `</itemCode>` + out + `</itemTracking><itemTracking><itemCode>CE123456789BE</itemCode>` + state("T00", "x", "2026-03-09T07:11:18+01:00") + `</itemTracking></itemTrackings>`, says + "\nCE123456789BE bpost in_transit/sorted | 2026-03-09T07:11:18 +01:00 T00 in_transit/sorted"},
		"in JSON":            {`{"itemTracking":{"itemCode":"` + number + `","stateInfo":[{"time":"2026-03-10T07:11:18.923+01:00","stateCode":"L00","stateDescription":"x"}]}}`, says},
		"without an offset":  {answer(state("L00", "x", "2026-03-10T07:11:18")), number + " bpost out_for_delivery | 2026-03-10T07:11:18 L00 out_for_delivery"},
		"no states":          {answer(""), number + " bpost pending/awaiting_carrier_data"},
		"expected":           {answer(out + `<deliveryTime>2026-03-11T00:00:00+01:00</deliveryTime>`), says + " | by 2026-03-11..2026-03-11"},
		"expected, a day":    {answer(`<deliveryTime>2026-03-11</deliveryTime>` + out), says + " | by 2026-03-11..2026-03-11"},
		"expected, nothing":  {answer(`<deliveryTime/>` + out), says},
		"page":               {page("["+delivered+"]", ""), number + " bpost delivered | 2026-03-10T11:16:00 +01:00 delivered"},
		"page, one event":    {page(delivered, ""), number + " bpost delivered | 2026-03-10T11:16:00 +01:00 delivered"},
		"page, in Dutch":     {page(`[{"date":"2026-03-10","time":"11:16:30","key":{"NL":{"description":"Je pakje werd bezorgd bij de buren"}}}]`, ""), number + " bpost delivered/to_neighbour | 2026-03-10T11:16:30 delivered/to_neighbour"},
		"page, key as word":  {page(`[{"date":"10/03/2026","time":"11:16","key":"DELIVERED_AT_HOME"}]`, ""), number + " bpost delivered/to_recipient | 2026-03-10T11:16:00 DELIVERED_AT_HOME delivered/to_recipient"},
		"page, collected":    {page("["+delivered+"]", `,"activeStep":{"knownProcessStep":"PICKED_UP_IN_POST_POINT"}`), number + " bpost delivered/pickup_collected | 2026-03-10T11:16:00 +01:00 delivered/pickup_collected"},
		"page, step first":   {`{"items":[{"activeStep":{"knownProcessStep":"DELIVERED_TO_SENDER"},"itemCode":"` + number + `","events":[` + delivered + `]}]}`, number + " bpost returned/to_sender | 2026-03-10T11:16:00 +01:00 returned/to_sender"},
		"page, a step alone": {page("[]", `,"activeStep":{"knownProcessStep":"DELIVERED"}`), number + " bpost pending/awaiting_carrier_data"},
		"page, relabelled":   {page("["+delivered+"]", `,"searchCode":"CE123456789BE"`), number + " bpost delivered | 2026-03-10T11:16:00 +01:00 delivered | also CE123456789BE"},
		"page, a window":     {page("["+delivered+"]", `,"expectedDeliveryTimeRange":{"day":"2026-03-10","time1":"10:30","time2":"12:30"}`), number + " bpost delivered | 2026-03-10T11:16:00 +01:00 delivered | by 2026-03-10T10:30:00..2026-03-10T12:30:00"},
		"page, moments":      {page("["+delivered+"]", `,"expectedDeliveryTimeRange":{"time1":"2026-03-10T10:30:00+01:00","time2":"2026-03-10T12:30:00+01:00"}`), number + " bpost delivered | 2026-03-10T11:16:00 +01:00 delivered | by 2026-03-10T10:30:00..2026-03-10T12:30:00"},
		"page, a day":        {page("["+delivered+"]", `,"expectedDeliveryTimeRange":{"day":"2026-03-10"}`), number + " bpost delivered | 2026-03-10T11:16:00 +01:00 delivered | by 2026-03-10..2026-03-10"},
	})
}

func TestStates(t *testing.T) {
	t.Parallel()
	shapes := map[string]carriertest.Shape{}
	for name, c := range map[string][3]string{
		"announced":                    {"A00", "AnnouncementReceived - announced", "info_received/label_created"},
		"sorted":                       {"T00", "x", "in_transit/sorted"},
		"on a round":                   {"L00", "x", "out_for_delivery"},
		"delivered":                    {"U01", "DistributedNormally - regular", "delivered"},
		"delivered in a mailbox":       {"U03", "DistributedNormally - letterbox", "delivered/mailbox"},
		"delivered abroad":             {"U05", "DistributedAbroad", "delivered"},
		"delivered to the sender":      {"U02", "DistributedAfterBTS", "returned/to_sender"},
		"nobody at home":               {"N01", "NotDistributed - absent", "delivery_attempted/not_home"},
		"closed":                       {"N91", "NotDistributed - closed", "delivery_attempted/business_closed"},
		"not delivered, for no reason": {"N91", "NotDistributed - x", "delivery_attempted"},
		"a code without known words":   {"B28", "x", "unknown/unmapped_code"},
		"missorted":                    {"B28", "Missorted", "exception/missort"},
		"on its way back":              {"B11", "BackToSender", "returning"},
		"in a post point":              {"N74", "AvailableInPostPoint", "available_for_pickup/parcel_shop"},
		"in a post office":             {"R13", "AvailableInPostOffice", "available_for_pickup/post_office"},
		"a new code with words":        {"Z77", "Your item has been sorted.", "in_transit/sorted"},
		"not delivered is no delivery": {"Z77", "The item could not be delivered.", "delivery_attempted"},
		"a new code":                   {"Z77", "ZorglubQuiche", "unknown/unmapped_code"},
		"a code in lower case":         {"u01", "x", "delivered"},
	} {
		shapes[name] = carriertest.Shape{answer(state(c[0], c[1], "2026-03-10T09:00:00+01:00")), number + " bpost " + c[2] + " | 2026-03-10T09:00:00 +01:00 " + c[0] + " " + c[2]}
	}
	carriertest.Shapes(t, bpost.New(), carrier.Poll, shapes)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	const strange = "error: read bpost payload: neither a tracking answer nor an error"
	carriertest.Shapes(t, bpost.New(), carrier.Poll, map[string]carriertest.Shape{
		"system exception":    {`<systemException xmlns:n="x"><n:message>An unexpected error occurred while executing the request!</n:message><n:timestamp>2026-03-10+01:00</n:timestamp></systemException>`, "problem upstream systemException"},
		"business exception":  {`<businessException><message>The barcode is not valid</message></businessException>`, "problem invalid businessException"},
		"unknown, in XML":     {`<businessException><code>E1</code><message>Unknown item</message></businessException>`, "problem not_found E1"},
		"no right, in XML":    {`<businessException><message>Not authorized for this account</message></businessException>`, "problem unauthorized businessException"},
		"unknown, a sentence": {"No item found for this barcode\n", "problem not_found"},
		"no right, a word":    {"Unauthorized", "problem unauthorized"},
		"a limit, a sentence": {"Too Many Requests", "problem rate_limited"},
		"page, unknown":       {`{"error":"NO_DATA_FOUND"}`, "problem not_found NO_DATA_FOUND"},
		"page, no items":      {`{"items":[]}`, "problem not_found"},
		"a gateway":           {`{"status":503,"error":"Service Unavailable"}`, "problem upstream 503"},
		"a sentence":          {"Hello, world", "error: read bpost payload: byte 0: unexpected text"},
		"something else":      {`{"hello":"world"}`, strange},
		"an HTML page":        {`<html><body><h1>Maintenance</h1></body></html>`, strange},
		"nothing":             {"", "error: read bpost payload: empty body"},
	})
}
