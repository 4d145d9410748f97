package canadapost_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/canadapost"
	"doorstep/shared/carrier/carriertest"
)

// occurrence is one event in Toronto at noon of 10 March 2026; more are further elements, which may repeat one.
func occurrence(code, text string, more ...string) string {
	return "<occurrence><event-identifier>" + code + "</event-identifier><event-description>" + text + "</event-description>" +
		"<event-date>2026-03-10</event-date><event-time>12:00:00</event-time><event-time-zone>EDT</event-time-zone>" +
		"<event-site>TORONTO</event-site><event-province>ON</event-province>" + strings.Join(more, "") + "</occurrence>"
}

// detail is an answer about one number.
func detail(events string, more ...string) string {
	return `<tracking-detail xmlns="http://www.canadapost.ca/ws/track"><pin>4002840012345678</pin>` + strings.Join(more, "") +
		"<significant-events>" + events + "</significant-events></tracking-detail>"
}

const (
	number = "4002840012345678 canadapost "
	noon   = " | 2026-03-10T12:00:00 -04:00 "
)

func TestShapesOfDetails(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, canadapost.New(), carrier.Poll, map[string]carriertest.Shape{
		"code without its zeros": {detail(occurrence("174", "Item out for delivery")), number + "out_for_delivery" + noon + "174 out_for_delivery"},
		"code decides in French": {detail(occurrence("1421", "Livré à la porte")), number + "delivered/safe_place" + noon + "1421 delivered/safe_place"},
		"new code, known words":  {detail(occurrence("1999", "Item is out for delivery today")), number + "out_for_delivery" + noon + "1999 out_for_delivery"},
		"new code, new words":    {detail(occurrence("1999", "Item admired")), number + "unknown/unmapped_code" + noon + "1999 unknown/unmapped_code"},
		"no code, known words":   {detail(occurrence("", "Envoi ramassé par Postes Canada")), number + "accepted/picked_up" + noon + "accepted/picked_up"},
		"one code, several events": {detail(occurrence("4700", "Destinataire ne demeure pas à l'adresse indiquée. Article renvoyé à l'expéditeur")),
			number + "returning/address_problem" + noon + "4700 returning/address_problem"},
		"delivered to the sender": {detail(occurrence("1498", "L’article a été renvoyé avec succès à l’expéditeur.")),
			number + "returned/to_sender" + noon + "1498 returned/to_sender"},
		"out for delivery to the sender": {detail(occurrence("0174", "L'article renvoyé à l'expéditeur est sorti pour livraison.")),
			number + "returning" + noon + "0174 returning"},
		"a last notice only warns of a return": {detail(occurrence("0156", "Final Notice; Item will be returned to sender if not collected within 15 days")),
			number + "available_for_pickup/pickup_expiring" + noon + "0156 available_for_pickup/pickup_expiring"},
		"what has no status": {detail(occurrence("0500", "Out for delivery") + occurrence("1220", "Delivery preference - Front door")),
			number + "out_for_delivery" + noon + "1220 -" + noon + "0500 out_for_delivery"},
		"a locker is not the door": {detail(occurrence("1405", "Delivered to automated parcel locker")),
			number + "available_for_pickup/locker" + noon + "1405 available_for_pickup/locker"},
		"duties appealed": {detail(occurrence("1487", "Item being returned to Canadian Customs for appeal of duties")),
			number + "exception/customs_duties" + noon + "1487 exception/customs_duties"},
		"signed on the signature event": {detail(occurrence("20", "Signature available", "<signatory-name>CANARY</signatory-name>") + occurrence("1496", "Delivered")),
			number + "delivered/signed" + noon + "20 -" + noon + "1496 delivered | signed"},
		"the changed date counts": {detail(occurrence("0100", "Item processed"), "<expected-delivery-date>2026-03-11</expected-delivery-date><changed-expected-date>2026-03-13</changed-expected-date>"),
			number + "in_transit/sorted" + noon + "0100 in_transit/sorted | by 2026-03-13..2026-03-13"},
		"no events yet":       {detail("", "<expected-delivery-date/>"), number + "pending/awaiting_carrier_data"},
		"events in a wrapper": {"<wrapper>" + detail(occurrence("0100", "Item processed")) + "</wrapper>", number + "in_transit/sorted" + noon + "0100 in_transit/sorted"},
		"a space before it":   {" \n<?xml version=\"1.0\"?>" + detail(occurrence("0100", "Item processed")), number + "in_transit/sorted" + noon + "0100 in_transit/sorted"},
		"the number before a new label": {detail(occurrence("0100", "Item processed"), "<original-pin>7023 2100 3941 4604</original-pin><return-pin>9990000000000001</return-pin>"),
			number + "in_transit/sorted" + noon + "0100 in_transit/sorted | also 7023210039414604"},
		"the number of a remittance is another's": {detail("", "<cod-remit-info><pin>9990000000000001</pin></cod-remit-info>"), number + "pending/awaiting_carrier_data"},
		"SOAP": {`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><tns:get-tracking-detail-response xmlns:tns="http://www.canadapost.ca/ws/soap/track">` +
			detail(occurrence("0100", "Item processed")) + `</tns:get-tracking-detail-response></soapenv:Body></soapenv:Envelope>`,
			number + "in_transit/sorted" + noon + "0100 in_transit/sorted"},
	})
}

