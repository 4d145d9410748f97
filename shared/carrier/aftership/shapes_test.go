package aftership_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

// tracking is a tracking of the courier given, with further members.
func tracking(slug string, members ...string) string {
	return `{` + strings.Join(append([]string{`"id":"1","tracking_number":"9400111206206406260787","slug":"` + slug + `","updated_at":"2026-03-10T17:12:00+00:00"`}, members...), ",") + `}`
}

// checkpoint is one checkpoint, with further members.
func checkpoint(at, subtag, message string, more ...string) string {
	tag, _, _ := strings.Cut(subtag, "_")
	return `{` + strings.Join(append([]string{`"checkpoint_time":"` + at + `","tag":"` + tag + `","subtag":"` + subtag + `","message":"` + message + `"`}, more...), ",") + `}`
}

func checkpoints(all ...string) string { return `"checkpoints":[` + strings.Join(all, ",") + `]` }

func answer(data string) string { return `{"meta":{"code":200},"data":` + data + `}` }

func event(msg string) string {
	return `{"event":"tracking_update","event_id":"e-1","is_tracking_first_tag":false,"msg":` + msg + `,"ts":1773166800}`
}

const head = "9400111206206406260787 usps "

func TestShapesOfEnvelopes(t *testing.T) {
	t.Parallel()
	one := tracking("usps", checkpoints(checkpoint("2026-03-09T21:20:00-05:00", "InTransit_003", "Arrived at USPS Facility")))
	const arrived = head + "in_transit/arrived | 2026-03-09T21:20:00 -05:00 InTransit_003 in_transit/arrived"
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"under tracking, v3 to 2023-10": {answer(`{"tracking":` + one + `}`), arrived},
		"as data, since 2024-01":        {answer(one), arrived},
		"a list":                        {answer(`{"pagination":{"total":1,"next_cursor":"","has_next_page":false},"trackings":[` + one + `]}`), arrived},
		"a list that is one object":     {answer(`{"trackings":` + one + `}`), arrived},
		"data is a list":                {answer(`[` + one + `]`), arrived},
		"one tracking twice":            {answer(`{"trackings":[` + one + `,` + one + `]}`), arrived},
		"an event":                      {event(one), arrived},
		"several events":                {`[` + event(one) + `,` + event(one) + `]`, arrived},
		"no envelope":                   {one, arrived},
		"trackings without meta":        {`{"trackings":[` + one + `]}`, arrived},
		"an empty list":                 {answer(`{"count":0,"trackings":[]}`), ""},
		"created":                       {strings.Replace(answer(one), "200", "201", 1), arrived},
		"couriers":                      {answer(`{"total":1,"couriers":[{"slug":"usps","name":"USPS"}]}`), ""},
		"notifications":                 {answer(`{"notification":{"emails":["canary@example.com"],"smses":[]}}`), ""},
		"an event without a message":    {`{"event":"tracking_update","event_id":"e-1","msg":null,"ts":1}`, ""},
		"the last checkpoint":           {answer(`{"tracking_number":"9400111206206406260787","slug":"usps","tag":"InTransit","checkpoint":` + checkpoint("2026-03-09T21:20:00-05:00", "InTransit_003", "x") + `}`), arrived},
		"no checkpoint yet":             {answer(`{"tracking_number":"9400111206206406260787","slug":"usps","tag":"Pending","checkpoint":{}}`), head + "pending/awaiting_carrier_data | verdict not_found"},
		"checkpoints are null":          {answer(tracking("usps", `"tag":"InfoReceived","checkpoints":null`)), head + "pending/awaiting_carrier_data"},
		"something else":                {`{"hello":"world"}`, "error: read AfterShip payload: neither an event nor an answer about trackings"},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	meta := func(code, kind, message string) string {
		return `{"meta":{"code":` + code + `,"type":"` + kind + `","message":"` + message + `"},"data":{}}`
	}
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"bad key":                  {meta("401", "Unauthorized", "Invalid API key."), "problem unauthorized 401"},
		"forbidden":                {meta("403", "Forbidden", "The request is understood, but it has been refused."), "problem unauthorized 403"},
		"not in the plan":          {meta("402", "PaymentRequired", "Upgrade"), "problem unauthorized 402"},
		"no such tracking":         {meta("4004", "NotFound", "Tracking does not exist."), "problem not_found 4004"},
		"no such page":             {meta("404", "NotFound", "The URI requested is invalid."), "problem not_found 404"},
		"a wrong number":           {meta("4005", "BadRequest", "The value of `tracking_number` is invalid."), "problem invalid 4005"},
		"an unknown courier":       {meta("4012", "BadRequest", "Cannot detect courier."), "problem invalid 4012"},
		"a code as text":           {meta(`"4008"`, "BadRequest", "limit"), "problem invalid 4008"},
		"too often":                {meta("429", "TooManyRequests", "x"), "problem rate_limited 429"},
		"down":                     {meta("502", "BadGateway", "x"), "problem upstream 502"},
		"five digits":              {meta("42901", "TooManyRequests", "x"), "problem rate_limited 42901"},
		"five digits, bad request": {meta("40010", "BadRequest", "x"), "problem invalid 40010"},
		"v3":                       {`{"meta":{"code":401,"error_type":"Unauthorized","error_message":"Invalid API key."},"data":{}}`, "problem unauthorized 401"},
		"already there":            {`{"meta":{"code":4003,"message":"Tracking already exists."},"data":{"tracking":{"tracking_number":"RA123456785DE","slug":"dhl-germany"}}}`, "problem RA123456785DE invalid 4003"},
		"the gateway":              {`{"message":"API rate limit exceeded"}`, "problem rate_limited"},
		"the gateway, down":        {`{"statusCode":503,"error":"Service Unavailable","message":"x"}`, "problem upstream 503"},
	})
}

