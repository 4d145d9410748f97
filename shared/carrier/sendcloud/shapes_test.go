package sendcloud_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

// hook is a webhook with further members of its parcel.
func hook(members string) string {
	return `{"action": "parcel_status_changed", "timestamp": 1773166804000, "carrier_status_change_timestamp": 1773166800123, "parcel": {"id": 1, "tracking_number": "3SXYZA132912345", ` + members + `}}`
}

// status is the carrier and the status of a parcel.
func status(id, message string) string {
	return `"carrier": {"code": "postnl"}, "status": {"id": ` + id + `, "message": "` + message + `"}`
}

const (
	head = "3SXYZA132912345 postnl "
	at   = " | 2026-03-10T18:20:00 +00:00 "
)

func TestShapesOfWebhooks(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, adapter(), carrier.Webhook, map[string]carriertest.Shape{
		"by number":                        {hook(status("12", "")), head + "available_for_pickup" + at + "AWAITING_CUSTOMER_PICKUP available_for_pickup"},
		"by number as text":                {hook(status(`"80"`, "")), head + "exception/other" + at + "UNDELIVERABLE exception/other"},
		"by words":                         {hook(status("null", "Shipment collected by customer")), head + "delivered/pickup_collected" + at + "COLLECTED_BY_CUSTOMER delivered/pickup_collected"},
		"words count before the number":    {hook(status("3", "Ready to send")), head + "info_received/label_created" + at + "READY_TO_SEND info_received/label_created"},
		"by code":                          {hook(`"carrier":{"code":"postnl"},"status":{"code":"DELIVERY_FAILED","message":"x"}`), head + "delivery_attempted" + at + "DELIVERY_FAILED delivery_attempted"},
		"new words for a known number":     {hook(status("62991", "The recipient did not want it")), head + "exception/refused" + at + "REFUSED_BY_RECIPIENT exception/refused"},
		"customs":                          {hook(status("62989", "At Customs")), head + "in_transit/customs_processing" + at + "AT_CUSTOMS in_transit/customs_processing"},
		"cancelled":                        {hook(status("2000", "Cancelled")), head + "cancelled/voided_label" + at + "CANCELLED cancelled/voided_label"},
		"a request is no cancellation":     {hook(status("1999", "Cancellation requested")), head + "pending/awaiting_carrier_data" + at + "CANCELLING -"},
		"a new date moves nothing":         {hook(status("62994", "Delivery date changed")), head + "pending/awaiting_carrier_data" + at + "DELIVERY_DATE_CHANGED -"},
		"Sendcloud does not know":          {hook(status("1337", "Unknown status - check carrier track & trace page for more insights")), head + "unknown" + at + "UNKNOWN unknown"},
		"nobody knows":                     {hook(status("77777", "Beamed up")), head + "unknown/unmapped_code" + at + "77777 unknown/unmapped_code"},
		"no status":                        {hook(`"carrier":{"code":"postnl"}`), "3SXYZA132912345 postnl pending/awaiting_carrier_data"},
		"the carrier as text":              {hook(`"carrier":"postnl","status":{"id":11,"message":"Delivered"}`), head + "delivered" + at + "DELIVERED delivered"},
		"the carrier only in the service":  {hook(`"carrier":false,"shipment":{"id":8,"name":"PostNL Standard 0-23kg"},"status":{"id":11,"message":"Delivered"}`), head + "delivered" + at + "DELIVERED delivered"},
		"no time of the carrier":           {`{"action":"parcel_status_changed","timestamp":1773166800123,"parcel":{"tracking_number":"3SXYZA132912345",` + status("11", "Delivered") + `}}`, head + "delivered" + at + "DELIVERED delivered"},
		"a placeholder for a time":         {`{"action":"parcel_status_changed","timestamp":123,"parcel":{"tracking_number":"3SXYZA132912345",` + status("11", "Delivered") + `}}`, head + "delivered | DELIVERED delivered"},
		"without its number":               {`{"action":"parcel_status_changed","timestamp":1773166800123,"parcel":{"id":1,"tracking_number":"",` + status("1001", "Being announced") + `}}`, "- postnl info_received/label_created" + at + "ANNOUNCING info_received/label_created"},
		"a connected integration":          {`{"action":"integration_connected","timestamp":1773166800123,"integration":{"id":1}}`, ""},
		"a deleted integration":            {`{"action":"integration_deleted","timestamp":1773166800123,"integration":{"id":1}}`, ""},
		"an action that nobody documented": {`{"action":"parcel_levitated","parcel":{"tracking_number":"3SXYZA132912345"}}`, ""},
		"something else":                   {`{"hello":"world"}`, "error: read Sendcloud payload: neither a webhook nor a tracking answer"},
	})
}

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	tracking := func(statuses string) string {
		return `{"parcel_id":"1","carrier_code":"ups","carrier_tracking_url":"https://tracking.eu-central-1-0.sendcloud.sc/forward?carrier=ups&code=1Z879E930346834440&lang=en","expected_delivery_date":null,"statuses":` + statuses + `}`
	}
	one := func(slug, words string) string {
		return `{"carrier_update_timestamp":"2026-03-10 18:20:00.663125+00:00","parcel_status_history_id":"1","parent_status":"` + slug + `","carrier_code":"ups","carrier_message":"` + words + `"}`
	}
	const ups = "1Z879E930346834440 ups "
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"a slug":                         {tracking(`[` + one("en-route-to-sorting-center", "x") + `]`), ups + "in_transit" + at + "TO_SORTING in_transit"},
		"words":                          {tracking(`[` + one("Driver en route", "x") + `]`), ups + "out_for_delivery" + at + "DRIVER_ON_ROUTE out_for_delivery"},
		"the carrier's words say more":   {tracking(`[` + one("parcel-en-route", "Origin Scan") + `]`), ups + "accepted/origin_scan" + at + "SHIPMENT_ON_ROUTE accepted/origin_scan"},
		"a single object":                {tracking(one("delivered", "x")), ups + "delivered" + at + "DELIVERED delivered"},
		"no history yet":                 {tracking(`[]`), ups + "pending/awaiting_carrier_data | verdict not_found"},
		"history is null":                {tracking(`null`), ups + "pending/awaiting_carrier_data | verdict not_found"},
		"an expected day":                {`{"carrier_code":"ups","tracking_number":"1Z879E930346834440","expected_delivery_date":"2026-03-11","statuses":[` + one("delayed", "x") + `]}`, ups + "in_transit/delayed" + at + "DELAYED in_transit/delayed | by 2026-03-11..2026-03-11"},
		"an expected day, the day first": {`{"carrier_code":"ups","tracking_number":"1Z879E930346834440","expected_delivery_date":"11-03-2026","statuses":[` + one("delayed", "x") + `]}`, ups + "in_transit/delayed" + at + "DELAYED in_transit/delayed | by 2026-03-11..2026-03-11"},
		"API v3":                         {`{"announced_at":null,"details":{"expected_delivery_date":"2026-03-11"},"events":[{"event_at":"2026-03-10T18:20:00Z","event_type":"carrier","status_code":"DRIVER_ON_ROUTE","status_description":"x"}],"ship_with":{"type":"shipping_option_code","properties":{"shipping_option_code":"postnl:standard"}},"tracking_numbers":["3SXYZA132912345"]}`, head + "out_for_delivery" + at + "DRIVER_ON_ROUTE out_for_delivery | by 2026-03-11..2026-03-11"},
		"API v3, no events":              {`{"data":{"events":[],"tracking_numbers":[{"tracking_number":"3SXYZA132912345","carrier_code":"postnl"}]}}`, head + "pending/awaiting_carrier_data | verdict not_found"},
		"parcels":                        {`{"next":null,"previous":null,"parcels":[{"id":1,"tracking_number":"3SXYZA132912345","date_updated":"10-03-2026 19:20:00",` + status("11", "Delivered") + `}]}`, head + "delivered | 2026-03-10T19:20:00 DELIVERED delivered"},
		"no parcels":                     {`{"next":null,"previous":null,"parcels":[]}`, ""},
		"not found":                      {`{"error":{"code":404,"message":"No Parcel matches the given query."}}`, "problem not_found 404"},
		"not found, API v3":              {`{"detail":"Parcel does not exist"}`, "problem not_found"},
		"wrong keys":                     {`{"error":{"code":401,"message":"Invalid username/password."}}`, "problem unauthorized 401"},
		"no keys, API v3":                {`{"errors":[{"status":"401","code":"authentication_failed","detail":"Invalid username/password."}]}`, "problem unauthorized 401"},
		"too often":                      {`{"errors":[{"status":"429","code":"throttled","detail":"x"}]}`, "problem rate_limited 429"},
		"invalid":                        {`{"detail":[{"loc":["path","tracking_number"],"msg":"ensure this value has at least 1 characters","type":"value_error"}]}`, "problem invalid"},
		"down":                           {`{"error":{"code":503,"message":"x"}}`, "problem upstream 503"},
		"an error that is null":          {`{"error":null,"statuses":[` + one("delivered", "x") + `],"tracking_number":"1Z879E930346834440","carrier_code":"ups"}`, ups + "delivered" + at + "DELIVERED delivered"},
	})
}

// A push and a poll that tell of the same status at the same second are one scan.
func TestPushAndPollAreOneScan(t *testing.T) {
	t.Parallel()
	a := adapter()
	push, err := a.Decode(carrier.Webhook, []byte(hook(status("11", "Delivered"))))
	if err != nil {
		t.Fatal(err)
	}
	poll, err := a.Decode(carrier.Poll, []byte(`{"tracking_number":"3SXYZA132912345","carrier_code":"postnl","statuses":[{"carrier_update_timestamp":"2026-03-10 18:20:00.123+00:00","parent_status":"delivered","carrier_message":"De zending is bezorgd"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	push.Parcels[0].Facts = append(push.Parcels[0].Facts, poll.Parcels[0].Facts...)
	if got, want := carriertest.Sketch(push, nil), head+"delivered"+at+"DELIVERED delivered"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
