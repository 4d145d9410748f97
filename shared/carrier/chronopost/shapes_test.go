package chronopost_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/chronopost"
)

// envelope puts the result of an operation into SOAP.
func envelope(operation, result string) string {
	return `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns2:` + operation +
		`Response xmlns:ns2="http://cxf.tracking.soap.chronopost.fr/"><return>` + result + `</return></ns2:` + operation + `Response></soap:Body></soap:Envelope>`
}

// answer is an answer of trackSkybillV2 with these events.
func answer(events string) string {
	return envelope("trackSkybillV2", `<errorCode>0</errorCode><listEventInfoComp>`+events+`<skybillNumber>XY123456785FR</skybillNumber></listEventInfoComp>`)
}

// event is an event at the given hour of 13 January.
func event(code, label, hour, more string) string {
	return `<events><code>` + code + `</code><eventDate>2026-01-13T` + hour + `:00:00+01:00</eventDate><eventLabel>` + label + `</eventLabel>` + more + `</events>`
}

func extra(name, value string) string {
	return `<infoCompList><name>` + name + `</name><value>` + value + `</value></infoCompList>`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	out := event("TA", "Colis en cours de livraison", "08", "")
	const says = "XY123456785FR chronopost out_for_delivery | 2026-01-13T08:00:00 +01:00 TA out_for_delivery"
	carriertest.Shapes(t, chronopost.New(), carrier.Poll, map[string]carriertest.Shape{
		"trackSkybillV2":      {answer(out), says},
		"a code with spaces":  {answer(event("TA ", "x", "08", "")), says},
		"trackSkybill":        {envelope("trackSkybill", `<errorCode>0</errorCode><listEvents>`+out+`<skybillNumber>XY123456785FR</skybillNumber></listEvents>`), says},
		"trackSkybill, flat":  {envelope("trackSkybill", out+`<skybillNumber>XY123456785FR</skybillNumber>`), says},
		"trackESD":            {envelope("trackESD", `<errorCode>0</errorCode><listEventInfoComp><skybillNumber>XY123456785FR</skybillNumber>`+out+`</listEventInfoComp>`), says},
		"without an envelope": {`<return><errorCode>0</errorCode><listEventInfoComp>` + out + `<skybillNumber>XY123456785FR</skybillNumber></listEventInfoComp></return>`, says},
		"other prefixes":      {`<?xml version="1.0"?><S:Envelope xmlns:S="x"><S:Header/><S:Body><trackSkybillV2Response><return><listEventInfoComp>` + out + `<skybillNumber>XY123456785FR</skybillNumber></listEventInfoComp></return></trackSkybillV2Response></S:Body></S:Envelope>`, says},
		"several parcels of one reference": {envelope("trackWithSenderRef", `<errorCode>0</errorCode><listParcel>`+out+`<skybillNumber>XY123456785FR</skybillNumber></listParcel><listParcel>`+event("D", "Livraison effectuée", "11", "")+`<skybillNumber>XY123456799FR</skybillNumber></listParcel>`),
			says + "\nXY123456799FR chronopost delivered | 2026-01-13T11:00:00 +01:00 D delivered"},
		"trackSearch":                            {envelope("trackSearch", `<errorCode>0</errorCode><listInfosPOD><recipientName>CANARY</recipientName><recipientCity>LYON</recipientCity><significantEvent><code>TA</code><eventDate>2026-01-13T08:00:00+01:00</eventDate><eventLabel>x</eventLabel></significantEvent><skybillNumber>XY123456785FR</skybillNumber></listInfosPOD>`), says},
		"signed for":                             {answer(event("D", "Delivered", "10", extra("Consignee's name", "CANARY"))), "XY123456785FR chronopost delivered/signed | 2026-01-13T10:00:00 +01:00 D delivered | signed"},
		"a name on another scan is no signature": {answer(event("TA", "x", "08", extra("Nom du destinataire", "CANARY"))), says},
		"a partner's number":                     {answer(event("TA", "x", "08", extra("Partner number", "GEO/05212345678901"))), says + " | also 05212345678901"},
		"a partner's number of other form":       {answer(event("TA", "x", "08", extra("Numéro partenaire", "1Z12345E0205271688"))), says + " | also 1Z12345E0205271688"},
		"another day was chosen":                 {answer(event("CL", "Instruction de livraison reçue", "07", extra("Date de relivraison", "15/01/2026")) + out), "XY123456785FR chronopost out_for_delivery | 2026-01-13T07:00:00 +01:00 CL - | 2026-01-13T08:00:00 +01:00 TA out_for_delivery | by 2026-01-15..2026-01-15"},
		"no offset, in a country with one clock": {answer(`<events><code>EI</code><eventDate>2026-01-13T08:00:00</eventDate><eventLabel>x</eventLabel>` + extra("Lieu", "Koeln - DE (depot 50)") + `</events>`), "XY123456785FR chronopost in_transit/arrived_destination_country | 2026-01-13T08:00:00 +01:00 EI in_transit/arrived_destination_country"},
		"no offset, nowhere":                     {answer(`<events><code>TS</code><eventDate>2026-01-13T08:00:00</eventDate><eventLabel>x</eventLabel></events>`), "XY123456785FR chronopost in_transit | 2026-01-13T08:00:00 TS in_transit"},
		"one code, two words":                    {answer(event("SD", "Tri effectué dans l'agence de distribution", "05", "") + event("SD", "Livraison reportée de 24h", "09", "")), "XY123456785FR chronopost in_transit/rescheduled | 2026-01-13T05:00:00 +01:00 SD in_transit/sorted | 2026-01-13T09:00:00 +01:00 SD in_transit/rescheduled"},
		"to whom it was given":                   {answer(event("D", "Livraison effectuée chez un voisin", "10", "")), "XY123456785FR chronopost delivered/to_neighbour | 2026-01-13T10:00:00 +01:00 D delivered/to_neighbour"},
		"a new code with words":                  {answer(event("ZQ", "Colis retenu en douane", "10", "")), "XY123456785FR chronopost exception/customs_delay | 2026-01-13T10:00:00 +01:00 ZQ exception/customs_delay"},
		"not delivered is no delivery":           {answer(event("ZQ", "Parcel could not be delivered", "10", "")), "XY123456785FR chronopost delivery_attempted | 2026-01-13T10:00:00 +01:00 ZQ delivery_attempted"},
		"delivered on its way back": {answer(event("D", "Livraison effectuée", "15", "") + event("R", "Colis en retour expéditeur", "09", "")),
			"XY123456785FR chronopost returned/to_sender | 2026-01-13T09:00:00 +01:00 R returning | 2026-01-13T15:00:00 +01:00 D returned/to_sender"},
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	const strange = "error: read Chronopost payload: neither a tracking answer nor a fault"
	carriertest.Shapes(t, chronopost.New(), carrier.Poll, map[string]carriertest.Shape{
		"no events":           {answer(""), "problem XY123456785FR not_found 0"},
		"system error":        {envelope("trackSkybillV2", `<errorCode>1</errorCode><errorMessage>System Error</errorMessage>`), "problem upstream 1"},
		"unknown number":      {envelope("trackSkybillV2", `<errorCode>3</errorCode><errorMessage>Colis introuvable</errorMessage>`), "problem not_found 3"},
		"bad number":          {envelope("trackSkybillV2", `<errorCode>2</errorCode><errorMessage>Le numéro de colis est invalide</errorMessage>`), "problem invalid 2"},
		"a new error":         {envelope("trackSkybillV2", `<errorCode>99</errorCode><errorMessage>x</errorMessage>`), "problem invalid 99"},
		"fault of the server": {`<soap:Envelope xmlns:soap="x"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>Internal error</faultstring></soap:Fault></soap:Body></soap:Envelope>`, "problem upstream"},
		"fault of the caller": {`<soap:Envelope xmlns:soap="x"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode><faultstring>Unmarshalling Error</faultstring></soap:Fault></soap:Body></soap:Envelope>`, "problem invalid"},
		"a mute server":       {`<soap:Envelope xmlns:soap="x"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>Fault occurred while processing.</faultstring></soap:Fault></soap:Body></soap:Envelope>`, "problem upstream"},
		"a gateway":           {`{"status":503,"error":"Service Unavailable"}`, "problem upstream 503"},
		"nothing inside":      {`<soap:Envelope xmlns:soap="x"><soap:Body/></soap:Envelope>`, strange},
		"a page":              {`<html><head><title>Just a moment...</title></head><body>x</body></html>`, strange},
		"JSON":                {`{"hello":"world"}`, strange},
	})
}
