package dhl_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/dhl"
)

// event is one in Ghent: the general code, the division's status and the sentence; more are further members.
func event(code, status, text, clock string, more ...string) string {
	all := append([]string{`"timestamp":"2026-03-10T` + clock + `","location":{"address":{"addressLocality":"GENT","countryCode":"BE"}},"statusCode":"` + code + `","status":"` + status + `","description":"` + text + `"`}, more...)
	return "{" + strings.Join(all, ",") + "}"
}

func answer(service string, members ...string) string {
	return `{"shipments":[{"id":"8812345675","service":"` + service + `",` + strings.Join(members, ",") + `}]}`
}

func events(all ...string) string { return `"events":[` + strings.Join(all, ",") + `]` }

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	transit := event("transit", "DF", "Shipment has departed from a DHL facility", "09:00:00")
	const told = "8812345675 dhl_express in_transit/departed | 2026-03-10T09:00:00 +01:00 transit in_transit/departed"
	carriertest.Shapes(t, dhl.New(), carrier.Poll, map[string]carriertest.Shape{
		"one event without a list":    {answer("express", `"events":`+transit), told},
		"one shipment without a list": {`{"shipments":{"id":"8812345675","service":"express",` + events(transit) + `}}`, told},
		"the status repeats an event": {answer("express", `"status":`+transit, events(transit)), told},
		"a status alone":              {answer("express", `"status":`+transit), told},
		"number as a number":          {`{"shipments":[{"id":8812345675,"service":"express",` + events(transit) + `}]}`, told},
		"pages around it":             {`{"url":"x","prevUrl":"x","nextUrl":"x","firstUrl":"x","lastUrl":"x","shipments":[{"id":"8812345675","service":"express",` + events(transit) + `}],"possibleAdditionalShipmentsUrl":["x"]}`, told},
		"Z":                           {answer("express", events(`{"timestamp":"2026-03-10T09:00:00Z","statusCode":"transit","status":"DF"}`)), "8812345675 dhl_express in_transit/departed | 2026-03-10T09:00:00 +00:00 transit in_transit/departed"},
		"an offset":                   {answer("express", events(`{"timestamp":"2026-03-10T09:00:00.000-03:00","statusCode":"transit","status":"DF"}`)), "8812345675 dhl_express in_transit/departed | 2026-03-10T09:00:00 -03:00 transit in_transit/departed"},
		"no place":                    {answer("express", events(`{"timestamp":"2026-03-10T09:00:00","statusCode":"transit","status":"DF"}`)), "8812345675 dhl_express in_transit/departed | 2026-03-10T09:00:00 transit in_transit/departed"},
		"a day":                       {answer("freight", events(`{"timestamp":"2026-03-10","statusCode":"transit","status":"13-0"}`)), "8812345675 dhl accepted/picked_up | 2026-03-10 transit accepted/picked_up"},
		"nulls":                       {answer("express", `"status":null`, `"details":null`, `"estimatedTimeOfDelivery":null`, events(transit)), told},

		"expected on a day":            {answer("express", events(transit), `"estimatedTimeOfDelivery":"2026-03-12T00:00:00Z"`), told + " | by 2026-03-12..2026-03-12"},
		"expected by the end of a day": {answer("express", events(transit), `"estimatedTimeOfDelivery":"2026-03-12T23:59:00"`, `"estimatedTimeOfDeliveryRemark":"By End of Day"`), told + " | by 2026-03-12..2026-03-12"},
		"expected by an hour":          {answer("express", events(transit), `"estimatedTimeOfDelivery":"2026-03-12T12:00:00"`), told + " | by 2026-03-12T00:00:00..2026-03-12T12:00:00"},
		"expected in a window":         {answer("express", events(transit), `"estimatedTimeOfDelivery":"2026-03-12T00:00:00"`, `"estimatedDeliveryTimeFrame":{"estimatedFrom":"2026-03-12T10:00:00","estimatedThrough":"2026-03-12T12:00:00"}`), told + " | by 2026-03-12T10:00:00..2026-03-12T12:00:00"},

		"signed":                      {answer("express", events(event("delivered", "OK", "Delivered", "11:00:00")), `"details":{"proofOfDelivery":{"signed":{"name":"CANARY"}}}`), "8812345675 dhl_express delivered/signed | 2026-03-10T11:00:00 +01:00 delivered delivered | signed"},
		"signed, in the words":        {answer("express", events(event("delivered", "OK", "Delivered - Signed for by: CANARY", "11:00:00"))), "8812345675 dhl_express delivered/signed | 2026-03-10T11:00:00 +01:00 delivered delivered | signed"},
		"signed, without a colon":     {answer("express", events(event("delivered", "OK", "Delivered - Signed by CANARY", "11:00:00"))), "8812345675 dhl_express delivered/signed | 2026-03-10T11:00:00 +01:00 delivered delivered | signed"},
		"signed, in German":           {answer("express", events(event("delivered", "OK", "Zugestellt - Unterschrieben von: CANARY", "11:00:00"))), "8812345675 dhl_express delivered/signed | 2026-03-10T11:00:00 +01:00 delivered delivered | signed"},
		"a colon and no name":         {answer("ecommerce", events(event("delivered", "600", "Delivered: front door", "11:00:00"))), "8812345675 dhl delivered | 2026-03-10T11:00:00 +01:00 delivered delivered"},
		"a place that is a word":      {answer("express", `"events":{"timestamp":"2026-03-10T09:00:00","statusCode":"transit","status":"DF","location":"GENT"}`), strings.ReplaceAll(told, " +01:00", "")},
		"pieces":                      {answer("express", `"details":{"totalNumberOfPieces":2,"pieceIds":["JD01","JD02"]}`, events(transit)), told + " | also JD01 JD02"},
		"one of two pieces":           {answer("express", `"details":{"totalNumberOfPieces":2,"pieceIds":["JD01","JD02"]}`, events(transit, event("delivered", "OK", "Delivered", "11:00:00", `"pieceIds":["JD01"]`))), "8812345675 dhl_express in_transit | 2026-03-10T09:00:00 +01:00 transit in_transit/departed | 2026-03-10T11:00:00 +01:00 delivered delivered | also JD01 JD02"},
		"both pieces":                 {answer("express", `"details":{"totalNumberOfPieces":2,"pieceIds":["JD01","JD02"]}`, events(transit, event("delivered", "OK", "Delivered", "11:00:00", `"pieceIds":["JD02","JD01"]`))), "8812345675 dhl_express delivered | 2026-03-10T09:00:00 +01:00 transit in_transit/departed | 2026-03-10T11:00:00 +01:00 delivered delivered | also JD01 JD02"},
		"the number of the last mile": {answer("ecommerce", `"details":{"references":{"number":"9261 2999 9634","type":"local-tracking-number"}}`, events(event("transit", "402", "IN TRANSIT", "09:00:00"))), "8812345675 dhl in_transit | 2026-03-10T09:00:00 +01:00 transit in_transit | also 926129999634"},
		"two divisions, one number": {`{"shipments":[{"id":"8812345675","service":"express",` + events(transit) + `},{"id":"8812345675","service":"parcel-nl",` + events(event("transit", "DEPOT_SCAN", "x", "10:00:00")) + `}]}`,
			told + "\n8812345675 dhl in_transit/sorted | 2026-03-10T10:00:00 +01:00 transit in_transit/sorted"},
		"no events, no status": {answer("express", `"events":[]`), "8812345675 dhl_express pending/awaiting_carrier_data"},
	})
}