func TestShapesOfCheckpoints(t *testing.T) {
	t.Parallel()
	scan := func(c string) string { return event(tracking("usps", checkpoints(c))) }
	carriertest.Shapes(t, adapter(), carrier.Webhook, map[string]carriertest.Shape{
		"a wall clock":                    {scan(checkpoint("2026-03-09T21:20:00", "InTransit_001", "x")), head + "in_transit | 2026-03-09T21:20:00 InTransit_001 in_transit"},
		"a wall clock at a place":         {scan(checkpoint("2026-03-09T21:20:00", "InTransit_001", "x", `"state":"WI","country_iso3":"USA"`)), head + "in_transit | 2026-03-09T21:20:00 -05:00 InTransit_001 in_transit"},
		"the place in a newer version":    {scan(checkpoint("2026-03-09T21:20:00", "InTransit_001", "x", `"country_region":"DEU"`)), head + "in_transit | 2026-03-09T21:20:00 +01:00 InTransit_001 in_transit"},
		"only a day":                      {scan(checkpoint("2026-03-09", "InTransit_001", "x")), head + "in_transit | 2026-03-09 InTransit_001 in_transit"},
		"no time":                         {scan(checkpoint("", "InTransit_001", "x")), head + "in_transit | InTransit_001 in_transit"},
		"a single object":                 {event(tracking("usps", `"checkpoints":`+checkpoint("2026-03-09T21:20:00Z", "InTransit_007", "x"))), head + "in_transit/departed | 2026-03-09T21:20:00 +00:00 InTransit_007 in_transit/departed"},
		"acceptance":                      {scan(checkpoint("2026-03-09T21:20:00Z", "InTransit_002", "x")), head + "accepted | 2026-03-09T21:20:00 +00:00 InTransit_002 accepted"},
		"a new sub-status":                {scan(checkpoint("2026-03-09T21:20:00Z", "InTransit_099", "x")), head + "in_transit | 2026-03-09T21:20:00 +00:00 InTransit_099 in_transit"},
		"a new sub-status that says more": {scan(checkpoint("2026-03-09T21:20:00Z", "InTransit_099", "x", `"subtag_message":"Delayed in transit"`)), head + "in_transit/delayed | 2026-03-09T21:20:00 +00:00 InTransit_099 in_transit/delayed"},
		"a listed one without a meaning":  {scan(checkpoint("2026-03-09T21:20:00Z", "InTransit_012", "x", `"subtag_message":"Delayed in transit"`)), head + "in_transit/delayed | 2026-03-09T21:20:00 +00:00 InTransit_012 in_transit/delayed"},
		"a new tag":                       {scan(checkpoint("2026-03-09T21:20:00Z", "Beamed_001", "Out for Delivery")), head + "unknown/unmapped_code | 2026-03-09T21:20:00 +00:00 Beamed_001 unknown/unmapped_code"},
		"no tag: the carrier's words":     {scan(checkpoint("2026-03-09T21:20:00Z", "", "Out for Delivery")), head + "out_for_delivery | 2026-03-09T21:20:00 +00:00 out_for_delivery"},
		"no tag, unknown words":           {scan(checkpoint("2026-03-09T21:20:00Z", "", "Beamed")), head + "unknown/unmapped_code | 2026-03-09T21:20:00 +00:00 unknown/unmapped_code"},
		"the carrier's code":              {scan(checkpoint("2026-03-09T21:20:00Z", "InTransit_001", "x", `"raw_tag":"OA"`)), head + "accepted/origin_scan | 2026-03-09T21:20:00 +00:00 OA accepted/origin_scan"},
		"a neighbour":                     {scan(checkpoint("2026-03-09T21:20:00Z", "Delivered_005", "x")), head + "delivered/to_neighbour | 2026-03-09T21:20:00 +00:00 Delivered_005 delivered/to_neighbour"},
		"disposed of":                     {scan(checkpoint("2026-03-09T21:20:00Z", "Exception_021", "x")), head + "destroyed/disposed | 2026-03-09T21:20:00 +00:00 Exception_021 destroyed/disposed"},
		"pickup missed":                   {scan(checkpoint("2026-03-09T21:20:00Z", "Exception_008", "x")), head + "exception/pickup_missed | 2026-03-09T21:20:00 +00:00 Exception_008 exception/pickup_missed"},
		"held at customs":                 {scan(checkpoint("2026-03-09T21:20:00Z", "Exception_004", "x")), head + "exception/customs_delay | 2026-03-09T21:20:00 +00:00 Exception_004 exception/customs_delay"},
		"twice in one minute":             {event(tracking("usps", checkpoints(checkpoint("2026-03-09T21:20:00Z", "InTransit_003", "Arrived", `"raw_tag":"X"`), checkpoint("2026-03-09T21:20:00Z", "InTransit_007", "Departed", `"raw_tag":"X"`)))), head + "in_transit/arrived | 2026-03-09T21:20:00 +00:00 X in_transit/departed | 2026-03-09T21:20:00 +00:00 X in_transit/arrived"},
		"not the signature of a person":   {event(tracking("usps", `"signed_by":"Signature not required"`, checkpoints(checkpoint("2026-03-09T21:20:00Z", "Delivered_001", "x")))), head + "delivered | 2026-03-09T21:20:00 +00:00 Delivered_001 delivered"},
		"signed":                          {event(tracking("usps", `"signed_by":"CANARY"`, checkpoints(checkpoint("2026-03-09T21:20:00Z", "Delivered_003", "x")))), head + "delivered/signed | 2026-03-09T21:20:00 +00:00 Delivered_003 delivered/signed | signed"},
	})
}

