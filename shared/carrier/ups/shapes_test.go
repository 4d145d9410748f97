package ups_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/ups"
)

// pack is a Track API answer about one package with the members given.
func pack(members ...string) string { return packs("{" + strings.Join(members, ",") + "}") }

// packs is a Track API answer about the packages given.
func packs(all ...string) string {
	return `{"trackResponse":{"shipment":[{"package":[` + strings.Join(all, ",") + `]}]}}`
}

const (
	number  = `"trackingNumber":"1Z879E930346834440"`
	origin  = `{"status":{"type":"I","code":"OR","description":"Origin Scan"},"date":"20260308","time":"201500","gmtOffset":"-05:00"}`
	arrived = `{"status":{"type":"I","code":"AR","description":"Arrived at Facility"},"date":"20260309","time":"231500","gmtOffset":"-05:00"}`
)

func activity(all ...string) string { return `"activity":[` + strings.Join(all, ",") + `]` }

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, ups.New(), carrier.Poll, map[string]carriertest.Shape{
		"several packages": {packs(`{`+number+`,`+activity(arrived, origin)+`}`, `{"trackingNumber":"1Z879E930346834458",`+activity(origin)+`}`),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | 2026-03-09T23:15:00 -05:00 AR in_transit/arrived\n1Z879E930346834458 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan"},
		"one package twice": {packs(`{`+number+`,`+activity(arrived, origin)+`}`, `{`+number+`,`+activity(arrived, origin)+`}`),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | 2026-03-09T23:15:00 -05:00 AR in_transit/arrived"},
		"two shipments": {`{"trackResponse":{"shipment":[{"package":[{` + number + `,` + activity(origin) + `}]},{"package":{"trackingNumber":"1Z879E930346834458",` + activity(arrived) + `}}]}}`,
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan\n1Z879E930346834458 ups in_transit/arrived | 2026-03-09T23:15:00 -05:00 AR in_transit/arrived"},
		"activity, package and shipment as single objects": {`{"trackResponse":{"shipment":{"inquiryNumber":"1Z879E930346834440","package":{"activity":` + arrived + `}}}}`,
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-09T23:15:00 -05:00 AR in_transit/arrived"},
		"no activity": {pack(number),
			"1Z879E930346834440 ups pending/awaiting_carrier_data"},
		"empty activity": {pack(number, `"activity":[]`),
			"1Z879E930346834440 ups pending/awaiting_carrier_data"},
		"null everywhere": {pack(`"trackingNumber":null`, `"activity":null`, `"deliveryDate":null`, `"deliveryTime":null`, `"alternateTrackingNumber":null`), ""},
		"SurePost": {pack(number, `"alternateTrackingNumber":[{"number":"92612999987654321098760","type":"USPS_PIC"}]`, activity(
			`{"status":{"type":"I","code":"PS","description":"Received by the local post office"},"date":"20260310","time":"091500"}`, arrived)),
			"1Z879E930346834440 ups in_transit/handed_to_partner | 2026-03-09T23:15:00 -05:00 AR in_transit/arrived | 2026-03-10T09:15:00 PS in_transit/handed_to_partner | also 92612999987654321098760"},
		"aliases: the number itself, twice the same, a sequence number": {pack(`"alternateTrackingNumber":[{"number":"1Z879E930346834440"},{"number":"9261 2999 9876 5432 1098 760","type":"USPS_PIC"},{"number":"92612999987654321098760"},{"number":"123456","type":"Q"}]`, number, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | also 92612999987654321098760"},
		"alias as a single object": {pack(number, `"alternateTrackingNumber":{"number":92612999987654321098760}`, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | also 92612999987654321098760"},
		"Mail Innovations": {pack(`"trackingNumber":"92748909900057000012345678"`, activity(
			`{"status":{"type":"I","code":"ZZ","description":"Package received for processing by UPS Mail Innovations"},"date":"20260308","time":"080000"}`,
			`{"status":{"type":"I","code":"ZY","description":"Out for Post Office Delivery"},"date":"20260310","time":"080000"}`,
			`{"status":{"type":"D","code":"ZX","description":"Delivered by Local Post Office"},"date":"20260310","time":"140000"}`)),
			"92748909900057000012345678 ups delivered | 2026-03-08T08:00:00 ZZ accepted | 2026-03-10T08:00:00 ZY out_for_delivery | 2026-03-10T14:00:00 ZX delivered"},
		"asked by reference": {`{"trackResponse":{"shipment":[{"inquiryNumber":"PO 17","package":[{` + number + `,` + activity(origin) + `}]}]}}`,
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan"},
		"returning": {pack(number, activity(
			`{"status":{"type":"D","code":"FS","description":"DELIVERED"},"date":"20260316","time":"100000"}`,
			`{"status":{"type":"RS","code":"AR","description":"Arrived at Facility"},"date":"20260314","time":"100000"}`,
			`{"status":{"type":"RS","code":"Z1","description":"Returned to Shipper"},"date":"20260312","time":"100000"}`,
			`{"status":{"type":"X","code":"Z2","statusCode":"064","description":"The receiver did not want the product and refused the delivery."},"date":"20260311","time":"100000"}`)),
			"1Z879E930346834440 ups returned/to_sender | 2026-03-11T10:00:00 Z2 exception/refused | 2026-03-12T10:00:00 Z1 returning | 2026-03-14T10:00:00 AR returning/in_transit_back | 2026-03-16T10:00:00 FS delivered"},
		"a return by its own type": {pack(number, activity(`{"status":{"type":"RT","description":"Return"},"date":"20260312","time":"100000"}`)),
			"1Z879E930346834440 ups returning | 2026-03-12T10:00:00 RT returning"},
		"out for delivery on the way back": {pack(number, activity(`{"status":{"type":"RS","code":"OT","description":"Out For Delivery Today"},"date":"20260312","time":"100000"}`)),
			"1Z879E930346834440 ups returning/in_transit_back | 2026-03-12T10:00:00 OT returning/in_transit_back"},
		"customs": {pack(number, activity(
			`{"status":{"type":"X","code":"SR","statusCode":"003","description":"Your package was released by the customs agency."},"date":"20260314","time":"100000"}`,
			`{"status":{"type":"X","code":"QX","description":"Import C.O.D. charges are due for this package."},"date":"20260313","time":"100000"}`,
			`{"status":{"type":"X","code":"QY","statusCode":"058","description":"Clearance Information Required"},"date":"20260312","time":"110000"}`,
			`{"status":{"type":"X","code":"QZ","description":"A missing commercial invoice is holding up clearance."},"date":"20260312","time":"100000"}`,
			`{"status":{"type":"X","statusCode":"092","description":"The package is at the clearing agency awaiting final release."},"date":"20260311","time":"100000"}`)),
			"1Z879E930346834440 ups in_transit/customs_cleared | 2026-03-11T10:00:00 092 in_transit/customs_processing | 2026-03-12T10:00:00 QZ exception/customs_documents | 2026-03-12T11:00:00 QY exception/customs_documents | 2026-03-13T10:00:00 QX exception/customs_duties | 2026-03-14T10:00:00 SR in_transit/customs_cleared"},
		"numbers printed as numbers": {pack(`"trackingNumber":879930346834440`, `"activity":[{"status":{"type":"X","code":48,"statusCode":5,"description":"x"},"date":20260309,"time":91500,"gmtDate":20260309,"gmtTime":141500},{"status":{"type":"I","statusCode":5},"date":20260309,"time":1504}]`),
			"879930346834440 ups delivery_attempted/not_home | 2026-03-09T00:15:04 005 in_transit | 2026-03-09T09:15:00 -05:00 48 delivery_attempted/not_home"},
		"type in lower case, text with entities": {pack(number, activity(`{"status":{"type":"I","code":"OR","description":"Origin&#32;Scan "},"date":"20260308","time":"20:15"}`)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 OR accepted/origin_scan"},
		"no location, and one by SLIC": {pack(number, activity(`{"location":{"slic":"4009"},"status":{"type":"I","code":"AR","description":"Arrived at Facility"},"date":"20260309","time":"231500"}`, origin)),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | 2026-03-09T23:15:00 AR in_transit/arrived"},
		"a place with one clock": {pack(number, activity(`{"location":{"address":{"city":"Koeln","countryCode":"DE","country":"DE"}},"status":{"type":"I","code":"AR"},"date":"20260309","time":"231500"}`)),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-09T23:15:00 +01:00 AR in_transit/arrived"},
		"GMT clock on the next day": {pack(number, activity(`{"status":{"type":"I","code":"AR"},"date":"20260309","time":"231500","gmtDate":"20260310","gmtTime":"04:15:00"}`)),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-09T23:15:00 -05:00 AR in_transit/arrived"},
		"GMT clock absurd": {pack(number, activity(`{"status":{"type":"I","code":"AR"},"date":"20260309","time":"231500","gmtDate":"20190310","gmtTime":"04:15:00"}`)),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-09T23:15:00 AR in_transit/arrived"},
		"only the GMT clock": {pack(number, activity(`{"status":{"type":"I","code":"AR"},"gmtDate":"20260310","gmtTime":"041500"}`)),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-10T04:15:00 +00:00 AR in_transit/arrived"},
		"only a date": {pack(number, activity(`{"status":{"type":"I","code":"AR"},"date":"20260309"}`)),
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-09 AR in_transit/arrived"},
		"no date": {pack(number, activity(`{"status":{"type":"M","code":"MP","description":"Shipper created a label"}}`)),
			"1Z879E930346834440 ups info_received/label_created | MP info_received/label_created"},
		"scheduled by the end of the day": {pack(number, `"deliveryDate":[{"type":"SDD","date":"20260311"}]`, `"deliveryTime":{"type":"EOD"}`, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | by 2026-03-11..2026-03-11"},
		"scheduled by a time": {pack(number, `"deliveryDate":[{"type":"SDD","date":"20260311"}]`, `"deliveryTime":{"type":"CMT","endTime":"103000"}`, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | by 2026-03-11T00:00:00..2026-03-11T10:30:00"},
		"estimated window": {pack(number, `"deliveryDate":[{"type":"SDD","date":"20260311"}]`, `"deliveryTime":{"type":"EDW","startTime":"131500","endTime":"171500"}`, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | by 2026-03-11T13:15:00..2026-03-11T17:15:00"},
		"rescheduled": {pack(number, `"deliveryDate":[{"type":"RDD","date":"20260313"},{"type":"SDD","date":"20260311"}]`, `"deliveryTime":{"type":"EDW","startTime":"131500","endTime":"171500"}`, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | by 2026-03-13T13:15:00..2026-03-13T17:15:00"},
		"two dates of one kind": {pack(number, `"deliveryDate":[{"type":"SDD","date":"20260312"},{"type":"SDD","date":"20260311"},{"type":"RDD","date":""}]`, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | by 2026-03-12..2026-03-12"},
		"delivery date as a single object": {pack(number, `"deliveryDate":{"type":"SDD","date":20260311}`, activity(origin)),
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan | by 2026-03-11..2026-03-11"},
		"delivered: DEL is no estimate": {pack(number, `"deliveryDate":[{"type":"DEL","date":"20260310"}]`, `"deliveryTime":{"type":"DEL","endTime":"141502"}`, `"deliveryInformation":{"receivedBy":"CANARY","location":"Front Door","deliveryPhoto":{"photo":"AAAA"}}`,
			activity(`{"status":{"type":"D","code":"KB","description":"Delivered"},"date":"20260310","time":"141502"}`)),
			"1Z879E930346834440 ups delivered/signed | 2026-03-10T14:15:02 KB delivered | signed"},
		"not found": {`{"trackResponse":{"shipment":[{"inquiryNumber":"1Z879E930346834440","warnings":[{"code":"TW0001","message":"Tracking Information Not Found"}]}]}}`,
			"problem 1Z879E930346834440 not_found TW0001"},
		"a warning beside a history": {`{"trackResponse":{"shipment":[{"inquiryNumber":"1Z879E930346834440","warnings":[{"code":"TW0002","message":"x"}],"package":[{` + number + `,` + activity(origin) + `}]}]}}`,
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan"},
		"one found and one not": {`{"trackResponse":{"shipment":[{"inquiryNumber":"1Z879E930346834458","warnings":{"code":"TW0001","message":"Tracking Information Not Found"}},{"package":[{` + number + `,` + activity(origin) + `}]}]}}`,
			"1Z879E930346834440 ups accepted/origin_scan | 2026-03-08T20:15:00 -05:00 OR accepted/origin_scan\nproblem 1Z879E930346834458 not_found TW0001"},
		"an error": {`{"response":{"errors":[{"code":"TV1002","message":"Invalid inquiry number"}]}}`,
			"problem invalid TV1002"},
		"an error as a single object with a code as number": {`{"response":{"errors":{"code":250002,"message":"Invalid Authentication Information."}}}`,
			"problem unauthorized 250002"},
		"a limit": {`{"response":{"errors":[{"code":"10429","message":"Too Many Requests"}]}}`,
			"problem rate_limited 10429"},
		"nothing":           {`{"trackResponse":{}}`, ""},
		"an empty shipment": {`{"trackResponse":{"shipment":[{}]}}`, ""},
	})
}

const alert = `"trackingNumber":"1Z879E930346834440","localActivityDate":"20260310","localActivityTime":"083011","gmtActivityDate":"20260310","gmtActivityTime":"123011"`

func TestShapesOfMessages(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, ups.New(), carrier.Webhook, map[string]carriertest.Shape{
		"window": {`{` + alert + `,"activityStatus":{"type":"I","code":"OT","description":"Out for Delivery"},"scheduledDeliveryDate":"20260310","deliveryStartTime":"131500","deliveryEndTime":"171500"}`,
			"1Z879E930346834440 ups out_for_delivery | 2026-03-10T08:30:11 -04:00 OT out_for_delivery | by 2026-03-10T13:15:00..2026-03-10T17:15:00"},
		"rescheduled": {`{` + alert + `,"activityStatus":{"type":"U","code":"UD","description":"Updated delivery date"},"scheduledDeliveryDate":"20260310","rescheduledDeliveryDate":"20260312"}`,
			"1Z879E930346834440 ups pending/awaiting_carrier_data | 2026-03-10T08:30:11 -04:00 UD - | by 2026-03-12..2026-03-12"},
		"rescheduled is empty": {`{` + alert + `,"activityStatus":{"type":"U","code":"UD","description":"Updated delivery date"},"scheduledDeliveryDate":"20260310","rescheduledDeliveryDate":""}`,
			"1Z879E930346834440 ups pending/awaiting_carrier_data | 2026-03-10T08:30:11 -04:00 UD - | by 2026-03-10..2026-03-10"},
		"delivered, with an old schedule": {`{` + alert + `,"activityStatus":{"type":"D","code":"FS","description":"DELIVERED"},"scheduledDeliveryDate":"20210310","actualDeliveryDate":"20260310","receivedBy":"CANARY"}`,
			"1Z879E930346834440 ups delivered/signed | 2026-03-10T08:30:11 -04:00 FS delivered | signed"},
		"type D that only left": {`{` + alert + `,"activityStatus":{"type":"D","code":"OF","description":"Loaded on Delivery Vehicle"}}`,
			"1Z879E930346834440 ups out_for_delivery/loaded | 2026-03-10T08:30:11 -04:00 OF out_for_delivery/loaded"},
		"an unknown exception": {`{` + alert + `,"activityStatus":{"type":"X","code":"Q7","description":"Something new happened"}}`,
			"1Z879E930346834440 ups exception/other | 2026-03-10T08:30:11 -04:00 Q7 exception/other"},
		"an unknown code in progress": {`{` + alert + `,"activityStatus":{"type":"I","code":"Q7","description":"Something new happened"}}`,
			"1Z879E930346834440 ups unknown/unmapped_code | 2026-03-10T08:30:11 -04:00 Q7 unknown/unmapped_code"},
		"an unknown code with a known detail": {`{` + alert + `,"activityStatus":{"type":"I","code":"Q7","descriptionCode":"005","description":"Something new"}}`,
			"1Z879E930346834440 ups in_transit | 2026-03-10T08:30:11 -04:00 Q7 in_transit"},
		"voided": {`{` + alert + `,"activityStatus":{"type":"MV","code":"VM","description":"Void for Manifest"}}`,
			"1Z879E930346834440 ups cancelled/voided_label | 2026-03-10T08:30:11 -04:00 VM cancelled/voided_label"},
		"no location, no GMT": {`{"trackingNumber":"1z 879e 9303 4683 4440","localActivityDate":"20260310","localActivityTime":"083011","activityStatus":{"type":"P","code":"PU","description":"Pickup Scan"}}`,
			"1Z879E930346834440 ups accepted/picked_up | 2026-03-10T08:30:11 PU accepted/picked_up"},
		"clocks as numbers": {`{"trackingNumber":"1Z879E930346834440","localActivityDate":20260310,"localActivityTime":83011,"gmtActivityDate":20260310,"gmtActivityTime":123011,"activityStatus":{"type":"I","code":"AR"}}`,
			"1Z879E930346834440 ups in_transit/arrived | 2026-03-10T08:30:11 -04:00 AR in_transit/arrived"},
		"only a new date": {`{"trackingNumber":"1Z879E930346834440","scheduledDeliveryDate":"20260312"}`,
			"1Z879E930346834440 ups pending/awaiting_carrier_data | by 2026-03-12..2026-03-12"},
		"several messages": {`[{` + alert + `,"activityStatus":{"type":"I","code":"OT"}},{"trackingNumber":"1Z879E930346834440","localActivityDate":"20260310","localActivityTime":"101112","activityStatus":{"type":"D","code":"FS"}}]`,
			"1Z879E930346834440 ups delivered | 2026-03-10T08:30:11 -04:00 OT out_for_delivery | 2026-03-10T10:11:12 FS delivered"},
		"a subscription": {`{"validTrackingNumbers":["1Z879E930346834440"],"invalidTrackingNumbers":[]}`, ""},
		"something else": {`{"hello":"world"}`,
			"error: read UPS payload: neither a Track API answer nor a Track Alert message"},
	})
}