// What the divisions say makes DHL's five words more exact, and never contradicts them.
func TestShapesOfDivisions(t *testing.T) {
	t.Parallel()
	shape := func(service, code, status, text, want string) carriertest.Shape {
		return carriertest.Shape{answer(service, events(event(code, status, text, "09:00:00"))), strings.Replace(want, "=", " | 2026-03-10T09:00:00 +01:00 "+code+" ", 1)}
	}
	one := func(carrier, says string) string { return "8812345675 " + carrier + " " + says + "=" + says }
	carriertest.Shapes(t, dhl.New(), carrier.Poll, map[string]carriertest.Shape{
		"express, awaiting collection":    shape("express", "transit", "CC", "Awaiting collection", one("dhl_express", "available_for_pickup")),
		"parcel-de, by code":              shape("parcel-de", "transit", "PO", "x", one("dhl_parcel_de", "out_for_delivery")),
		"parcel-de, in German":            shape("parcel-de", "transit", "Die Sendung liegt in der Filiale zur Abholung bereit.", "Die Sendung liegt in der Filiale zur Abholung bereit.", one("dhl_parcel_de", "available_for_pickup/post_office")),
		"parcel-de, Packstation":          shape("parcel-de", "transit", "x", "Die Sendung liegt in der PACKSTATION zur Abholung bereit.", one("dhl_parcel_de", "available_for_pickup/locker")),
		"parcel-de, to a neighbour":       shape("parcel-de", "delivered", "x", "Die Sendung wurde an den Nachbarn zugestellt.", one("dhl_parcel_de", "delivered/to_neighbour")),
		"parcel-de, back at the sender":   shape("parcel-de", "delivered", "x", "Die Rücksendung wurde dem Absender zugestellt.", one("dhl_parcel_de", "returned/to_sender")),
		"parcel-de, handed in":            shape("parcel-de", "transit", "x", "The shipment has been posted by the sender at the retail outlet", one("dhl_parcel_de", "accepted/dropped_off")),
		"parcel-de, fetched":              shape("parcel-de", "delivered", "x", "The recipient has picked up the shipment from the retail outlet", one("dhl_parcel_de", "delivered/pickup_collected")),
		"parcel-de, fetched, Packstation": shape("parcel-de", "delivered", "x", "The recipient has picked up the shipment from the PACKSTATION", one("dhl_parcel_de", "delivered/locker_collected")),
		"parcel-de, never fetched":        shape("parcel-de", "transit", "x", "The recipient has not picked up the shipment from the retail outlet.", one("dhl_parcel_de", "returning/unclaimed")),
		"a return that is to come":        shape("sameday", "failure", "x", "The receiver is away, so that it will be returned to the sender", one("dhl", "returning")),
		"a return on its way":             shape("parcel-de", "failure", "x", "The shipment is being returned to the sender.", one("dhl_parcel_de", "returning")),
		"parcel-de, repacked":             shape("parcel-de", "transit", "x", "Die Sendung wurde beschädigt und wird zur Nachverpackung in das Paketzentrum zurückgesandt.", one("dhl_parcel_de", "exception/damaged")),
		"parcel-de, misrouted":            shape("parcel-de", "failure", "x", "The shipment was misrouted and could not be delivered. The shipment will be readdressed and forwarded to the recipient", one("dhl_parcel_de", "exception/missort")),
		"parcel-de, brought to a shop":    shape("parcel-de", "transit", "x", "Die Sendung wird zur Abholung in die Filiale gebracht.", one("dhl_parcel_de", "in_transit")),
		"parcel-de, once more":            shape("parcel-de", "transit", "x", "Es erfolgt ein 2. Zustellversuch.", one("dhl_parcel_de", "in_transit/rescheduled")),
		"parcel-de, a wrong address":      shape("parcel-de", "failure", "x", "Aufgrund eines Adressfehlers konnte die Sendung nicht zugestellt werden.", one("dhl_parcel_de", "exception/address_problem")),
		"parcel-de, any exception: late":  shape("parcel-de", "transit", "BV", "Die Zustellung verzögert sich.", one("dhl_parcel_de", "in_transit/delayed")),
		"parcel-de, delivered: where":     shape("parcel-de", "delivered", "ZU", "Die Sendung wurde an den Nachbarn zugestellt.", one("dhl_parcel_de", "delivered/to_neighbour")),
		"parcel-de, a wish is no place":   shape("parcel-de", "transit", "x", "There is a preferred location/neighbour for this item", "8812345675 dhl_parcel_de pending/awaiting_carrier_data=-"),
		"parcel-de, with the courier":     shape("parcel-de", "unknown", "x", "Sendung in Auslieferung", one("dhl_parcel_de", "out_for_delivery")),
		"parcel-de, for a company":        shape("parcel-de", "unknown", "x", "Die Sendung wurde per vereinfachter Firmenzustellung ab Zustellbasis zugestellt.", one("dhl_parcel_de", "delivered")),
		"parcel-de, not today":            shape("parcel-de", "transit", "x", "Zustellung heute leider nicht möglich.", one("dhl_parcel_de", "in_transit/delayed")),
		"parcel-nl, from afar":            shape("parcel-nl", "transit", "ARRIVED_AT_ORIGIN_HUB", "x", one("dhl", "in_transit/arrived")),
		"parcel-nl, another address":      shape("parcel-nl", "transit", "FORWARDED_TO_DIFFERENT_ADDRESS", "x", one("dhl", "in_transit/forwarded")),
		"parcel-nl, nearby":               shape("parcel-nl", "delivered", "x", "Je pakket is in de buurt", one("dhl", "delivered")),
		"parcel-pl, ready to go out":      shape("parcel-pl", "transit", "KWC", "x", one("dhl", "in_transit/hub")),
		"ecommerce-europe, from afar":     shape("ecommerce-europe", "transit", "27", "x", one("dhl", "in_transit/arrived")),
		"parcel-de, not at home":          shape("parcel-de", "failure", "x", "Der Empfänger wurde nicht angetroffen.", one("dhl_parcel_de", "delivery_attempted/not_home")),
		"parcel-de, customs done":         shape("parcel-de", "transit", "x", "Die Zollabfertigung ist abgeschlossen.", one("dhl_parcel_de", "in_transit/customs_cleared")),
		"parcel-nl, with the courier":     shape("parcel-nl", "transit", "LOAD_VEHICLE", "x", one("dhl", "out_for_delivery")),
		"parcel-nl, in Dutch":             shape("parcel-nl", "transit", "x", "De bezorger is onderweg", one("dhl", "out_for_delivery")),
		"parcel-nl, the ring was unheard": shape("parcel-nl", "transit", "x", "We hebben je gemist", one("dhl", "delivery_attempted/not_home")),
		"parcel-pl, with the courier":     shape("parcel-pl", "transit", "LK", "x", one("dhl", "out_for_delivery")),
		"parcel-pl, in Polish":            shape("parcel-pl", "transit", "x", "Przesyłka przekazana kurierowi do doręczenia", one("dhl", "out_for_delivery")),
		"parcel-pl, waiting":              shape("parcel-pl", "transit", "SP_DSP", "x", one("dhl", "available_for_pickup/parcel_shop")),
		"ecommerce, by code":              shape("ecommerce", "transit", "598", "x", one("dhl", "out_for_delivery")),
		"ecommerce, disposed of":          shape("ecommerce", "failure", "825", "DESTROYED", one("dhl", "destroyed/disposed")),
		"ecommerce-europe, in a shop":     shape("ecommerce-europe", "delivered", "44", "x", one("dhl", "available_for_pickup/parcel_shop")),
		"ecommerce-europe, bad weather":   shape("ecommerce-europe", "failure", "264", "x", one("dhl", "exception/weather")),
		"freight, an appointment":         shape("freight", "transit", "20-209", "x", one("dhl", "in_transit/hub")),
		"dgf, the flight landed":          shape("dgf", "transit", "ARRIVED", "x", one("dhl", "in_transit/arrived")),
		"svb, in the box of the post":     shape("svb", "transit", "NOTIFIED_PO_BOX", "x", one("dhl", "available_for_pickup/post_office")),
		"post-de, sent back":              shape("post-de", "transit", "SENT_BACK", "x", one("dhl", "returning")),
		"ecommerce-ppl, a parcel shop":    shape("ecommerce-ppl", "transit", "343", "x", one("dhl", "available_for_pickup/parcel_shop")),
		"one code in two divisions":       shape("express", "transit", "101", "x", one("dhl_express", "in_transit")),
		"a coming delivery is none":       shape("parcel-de", "transit", "x", "Die Sendung wird heute zugestellt.", one("dhl_parcel_de", "in_transit")),
		"an announcement is no delivery":  shape("express", "pre-transit", "DELIVERED", "x", one("dhl_express", "info_received")),
		"a failure without a reason":      shape("sameday", "failure", "x", "x", one("dhl", "exception/other")),
		"transit without a reason":        shape("sameday", "transit", "x", "x", one("dhl", "in_transit")),
		"a general code in other letters": shape("sameday", "PRE_TRANSIT", "x", "x", one("dhl", "info_received")),
		"unknown, with words":             shape("parcel-de", "unknown", "x", "Die Sendung wurde zugestellt.", one("dhl_parcel_de", "delivered")),
		"unknown":                         shape("parcel-de", "unknown", "x", "x", one("dhl_parcel_de", "unknown/unmapped_code")),
		"a new general code":              shape("parcel-de", "teleported", "x", "x", one("dhl_parcel_de", "unknown/unmapped_code")),
		"says nothing of where it is":     shape("parcel-nl", "transit", "SERVICE_CHANGED", "Service changed", "8812345675 dhl pending/awaiting_carrier_data=-"),
	})
}

