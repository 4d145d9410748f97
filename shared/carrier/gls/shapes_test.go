package gls_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/gls"
)

// parcel is an answer about one number.
func parcel(members string) string {
	return `{"parcels":[{"requested":"36301917596","unitno":"36301917596",` + members + `}]}`
}

func event(code, text string) string {
	return `{"code":"` + code + `","description":"` + text + `","city":"Ulm","country":"DE","eventDateTime":"2026-07-12T10:02:00+0200"}`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	left := event("OUTBOD.NORMAL", "The parcel has left the parcel center.")
	const known = "36301917596 gls in_transit/departed | 2026-07-12T10:02:00 +02:00 OUTBOD.NORMAL in_transit/departed"
	one := func(code, text, meaning string) carriertest.Shape {
		return carriertest.Shape{parcel(`"events":[` + event(code, text) + `]`), "36301917596 gls " + meaning + " | 2026-07-12T10:02:00 +02:00 " + code + " " + meaning}
	}
	carriertest.Shapes(t, gls.New(), carrier.Poll, map[string]carriertest.Shape{
		"events":                     {parcel(`"status":"INTRANSIT","statusDateTime":"2026-07-12T10:02:00+0200","events":[` + left + `],"errorCode":null,"errorMessage":null`), known},
		"one event without a list":   {parcel(`"events":` + left), known},
		"one parcel without a list":  {`{"parcels":{"requested":36301917596,"unitno":36301917596,"events":[` + left + `]}}`, known},
		"no unit number":             {`{"parcels":[{"requested":"36301917596","events":[` + left + `]}]}`, known},
		"a status without events":    {parcel(`"status":"INDELIVERY","statusDateTime":"2026-07-12T10:02:00+0200"`), "36301917596 gls out_for_delivery | 2026-07-12T10:02:00 +02:00 INDELIVERY out_for_delivery"},
		"a status and no events":     {parcel(`"status":"NOTPICKEDUP","statusDateTime":"2026-07-12T10:02:00+0200","events":[]`), "36301917596 gls info_received/not_ready | 2026-07-12T10:02:00 +02:00 NOTPICKEDUP info_received/not_ready"},
		"a closed history":           {parcel(`"status":"FINAL","statusDateTime":"2026-07-12T10:02:00+0200","events":null`), "36301917596 gls pending/awaiting_carrier_data | 2026-07-12T10:02:00 +02:00 FINAL -"},
		"a new status":               {parcel(`"status":"SOMEWHERE","statusDateTime":"2026-07-12T10:02:00+0200"`), "36301917596 gls unknown/unmapped_code | 2026-07-12T10:02:00 +02:00 SOMEWHERE unknown/unmapped_code"},
		"a track id":                 {`{"parcels":[{"requested":"ZX61QJIX","unitno":"36301917596","events":[` + left + `]}]}`, known + " | also ZX61QJIX"},
		"a card of two parcels":      {`{"parcels":[{"requested":"ZX61QJIXFA653N","unitno":"36301917596","events":[` + left + `]},{"requested":"ZX61QJIXFA653N","unitno":"36301917600","status":"FINAL"}]}`, known + "\n36301917600 gls pending/awaiting_carrier_data | FINAL -"},
		"a short card":               {`{"parcels":[{"requested":"747N6K","unitno":"36301917596","events":[` + left + `]}]}`, known},
		"a time without offset":      {parcel(`"events":[{"code":"OUTBOD.NORMAL","country":"DE","eventDateTime":"2026-07-12T10:02:00"}]`), known},
		"and without a country":      {parcel(`"events":[{"code":"OUTBOD.NORMAL","country":"","eventDateTime":"2026-07-12T10:02:00"}]`), "36301917596 gls in_transit/departed | 2026-07-12T10:02:00 OUTBOD.NORMAL in_transit/departed"},
		"delivered at a neighbour's": one("DELIVD.NEIGH", "The parcel has been delivered at the neighbour´s (see signature)", "delivered/to_neighbour"),
		"a kind of a group":          one("INBOUD.X17", "", "in_transit/arrived"),
		"a change of the delivery":   {parcel(`"events":[` + event("CHANGD.DAY", "Change completed for - Delivery on another day") + `]`), "36301917596 gls pending/awaiting_carrier_data | 2026-07-12T10:02:00 +02:00 CHANGD.DAY -"},
		"a locker":                   one("DELIVD.LOCKER", "The parcel is ready in the Parcel Locker.", "available_for_pickup/locker"),
		"customs":                    one("CUSTOM.IN", "The parcel is in customs clearance.", "in_transit/customs_processing"),
		"refused":                    one("NOTDEL.REF", "The parcel could not be delivered as the consignee refused acceptance.", "exception/refused"),
		"German words":               one("NOTDEL.X", "Das Paket wurde im PaketShop zugestellt.", "available_for_pickup/parcel_shop"),
		"cancelled":                  one("CANCEL.NORMAL", "The parcel data have been deleted from the GLS IT system.", "cancelled/voided_label"),
		"an older answer, unknown":   {`{"exceptionText":"No data found.","lastError":"E998"}`, "problem not_found E998"},
		"an older answer, no number": {`{"tuStatus":[{"references":[{"type":"GLSREF","value":"DE0"},{"type":"UNITNO","value":"36301917596"}],"history":[],"progressBar":{"statusInfo":"INTRANSIT"}}]}`, "36301917596 gls in_transit | INTRANSIT in_transit"},
		"one older answer alone":     {`{"tuNo":"36301917596","date":"2026-07-12","history":[{"date":"2026-07-12","time":"10:02:00","evtNo":"3.0","evtDscr":"The parcel has been delivered."},{"date":"2026-07-12","time":"09:02:00","evtNo":"3.896","evtDscr":"The parcel has been delivered into the ParcelLocker."}],"progressBar":{"statusInfo":"DELIVERED"}}`, "36301917596 gls delivered | 2026-07-12T09:02:00 3.896 available_for_pickup/locker | 2026-07-12T10:02:00 3.0 delivered"},
		"the API before":             {`{"parcels":[{"timestamp":"2026-07-12T10:02:00","status":"DELIVERED","trackid":"36301917596","references":[{"type":"UNIQUENO","value":"ZX61QJIX"}],"events":[{"timestamp":"2026-07-12T10:02:00","description":"The parcel has been delivered.","location":"Ulm","country":"DE","code":"3.0"}]}]}`, "36301917596 gls delivered | 2026-07-12T10:02:00 +02:00 3.0 delivered"},
		"the API before, refused":    {`{"errors":[{"exitCode":"404","exitMessage":"No parcel found"}]}`, "problem not_found 404"},
		"not out for delivery":       one("NEW.X", "Not out for delivery/delivery not accepted that day", "in_transit/delayed"),
		"a new date":                 one("NEW.X", "The parcel is stored in the parcel center to be delivered at a new delivery date.", "in_transit/rescheduled"),
		"to be collected":            one("NEW.X", "The parcel is stored in the GLS parcel center. The consignee has agreed to collect the goods himself.", "available_for_pickup/depot"),
		"dropped off at the door":    one("DELIVD.X", "The parcel has been delivered / dropped off.", "delivered/safe_place"),
		"too many":                   {`{"parcels":[{"requested":"36301917596","errorCode":"E_400_02","errorMessage":"Limit Size Exceeded"}]}`, "problem 36301917596 invalid E_400_02"},
		"their trouble":              {`{"parcels":[{"requested":"36301917596","errorCode":"E_500_01","errorMessage":"Internal Server Error"}]}`, "problem 36301917596 upstream E_500_01"},
		"an error of one number":     {`{"errorCode":"E_404_01","errorMessage":"Resource Not Found"}`, "problem not_found E_404_01"},
		"a refused grant":            {`{"errors":[{"message":"Invalid client credentials","code":"401"}]}`, "problem unauthorized 401"},
		"a refused grant, OAuth's":   {`{"error":"invalid_client","error_description":"Client authentication failed"}`, "problem unauthorized invalid_client"},
		"no such address":            {`{"type":"about:blank","title":"Not Found","status":404,"detail":"No static resource ..."}`, "problem not_found 404"},
		"an outage":                  {`{"type":"about:blank","title":"Service Unavailable","status":503,"detail":""}`, "problem upstream 503"},
		"no parcels":                 {`{"parcels":[]}`, ""},
		"the list of codes":          {`{"eventsCodes":[{"code":"CANCEL.NORMAL","description":"x"}]}`, ""},
		"something else":             {`{"hello":"world"}`, "error: read GLS payload: neither parcels nor an error"},
	})
}
