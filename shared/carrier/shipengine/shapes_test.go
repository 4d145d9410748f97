package shipengine_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

// answer is a tracking answer about a parcel of UPS, with further members.
func answer(members ...string) string {
	return `{` + strings.Join(append([]string{`"tracking_number":"1Z879E930346834440"`, `"carrier_code":"ups"`}, members...), ",") + `}`
}

func events(all ...string) string { return `"events":[` + strings.Join(all, ",") + `]` }

const arrived = `{"occurred_at":"2026-03-09T14:20:00Z","description":"Arrived","status_code":"IT","status_detail_code":"HUB_SCAN_IN","event_code":"H17"}`

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	scan := "1Z879E930346834440 ups in_transit/arrived | 2026-03-09T14:20:00 +00:00 H17 in_transit/arrived"
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"one event":                          {answer(events(arrived)), scan},
		"an event as one object":             {answer(`"events":` + arrived), scan},
		"a list of answers":                  {`[` + answer(events(arrived)) + `,` + answer(events(arrived)) + `]`, scan},
		"no event yet":                       {answer(`"status_code":"NY"`, events()), "1Z879E930346834440 ups pending/awaiting_carrier_data"},
		"events are null":                    {answer(`"status_code":"NY"`, `"events":null`), "1Z879E930346834440 ups pending/awaiting_carrier_data"},
		"unknown":                            {answer(`"status_code":"UN"`, events()), "1Z879E930346834440 ups pending/awaiting_carrier_data | verdict not_found"},
		"unknown, but with a scan":           {answer(`"status_code":"UN"`, events(arrived)), scan},
		"the status of the whole is no scan": {answer(`"status_code":"DE"`, `"actual_delivery_date":"2026-03-10T10:00:00Z"`, events(arrived)), scan},
		"a date":                             {answer(`"estimated_delivery_date":"2026-03-11"`, events(arrived)), scan + " | by 2026-03-11..2026-03-11"},
		"a date dressed as an instant":       {answer(`"estimated_delivery_date":"2026-03-11T23:59:59.000Z"`, events(arrived)), scan + " | by 2026-03-11..2026-03-11"},
		"no carrier, but a page":             {`{"tracking_number":"1Z879E930346834440","tracking_url":"https://wwwapps.ups.com/tracking/tracking.cgi?tracknum=1",` + events(arrived) + `}`, scan},
		"no carrier, a foreign page":         {`{"tracking_number":"1Z879E930346834440","tracking_url":"https://example.com/",` + events(arrived) + `}`, strings.Replace(scan, " ups ", " - ", 1)},
		"an empty list of errors":            {answer(`"errors":[]`, events(arrived)), scan},
		"several errors":                     {`{"errors":[{"error_type":"system","error_code":"unspecified","message":"x"},{"error_source":"carrier","error_type":"business_rules","error_code":"carrier_disconnected","message":"y"}]}`, "problem upstream unspecified\nproblem unauthorized carrier_disconnected"},
		"a JSON-RPC error":                   {`{"jsonrpc":"2.0","id":"x","error":{"code":-32603,"message":"Internal error","data":{"error_source":"carrier","error_type":"validation","error_code":"not_found"}}}`, "problem not_found not_found"},
		"an error of a gateway":              {`{"errors":[{"error_code":"503","message":"x"}]}`, "problem upstream 503"},
		"a gateway's words":                  {`{"message":"Unauthorized"}`, "problem unauthorized"},
		"a gateway's status":                 {`{"statusCode":429,"message":"Rate limit is exceeded."}`, "problem rate_limited 429"},
		"an error in a word":                 {`{"error":"invalid_client","error_description":"x"}`, "problem unauthorized invalid_client"},
		"a new code of error":                {`{"errors":[{"error_code":"brand_new","message":"x"}]}`, "problem invalid brand_new"},
		"something else":                     {`{"hello":"world"}`, "error: read ShipEngine payload: neither a tracking answer nor a push"},
		"a number alone":                     {`{"tracking_number":"1Z879E930346834440"}`, "error: read ShipEngine payload: neither a tracking answer nor a push"},
	})
}

