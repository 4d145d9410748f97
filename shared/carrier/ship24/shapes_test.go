package ship24_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

const tracker = `"tracker":{"trackerId":"t","trackingNumber":"9400111206206406260787","courierCode":["us-post"]}`

// tracking is one tracking of USPS with further members.
func tracking(members ...string) string {
	return `{` + strings.Join(append([]string{tracker}, members...), ",") + `}`
}

func results(all ...string) string {
	return `{"data":{"trackings":[` + strings.Join(all, ",") + `]}}`
}

const arrived = `{"eventId":"1","status":"x","occurrenceDatetime":"2026-03-09T21:20:00","courierCode":"us-post","eventTrackingNumber":"9400111206206406260787","statusCode":"destination_arrival","statusMilestone":"in_transit"}`

func TestShapesOfResults(t *testing.T) {
	t.Parallel()
	scan := "9400111206206406260787 usps in_transit/arrived_destination_country | 2026-03-09T21:20:00 destination_arrival in_transit/arrived_destination_country"
	events := `"events":[` + arrived + `]`
	delivery := func(members string) string { return `"shipment":{"delivery":{` + members + `}}` }
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"results":                            {results(tracking(events)), scan},
		"one object for the list":            {`{"data":{"trackings":` + tracking(events) + `}}`, scan},
		"an event as one object":             {results(tracking(`"events":` + arrived)), scan},
		"the same tracking twice":            {results(tracking(events), tracking(events)), scan},
		"a tracking alone":                   {tracking(events), scan},
		"a push":                             {`{"trackings":[` + tracking(`"metadata":{"generatedAt":"2026-03-10T10:00:00.000Z","messageId":"m"}`, events) + `]}`, scan},
		"no events yet":                      {results(tracking(`"shipment":{"statusMilestone":"info_received"}`, `"events":[]`)), "9400111206206406260787 usps pending/awaiting_carrier_data"},
		"events are null":                    {results(tracking(`"shipment":{"statusMilestone":"pending"}`, `"events":null`)), "9400111206206406260787 usps pending/awaiting_carrier_data | verdict not_found"},
		"a tracker that was created":         {`{"data":{"tracker":{"trackerId":"t","trackingNumber":"9400111206206406260787","courierCode":"us-post"}}}`, "9400111206206406260787 usps pending/awaiting_carrier_data"},
		"a list of trackers":                 {`{"data":{"trackers":[{"trackerId":"t","trackingNumber":"9400111206206406260787","courierCode":null}]}}`, "9400111206206406260787 - pending/awaiting_carrier_data"},
		"no results":                         {results(), ""},
		"a second number":                    {results(tracking(`"shipment":{"trackingNumbers":[{"tn":"9400111206206406260787"},{"tn":"rr 000000017 us"},{"tn":"RR000000017US"}]}`, events)), scan + " | also RR000000017US"},
		"the status of the whole is no scan": {results(tracking(`"shipment":{"statusMilestone":"delivered","statusCode":"delivery_delivered"}`, `"statistics":{"timestamps":{"deliveredDatetime":"2026-03-10T10:00:00"}}`, events)), scan},
		"no courier of the tracker":          {results(`{"tracker":{"trackingNumber":"9400111206206406260787"},` + events + `}`), scan},
		"two couriers of one number":         {results(`{"tracker":{"trackingNumber":"9400111206206406260787"},"events":[` + arrived + `,` + strings.NewReplacer("us-post", "cn-post", "21:20", "20:20").Replace(arrived) + `]}`), "9400111206206406260787 - in_transit/arrived_destination_country | 2026-03-09T20:20:00 destination_arrival in_transit/arrived_destination_country | 2026-03-09T21:20:00 destination_arrival in_transit/arrived_destination_country"},
		"expected by an hour":                {results(tracking(delivery(`"estimatedDeliveryDate":"2026-03-11T18:00:00"`), events)), scan + " | by 2026-03-11T00:00:00..2026-03-11T18:00:00"},
		"expected on a day":                  {results(tracking(delivery(`"estimatedDeliveryDate":"2026-03-11"`), events)), scan + " | by 2026-03-11..2026-03-11"},
		"the carrier's window":               {results(tracking(delivery(`"estimatedDeliveryDate":"2026-03-12","courierEstimatedDeliveryDate":{"from":"2026-03-11T17:00:00","to":"2026-03-11T18:00:00"}`), events)), scan + " | by 2026-03-11T17:00:00..2026-03-11T18:00:00"},
		"the carrier's days":                 {results(tracking(delivery(`"courierEstimatedDeliveryDate":{"from":"2026-03-11","to":"2026-03-13"}`), events)), scan + " | by 2026-03-11..2026-03-13"},
		"the carrier's day":                  {results(tracking(delivery(`"courierEstimatedDeliveryDate":"2026-03-11"`), events)), scan + " | by 2026-03-11..2026-03-11"},
		"a search without a tracker":         {`{"data":{"trackings":[{"shipment":{"trackingNumbers":[{"tn":"9400111206206406260787"},{"tn":"RR000000017US"}]},` + events + `}]}}`, scan + " | also RR000000017US"},
		"many, of which one was refused":     {`{"status":"partial","data":[{"itemStatus":"created","inputData":{"trackingNumber":"X17"},"tracker":{"trackingNumber":"X17"},"errors":null},{"itemStatus":"error","inputData":{"trackingNumber":"X1"},"tracker":null,"errors":[{"code":"validation_error","message":"x"}]}]}`, "X17 - pending/awaiting_carrier_data\nproblem X1 invalid validation_error"},
		"many, and no quota":                 {`{"status":"error","summary":null,"data":null,"error":{"code":"quota_limit_reached","message":"x"}}`, "problem rate_limited quota_limit_reached"},
		"several errors":                     {`{"errors":[{"code":"quota_limit_reached","message":"x"},{"code":"internal_error","message":"y"}],"data":null}`, "problem rate_limited quota_limit_reached\nproblem upstream internal_error"},
		"an error without code":              {`{"errors":[{"message":"Too many requests"}]}`, "problem rate_limited"},
		"errors beside results":              {`{"errors":[],"data":{"trackings":[` + tracking(events) + `]}}`, scan},
		"a gateway's words":                  {`{"message":"Unauthorized"}`, "problem unauthorized"},
		"a gateway's status":                 {`{"statusCode":429,"message":"Rate limit is exceeded."}`, "problem rate_limited 429"},
		"an error in a word":                 {`{"error":"Unauthorized"}`, "problem unauthorized Unauthorized"},
		"a success of many":                  {`{"status":"success","data":[]}`, "error: read Ship24 payload: neither results nor a push"},
		"something else":                     {`{"hello":"world"}`, "error: read Ship24 payload: neither results nor a push"},
	})
}

