package dpd_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/dpd"
)

// answer is an answer of ParcelLifeCycleService with these milestones.
func answer(milestones string) string {
	return `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns:getTrackingDataResponse xmlns:ns="http://dpd.com/common/service/types/ParcelLifeCycleService/2.0"><trackingresult>` +
		milestones + `</trackingresult></ns:getTrackingDataResponse></soap:Body></soap:Envelope>`
}

// milestone is one that has been reached in Mechelen.
func milestone(code, text, at string) string {
	return `<statusInfo><status>` + code + `</status><label><content>Label</content></label><description><content><content>` + text + `</content><bold>false</bold></content></description>` +
		`<statusHasBeenReached>true</statusHasBeenReached><isCurrentStatus>false</isCurrentStatus><location><content>Mechelen (BE)</content></location><date><content>` + at + `</content></date></statusInfo>`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	out := milestone("Courier", "x", "8/18/2026 7:34:34 AM")
	const says = "- dpd out_for_delivery | 2026-08-18T07:34:34 +02:00 Courier out_for_delivery"
	carriertest.Shapes(t, dpd.New(), carrier.Poll, map[string]carriertest.Shape{
		"a milestone":             {answer(out), says},
		"the same one twice":      {answer(out + out), says},
		"the other operation":     {`<s:Envelope xmlns:s="x"><s:Body><getParcelLifeCycleResponse><getParcelLifeCycleResult><ParcelLifeCycleData>` + out + `</ParcelLifeCycleData></getParcelLifeCycleResult></getParcelLifeCycleResponse></s:Body></s:Envelope>`, says},
		"steps to come":           {answer(out + `<statusInfo><status>DELIVERED</status><statusHasBeenReached>false</statusHasBeenReached></statusInfo>`), says},
		"a step to come, dated":   {answer(out + `<statusInfo><status>DELIVERED</status><statusHasBeenReached>false</statusHasBeenReached><date><content>8/19/2026 7:00:00 AM</content></date></statusInfo>`), says},
		"no mark, but a date":     {answer(`<statusInfo><status>Courier</status><location>Mechelen (BE)</location><date>8/18/2026 7:34:34 AM</date></statusInfo>`), says},
		"no mark and no date":     {answer(out + `<statusInfo><status>DELIVERED</status></statusInfo>`), says},
		"marked with 1":           {answer(`<statusInfo><status>Courier</status><statusHasBeenReached>1</statusHasBeenReached><location>Mechelen (BE)</location><date>8/18/2026 7:34:34 AM</date></statusInfo>`), says},
		"reached without a date":  {answer(`<statusInfo><status>Courier</status><statusHasBeenReached>true</statusHasBeenReached></statusInfo>`), "- dpd out_for_delivery | Courier out_for_delivery"},
		"a place without country": {answer(`<statusInfo><status>Courier</status><statusHasBeenReached>true</statusHasBeenReached><location><content>Depot 0163</content></location><date><content>18.08.2026, 07:34</content></date></statusInfo>`), "- dpd out_for_delivery | 2026-08-18T07:34:00 Courier out_for_delivery"},
		"JSON, one milestone":     {`{"parcellifecycleResponse":{"parcelLifeCycleData":{"shipmentInfo":{"parcelLabelNumber":"0530 8801 410058"},"statusInfo":{"status":"Courier","statusHasBeenReached":true,"location":"Mechelen (BE)","date":"18.08.2026, 07:34"}}}}`, "05308801410058 dpd out_for_delivery | 2026-08-18T07:34:00 +02:00 Courier out_for_delivery"},
		"JSON of the Netherlands": {`{"getTrackingDataResponse":{"trackingResult":{"shipmentInfo":{"receiver":null,"predictInformation":null},"statusInfo":[{"status":"Courier","label":{"content":"Onderweg","bold":true,"paragraph":false},` +
			`"description":{"label":null,"content":[{"content":"x","bold":false,"paragraph":false}]},"statusHasBeenReached":true,"location":{"content":"Mechelen (BE)"},"date":{"content":"18-08-2026 07:34"}}]}}}`, "- dpd out_for_delivery | 2026-08-18T07:34:00 +02:00 Courier out_for_delivery"},
		"nothing reached": {answer(`<statusInfo><status>ACCEPTED</status><statusHasBeenReached>false</statusHasBeenReached></statusInfo>`), "problem not_found"},
		"no milestones":   {answer(""), "problem not_found"},
		"JSON, nothing":   {`{"parcellifecycleResponse":{"parcelLifeCycleData":null}}`, "problem not_found"},
	})
}

