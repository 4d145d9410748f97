package seko_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/seko"
)

// consignment is one consignment with the events given, and further members.
func consignment(events string, members ...string) string {
	return `{` + strings.Join(append([]string{`"ConsignmentNo":"WFY9001999","Status":"x","Tracking":"http://track.omniparcel.com/1","Events":` + events}, members...), ",") + `}`
}

// event is one event of the first part.
func event(omni, text string) string {
	return `{"EventDT":"2026-03-10T08:28:00.5","Code":null,"OmniCode":"` + omni + `","Description":"` + text + `","Location":"IL","Part":1}`
}

const (
	head = "WFY9001999 seko "
	at   = " | 2026-03-10T08:28:00 "
)

func TestShapesOfConsignments(t *testing.T) {
	t.Parallel()
	out := event("OP-21", "Out for delivery")
	second := strings.Replace(strings.Replace(out, `"Part":1`, `"Part":2`, 1), "OP-21", "OP-72", 1)
	const outside = head + "out_for_delivery" + at + "OP-21 out_for_delivery"
	carriertest.Shapes(t, seko.New(), carrier.Poll, map[string]carriertest.Shape{
		"a list":                           {`[` + consignment(`[`+out+`]`) + `]`, outside},
		"a single consignment":             {consignment(`[` + out + `]`), outside},
		"a consignment twice":              {`[` + consignment(`[`+out+`]`) + `,` + consignment(`[`+out+`]`) + `]`, outside},
		"an event as a single object":      {consignment(out), outside},
		"the same event twice":             {consignment(`[` + out + `,` + out + `]`), outside},
		"no events yet":                    {consignment(`[]`), head + "pending/awaiting_carrier_data"},
		"events are null":                  {consignment(`null`), head + "pending/awaiting_carrier_data"},
		"an empty list":                    {`[]`, "problem not_found"},
		"a list of nonsense":               {`[1,2]`, "error: read SEKO payload: neither a tracking answer nor a webhook"},
		"a number with spaces":             {strings.Replace(consignment(out), "WFY9001999", "wfy 9001 999", 1), outside},
		"a part as text":                   {consignment(strings.Replace(out, `"Part":1`, `"Part":"1"`, 1)), outside},
		"no part":                          {consignment(strings.Replace(out, `"Part":1`, `"Part":null`, 1)), outside},
		"two parts":                        {consignment(`[` + out + `,` + second + `]`), head + "out_for_delivery" + at + "OP-21 out_for_delivery" + at + "OP-72 delivered"},
		"the second part alone":            {consignment(`[` + second + `]`), head + "in_transit" + at + "OP-72 delivered"},
		"a time that is none":              {consignment(strings.Replace(out, "2026-03-10T08:28:00.5", "2018-28-28T17:22:43", 1)), head + "out_for_delivery | OP-21 out_for_delivery"},
		"a zone in the payload":            {consignment(strings.Replace(out, "08:28:00.5", "08:28:00+10:00", 1)), head + "out_for_delivery | 2026-03-10T08:28:00 +10:00 OP-21 out_for_delivery"},
		"delivered without its event":      {consignment(out, `"Delivered":"2026-03-10T11:00:00"`), head + "delivered" + at + "OP-21 out_for_delivery | 2026-03-10T11:00:00 OP-72 delivered"},
		"delivered with its event":         {consignment(event("OP-73", "x"), `"Delivered":"2026-03-10T11:00:00"`), head + "delivered/to_neighbour" + at + "OP-73 delivered/to_neighbour"},
		"not delivered yet":                {consignment(out, `"Delivered":"","Picked":""`), outside},
		"the number of the last mile":      {consignment(out, `"LastMileTrackingNo":"00 3404 3416 1094 0159 02"`), outside + " | also 00340434161094015902"},
		"numbers of the last mile":         {consignment(out, `"TrackingNo":["699400890601","699400890601","WFY9001999"]`), outside + " | also 699400890601"},
		"a locker is no recipient":         {consignment(event("OP-76", "x")), head + "available_for_pickup/parcel_shop" + at + "OP-76 available_for_pickup/parcel_shop"},
		"delivered to the sender":          {consignment(`[` + strings.Replace(event("OP-29", "x"), "08:28", "07:28", 1) + `,` + event("OP-72", "x") + `]`), head + "returned/to_sender | 2026-03-10T07:28:00 OP-29 returning" + at + "OP-72 delivered"},
		"inspected at customs":             {consignment(event("OP-6", "x")), head + "exception/customs_inspection" + at + "OP-6 exception/customs_inspection"},
		"news that move nothing":           {consignment(event("OP-31", "x")), head + "pending/awaiting_carrier_data" + at + "OP-31 -"},
		"a new code":                       {consignment(event("OP-999", "Delivered")), head + "unknown/unmapped_code" + at + "OP-999 unknown/unmapped_code"},
		"no code, known words":             {consignment(strings.Replace(event("", "Parcel Damaged"), `"Code":null`, `"Code":"DMG"`, 1)), head + "exception/damaged" + at + "DMG exception/damaged"},
		"no code, words of a carrier":      {consignment(event("", "Delivered, front door")), head + "delivered" + at + "delivered"},
		"no code, words that nobody knows": {consignment(event("", "Beamed")), head + "unknown/unmapped_code" + at + "unknown/unmapped_code"},
		"something else":                   {`{"hello":"world"}`, "error: read SEKO payload: neither a tracking answer nor a webhook"},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, seko.New(), carrier.Poll, map[string]carriertest.Shape{
		"a list of errors":         {`{"Errors":[{"Property":"Destination.Address.CountryCode","Message":"CountryCode is required","Key":"CountryCode","Value":""}]}`, "problem invalid CountryCode"},
		"an error":                 {`{"Error":{"Message":"Invalid access key"}}`, "problem unauthorized"},
		"a sentence":               {`{"Errors":"Invalid access key"}`, "problem unauthorized"},
		"a list of sentences":      {`{"Errors":["Consignment does not exist"]}`, "problem not_found"},
		"a validation":             {`{"ValidationErrors":{"Consignments":"A consignment number is required"}}`, "problem invalid"},
		"validations":              {`{"ValidationErrors":[{"ErrorCode":"ERR001","Message":"x","Severity":"Error"}]}`, "problem invalid ERR001"},
		"rejected":                 {`{"Rejected":[{"Consignment":"WFY9001999","Reason":"Consignment not found"}]}`, "problem not_found"},
		"the framework":            {`{"Message":"Authorization has been denied for this request."}`, "problem unauthorized"},
		"too often":                {`{"Message":"API calls quota exceeded! maximum admitted 100 per Minute."}`, "problem rate_limited"},
		"by its HTTP status":       {`{"Errors":[{"code":"503","Message":"x"}]}`, "problem upstream 503"},
		"down":                     {`{"Message":"An error has occurred.","ExceptionMessage":"Timeout expired"}`, "problem upstream"},
		"a gateway":                {`{"statusCode":429,"message":"Rate limit is exceeded."}`, "problem rate_limited 429"},
		"of one consignment":       {`[{"ConsignmentNo":"WFY9001999","Errors":[{"Message":"Consignment not found"}]},` + consignment(event("OP-21", "x")) + `]`, head + "out_for_delivery" + at + "OP-21 out_for_delivery\nproblem WFY9001999 not_found"},
		"only in the status":       {`[{"ConsignmentNo":"WFY9001999","Status":"Consignment not found","Events":[]}]`, "problem WFY9001999 not_found"},
		"errors are null":          {consignment(event("OP-21", "x"), `"Errors":null`), head + "out_for_delivery" + at + "OP-21 out_for_delivery"},
		"errors are empty":         {consignment(event("OP-21", "x"), `"Errors":[]`), head + "out_for_delivery" + at + "OP-21 out_for_delivery"},
		"warnings are no failures": {consignment(event("OP-21", "x"), `"Warnings":[{"WarningCode":"WARN001","Message":"x"}]`), head + "out_for_delivery" + at + "OP-21 out_for_delivery"},
	})
}

func TestInterpret(t *testing.T) {
	t.Parallel()
	for in, want := range map[[2]string]string{
		{"OP-21", "x"}:                "out_for_delivery",
		{"OP-999", "Delivered"}:       "",
		{"", "Flight Departed"}:       "in_transit/departed",
		{"DEL", "Delivered to agent"}: "delivered",
		{"", "Arrived at customs"}:    "in_transit/customs_processing",
		{"", "Customs held"}:          "exception/customs_inspection",
		{"", "Parcel not delivered"}:  "delivery_attempted",
		{"", "Delivered to locker"}:   "available_for_pickup/locker",
		{"", ""}:                      "",
	} {
		m, ok := seko.New().Interpret(in[0], in[1])
		got := strings.TrimSuffix(string(m.Status)+"/"+m.Sub, "/")
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
