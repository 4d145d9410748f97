package asendia_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/asendia"
	"doorstep/shared/carrier/carriertest"
)

const number = "RL730551294CH"

func event(code, text, at string) string {
	return `{"id":1,"code":"` + code + `","time":"` + at + `","locationName":"Lyon","carrierEventDescription":"` + text + `","locationCountry":"FR"}`
}

func parcel(events ...string) string {
	return `{"trackingNumber":"` + number + `","trackingEvents":[` + strings.Join(events, ",") + `]}`
}

const (
	noon    = "2026-03-06T12:00:00Z"
	transit = number + " asendia in_transit | 2026-03-06T12:00:00 +00:00 IT in_transit"
)

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	e := event("IT", "On the way", noon)
	one := func(code, text, want string) carriertest.Shape {
		return carriertest.Shape{parcel(event(code, text, noon)), number + " asendia " + want + " | 2026-03-06T12:00:00 +00:00 " + code + " " + want}
	}
	carriertest.Shapes(t, asendia.New(), carrier.Poll, map[string]carriertest.Shape{
		"a parcel":                    {parcel(e), transit},
		"a list of parcels":           {`[` + parcel(e) + `,` + strings.ReplaceAll(parcel(e), number, "RL730551303CH") + `]`, transit + "\n" + strings.ReplaceAll(transit, number, "RL730551303CH")},
		"the same parcel twice":       {`[` + parcel(e) + `,` + parcel(e) + `]`, transit},
		"the events alone":            {`[` + e + `]`, "-" + strings.TrimPrefix(transit, number)},
		"one event alone":             {e, "-" + strings.TrimPrefix(transit, number)},
		"one event without a list":    {`{"trackingNumber":"` + number + `","trackingEvents":` + e + `}`, transit},
		"no events yet":               {parcel(), number + " asendia pending/awaiting_carrier_data"},
		"events that are null":        {`{"trackingNumber":"` + number + `","trackingEvents":null}`, number + " asendia pending/awaiting_carrier_data"},
		"an empty list":               {`[]`, "problem not_found"},
		"a time with an offset":       {parcel(event("IT", "x", "2026-03-06T12:00:00.123+01:00")), number + " asendia in_transit | 2026-03-06T12:00:00 +01:00 IT in_transit"},
		"a time without one":          {parcel(event("IT", "x", "2026-03-06T12:00:00")), number + " asendia in_transit | 2026-03-06T12:00:00 IT in_transit"},
		"no time":                     {parcel(`{"code":"DL","carrierEventDescription":null,"time":null}`), number + " asendia delivered | DL delivered"},
		"a coarse code, exact words":  one("IT", "Arrived at customs of destination country", "in_transit/customs_processing"),
		"a coarse code, other status": one("IT", "Held by customs", "exception/customs_delay"),
		"a delivery, more exactly":    one("DELIVERED", "Delivered to neighbour", "delivered/to_neighbour"),
		"an exact code stands":        one("CLEARED", "Delivered to broker", "in_transit/customs_cleared"),
		"a delivery that was none":    one("X1", "Item could not be delivered", "delivery_attempted"),
		"a delivery to come":          one("X1", "Item will be delivered tomorrow", "in_transit"),
		"words in German":             one("X1", "Die Sendung wurde zugestellt.", "delivered"),
		"words in German, negated":    one("X1", "Sendung konnte nicht zugestellt werden", "delivery_attempted"),
		"words in French":             one("X1", "Votre colis est en cours de livraison", "out_for_delivery"),
		"a place that sounds lost":    one("X1", "Klosterneuburg", "unknown/unmapped_code"),
		"new code, new words":         one("QQ7", "Umgelagert", "unknown/unmapped_code"),
		"words without a code": {parcel(`{"time":"` + noon + `","carrierEventDescription":"Out for delivery"}`),
			number + " asendia out_for_delivery | 2026-03-06T12:00:00 +00:00 out_for_delivery"},
		"waiting in a locker": one("READY_FOR_PICKUP", "Available in parcel locker", "available_for_pickup/locker"),
		"something else":      {`{"hello":"world"}`, "error: read Asendia payload: neither tracking events nor an error"},
		"a list of texts":     {`["x"]`, "error: read Asendia payload: neither tracking events nor an error"},
		"an empty object":     {`{}`, "error: read Asendia payload: neither tracking events nor an error"},
	})
}

