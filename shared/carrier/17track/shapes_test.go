package seventeentrack_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

// accepted is an answer about one number of USPS, with further members of its track_info.
func accepted(info ...string) string {
	return `{"code":0,"data":{"accepted":[{"number":"RR000000017US","carrier":21051,"track_info":{` + strings.Join(info, ",") + `}}],"rejected":[]}}`
}

// leg is a list with one provider and its events.
func leg(key, name string, events ...string) string {
	return `"tracking":{"providers":[` + provider(key, name, events...) + `]}`
}

func provider(key, name string, events ...string) string {
	return `{"provider":{"key":` + key + `,"name":"` + name + `"},"events":[` + strings.Join(events, ",") + `]}`
}

// event is one event with its time members as given.
func event(sub, stage, text, times string) string {
	return `{` + times + `,"description":"` + text + `","stage":` + stage + `,"sub_status":` + sub + `}`
}

const at = `"time_iso":"2026-03-09T21:20:00-04:00","time_utc":"2026-03-10T01:20:00Z","time_raw":{"date":"2026-03-09","time":"21:20:00","timezone":"-04:00"}`

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	moving := event(`"InTransit_Arrival"`, `"Arrival"`, "Arrived", at)
	scan := " | 2026-03-09T21:20:00 -04:00 InTransit_Arrival in_transit/arrived_destination_country"
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"one number":                        {accepted(leg("21051", "USPS", moving)), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"an event as single object":         {accepted(`"tracking":{"providers":{"provider":{"key":"21051","name":"USPS"},"events":` + moving + `}}`), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"an item without envelope":          {`{"number":"rr 000000017 us","carrier":"21051","track_info":{` + leg("21051", "USPS", moving) + `}}`, "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"a carrier that only the key tells": {accepted(leg("21051", "", moving)), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"a carrier of the longer list":      {`{"code":0,"data":{"accepted":[{"number":"X17","carrier":190271,"track_info":{` + leg("190271", "", moving) + `}}]}}`, "X17 cainiao in_transit/arrived_destination_country" + scan},
		"a carrier that nobody knows":       {`{"code":0,"data":{"accepted":[{"number":"X17","carrier":999999,"track_info":{` + leg("999999", "Kangaroo Post", moving) + `}}]}}`, "X17 - in_transit/arrived_destination_country" + scan},
		"two carriers of one number": {`{"code":0,"data":{"accepted":[{"number":"X17","carrier":100002,"track_info":{` + leg("100002", "UPS", moving) + `}},{"number":"X17","carrier":100003,"track_info":{` + leg("100003", "Fedex", moving) + `}}]}}`,
			"X17 ups in_transit/arrived_destination_country" + scan + "\nX17 fedex in_transit/arrived_destination_country" + scan},
		"no list of events: the newest":      {accepted(`"latest_event":` + moving), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"the newest is in the list":          {accepted(`"latest_event":`+moving, leg("21051", "USPS", moving)), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"both legs tell one scan":            {accepted(`"tracking":{"providers":[` + provider("21051", "USPS", moving) + `,` + provider("3011", "China Post", moving) + `]}`), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"the own number is no next leg":      {accepted(`"misc_info":{"local_number":"RR000000017US"}`, leg("21051", "USPS", moving)), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"milestones are no scans":            {accepted(`"milestone":[{"key_stage":"Delivered","time_iso":"2026-03-12T10:00:00Z"}]`, leg("21051", "USPS", moving)), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"the status of the whole is no scan": {accepted(`"latest_status":{"status":"Delivered","sub_status":"Delivered_Other"}`, leg("21051", "USPS", moving)), "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"nothing yet":                        {accepted(`"latest_status":{"status":"NotFound","sub_status":"NotFound_Other"}`, leg("0", "")), "RR000000017US usps pending/awaiting_carrier_data | verdict not_found"},
		"info is null":                       {`{"code":0,"data":{"accepted":[{"number":"RR000000017US","carrier":21051,"track_info":null}],"rejected":null}}`, "RR000000017US usps pending/awaiting_carrier_data"},
		"nothing accepted":                   {`{"code":0,"data":{"accepted":[],"rejected":[]}}`, ""},
		"expired":                            {accepted(`"latest_status":{"status":"Expired"}`, leg("21051", "USPS", moving)), "RR000000017US usps in_transit/arrived_destination_country" + scan + " | verdict expired"},
		"expected within days": {accepted(`"time_metrics":{"estimated_delivery_date":{"source":"17TRACK","from":"2026-03-11T00:00:00-04:00","to":"2026-03-13T00:00:00-04:00"}}`, leg("21051", "USPS", moving)),
			"RR000000017US usps in_transit/arrived_destination_country" + scan + " | by 2026-03-11..2026-03-13"},
		"expected from a day on": {accepted(`"time_metrics":{"estimated_delivery_date":{"from":"2026-03-11","to":null}}`, leg("21051", "USPS", moving)),
			"RR000000017US usps in_transit/arrived_destination_country" + scan + " | by 2026-03-11..2026-03-11"},
		"something else":                  {`{"hello":"world"}`, "error: read 17TRACK payload: neither an answer nor a push"},
		"an empty answer":                 {`{"code":0,"data":{}}`, ""},
		"a code without a list of errors": {`{"code":-18010004,"message":"Account is disabled."}`, "problem unauthorized -18010004"},
		"a gateway's limit":               {`{"code":429,"data":null,"message":"Too many requests"}`, "problem rate_limited 429"},
		"a gateway's error":               {`{"error":{"message":"Service unavailable"}}`, "problem upstream"},
		"a gateway's status":              {`{"statusCode":429,"message":"Rate limit is exceeded."}`, "problem rate_limited 429"},
		"a gateway's words":               {`{"message":"Unauthorized"}`, "problem unauthorized"},
		"a rejection in words":            {`{"code":0,"data":{"rejected":[{"number":"X17","error":"number not found"}]}}`, "problem X17 not_found"},
		"the carrier was too slow":        {`{"code":0,"data":{"rejected":[{"number":"X17","error":{"code":-18019815,"message":"Carrier interface timeout."}}]}}`, "problem X17 upstream -18019815"},
		"not in the plan":                 {`{"code":0,"data":{"errors":[{"code":-18019912,"message":"No permission for real-time tracking."}]}}`, "problem unauthorized -18019912"},
		"a single rejection":              {`{"code":0,"data":{"rejected":{"number":"X17","error":{"code":"-18019903","message":"Carrier cannot be detected."}}}}`, "problem X17 invalid -18019903"},
	})
}

func TestShapesOfEvents(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ event, want string }{
		"a clock without zone":     {event(`"InTransit_Departure"`, `null`, "x", `"time_iso":null,"time_utc":null,"time_raw":{"date":"2026-03-09","time":"21:20:00","timezone":null}`), "2026-03-09T21:20:00 InTransit_Departure in_transit/departed"},
		"a day":                    {event(`"InTransit_Departure"`, `null`, "x", `"time_iso":"2026-03-09T00:00:00+08:00","time_raw":{"date":"2026-03-09","time":null,"timezone":null}`), "2026-03-09 InTransit_Departure in_transit/departed"},
		"midnight":                 {event(`"InTransit_Departure"`, `null`, "x", `"time_iso":"2026-03-09T00:00:00+08:00","time_raw":{"date":"2026-03-09","time":"00:00:00","timezone":null}`), "2026-03-09T00:00:00 +08:00 InTransit_Departure in_transit/departed"},
		"an offset beside":         {event(`"InTransit_Departure"`, `null`, "x", `"time_raw":{"date":"2026-03-09","time":"21:20","timezone":"+05:30"}`), "2026-03-09T21:20:00 +05:30 InTransit_Departure in_transit/departed"},
		"a clock and UTC":          {event(`"InTransit_Departure"`, `null`, "x", `"time_utc":"2026-03-10T01:20:00Z","time_raw":{"date":"2026-03-09","time":"21:20:00","timezone":null}`), "2026-03-09T21:20:00 -04:00 InTransit_Departure in_transit/departed"},
		"only UTC":                 {event(`"InTransit_Departure"`, `null`, "x", `"time_iso":"","time_utc":"2026-03-10T01:20:00Z"`), "2026-03-10T01:20:00 +00:00 InTransit_Departure in_transit/departed"},
		"the stage is more exact":  {event(`"InTransit_Other"`, `"PickedUp"`, "x", at), "2026-03-09T21:20:00 -04:00 InTransit_Other accepted/picked_up"},
		"only the stage":           {event(`null`, `"Returning"`, "x", at), "2026-03-09T21:20:00 -04:00 Returning returning/in_transit_back"},
		"a new sub-status":         {event(`"InTransit_Teleporting"`, `null`, "x", at), "2026-03-09T21:20:00 -04:00 InTransit_Teleporting in_transit"},
		"a new status":             {event(`"Teleported_Other"`, `null`, "x", at), "2026-03-09T21:20:00 -04:00 Teleported_Other unknown/unmapped_code"},
		"the carrier's words":      {event(`"InTransit_Other"`, `null`, "Accepted at USPS Origin Facility", at), "2026-03-09T21:20:00 -04:00 InTransit_Other accepted/origin_scan"},
		"only the carrier's words": {event(`null`, `null`, "Delivered, In/At Mailbox", at), "2026-03-09T21:20:00 -04:00 delivered/mailbox"},
		"no word that is known":    {event(`null`, `null`, "x", at), "2026-03-09T21:20:00 -04:00 unknown/unmapped_code"},
		"a refusal":                {event(`"DeliveryFailure_Rejected"`, `null`, "x", at), "2026-03-09T21:20:00 -04:00 DeliveryFailure_Rejected exception/refused"},
		"a cancellation":           {event(`"Exception_Cancel"`, `null`, "x", at), "2026-03-09T21:20:00 -04:00 Exception_Cancel cancelled"},
		"customs":                  {event(`"InTransit_CustomsProcessing"`, `null`, "x", at), "2026-03-09T21:20:00 -04:00 InTransit_CustomsProcessing in_transit/customs_processing"},
	}
	shapes := make(map[string]carriertest.Shape, len(cases))
	for name, c := range cases {
		fields := strings.Fields(c.want)
		shapes[name] = carriertest.Shape{accepted(leg("21051", "USPS", c.event)), "RR000000017US usps " + fields[len(fields)-1] + " | " + c.want}
	}
	carriertest.Shapes(t, adapter(), carrier.Poll, shapes)
}

func TestShapesOfPushes(t *testing.T) {
	t.Parallel()
	moving := event(`"InTransit_Arrival"`, `"Arrival"`, "Arrived", at)
	scan := " | 2026-03-09T21:20:00 -04:00 InTransit_Arrival in_transit/arrived_destination_country"
	carriertest.Shapes(t, adapter(), carrier.Webhook, map[string]carriertest.Shape{
		"updated":                {`{"event":"TRACKING_UPDATED","data":{"number":"RR000000017US","carrier":21051,"track_info":{` + leg("21051", "USPS", moving) + `}}}`, "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"updated, in a list":     {`{"event":"TRACKING_UPDATED","data":[{"number":"RR000000017US","carrier":21051,"track_info":{` + leg("21051", "USPS", moving) + `}}]}`, "RR000000017US usps in_transit/arrived_destination_country" + scan},
		"stopped":                {`{"event":"TRACKING_STOPPED","data":{"number":"RR000000017US","carrier":21051}}`, "RR000000017US usps pending/awaiting_carrier_data | verdict expired"},
		"stopped, event last":    {`{"data":{"number":"RR000000017US","carrier":21051},"event":"TRACKING_STOPPED"}`, "RR000000017US usps pending/awaiting_carrier_data | verdict expired"},
		"about nothing":          {`{"event":"TRACKING_UPDATED","data":null}`, ""},
		"version 1":              {v1(`"e":40,"w1":21051,"z0":{"a":"2026-03-10 13:10","c":"","d":"DAYTON","z":"Geliefert"},"z1":[{"a":"2026-03-10 13:10","c":"","d":"DAYTON","z":"Geliefert"},{"a":"2026-03-09 10:00","c":"","d":"","z":"Unterwegs"}],"z2":[],"z9":[]`), "RR000000017US usps delivered | 2026-03-09T10:00:00 unknown/unmapped_code | 2026-03-10T13:10:00 40 delivered"},
		"version 1, label":       {v1(`"e":10,"w1":21051,"z0":{"a":"2026-03-08 10:00","z":"Shipping Label Created, USPS Awaiting Item -> A label."},"z1":[{"a":"2026-03-08 10:00","z":"Shipping Label Created, USPS Awaiting Item -> A label."}]`), "RR000000017US usps info_received/label_created | 2026-03-08T10:00:00 10 info_received/label_created"},
		"version 1, next leg":    {v1(`"e":10,"w1":3011,"w2":21051,"z2":{"a":"2026-03-09 10:00","z":"Arrived at USPS Facility"},"zex":{"trN":"9400111206206406260787"}`), "RR000000017US chinapost in_transit/arrived | 2026-03-09T10:00:00 in_transit/arrived | also 9400111206206406260787"},
		"version 1, not found":   {v1(`"e":0,"w1":0,"z0":null,"z1":[],"z2":[]`), "RR000000017US - pending/awaiting_carrier_data | verdict not_found"},
		"version 1, expired":     {v1(`"e":20,"w1":21051,"z0":null,"z1":[{"a":"2026-03-09 10:00","z":"Departed USPS Facility"}]`), "RR000000017US usps in_transit/departed | 2026-03-09T10:00:00 in_transit/departed | verdict expired"},
		"version 1, only newest": {v1(`"e":50,"w1":21051,"z0":{"a":"2026-03-09","z":"x"}`), "RR000000017US usps exception/other | 2026-03-09 50 exception/other"},
	})
}

// v1 is a push of version 1.
func v1(track string) string {
	return `{"event":"TRACKING_UPDATED","sign":"00","data":{"number":"RR000000017US","track":{` + track + `}}}`
}