func TestShapesOfTheJSONAPI(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, canadapost.New(), carrier.Poll, map[string]carriertest.Shape{
		"details": {`{"pin":4002840012345678,"significantEvents":[{"eventIdentifier":1496,"eventDate":"2026-03-10T00:00:00.000Z","eventTime":"12:00:00","eventTimeZone":"EDT","eventDescription":"Delivered"}]}`,
			number + "delivered" + noon + "1496 delivered"},
		"summaries": {`[{"pin":"4002840012345678","expectedDeliveryDate":"2026-03-12","eventDescription":"Item processed","eventDate":"2026-03-10","eventTime":"12:00:00","eventLocation":"CALGARY AB"},` +
			`{"pin":"4002840012345685","error":{"code":"004","descEn":"No PIN History","descFr":"Aucun historique"}}]`,
			number + "in_transit/sorted | 2026-03-10T12:00:00 in_transit/sorted | by 2026-03-12..2026-03-12\nproblem 4002840012345685 not_found 004"},
		"error":              {`{"messages":[{"code":"AA002","description":"The username and password do not match the endpoint"}]}`, "problem unauthorized AA002"},
		"gateway":            {`{"httpCode":"401","httpMessage":"Unauthorized","moreInformation":"Cannot pass the security checks"}`, "problem unauthorized 401"},
		"gateway's throttle": {`{"errors":[{"errorCode":"Server","message":"Rejected by SLM Monitor"}]}`, "problem rate_limited Server"},
		"token endpoint":     {`{"error":"invalid_client"}`, "problem unauthorized invalid_client"},
		"something else":     {`{"hello":"world"}`, "error: read Canada Post payload: neither tracking details, nor a summary, nor an error"},
		"no JSON":            {`Service Unavailable`, "error: read Canada Post payload: byte 0: unexpected text"},
	})
}

func TestShapesOfSummariesAndErrors(t *testing.T) {
	t.Parallel()
	summary := func(members string) string {
		return "<tracking-summary><pin-summary><pin>4002840012345678</pin>" + members + "</pin-summary></tracking-summary>"
	}
	message := func(code, text string) string {
		return "<messages><message><code>" + code + "</code><description>" + text + "</description></message></messages>"
	}
	carriertest.Shapes(t, canadapost.New(), carrier.Poll, map[string]carriertest.Shape{
		"the words decide": {summary("<event-date-time>20260310:120000</event-date-time><event-description>Item held by Customs</event-description><event-type>INFO</event-type>"),
			number + "exception/customs_delay | 2026-03-10T12:00:00 INFO exception/customs_delay"},
		"new words, known type": {summary("<event-date-time>20260310:120000</event-date-time><event-description>Item handed over</event-description><event-type>DELIVERED</event-type>"),
			number + "delivered | 2026-03-10T12:00:00 DELIVERED delivered"},
		"a Z is not believed": {summary("<event-date-time>2026-03-10T12:00:00.000Z</event-date-time><event-description>Out for delivery</event-description><event-type>OUT</event-type>"),
			number + "out_for_delivery | 2026-03-10T12:00:00 OUT out_for_delivery"},
		"no event": {summary("<event-date-time/><event-description/><expected-delivery-date>2026-03-12</expected-delivery-date>"),
			number + "pending/awaiting_carrier_data | by 2026-03-12..2026-03-12"},
		"no history":        {message("004", "No Pin History"), "problem not_found 004"},
		"no history, words": {message("005", "Aucun historique pour ce NIP"), "problem not_found 005"},
		"wrong key":         {"<wrapper>" + message("E002", "AAA Authentication Failure") + "</wrapper>", "problem unauthorized E002"},
		"throttled":         {message("Server", "Rejected by SLM Monitor"), "problem rate_limited Server"},
		"gateway":           {message("Server", "Failed to establish a backside connection"), "problem upstream Server"},
		"no such format":    {message("002", "Invalid Pin Format"), "problem invalid 002"},
		"SOAP fault": {`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>env:Server</faultcode><faultstring>Rejected by SLM Monitor</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
			"problem rate_limited env:Server"},
		"HTML": {"<html><head><title>503</title></head><body>Service Unavailable</body></html>",
			"error: read Canada Post payload: neither tracking details, nor a summary, nor an error"},
	})
}
