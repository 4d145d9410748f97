package postnl_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/postnl"
)

// complete is an answer about one piece.
func complete(members string) string {
	return `{"CompleteStatus":{"Shipment":{"Barcode":"3SDEVC6659149",` + members + `}}}`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	const (
		sorted = `{"Code":"J01","Description":"Zending is gesorteerd","DestinationLocationCode":{},"LocationCode":"171967","TimeStamp":"11-03-2026 04:58:11"}`
		known  = "3SDEVC6659149 postnl in_transit/sorted | 2026-03-11T04:58:11 J01 in_transit/sorted"
		none   = "3SDEVC6659149 postnl pending/awaiting_carrier_data"
		status = `{"TimeStamp":"11-03-2026 04:58:11","StatusCode":"5","StatusDescription":"Zending gesorteerd","PhaseCode":"2"}`
	)
	carriertest.Shapes(t, postnl.New(), carrier.Poll, map[string]carriertest.Shape{
		"events in a list":              {complete(`"Event":[` + sorted + `]`), known},
		"one event without a list":      {complete(`"Event":` + sorted), known},
		"no events":                     {complete(`"Event":{}`), none},
		"null":                          {complete(`"Event":null,"Status":null,"Expectation":null,"Address":null`), none},
		"statuses repeat the events":    {complete(`"Status":` + status + `,"OldStatus":[` + status + `],"Event":[` + sorted + `]`), known},
		"statuses without events":       {complete(`"Event":{},"Status":` + status + `,"OldStatus":[` + status + `,{"TimeStamp":"10-03-2026 23:20:05","StatusCode":"02","StatusDescription":"Zending in ontvangst genomen"}]`), "3SDEVC6659149 postnl in_transit/sorted | 2026-03-10T23:20:05 02 accepted | 2026-03-11T04:58:11 5 in_transit/sorted"},
		"a status that is none":         {complete(`"Status":{"TimeStamp":"11-03-2026 04:58:11.112","StatusCode":99,"StatusDescription":"Niet van toepassing"}`), "3SDEVC6659149 postnl pending/awaiting_carrier_data | 2026-03-11T04:58:11 99 -"},
		"a new status":                  {complete(`"Status":{"TimeStamp":"11-03-2026 04:58:11","StatusCode":"77","StatusDescription":"Nieuw"}`), "3SDEVC6659149 postnl unknown/unmapped_code | 2026-03-11T04:58:11 77 unknown/unmapped_code"},
		"a current status":              {`{"CurrentStatus":{"Shipment":{"MainBarcode":"3SDEVC6659149","Barcode":"3SDEVC6659149","Status":` + status + `}}}`, "3SDEVC6659149 postnl in_transit/sorted | 2026-03-11T04:58:11 5 in_transit/sorted"},
		"shipments of a reference":      {`{"CurrentStatus":{"Shipment":[{"Barcode":"3SDEVC6659149","Status":` + status + `},{"Barcode":"3SDEVC7755088","Status":` + status + `}]}}`, "3SDEVC6659149 postnl in_transit/sorted | 2026-03-11T04:58:11 5 in_transit/sorted\n3SDEVC7755088 postnl in_transit/sorted | 2026-03-11T04:58:11 5 in_transit/sorted"},
		"another spelling of names":     {`{"completeStatus":{"shipment":{"barcode":"3SDEVC6659149","event":{"code":"j01","timestamp":"2026-03-11T04:58:11"}}}}`, "3SDEVC6659149 postnl in_transit/sorted | 2026-03-11T04:58:11 j01 in_transit/sorted"},
		"a code turned around":          {complete(`"Event":{"Code":"01I","Description":"Zending is bezorgd","TimeStamp":"12-03-2026 15:06:53"}`), "3SDEVC6659149 postnl delivered/to_recipient | 2026-03-12T15:06:53 01I delivered/to_recipient"},
		"a new code by its words":       {complete(`"Event":{"Code":"I99","Description":"Zending is bezorgd bij de buren","TimeStamp":"12-03-2026 15:06:53"}`), "3SDEVC6659149 postnl delivered/to_neighbour | 2026-03-12T15:06:53 I99 delivered/to_neighbour"},
		"inside the Netherlands":        {complete(`"Event":` + sorted + `,"Address":[{"AddressType":"01","CountryCode":"NL"},{"AddressType":"02","CountryCode":"NL"}]`), "3SDEVC6659149 postnl in_transit/sorted | 2026-03-11T04:58:11 +01:00 J01 in_transit/sorted"},
		"to another country":            {complete(`"Address":[{"AddressType":"01","CountryCode":"US"},{"AddressType":"02","CountryCode":"NL"}],"Event":` + sorted), known},
		"a window":                      {complete(`"Event":` + sorted + `,"Expectation":{"ETAFrom":"2026-03-12T14:50:00","ETATo":"2026-03-12T16:50:00"},"DeliveryDate":"2026-03-13"`), known + " | by 2026-03-12T14:50:00..2026-03-12T16:50:00"},
		"a window with an offset":       {complete(`"Event":` + sorted + `,"Expectation":{"ETAFrom":"2026-03-12T14:50:00+01:00","ETATo":"2026-03-12T16:50:00+01:00"}`), known + " | by 2026-03-12T14:50:00..2026-03-12T16:50:00"},
		"only a planned day":            {complete(`"Event":` + sorted + `,"Expectation":{},"DeliveryDate":"2026-03-13"`), known + " | by 2026-03-13..2026-03-13"},
		"a planned day, the day first":  {complete(`"Event":` + sorted + `,"DeliveryDate":"13-03-2026"`), known + " | by 2026-03-13..2026-03-13"},
		"one piece with a main barcode": {complete(`"MainBarcode":"3SDEVC7755088","ShipmentAmount":"1","Event":` + sorted), known + " | also 3SDEVC7755088"},
		"one of two pieces":             {complete(`"MainBarcode":"3SDEVC7755088","ShipmentAmount":2,"Event":` + sorted), known},
		"at customs":                    {complete(`"Event":[{"Code":"X67","TimeStamp":"12-03-2026 10:00:00"},{"Code":"X03","TimeStamp":"11-03-2026 10:00:00"}]`), "3SDEVC6659149 postnl exception/customs_duties | 2026-03-11T10:00:00 X03 in_transit/customs_processing | 2026-03-12T10:00:00 X67 exception/customs_duties"},
		"an update":                     {`{"Barcode":"3SDEVC6659149","CreationDate":"2026-03-11T00:00:00","Status":{"Timestamp":"2026-03-12T13:53:18","StatusCode":"22","StatusDescription":"Zending afgehaald van Postkantoor"}}`, "3SDEVC6659149 postnl delivered/pickup_collected | 2026-03-12T13:53:18 22 delivered/pickup_collected"},
		"no updates":                    {`[]`, ""},
		"a signature without a date":    {`{"Signature":{"Barcode":"3SDEVC6659149","SignatureDate":{}}}`, none},
		"an empty status":               {`{"CurrentStatus":{},"Warnings":[{"Message":"No shipment found","Code":"2"}]}`, "problem not_found 2"},
		"a warning in a warning":        {`{"Warnings":{"Warning":{"Message":"No signature found","Code":"2"}}}`, "problem not_found 2"},
		"a warning without words":       {`{"CompleteStatus":null,"Warnings":[{"Code":2}]}`, "problem not_found 2"},
		"errors":                        {`{"Errors":[{"Error":"Invalid barcode","Description":"The barcode is invalid","Code":"26"}]}`, "problem invalid 26"},
		"errors of the old service":     {`{"Errors":{"Error":[{"ErrorMsg":"Check CIF","ErrorNumber":13}]}}`, "problem invalid 13"},
		"errors of a converter":         {`{"Array":{"Item":{"ErrorMsg":"Unknown option","ErrorNumber":26}}}`, "problem invalid 26"},
		"a wrong key":                   {`{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}`, "problem unauthorized oauth.v2.InvalidApiKey"},
		"a limit of the gateway":        {`{"fault":{"faultstring":"Rate limit quota violation. Quota limit exceeded.","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`, "problem rate_limited policies.ratelimit.QuotaViolation"},
		"an outage":                     {`{"fault":{"faultstring":"The Service is temporarily unavailable","detail":{"errorcode":"messaging.adaptors.http.flow.ServiceUnavailable"}}}`, "problem upstream messaging.adaptors.http.flow.ServiceUnavailable"},
		"not this way":                  {`{"message":"Only GET requests allowed","http_status_code":405}`, "problem invalid 405"},
		"something else":                {`{"hello":"world"}`, "error: read PostNL payload: neither a status nor an error"},
	})
}