func TestShapesOfEvents(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ event, want string }{
		"only UTC":                 {`"occurred_at":"2026-03-09T14:20:00Z","status_code":"IT"`, "2026-03-09T14:20:00 +00:00 IT in_transit"},
		"a local clock":            {`"occurred_at":"2026-03-09T14:20:00Z","carrier_occurred_at":"2026-03-09T09:20:00","status_code":"IT"`, "2026-03-09T09:20:00 -05:00 IT in_transit"},
		"a Z that is not true":     {`"occurred_at":"2026-03-09T14:20:00.500Z","carrier_occurred_at":"2026-03-09T09:20:00Z","status_code":"IT"`, "2026-03-09T09:20:00 -05:00 IT in_transit"},
		"a true offset":            {`"occurred_at":"2026-03-09T14:20:00Z","carrier_occurred_at":"2026-03-09T09:20:00-05:00","status_code":"IT"`, "2026-03-09T09:20:00 -05:00 IT in_transit"},
		"both are the same":        {`"occurred_at":"2026-03-09T14:20:00Z","carrier_occurred_at":"2026-03-09T14:20:00Z","status_code":"IT"`, "2026-03-09T14:20:00 +00:00 IT in_transit"},
		"the place knows better":   {`"occurred_at":"2026-03-09T16:20:00Z","carrier_occurred_at":"2026-03-09T09:20:00Z","state_province":"WI","country_code":"US","status_code":"IT"`, "2026-03-09T09:20:00 -05:00 IT in_transit"},
		"no distance on earth":     {`"occurred_at":"2026-03-09T16:27:00Z","carrier_occurred_at":"2026-03-09T09:20:00Z","status_code":"IT"`, "2026-03-09T09:20:00 IT in_transit"},
		"only local":               {`"carrier_occurred_at":"2026-03-09T09:20:00","status_code":"IT"`, "2026-03-09T09:20:00 IT in_transit"},
		"no time":                  {`"occurred_at":null,"status_code":"IT"`, "IT in_transit"},
		"accepted":                 {`"occurred_at":"2026-03-09","status_code":"AC"`, "2026-03-09 AC accepted"},
		"small letters":            {`"occurred_at":"2026-03-09","status_code":"de"`, "2026-03-09 DE delivered"},
		"the detail is more exact": {`"occurred_at":"2026-03-09","status_code":"EX","status_detail_code":"HELD_BY_IMPORT_CUSTOMS"`, "2026-03-09 HELD_BY_IMPORT_CUSTOMS exception/customs_delay"},
		"a detail without news":    {`"occurred_at":"2026-03-09","status_code":"IT","status_detail_code":"PARCEL_UPDATE_NOTIFICATION_VIA_SMS"`, "2026-03-09 PARCEL_UPDATE_NOTIFICATION_VIA_SMS -"},
		"a detail not mapped":      {`"occurred_at":"2026-03-09","status_code":"IT","status_detail_code":"CARRIER_STATUS_NOT_MAPPED"`, "2026-03-09 CARRIER_STATUS_NOT_MAPPED in_transit"},
		"a new status":             {`"occurred_at":"2026-03-09","status_code":"ZZ","description":"Origin Scan"`, "2026-03-09 ZZ unknown/unmapped_code"},
		"the carrier's own code":   {`"occurred_at":"2026-03-09","status_code":"IT","event_code":"I","carrier_detail_code":"OT","description":"Something new"`, "2026-03-09 I out_for_delivery"},
		"only the carrier's words": {`"occurred_at":"2026-03-09","description":"Origin Scan"`, "2026-03-09 accepted/origin_scan"},
		"words of 2019":            {`"event_date":"2026-03-09T14:20:00.000Z","description":"Origin Scan"`, "2026-03-09T14:20:00 +00:00 accepted/origin_scan"},
		"a number for a code":      {`"occurred_at":"2026-03-09","status_code":"IT","carrier_status_code":1`, "2026-03-09 1 in_transit"},
	}
	shapes := make(map[string]carriertest.Shape, len(cases))
	for name, c := range cases {
		fields := strings.Fields(c.want)
		shapes[name] = carriertest.Shape{answer(`"events":[{` + c.event + `}]`), "1Z879E930346834440 ups " + fields[len(fields)-1] + " | " + c.want}
	}
	shapes["a detail without news"] = carriertest.Shape{shapes["a detail without news"][0], "1Z879E930346834440 ups pending/awaiting_carrier_data | 2026-03-09 PARCEL_UPDATE_NOTIFICATION_VIA_SMS -"}
	carriertest.Shapes(t, adapter(), carrier.Poll, shapes)
}

func TestShapesOfPushes(t *testing.T) {
	t.Parallel()
	push := func(kind, address, data string) string {
		return `{"resource_url":"` + address + `","resource_type":"` + kind + `","data":` + data + `}`
	}
	scan := "1Z879E930346834440 ups in_transit/arrived | 2026-03-09T14:20:00 +00:00 H17 in_transit/arrived"
	label := "https://api.shipengine.com/v1/labels/se-17/track"
	carriertest.Shapes(t, adapter(), carrier.Webhook, map[string]carriertest.Shape{
		"API_TRACK":                              {push("API_TRACK", label, answer(events(arrived))), scan},
		"TRACK_EVENT_V2":                         {push("TRACK_EVENT_V2", label, answer(events(arrived))), scan},
		"carrier and number only in the address": {push("API_TRACK", "https://api.shipengine.com/v1/tracking/ups/1Z879E930346834440", `{`+events(arrived)+`}`), scan},
		"the same as a query":                    {push("API_TRACK", "https://api.shipengine.com/v1/tracking?carrier_code=ups&tracking_number=1Z879E930346834440", `{`+events(arrived)+`}`), scan},
		"without data":                           {push("API_TRACK", "https://api.shipengine.com/v1/tracking/ups/1Z879E930346834440", `null`), "1Z879E930346834440 ups pending/awaiting_carrier_data"},
		"of a label, without data":               {push("API_TRACK", label, `null`), ""},
		"about a batch":                          {push("API_BATCH", "https://api.shipengine.com/v1/batches/se-17", `null`), ""},
		"about rates":                            {push("API_RATE", label, answer(events(arrived))), ""},
		"signed":                                 {push("API_TRACK", label, answer(`"events":[{"occurred_at":"2026-03-10","description":"Delivered","status_code":"DE","signer":"CANARY"},`+arrived+`]`)), "1Z879E930346834440 ups delivered/signed | 2026-03-09T14:20:00 +00:00 H17 in_transit/arrived | 2026-03-10 DE delivered | signed"},
		"a signer of no delivery":                {push("API_TRACK", label, answer(`"events":[{"occurred_at":"2026-03-10","description":"x","status_code":"EX","signer":"CANARY"}]`)), "1Z879E930346834440 ups exception/other | 2026-03-10 EX exception/other"},
	})
}