func TestShapesOfPushes(t *testing.T) {
	t.Parallel()
	push := func(members string) string {
		return `{"scope":"subscription.push","self":"` + subscription + `sub-1",` + members + `}`
	}
	carriertest.Shapes(t, dhl.New(), carrier.Webhook, map[string]carriertest.Shape{
		"without time and events": {push(`"shipments":[{"id":"JD777","status":{"statusCode":"transit","status":"Processed"}}]`), "JD777 dhl in_transit/sorted | transit in_transit/sorted"},
		"the status is a word":    {push(`"shipments":[{"id":"JD777","status":"delivered"}]`), "JD777 dhl delivered | delivered delivered"},
		"another word for its id": {push(`"shipments":[{"trackingNumber":"JD777","status":{"statusCode":"delivered"}}]`), "JD777 dhl delivered | delivered delivered"},
		"its own names":           {push(`"shipments":[{"id":"JD777","service":"express","status":{"simplifiedStatus":"transit","divisionalStatus":"With delivering courier","status":"WC","timestamp":"2026-03-10T09:00:00-06:00"}}]`), "JD777 dhl_express out_for_delivery | 2026-03-10T09:00:00 -06:00 transit out_for_delivery"},
		"a whole history":         {push(`"shipments":[{"id":"JD777","service":"parcel-nl","events":[` + event("transit", "OUT_FOR_DELIVERY", "x", "09:00:00") + `,` + event("transit", "DEPOT_SCAN", "x", "08:00:00") + `]}]`), "JD777 dhl out_for_delivery | 2026-03-10T08:00:00 +01:00 transit in_transit/sorted | 2026-03-10T09:00:00 +01:00 transit out_for_delivery"},
		"one shipment, no list":   {push(`"shipments":{"id":"JD777","status":{"statusCode":"delivered"}}`), "JD777 dhl delivered | delivered delivered"},
		"two shipments":           {push(`"shipments":[{"id":"JD777","status":{"statusCode":"delivered"}},{"id":"JD778","status":{"statusCode":"transit"}}]`), "JD777 dhl delivered | delivered delivered\nJD778 dhl in_transit | transit in_transit"},
		"no shipments":            {push(`"shipments":[]`), ""},
		"ready":                   {`{"scope":"subscription.ready","self":"` + subscription + `sub-1"}`, ""},
		"eCommerce Americas":      {`{"packages":[{"package":{"dhlPackageId":"GM60511","trackingId":"420100019261"},"events":[{"date":"2026-03-10","time":"09:00:00","timeZone":"PT","primaryEventId":598,"primaryEventDescription":"OUT FOR DELIVERY"}]}]}`, "420100019261 dhl out_for_delivery | 2026-03-10T09:00:00 -07:00 598 out_for_delivery | also GM60511"},
		"eCommerce, a new code":   {`{"packages":[{"trackingId":"420100019261","events":{"date":"2026-03-10","time":"09:00:00","timeZone":"XX","primaryEventId":9999,"primaryEventDescription":"NEVER SAID"}}]}`, "420100019261 dhl unknown/unmapped_code | 2026-03-10T09:00:00 9999 unknown/unmapped_code"},
		"eCommerce, no packages":  {`{"limit":10,"offset":0,"total":0,"packages":[]}`, ""},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, dhl.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":               {`{"title":"No result found","detail":"No shipment with given tracking number found.","status":404,"instance":"/shipment/8264715546"}`, "problem 8264715546 not_found 404"},
		"a wrong key":             {`{"title":"Unauthorized","status":401,"detail":"Unauthorized for given resource."}`, "problem unauthorized 401"},
		"a limit":                 {`{"title":"Too many requests","status":"429","detail":"Too many requests within defined time period, please try again later."}`, "problem rate_limited 429"},
		"a limit, by the gateway": {`{"fault":{"faultstring":"Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=1, periodInMicroseconds=5000000}","detail":{"errorcode":"policies.ratelimit.SpikeArrestViolation"}}}`, "problem rate_limited policies.ratelimit.SpikeArrestViolation"},
		"an outage":               {`{"title":"Internal Server Error","status":500}`, "problem upstream 500"},
		"a wrong number":          {`{"title":"Bad Request","status":400,"detail":"Invalid tracking number"}`, "problem invalid 400"},
		"eCommerce Americas":      {`{"type":"https://api.dhlecs.com/docs/errors/400.0304002","title":"Mandatory Query Parameter Missing","invalidParams":[{"name":"pickup","reason":"x"}]}`, "problem invalid"},
		"an empty list":           {`{"shipments":[]}`, "problem not_found"},
		"something else":          {`{"hello":"world"}`, "error: read DHL payload: neither shipments, nor a push, nor an error"},
		"a page":                  {`<html><body>502</body></html>`, "error: read DHL payload: byte 0: unexpected text"},
	})
}