func TestMilestones(t *testing.T) {
	t.Parallel()
	shapes := map[string]carriertest.Shape{}
	for name, c := range map[string][3]string{
		"order data":                   {"SHIPMENT", "Order information has been transmitted to DPD.", "info_received/label_created"},
		"order data, called accepted":  {"ACCEPTED", "Ihre Auftragsdaten wurden an DPD übermittelt.", "info_received/label_created"},
		"handed over":                  {"ACCEPTED", "DPD has received your parcel.", "accepted"},
		"handed over, in Dutch":        {"PickedUp", "Uw pakket is door DPD ontvangen.", "accepted"},
		"on the road":                  {"ON_THE_ROAD", "x", "in_transit/sorted"},
		"between depots":               {"BetweenDepots", "x", "in_transit"},
		"in customs":                   {"BetweenDepots", "The parcel is in customs clearance.", "in_transit/customs_processing"},
		"at the depot":                 {"AT_DELIVERY_DEPOT", "x", "in_transit/arrived"},
		"out for delivery":             {"OUT_FOR_DELIVERY", "x", "out_for_delivery"},
		"nobody at home":               {"DeliveryFailure", "The consignee was not at home.", "delivery_attempted/not_home"},
		"nobody at home, in German":    {"DeliveryFailure", "Der Empfänger wurde nicht angetroffen.", "delivery_attempted/not_home"},
		"closed":                       {"DeliveryFailure", "Het bedrijf was gesloten.", "delivery_attempted/business_closed"},
		"a wrong address":              {"DeliveryFailure", "Wrong address: address clarification needed.", "exception/address_problem"},
		"damaged":                      {"DeliveryFailure", "Das Paket wurde beschädigt.", "exception/damaged"},
		"not delivered, for no reason": {"DeliveryFailure", "Unfortunately we have not been able to deliver your parcel.", "delivery_attempted"},
		"in a shop":                    {"ParcelShop", "Delivered by driver to Pickup parcelshop", "available_for_pickup/parcel_shop"},
		"delivered, to a shop":         {"DELIVERED", "Das Paket wurde an den Paketshop zugestellt.", "available_for_pickup/parcel_shop"},
		"collected":                    {"DELIVERED", "The parcel was picked up by the consignee.", "delivered/pickup_collected"},
		"collected by code":            {"pickup_by_consignee", "x", "delivered/pickup_collected"},
		"to a neighbour":               {"DELIVERED", "Zugestellt an Nachbar.", "delivered/to_neighbour"},
		"delivered":                    {"DELIVERED", "x", "delivered"},
		"never collected":              {"no_pickup_by_consignee", "x", "returning/unclaimed"},
		"on its way back":              {"DeliveryFailure", "The parcel goes back to the consignor.", "returning"},
		"back at the sender":           {"DELIVERED", "The parcel was delivered to the consignor.", "returned/to_sender"},
		"a new code with words":        {"QUICHE", "Uw pakket is afgeleverd.", "delivered"},
		"not delivered is no delivery": {"QUICHE", "The parcel could not be delivered.", "delivery_attempted"},
		"a code in lower case":         {"delivered", "x", "delivered"},
		"in customs, by code":          {"Customs", "x", "in_transit/customs_processing"},
		"held to be rerouted":          {"Warehouse", "x", "in_transit"},
		"handed in at a shop":          {"QUICHE", "Parcel handed in at the Pickup parcelshop by consignor.", "accepted"},
		"collected from the consignor": {"QUICHE", "Picked up from consignor by driver.", "accepted/picked_up"},
		"delivery to come":             {"QUICHE", "Your parcel will be delivered tomorrow.", "in_transit"},
		"delivery to come, in German":  {"QUICHE", "Ihr Paket wird voraussichtlich morgen zugestellt.", "in_transit"},
	} {
		shapes[name] = carriertest.Shape{answer(milestone(c[0], c[1], "2026-08-18T09:00:00")), "- dpd " + c[2] + " | 2026-08-18T09:00:00 +02:00 " + c[0] + " " + c[2]}
	}
	carriertest.Shapes(t, dpd.New(), carrier.Poll, shapes)
}

