package veho_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/veho"
)

const (
	number = "VH7K2MXRQ4T9BC"
	noon   = "2026-03-10T12:00:00.000Z"
)

func event(kind, text string, more ...string) string {
	return `{"eventType":"` + kind + `","timestamp":"` + noon + `","message":"` + text + `"` + strings.Join(append([]string{""}, more...), ",") + `}`
}

// pack is a package of the API.
func pack(log string, more ...string) string {
	return `{"_id":"PKG_1","trackingId":"` + number + `","eventLog":[` + log + `]` + strings.Join(append([]string{""}, more...), ",") + `}`
}

const arrived = number + " veho in_transit/arrived | 2026-03-10T12:00:00 +00:00 droppedOffAtVeho in_transit/arrived"

func TestShapesOfPackages(t *testing.T) {
	t.Parallel()
	e := event("droppedOffAtVeho", "Package arrived at Veho facility")
	one := func(kind, text, want string) carriertest.Shape {
		return carriertest.Shape{pack(event(kind, text)), number + " veho " + want + " | 2026-03-10T12:00:00 +00:00 " + kind + " " + want}
	}
	carriertest.Shapes(t, veho.New(), carrier.Poll, map[string]carriertest.Shape{
		"a package":                     {pack(e), arrived},
		"a list of packages":            {`[` + pack(e) + `]`, arrived},
		"an empty list":                 {`[]`, "problem not_found"},
		"an order":                      {`{"_id":"ORD_1","recipient":"CANARY","destination":{"street":"CANARY"},"packages":[` + pack(e) + `]}`, arrived},
		"one event without a list":      {`{"trackingId":"` + number + `","eventLog":` + e + `}`, arrived},
		"an empty log":                  {pack(""), number + " veho pending/awaiting_carrier_data"},
		"only a barcode":                {`{"barCode":"00812345678901234567","eventLog":[` + e + `]}`, "00812345678901234567" + strings.TrimPrefix(arrived, number)},
		"a barcode beside the number":   {pack(e, `"barCode":"00812345678901234567"`), arrived + " | also 00812345678901234567"},
		"a barcode that is the number":  {pack(e, `"barCode":"`+number+`"`), arrived},
		"another carrier's number":      {pack(e, `"externalCarrier":{"name":"USPS","trackingId":"9400109205500812345678"}`), arrived + " | also 9400109205500812345678"},
		"what a stranger is told":       {`{"trackingId":"` + number + `","lastEvent":"pickedUpFromVeho","humanReadableOperation":"Package out for delivery"}`, number + " veho out_for_delivery | pickedUpFromVeho out_for_delivery"},
		"a delivery told to a stranger": {`{"trackingId":"` + number + `","lastEvent":"delivered","actualServiceDate":"` + noon + `"}`, number + " veho delivered | 2026-03-10T12:00:00 +00:00 delivered delivered"},
		"the state beside the log":      {pack(e, `"lastEvent":"droppedOffAtVeho"`), arrived},
		"the name of older versions":    {pack(event("arrivedAtFacility", "")), number + " veho in_transit/arrived | 2026-03-10T12:00:00 +00:00 arrivedAtFacility in_transit/arrived"},
		"nobody home":                   one("PackageHadDeliveryIssue", "Recipient unavailable", "delivery_attempted/not_home"),
		"an issue without a reason":     one("PackageHadDeliveryIssue", "", "delivery_attempted"),
		"refused":                       one("hadDeliveryIssue", "Recipient refused the package", "exception/refused"),
		"left with a neighbor":          one("delivered", "Left with neighbor", "delivered/to_neighbour"),
		"a delivery stays one":          one("delivered", "Package delivered after the gate code was given", "delivered"),
		"delivered somewhere else":      one("misdelivered", "", "exception/investigation"),
		"thrown away":                   one("discarded", "", "destroyed/disposed"),
		"back at the client":            one("returnedToClient", "", "returned/to_sender"),
		"a pickup of a return":          one("outForPickup", "", "info_received/pickup_scheduled"),
		"a new event in known words":    one("PackageOnBicycle", "Package out for delivery", "out_for_delivery"),
		"a new event":                   one("PackageScannedByDrone", "Investigating", "unknown/unmapped_code"),
		"an event without a time":       {pack(`{"eventType":"delivered","timestamp":null}`), number + " veho delivered | delivered delivered"},
		"planned":                       {pack(e, `"scheduledServiceDate":"2026-03-12T07:00:00.000Z"`, `"slaServiceDate":"2026-03-13"`), arrived + " | by 2026-03-12..2026-03-12"},
		"promised":                      {pack(e, `"scheduledServiceDate":null`, `"slaServiceDate":"2026-03-13"`), arrived + " | by 2026-03-13..2026-03-13"},
		"no date that can be read":      {pack(e, `"scheduledServiceDate":"string"`), arrived},
		"something else":                {`{"hello":"world"}`, "error: read Veho payload: neither a package nor an error"},
		"a number and nothing else":     {`{"trackingId":"` + number + `"}`, "error: read Veho payload: neither a package nor an error"},
		"a page in place of an answer":  {`<html></html>`, "error: read Veho payload: byte 0: unexpected text"},
	})
}