func TestShapesOfAsendiaUSA(t *testing.T) {
	t.Parallel()
	milestone := `{"eventCode":"s5","eventDescription":"Arrived in Destination Country","eventLocation":"","eventOn":"2026-03-06T12:00:00.5+00:00"}`
	status := `"responseStatus":{"responseStatusCode":200,"responseStatusMessage":""}`
	arrived := number + " asendia in_transit/arrived_destination_country | 2026-03-06T12:00:00 +00:00 s5 in_transit/arrived_destination_country"
	carriertest.Shapes(t, asendia.New(), carrier.Poll, map[string]carriertest.Shape{
		"a parcel":                {`{"data":[{"trackingNumberVendor":"` + number + `","customerReferenceNumber":"PO 17","trackingMilestoneEvents":[` + milestone + `]}],` + status + `}`, arrived},
		"with the post's number":  {`{"data":[{"trackingNumberVendor":"` + number + `","customerReferenceNumber":"9400109205500812345678","trackingMilestoneEvents":[` + milestone + `]}],` + status + `}`, arrived + " | also 9400109205500812345678"},
		"one parcel, no list":     {`{"data":{"trackingNumberVendor":"` + number + `","trackingMilestoneEvents":` + milestone + `},` + status + `}`, arrived},
		"nothing":                 {`{"data":[],` + status + `}`, "problem not_found"},
		"data that is null":       {`{"data":null,` + status + `}`, ""},
		"an error":                {`{"data":null,"responseStatus":{"responseStatusCode":401,"responseStatusMessage":"Unauthorized"}}`, "problem unauthorized 401"},
		"not found":               {`{"responseStatus":{"responseStatusCode":"404","responseStatusMessage":"x"}}`, "problem not_found 404"},
		"no events of the number": {`{"trackingMilestone":null,"responseStatus":{"responseStatusCode":204,"responseStatusMessage":"There were no tracking events found for this package."}}`, "problem not_found 204"},
		"a bare refusal":          {`{"responseStatusCode":401,"responseStatusMessage":"Authentication to the resource has been denied: incorrect username or password."}`, "problem unauthorized 401"},
		"an outage of the server": {`{"responseStatus":{"responseStatusCode":500,"responseStatusMessage":"x"}}`, "problem upstream 500"},
	})
}

func TestShapesOfProblems(t *testing.T) {
	t.Parallel()
	problem := func(members string) string {
		return `{"type":"https://www.asendia-sync.com/problem/x",` + members + `}`
	}
	carriertest.Shapes(t, asendia.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":            {problem(`"title":"Not Found","status":404,"path":"/api/customers/C1/tracking/` + number + `"`), "problem " + number + " not_found 404"},
		"not found, by words":  {problem(`"title":"Bad Request","status":400,"message":"error.tracking.not_found"`), "problem not_found 400"},
		"a wrong password":     {problem(`"title":"Unauthorized","status":401,"detail":"Bad credentials"`), "problem unauthorized 401"},
		"another's customer":   {problem(`"title":"Forbidden","status":"403"`), "problem unauthorized 403"},
		"a limit":              {problem(`"title":"Too Many Requests","status":429`), "problem rate_limited 429"},
		"an outage":            {problem(`"title":"Service Unavailable","status":503`), "problem upstream 503"},
		"a field":              {problem(`"title":"Bad Request","status":400,"fieldErrors":[{"field":"x","message":"y"}]`), "problem invalid 400"},
		"of a parcel":          {`{"trackingNumber":"` + number + `","errorMessages":[{"field":"x","message":"y"}]}`, "problem " + number + " invalid"},
		"of Spring's own":      {`{"timestamp":"2026-03-06T12:00:00Z","status":500,"error":"Internal Server Error","path":"/api"}`, "problem upstream 500"},
		"a word as the status": {`{"trackingNumber":"` + number + `","status":"CREATED"}`, number + " asendia pending/awaiting_carrier_data"},
	})
}