// DPD writes times in the language of the call.
func TestClocks(t *testing.T) {
	t.Parallel()
	shapes := map[string]carriertest.Shape{}
	for printed, want := range map[string]string{
		"8/17/2026 7:11:26 PM": "2026-08-17T19:11:26 +02:00", "09/20/2026, 2:09 PM": "2026-09-20T14:09:00 +02:00", "02/03/2026, 12:05 AM": "2026-02-03T00:05:00 +01:00",
		"20.09.2026, 14:09": "2026-09-20T14:09:00 +02:00", "20.09.2026 14:09:31": "2026-09-20T14:09:31 +02:00", "20/09/2026 14:09": "2026-09-20T14:09:00 +02:00",
		"02/03/2026 14:09": "2026-03-02T14:09:00 +01:00", "09/20/2026 14:09": "2026-09-20T14:09:00 +02:00", "20/09/2026 2:09 PM": "2026-09-20T14:09:00 +02:00",
		"20-09-2026 14:09": "2026-09-20T14:09:00 +02:00", "2026-09-20T14:09:00+02:00": "2026-09-20T14:09:00 +02:00", "20.09.2026": "2026-09-20", "09/20/2026": "2026-09-20",
		"2026-10-25T02:30:00": "2026-10-25T02:30:00", "soon": "", "99/99/2026 1:00 PM": "",
	} {
		says := "- dpd in_transit | " + want + " BetweenDepots in_transit"
		if want == "" {
			says = "- dpd in_transit | BetweenDepots in_transit"
		}
		shapes[printed] = carriertest.Shape{answer(milestone("BetweenDepots", "x", printed)), says}
	}
	carriertest.Shapes(t, dpd.New(), carrier.Poll, shapes)
}

// fault is a SOAP fault with a detail.
func fault(code, message string) string {
	return `<soap:Envelope xmlns:soap="x"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>Fault occured</faultstring><detail><ns:faults xmlns:ns="y"><errorCode>` +
		code + `</errorCode><errorMessage>` + message + `</errorMessage></ns:faults></detail></soap:Fault></soap:Body></soap:Envelope>`
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	const strange = "error: read DPD payload: neither a tracking answer nor a fault"
	carriertest.Shapes(t, dpd.New(), carrier.Poll, map[string]carriertest.Shape{
		"wrong password":       {fault("LOGIN_5", "x"), "problem unauthorized LOGIN_5"},
		"wrong token":          {fault("LOGIN_6", "x"), "problem unauthorized LOGIN_6"},
		"token ended":          {fault("LOGIN_8", "x"), "problem unauthorized LOGIN_8"},
		"the older words":      {fault("DELICOM_ERR_AUTHENTICATION", "Authentication failure, check delisId and password."), "problem unauthorized DELICOM_ERR_AUTHENTICATION"},
		"unknown parcel":       {fault("PLC_1", "No data found for the parcel."), "problem not_found PLC_1"},
		"unknown, in German":   {fault("PLC_1", "Zu dieser Paketnummer wurden keine Daten gefunden."), "problem not_found PLC_1"},
		"a bad number":         {fault("PLC_2", "The parcel label number is invalid."), "problem invalid PLC_2"},
		"a limit":              {fault("PLC_3", "Too many calls."), "problem rate_limited PLC_3"},
		"a new fault":          {fault("PLC_9", "x"), "problem upstream PLC_9"},
		"a fault without more": {`<soap:Envelope xmlns:soap="x"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode><faultstring>x</faultstring></soap:Fault></soap:Body></soap:Envelope>`, "problem invalid soap:Client"},
		"a gateway":            {`{"statusCode":503,"message":"Service Unavailable"}`, "problem upstream 503"},
		"a login":              {`<s:Envelope xmlns:s="x"><s:Body><getAuthResponse><return><delisId>CANARY</delisId><authToken>CANARY</authToken></return></getAuthResponse></s:Body></s:Envelope>`, ""},
		"DPD Cloud's list":     {`<s:Envelope xmlns:s="x"><s:Body><getParcelLifeCycleResponse><getParcelLifeCycleResult><Ack>false</Ack><ErrorDataList><ErrorDataType><ErrorID>3</ErrorID><ErrorCode>CLOUD_PLC_INVALID</ErrorCode><ErrorMsgShort>Number is invalid</ErrorMsgShort></ErrorDataType></ErrorDataList></getParcelLifeCycleResult></getParcelLifeCycleResponse></s:Body></s:Envelope>`, "problem invalid CLOUD_PLC_INVALID"},
		"the same, in JSON":    {`{"Version":100,"Ack":false,"ErrorDataList":[{"ErrorID":1,"ErrorCode":"CLOUD_AUTH","ErrorMsgShort":"x","ErrorMsgLong":"y"}]}`, "problem unauthorized CLOUD_AUTH"},
		"an empty envelope":    {`<soap:Envelope xmlns:soap="x"><soap:Body/></soap:Envelope>`, strange},
		"a page":               {`<html><body><h1>Maintenance</h1></body></html>`, strange},
	})
}