func TestShapesOfEvents(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ event, want string }{
		"an offset":                {`"occurrenceDatetime":"2026-03-09T21:20:00+02:00","statusMilestone":"in_transit"`, "2026-03-09T21:20:00 +02:00 in_transit in_transit"},
		"an offset beside":         {`"occurrenceDatetime":"2026-03-09T21:20:00","utcOffset":"-05:00","statusMilestone":"in_transit"`, "2026-03-09T21:20:00 -05:00 in_transit in_transit"},
		"UTC":                      {`"occurrenceDatetime":"2026-03-09T21:20:00.000Z","statusMilestone":"in_transit"`, "2026-03-09T21:20:00 +00:00 in_transit in_transit"},
		"a day":                    {`"occurrenceDatetime":"2026-03-09","statusMilestone":"in_transit"`, "2026-03-09 in_transit in_transit"},
		"a day dressed as a clock": {`"occurrenceDatetime":"2026-03-09T00:00:00","hasNoTime":true,"statusMilestone":"in_transit"`, "2026-03-09 in_transit in_transit"},
		"its later name":           {`"datetime":"2026-03-09T21:20:00","hasNoTime":false,"statusMilestone":"in_transit"`, "2026-03-09T21:20:00 in_transit in_transit"},
		"no time":                  {`"occurrenceDatetime":null,"statusMilestone":"in_transit"`, "in_transit in_transit"},
		"the code is more exact":   {`"occurrenceDatetime":"2026-03-09","statusCode":"customs_exception","statusMilestone":"in_transit"`, "2026-03-09 customs_exception exception/customs_delay"},
		"only the category":        {`"occurrenceDatetime":"2026-03-09","statusCategory":"customs","statusMilestone":"in_transit"`, "2026-03-09 customs in_transit/customs_processing"},
		"a failed attempt":         {`"occurrenceDatetime":"2026-03-09","statusMilestone":"failed_attempt"`, "2026-03-09 failed_attempt delivery_attempted"},
		"lost":                     {`"occurrenceDatetime":"2026-03-09","statusCode":"exception_lost","statusMilestone":"exception"`, "2026-03-09 exception_lost exception/lost"},
		"cancelled":                {`"occurrenceDatetime":"2026-03-09","statusCode":"data_order_cancelled","statusMilestone":"info_received"`, "2026-03-09 data_order_cancelled cancelled"},
		"the carrier's words":      {`"occurrenceDatetime":"2026-03-09","status":"Departed USPS Facility","courierCode":"us-post","statusMilestone":"in_transit"`, "2026-03-09 in_transit in_transit/departed"},
		"only the carrier's words": {`"occurrenceDatetime":"2026-03-09","status":"Departed USPS Facility"`, "2026-03-09 in_transit/departed"},
		"another carrier's words":  {`"occurrenceDatetime":"2026-03-09","status":"Departed USPS Facility","courierCode":"cn-post","statusMilestone":"in_transit"`, "2026-03-09 in_transit in_transit"},
		"a new milestone":          {`"occurrenceDatetime":"2026-03-09","status":"Departed USPS Facility","statusMilestone":"teleported"`, "2026-03-09 teleported unknown/unmapped_code"},
		"nothing that is known":    {`"occurrenceDatetime":"2026-03-09","status":"x"`, "2026-03-09 unknown/unmapped_code"},
	}
	shapes := make(map[string]carriertest.Shape, len(cases))
	for name, c := range cases {
		fields := strings.Fields(c.want)
		shapes[name] = carriertest.Shape{results(tracking(`"events":[{` + c.event + `}]`)), "9400111206206406260787 usps " + fields[len(fields)-1] + " | " + c.want}
	}
	carriertest.Shapes(t, adapter(), carrier.Webhook, shapes)
}
