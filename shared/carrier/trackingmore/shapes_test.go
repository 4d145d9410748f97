package trackingmore_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

// answer is a list with one tracking of USPS, with further members.
func answer(members ...string) string {
	return `{"meta":{"code":200},"data":[` + item(members...) + `]}`
}

func item(members ...string) string {
	return `{` + strings.Join(append([]string{`"tracking_number":"9400111206206406260787"`, `"courier_code":"usps"`}, members...), ",") + `}`
}

func leg(name string, points ...string) string {
	return `"` + name + `":{"trackinfo":[` + strings.Join(points, ",") + `]}`
}

const arrived = `{"checkpoint_date":"2026-03-09T21:20:00","checkpoint_delivery_status":"transit","checkpoint_delivery_substatus":"transit002","tracking_detail":"x"}`

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	scan := "9400111206206406260787 usps in_transit/arrived | 2026-03-09T21:20:00 transit002 in_transit/arrived"
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"a list":                             {answer(leg("origin_info", arrived)), scan},
		"one object":                         {`{"meta":{"code":200},"data":` + item(leg("origin_info", arrived)) + `}`, scan},
		"an item without envelope":           {item(leg("origin_info", arrived)), scan},
		"code beside the data":               {`{"code":200,"message":"Successful","data":` + item(leg("origin_info", arrived)) + `}`, scan},
		"a list of version 2":                {`{"meta":{"code":200},"data":{"page":1,"items":[` + item(leg("origin_info", arrived)) + `]}}`, scan},
		"a checkpoint as one object":         {answer(`"origin_info":{"trackinfo":` + arrived + `}`), scan},
		"no checkpoints":                     {answer(`"origin_info":{"trackinfo":null}`, `"destination_info":[]`), "9400111206206406260787 usps pending/awaiting_carrier_data"},
		"both legs tell the same scan":       {answer(leg("origin_info", arrived), leg("destination_info", arrived)), scan},
		"the last mile":                      {answer(leg("destination_info", arrived), `"destination_track_number":"RR000000017US"`), scan + " | also RR000000017US"},
		"the last mile has its number":       {answer(leg("destination_info", arrived), `"destination_track_number":"9400 1112 0620 6406 2607 87"`), scan},
		"pending":                            {answer(`"delivery_status":"pending"`, leg("origin_info")), "9400111206206406260787 usps pending/awaiting_carrier_data | verdict not_found"},
		"not found, in two words":            {answer(`"delivery_status":"Not Found"`, leg("origin_info")), "9400111206206406260787 usps pending/awaiting_carrier_data | verdict not_found"},
		"expired":                            {answer(`"delivery_status":"expired"`, `"update_at":"2026-04-20T10:00:00+00:00"`, leg("origin_info", arrived)), scan + " | verdict expired"},
		"the status of the whole is no scan": {answer(`"delivery_status":"delivered"`, `"latest_event":"Delivered,DAYTON,2026-03-10 10:00"`, leg("origin_info", arrived)), scan},
		"expected":                           {answer(`"scheduled_delivery_date":"2026-03-11"`, leg("origin_info", arrived)), scan + " | by 2026-03-11..2026-03-11"},
		"expected by an hour":                {answer(`"scheduled_delivery_date":"2026-03-11T20:00:00"`, leg("origin_info", arrived)), scan + " | by 2026-03-11T00:00:00..2026-03-11T20:00:00"},
		"an empty list":                      {`{"meta":{"code":200,"type":"Success"},"data":[]}`, ""},
		"already there":                      {`{"meta":{"code":4101,"type":"BadRequest","message":"Tracking No. already exists."},"data":` + item() + `}`, "9400111206206406260787 usps pending/awaiting_carrier_data\nproblem invalid 4101"},
		"version 2: no such tracking":        {`{"meta":{"code":4017,"type":"NotFound","message":"Tracking does not exist."},"data":[]}`, "problem not_found 4017"},
		"version 2: the key":                 {`{"meta":{"code":4001,"type":"Unauthorized","message":"Invalid API key."},"data":[]}`, "problem unauthorized 4001"},
		"version 2: a batch":                 {`{"meta":{"code":201},"data":{"submitted":2,"added":1,"trackings":[` + item() + `],"errors":[{"tracking_number":"X17","code":4016,"message":"Tracking already exists."}]}}`, "9400111206206406260787 usps pending/awaiting_carrier_data\nproblem X17 invalid 4016"},
		"a plan without API":                 {`{"meta":{"code":203,"type":"PaymentRequired","message":"API service is only available for paid account."},"data":[]}`, "problem unauthorized 203"},
		"no content":                         {`{"meta":{"code":204,"type":"NoContent","message":"Request was successful, but no data."},"data":[]}`, "problem not_found 204"},
		"a server's error":                   {`{"meta":{"code":512,"type":"ServerError","message":"Server error"}}`, "problem upstream 512"},
		"a gateway's words":                  {`{"message":"Unauthorized"}`, "problem unauthorized"},
		"a gateway's status":                 {`{"statusCode":429,"message":"Rate limit is exceeded."}`, "problem rate_limited 429"},
		"a gateway's error":                  {`{"error":{"message":"Service unavailable"}}`, "problem upstream error"},
		"something else":                     {`{"hello":"world"}`, "error: read TrackingMore payload: neither an answer nor a push"},
	})
}