func TestShapesOfVerdicts(t *testing.T) {
	t.Parallel()
	moving := checkpoints(checkpoint("2026-03-09T21:20:00Z", "InTransit_001", "x"))
	arrival := checkpoints(checkpoint("2026-03-09T21:20:00Z", "Delivered_001", "x"))
	const transit = head + "in_transit | 2026-03-09T21:20:00 +00:00 InTransit_001 in_transit"
	const delivered = " | 2026-03-09T21:20:00 +00:00 Delivered_001 delivered"
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"expired is no end":               {answer(tracking("usps", `"tag":"Expired","subtag":"Expired_001","active":false`, moving)), transit + " | verdict expired"},
		"pending with a history":          {answer(tracking("usps", `"tag":"Pending","subtag":"Pending_001"`, moving)), transit},
		"declared lost by the merchant":   {answer(tracking("usps", `"tag":"Exception","subtag":"Exception_013","active":false`, arrival)), head + "exception/lost | 2026-03-10T17:12:00 +00:00 Exception_013 exception/lost"},
		"declared returned":               {answer(tracking("usps", `"tag":"Exception","subtag":"Exception_011","active":false`, moving)), head + "returned/to_sender" + transit[len(head)+len("in_transit"):] + " | 2026-03-10T17:12:00 +00:00 Exception_011 returned/to_sender"},
		"declared delivered":              {answer(tracking("usps", `"tag":"Delivered","subtag":"Delivered_001","active":false`, moving)), head + "delivered" + transit[len(head)+len("in_transit"):] + " | 2026-03-10T17:12:00 +00:00 Delivered_001 delivered"},
		"still looked for: no statement":  {answer(tracking("usps", `"tag":"Exception","subtag":"Exception_013","active":true`, moving)), transit},
		"a checkpoint says so already":    {answer(tracking("usps", `"tag":"Delivered","subtag":"Delivered_001","active":false`, arrival)), head + "delivered" + delivered},
		"without checkpoints: no verdict": {answer(tracking("usps", `"tag":"Delivered","subtag":"Delivered_001","active":false,"checkpoints":[]`)), head + "pending/awaiting_carrier_data"},
		"the courier's day":               {answer(tracking("usps", `"courier_estimated_delivery_date":{"estimated_delivery_date":"2026-03-11","estimated_delivery_date_min":null,"estimated_delivery_date_max":null},"aftership_estimated_delivery_date":{"estimated_delivery_date":"2026-03-14"}`, moving)), transit + " | by 2026-03-11..2026-03-11"},
		"the courier's hours":             {answer(tracking("usps", `"courier_estimated_delivery_date":{"estimated_delivery_date":"2026-03-11T18:00:00-05:00","estimated_delivery_date_min":"2026-03-11T14:00:00-05:00","estimated_delivery_date_max":"2026-03-11T18:00:00-05:00"}`, moving)), transit + " | by 2026-03-11T14:00:00..2026-03-11T18:00:00"},
		"a range of days":                 {answer(tracking("usps", `"latest_estimated_delivery":{"type":"range","source":"AfterShip AI","datetime_min":"2026-03-11","datetime_max":"2026-03-13"}`, moving)), transit + " | by 2026-03-11..2026-03-13"},
		"AfterShip's own prediction":      {answer(tracking("usps", `"aftership_estimated_delivery_date":{"estimated_delivery_date":"2026-03-12","confidence_code":1003,"estimated_delivery_date_min":null,"estimated_delivery_date_max":null}`, moving)), transit + " | by 2026-03-12..2026-03-12"},
		"expected, as v4 prints it":       {answer(tracking("usps", `"expected_delivery":"2026-03-11T00:00:00"`, moving)), transit + " | by 2026-03-11..2026-03-11"},
		"the merchant's rule is no news":  {answer(tracking("usps", `"custom_estimated_delivery_date":{"type":"specific","datetime":"2026-03-12"},"order_promised_delivery_date":"2026-03-12"`, moving)), transit},
		"the first one is not in force":   {answer(tracking("usps", `"first_estimated_delivery":{"datetime":"2026-03-20"},"latest_estimated_delivery":{"datetime":"2026-03-12"}`, moving)), transit + " | by 2026-03-12..2026-03-12"},
		"the number of the last mile":     {answer(tracking("usps", `"first_mile":{"tracking_number":"LX123456785NL","slug":"postnl-3s"},"last_mile":{"tracking_number":"9400 1112 0620 6406 2607 94","slug":"usps"}`, moving)), transit + " | also LX123456785NL 9400111206206406260794"},
		"next couriers, before 2025":      {answer(tracking("usps", `"next_couriers":[{"slug":"usps","tracking_number":"9400111206206406260794","source":"courier"},{"slug":"usps","tracking_number":"9400111206206406260787"}]`, moving)), transit + " | also 9400111206206406260794"},
		"a carrier that we do not know":   {answer(tracking("kangaroo-post", moving)), "9400111206206406260787 -" + transit[len("9400111206206406260787 usps"):]},
	})
}
