package purolator_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/purolator"
)

// scan is one scan in Winnipeg at noon of 10 March 2026; more are further elements.
func scan(kind, text string, more ...string) string {
	return "<Scan><ScanType>" + kind + "</ScanType><PIN><Value>329014521622</Value></PIN><Depot><Name>WINNIPEG, MB</Name></Depot>" +
		"<ScanDate>2026-03-10</ScanDate><ScanTime>120000</ScanTime><Description>" + text + "</Description>" + strings.Join(more, "") + "</Scan>"
}

// answer is that of TrackPackagesByPin about one PIN.
func answer(scans string) string {
	return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><TrackPackagesByPinResponse xmlns="http://purolator.com/pws/datatypes/v1">` +
		"<ResponseInformation><Errors/></ResponseInformation><TrackingInformationList><TrackingInformation><PIN><Value>329014521622</Value></PIN><Scans>" +
		scans + "</Scans></TrackingInformation></TrackingInformationList></TrackPackagesByPinResponse></s:Body></s:Envelope>"
}

const (
	number = "329014521622 purolator "
	noon   = " | 2026-03-10T12:00:00 -05:00 "
)

func TestShapesOfScans(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, purolator.New(), carrier.Poll, map[string]carriertest.Shape{
		"an arrival under Undeliverable": {answer(scan("Undeliverable", "Arrived at sort facility")), number + "in_transit/arrived" + noon + "Undeliverable in_transit/arrived"},
		"a label under Undeliverable":    {answer(scan("Undeliverable", "Shipment created - final manifest received")), number + "info_received" + noon + "Undeliverable info_received"},
		"a transfer under Delivery": {answer(scan("Delivery", "Transferring to Shipping Centre - please wait for further instructions")),
			number + "in_transit/forwarded" + noon + "Delivery in_transit/forwarded"},
		"one word under Other":          {answer(scan("Other", "Delivered")), number + "delivered" + noon + "Other delivered"},
		"a closed road to the door":     {answer(scan("Undeliverable", "Access Restricted")), number + "delivery_attempted/access_problem" + noon + "Undeliverable delivery_attempted/access_problem"},
		"new words under Delivery":      {answer(scan("Delivery", "Left with the lighthouse keeper")), number + "delivered" + noon + "Delivery delivered"},
		"new words under Undeliverable": {answer(scan("Undeliverable", "Parcel admired")), number + "unknown/unmapped_code" + noon + "Undeliverable unknown/unmapped_code"},
		"the comment explains":          {answer(scan("Undeliverable", "Exception", "<Comment>Customer closed</Comment>")), number + "delivery_attempted/business_closed" + noon + "Undeliverable delivery_attempted/business_closed"},
		"French":                        {answer(scan("Undeliverable", "Tentative de livraison – Destinataire non disponible")), number + "delivery_attempted/not_home" + noon + "Undeliverable delivery_attempted/not_home"},
		"refused":                       {answer(scan("Undeliverable", "Attempted Delivery - Refused by Receiver")), number + "exception/refused" + noon + "Undeliverable exception/refused"},
		"held by customs":               {answer(scan("Other", "Shipment held by Customs")), number + "exception/customs_delay" + noon + "Other exception/customs_delay"},
		"released by customs":           {answer(scan("Other", "Shipment released by Customs")), number + "in_transit/customs_cleared" + noon + "Other in_transit/customs_cleared"},
		"returned, no longer available": {answer(scan("Undeliverable", "Returned to sender.  Shipment no longer available for pickup.")), number + "returning/unclaimed" + noon + "Undeliverable returning/unclaimed"},
		"delivered to the sender":       {answer(scan("Delivery", "Shipment delivered to shipper")), number + "returned/to_sender" + noon + "Delivery returned/to_sender"},
		"a name in the words":           {answer(scan("Delivery", "Shipment delivered to: J CANARY at: FRONT DOOR")), number + "delivered/signed" + noon + "Delivery delivered | signed"},
		"a name without colon":          {answer(scan("Delivery", "Shipment delivered to J CANARY")), number + "delivered" + noon + "Delivery delivered"},
		"a signature":                   {answer(scan("Delivery", "Shipment delivered", "<ScanDetails><DeliverySignature>CANARY</DeliverySignature></ScanDetails>")), number + "delivered/signed" + noon + "Delivery delivered | signed"},
		"a new number":                  {answer(scan("Other", "New Tracking Number Assigned - 329014521639")), number + "pending/awaiting_carrier_data" + noon + "Other - | also 329014521639"},
		"a new number left out":         {answer(scan("Other", "New Tracking Number Assigned -")), number + "pending/awaiting_carrier_data" + noon + "Other -"},
		"committed": {answer(scan("ProofOfPickUp", "Picked up by Purolator", "<ScanDetails><CommitedDeliveryDate>2026-03-12</CommitedDeliveryDate></ScanDetails>")),
			number + "accepted/picked_up" + noon + "ProofOfPickUp accepted/picked_up | by 2026-03-12..2026-03-12"},
		"no scans":  {answer(""), number + "pending/awaiting_carrier_data"},
		"version 2": {strings.ReplaceAll(answer(scan("OnDelivery", "On vehicle for delivery")), "datatypes/v1", "datatypes/v2"), number + "out_for_delivery" + noon + "OnDelivery out_for_delivery"},
		"JSON, a list for the list": {`{"TrackingInformationList":[{"PIN":{"Value":"329014521622"},"Scans":[{"ScanType":"OnDelivery","Depot":{"Name":"WINNIPEG, MB"},"ScanDate":"2026-03-10","ScanTime":120000,"Description":"On vehicle for delivery"}]}]}`,
			number + "out_for_delivery" + noon + "OnDelivery out_for_delivery"},
		"JSON, lost zeros": {`{"TrackingInformationList":{"TrackingInformation":[{"PIN":{"Value":329014521622},"Scans":{"Scan":{"ScanType":"Other","Depot":{"Name":"CALGARY AB"},"ScanDate":"2026-03-10","ScanTime":922,"Description":"Departed sort facility"}}}]}}`,
			number + "in_transit/departed | 2026-03-10T00:09:22 -06:00 Other in_transit/departed"},
	})
}

func TestShapesOfSearches(t *testing.T) {
	t.Parallel()
	event := func(code, text string) string {
		return "<event><dateTime>2026-03-10 12:00:00</dateTime><code>" + code + "</code><description>" + text +
			"</description><location><city>WINNIPEG</city><provinceState>MB</provinceState><countryCode>CA</countryCode></location></event>"
	}
	search := func(inner string) string {
		return "<TrackingByPinsOrReferencesResponse><TrackingByPinsOrReferencesResult><ResponseInformation><Errors/></ResponseInformation><SearchResults>" +
			"<SearchResult><trackingId>329014521622</trackingId>" + inner + "</SearchResult></SearchResults></TrackingByPinsOrReferencesResult></TrackingByPinsOrReferencesResponse>"
	}
	carriertest.Shapes(t, purolator.New(), carrier.Poll, map[string]carriertest.Shape{
		"JSON, one event": {`{"SearchResults":[{"trackingId":"329014521622","status":"FOUND","Shipment":{"shipmentPin":"329014521622","packages":{"package":{"pin":"329014521622","events":{"event":` +
			`{"dateTime":"2026-03-10 12:00:00","code":"1300","description":"New words","location":{"City":"WINNIPEG","provinceState":"MB","CountryCode":"CA"}}}}}}}]}`,
			number + "in_transit/departed" + noon + "1300 in_transit/departed"},
		"only the last event": {`{"shipment":[{"shipmentPin":"329014521639","package":[{"pin":"329014521622","lastEvent":{"dateTime":"2026-03-10 12:00:00","code":"9000","description":"Shipment delivered","location":{"provinceState":"MB","countryCode":"CA"}}}]}]}`,
			number + "delivered" + noon + "9000 delivered | also 329014521639"},
		"a package told twice": {`{"shipment":[{"shipmentPin":"329014521622","package":[{"pin":"329014521622","events":[{"dateTime":"2026-03-10 12:00:00","code":"4200","location":{"provinceState":"MB","countryCode":"CA"}}]},` +
			`{"pin":"329014521622","events":[{"dateTime":"2026-03-10 12:00:00","code":"4200","location":{"provinceState":"MB","countryCode":"CA"}}]}]}]}`,
			number + "out_for_delivery" + noon + "4200 out_for_delivery"},
		"a package that is not there": {`{"shipment":[{"shipmentPin":"329014521622","package":null}]}`, number + "pending/awaiting_carrier_data"},
		"not found":                   {`{"searchResult":[{"trackingId":"329014521622","status":"NOT_FOUND"}],"shipment":[]}`, "problem 329014521622 not_found NOT_FOUND"},
		"errors of a shipment":        {`{"searchResult":[{"trackingId":"329014521622","status":"FOUND","shipmentErrors":[{"code":"E7","description":"Shipment data incomplete"}]}]}`, "problem 329014521622 invalid E7"},
		"two events in XML": {`<Envelope><Body><TrackingByPinsOrReferencesResponse><Shipment><shipmentPin>329014521622</shipmentPin><packages><package><pin>329014521622</pin><events>` +
			event("4200", "On vehicle for delivery") + event("9000", "Shipment delivered") + `</events></package></packages></Shipment></TrackingByPinsOrReferencesResponse></Body></Envelope>`,
			number + "delivered" + noon + "4200 out_for_delivery" + noon + "9000 delivered"},
		"a search in XML": {search("<status>FOUND</status><Shipment><shipmentPin>329014521622</shipmentPin><packages><package><pin>329014521622</pin><events>" +
			event("4200", "On vehicle for delivery") + "</events></package></packages></Shipment>"), number + "out_for_delivery" + noon + "4200 out_for_delivery"},
		"a search without result in XML": {search("<status>NOT_FOUND</status>"), "problem 329014521622 not_found NOT_FOUND"},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	failed := func(code, text string) string {
		return "<Envelope><Body><TrackPackagesByPinResponse><ResponseInformation><Errors><Error><Code>" + code + "</Code><Description>" + text +
			"</Description></Error></Errors></ResponseInformation><TrackingInformationList/></TrackPackagesByPinResponse></Body></Envelope>"
	}
	carriertest.Shapes(t, purolator.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":    {failed("1100", "No information is available for this PIN"), "problem not_found 1100"},
		"not allowed":  {failed("1100", "Authentication failed"), "problem unauthorized 1100"},
		"bad number":   {failed("1100", "Invalid PIN"), "problem invalid 1100"},
		"outage":       {failed("1100", "A technical error occurred"), "problem upstream 1100"},
		"limit":        {failed("429", "Too many requests"), "problem rate_limited 429"},
		"SOAP fault":   {`<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Unauthorized</faultstring></s:Fault></s:Body></s:Envelope>`, "problem unauthorized"},
		"gateway":      {`{"error":"Forbidden"}`, "problem unauthorized Forbidden"},
		"just a note":  {`{"ResponseInformation":{"Errors":{},"InformationalMessages":{"InformationalMessage":{"Code":"1","Message":"Hello"}}}}`, ""},
		"no answer":    {`{"hello":"world"}`, "error: read Purolator payload: neither a tracking answer nor an error"},
		"HTML":         {"<html><body>401</body></html>", "error: read Purolator payload: neither a tracking answer nor an error"},
		"cut envelope": {`<s:Envelope><s:Body>`, "error: read Purolator payload: line 1: the document ends early"},
	})
}