func TestShapesOfCheckpoints(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ point, want string }{
		"the sub-status":           {`"checkpoint_date":"2026-03-09 21:20","checkpoint_delivery_status":"transit","checkpoint_delivery_substatus":"transit005"`, "2026-03-09T21:20:00 transit005 in_transit/customs_cleared"},
		"only the status":          {`"checkpoint_date":"2026-03-09","checkpoint_delivery_status":"undelivered"`, "2026-03-09 undelivered delivery_attempted"},
		"an offset":                {`"checkpoint_date":"2026-03-09T21:20:00+08:00","checkpoint_delivery_status":"transit"`, "2026-03-09T21:20:00 +08:00 transit in_transit"},
		"pickup is a delivery":     {`"checkpoint_date":"2026-03-09","checkpoint_delivery_status":"pickup","tracking_detail":"x"`, "2026-03-09 pickup out_for_delivery"},
		"unless it waits":          {`"checkpoint_date":"2026-03-09","checkpoint_delivery_status":"pickup","checkpoint_delivery_substatus":"pickup002"`, "2026-03-09 pickup002 available_for_pickup"},
		"written with a line":      {`"checkpoint_date":"2026-03-09","checkpoint_status":"transit","substatus":"transit_004"`, "2026-03-09 transit_004 in_transit/arrived_destination_country"},
		"written as in the docs":   {`"checkpoint_date":"2026-03-09","checkpoint_status":"InfoReceived","substatus":"not found001"`, "2026-03-09 not found001 info_received"},
		"a new sub-status":         {`"checkpoint_date":"2026-03-09","checkpoint_delivery_status":"exception","checkpoint_delivery_substatus":"exception099"`, "2026-03-09 exception099 exception/other"},
		"the carrier's words":      {`"checkpoint_date":"2026-03-09","checkpoint_delivery_status":"transit","checkpoint_delivery_substatus":"transit001","tracking_detail":"Departed USPS Facility"`, "2026-03-09 transit001 in_transit/departed"},
		"the carrier's code":       {`"checkpoint_date":"2026-03-09","checkpoint_delivery_status":"exception","raw_status":"04","tracking_detail":"x"`, "2026-03-09 exception exception/refused"},
		"version 2":                {`"Date":"2026-03-09 21:20:00","StatusDescription":"Departed USPS Facility","Details":"DAYTON","checkpoint_status":"transit"`, "2026-03-09T21:20:00 transit in_transit/departed"},
		"only the carrier's words": {`"Date":"2026-03-09 21:20:00","StatusDescription":"Departed USPS Facility"`, "2026-03-09T21:20:00 in_transit/departed"},
		"words under details":      {`"checkpoint_date":"2026-03-09","details":"Departed USPS Facility"`, "2026-03-09 in_transit/departed"},
		"no word that is known":    {`"checkpoint_date":"2026-03-09","tracking_detail":"x"`, "2026-03-09 unknown/unmapped_code"},
		"no time":                  {`"checkpoint_date":null,"checkpoint_delivery_status":"transit"`, "transit in_transit"},
	}
	shapes := make(map[string]carriertest.Shape, len(cases))
	for name, c := range cases {
		fields := strings.Fields(c.want)
		shapes[name] = carriertest.Shape{answer(leg("origin_info", "{"+c.point+"}")), "9400111206206406260787 usps " + fields[len(fields)-1] + " | " + c.want}
	}
	carriertest.Shapes(t, adapter(), carrier.Webhook, shapes)
}