func TestShapesOfTheOlderAnswer(t *testing.T) {
	t.Parallel()
	old := func(members string) string {
		return `{"trackingNumber":"TRACK991","status":"in_transit","events":[{"date":"2026-03-09","code":"PU",` + members + `}]}`
	}
	carriertest.Shapes(t, veho.New(), carrier.Poll, map[string]carriertest.Shape{
		"in its envelopes":             {`{"trackingResponse":{"trackingInfo":[` + old(`"time":"14:30:00","location":"Austin"`) + `]}}`, "TRACK991 veho accepted/picked_up | 2026-03-09T14:30:00 PU accepted/picked_up"},
		"in one of them":               {`{"trackingInfo":[` + old(`"time":"14:30:00"`) + `]}`, "TRACK991 veho accepted/picked_up | 2026-03-09T14:30:00 PU accepted/picked_up"},
		"in none":                      {old(`"time":"14:30"`), "TRACK991 veho accepted/picked_up | 2026-03-09T14:30:00 PU accepted/picked_up"},
		"a clock where one is kept":    {old(`"time":"14:30:00","location":"San Diego, CA"`), "TRACK991 veho accepted/picked_up | 2026-03-09T14:30:00 -07:00 PU accepted/picked_up"},
		"a clock where two are kept":   {old(`"time":"14:30:00","location":"El Paso, TX"`), "TRACK991 veho accepted/picked_up | 2026-03-09T14:30:00 PU accepted/picked_up"},
		"a day":                        {old(`"time":""`), "TRACK991 veho accepted/picked_up | 2026-03-09 PU accepted/picked_up"},
		"only a status":                {`{"trackingInfo":[{"trackingNumber":"TRACK991","status":"out_for_delivery","statusDetails":"On its way"}]}`, "TRACK991 veho out_for_delivery | out_for_delivery out_for_delivery"},
		"expected":                     {`{"trackingInfo":[{"trackingNumber":"TRACK991","estimatedDelivery":"2026-03-12","events":[]}]}`, "TRACK991 veho pending/awaiting_carrier_data | by 2026-03-12..2026-03-12"},
		"two parcels in one envelope":  {`{"trackingInfo":[` + old(`"time":"14:30:00"`) + `,{"trackingNumber":"TRACK992","status":"delivered","events":[]}]}`, "TRACK991 veho accepted/picked_up | 2026-03-09T14:30:00 PU accepted/picked_up\nTRACK992 veho delivered | delivered delivered"},
		"an envelope that is a number": {`{"trackingInfo":7}`, "error: read Veho payload: neither a package nor an error"},
	})
}

func TestShapesOfPushes(t *testing.T) {
	t.Parallel()
	envelope := `"eventType":"package.droppedOffAtVeho","occurredAt":"` + noon + `","trackingId":"` + number + `"`
	e := event("droppedOffAtVeho", "Package arrived at Veho facility")
	carriertest.Shapes(t, veho.New(), carrier.Webhook, map[string]carriertest.Shape{
		"an envelope with the package":    {`{` + envelope + `,"payload":` + pack(e) + `}`, arrived},
		"the package before its envelope": {`{"payload":` + pack(e) + `,` + envelope + `}`, arrived},
		"the package in an entity":        {`{"model":"OrderAndPackage","operation":"droppedOffAtVeho","entity":{"package":` + pack(e) + `,"order":{"address":{"street":"CANARY"}}}}`, arrived},
		"the package alone":               {`{"package":` + pack(e) + `}`, arrived},
		"a thin envelope":                 {`{` + envelope + `,"payload":{"_id":"PKG_1"}}`, arrived},
		"no payload":                      {`{` + envelope + `}`, arrived},
		"a list of pushes":                {`[{` + envelope + `}]`, arrived},
	})
}

func TestShapesOfProblems(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, veho.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":                {`{"message":"Package not found"}`, "problem not_found"},
		"not found, with a status": {`{"statusCode":404,"error":"Not Found","message":"x"}`, "problem not_found 404"},
		"a wrong key":              {`{"message":"Unauthorized"}`, "problem unauthorized"},
		"another's package":        {`{"message":"The requested resource cannot be accessed with this apiKey."}`, "problem unauthorized"},
		"a limit":                  {`{"message":"Too Many Requests"}`, "problem rate_limited"},
		"maintenance":              {`{"message":"We're temporarily offline for maintenance. Please try again later."}`, "problem upstream"},
		"an error of the server":   {`{"error":{"code":500,"error":"Internal Server Error"}}`, "problem upstream 500"},
		"an older error":           {`{"error":"Package could not be found"}`, "problem not_found"},
		"a wrong request":          {`{"message":"Bad Request","errors":[{"code":"invalid_string","message":"x","path":["barcode"]}]}`, "problem invalid invalid_string"},
		"two faults of a request":  {`{"message":"Bad Request","errors":[{"code":"too_small","message":"x"},{"code":"invalid_type","message":"y"}]}`, "problem invalid too_small"},
		"of one number":            {`{"trackingId":"` + number + `","message":"Package not found"}`, "problem " + number + " not_found"},
	})
}

func TestInterpret(t *testing.T) {
	t.Parallel()
	a := veho.New()
	for in, want := range map[[2]string]string{
		{"package.delivered", ""}:        "delivered ",
		{"", "package.pickedUpFromVeho"}: "out_for_delivery ",
		{"", "Package delivered"}:        "delivered ",
		{"", "Investigating"}:            "no",
		{"", ""}:                         "no",
	} {
		got := "no"
		if m, ok := a.Interpret(in[0], in[1]); ok {
			got = string(m.Status) + " " + m.Sub
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
