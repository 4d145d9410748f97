package royalmail_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/royalmail"
)

// piece is an answer about one item.
func piece(members string) string {
	return `{"mailPieces":{"mailPieceId":"RN123456785GB","carrierShortName":"RM",` + members + `}}`
}

// event is one event at a place without a name.
func event(code, name, at string) string {
	return `{"eventCode":"` + code + `","eventName":"` + name + `","eventDateTime":"` + at + `"}`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	received := event("EVDAV", "Item Received", "2026-03-11T18:20:12+00:00")
	const scan = " | 2026-03-11T18:20:12 +00:00 EVDAV accepted/origin_scan"
	carriertest.Shapes(t, royalmail.New(), carrier.Poll, map[string]carriertest.Shape{
		"events":                      {piece(`"events":[` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan},
		"one event without a list":    {piece(`"events":` + received), "RN123456785GB royalmail accepted/origin_scan" + scan},
		"pieces of events in a list":  {`{"mailPieces":[{"mailPieceId":"RN123456785GB","events":[` + received + `]}]}`, "RN123456785GB royalmail accepted/origin_scan" + scan},
		"answers in a list":           {`[` + piece(`"events":[`+received+`]`) + `]`, "RN123456785GB royalmail accepted/origin_scan" + scan},
		"beside empty error members":  {`{"errors":[],"httpCode":null,"httpMessage":null,"moreInformation":null,` + piece(`"events":[` + received + `]`)[1:], "RN123456785GB royalmail accepted/origin_scan" + scan},
		"the summary beside events":   {piece(`"summary":{"lastEventCode":"EVGPD","lastEventDateTime":"2026-03-12T07:00:00+00:00"},"events":[` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan},
		"the summary alone":           {piece(`"summary":{"lastEventCode":"EVGPD","lastEventName":"Due to be delivered today","lastEventDateTime":"2026-07-12T07:00:00+01:00","lastEventLocationName":"Hove DO"}`), "RN123456785GB royalmail out_for_delivery | 2026-07-12T07:00:00 +01:00 EVGPD out_for_delivery"},
		"a summary with a sentence":   {piece(`"summary":{"lastEventDateTime":"2026-07-12T07:00:00+01:00","summaryLine":"Your item was delivered to your Safeplace on 12-07-2026."}`), "RN123456785GB royalmail delivered/safe_place | 2026-07-12T07:00:00 +01:00 delivered/safe_place"},
		"a summary without an event":  {piece(`"summary":{"uniqueItemId":"0B0480012300004F2C1D7","lastEventDateTime":"not yet"}`), "RN123456785GB royalmail pending/awaiting_carrier_data | also 0B0480012300004F2C1D7"},
		"both barcodes":               {piece(`"summary":{"uniqueItemId":"0B0480012300004F2C1D7","oneDBarcode":"RN123456785GB"},"events":[]`), "RN123456785GB royalmail pending/awaiting_carrier_data | also 0B0480012300004F2C1D7"},
		"no id but barcodes":          {`{"mailPieces":{"summary":{"uniqueItemId":"0B0480012300004F2C1D7","oneDBarcode":"RN123456785GB"},"events":[` + received + `]}}`, "0B0480012300004F2C1D7 royalmail accepted/origin_scan" + scan + " | also RN123456785GB"},
		"a number as a number":        {`{"mailPieces":{"mailPieceId":3204800123000040,"events":[` + received + `]}}`, "3204800123000040 royalmail accepted/origin_scan" + scan},
		"nulls":                       {piece(`"summary":null,"signature":null,"estimatedDelivery":null,"events":null`), "RN123456785GB royalmail pending/awaiting_carrier_data"},
		"a day":                       {piece(`"estimatedDelivery":{"date":"2026-03-12"},"events":[` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan + " | by 2026-03-12..2026-03-12"},
		"a window of clocks":          {piece(`"estimatedDelivery":{"date":"2026-03-12","startOfEstimatedWindow":"08:00:00+00:00","endOfEstimatedWindow":"11:00:00+00:00"},"events":[` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan + " | by 2026-03-12T08:00:00..2026-03-12T11:00:00"},
		"a window of times":           {piece(`"estimatedDelivery":{"date":"2026-03-12T00:00:00+00:00","startOfEstimatedWindow":"2026-03-12T08:00:00+00:00","endOfEstimatedWindow":"2026-03-12T11:00:00+00:00"},"events":[` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan + " | by 2026-03-12T08:00:00..2026-03-12T11:00:00"},
		"a window nobody can read":    {piece(`"estimatedDelivery":{"date":"2026-03-12","startOfEstimatedWindow":"morning","endOfEstimatedWindow":"noon"},"events":[` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan + " | by 2026-03-12..2026-03-12"},
		"a time nobody can read":      {piece(`"events":[` + event("EVKOP", "Delivered", "soon") + `]`), "RN123456785GB royalmail delivered | EVKOP delivered"},
		"a new code by its words":     {piece(`"events":[` + event("EVXYZ", "Delivery Attempted - No Answer", "2026-03-12T07:00:00+00:00") + `]`), "RN123456785GB royalmail delivery_attempted/not_home | 2026-03-12T07:00:00 +00:00 EVXYZ delivery_attempted/not_home"},
		"a code in small letters":     {piece(`"events":[` + event("evkop", "", "2026-03-12T07:00:00+00:00") + `]`), "RN123456785GB royalmail delivered | 2026-03-12T07:00:00 +00:00 evkop delivered"},
		"delivered today":             {piece(`"events":[` + event("EVXYZ", "Your item was delivered today", "2026-03-12T07:00:00+00:00") + `]`), "RN123456785GB royalmail delivered | 2026-03-12T07:00:00 +00:00 EVXYZ delivered"},
		"to be delivered today":       {piece(`"events":[` + event("EVXYZ", "Due to be delivered today", "2026-03-12T07:00:00+00:00") + `]`), "RN123456785GB royalmail out_for_delivery | 2026-03-12T07:00:00 +00:00 EVXYZ out_for_delivery"},
		"a redelivery request":        {piece(`"events":[` + event("RSRXS", "Delivery request received", "2026-03-12T07:00:00+00:00") + `,` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan + " | 2026-03-12T07:00:00 +00:00 RSRXS -"},
		"held for collection":         {piece(`"events":[` + event("EVPLA", "Available for collection", "2026-03-12T07:00:00+00:00") + `]`), "RN123456785GB royalmail available_for_pickup/post_office | 2026-03-12T07:00:00 +00:00 EVPLA available_for_pickup/post_office"},
		"abroad":                      {piece(`"events":[` + event("", "Held in customs", "2026-03-13T07:00:00+01:00") + `,` + event("", "Item leaving the UK", "2026-03-12T07:00:00+00:00") + `]`), "RN123456785GB royalmail exception/customs_delay | 2026-03-12T07:00:00 +00:00 in_transit/departed | 2026-03-13T07:00:00 +01:00 exception/customs_delay"},
		"a signature without a time":  {piece(`"signature":{"recipientName":"CANARY","signatureDateTime":"at noon"}`), "RN123456785GB royalmail pending/awaiting_carrier_data | signed"},
		"a signature beside a scan":   {piece(`"signature":{"recipientName":"CANARY","signatureDateTime":"2026-03-12T07:01:00+00:00"},"events":[` + event("EVKSP", "Delivered and Signed", "2026-03-12T07:00:00+00:00") + `]`), "RN123456785GB royalmail delivered/signed | 2026-03-12T07:00:00 +00:00 EVKSP delivered/signed | signed"},
		"an error beside news":        {piece(`"error":{"errorCode":"E1144"},"events":[` + received + `]`), "RN123456785GB royalmail accepted/origin_scan" + scan},
		"an error without code":       {piece(`"error":{"errorDescription":"Service unavailable"}`), "problem RN123456785GB upstream"},
		"the status sorts a new code": {`{"httpCode":503,"httpMessage":"Service Unavailable","errors":[{"errorCode":"E9999","errorDescription":"x"}]}`, "problem upstream E9999"},
		"one error without a list":    {`{"httpCode":"400","errors":{"errorCode":"E0013","errorDescription":"Too many parameters"}}`, "problem invalid E0013"},
		"no product with tracking":    {`{"httpCode":"404","errors":[{"errorCode":"E1283","errorDescription":"Tracking is not supported"}]}`, "problem invalid E1283"},
		"forbidden":                   {`{"httpCode":"403","httpMessage":"Forbidden","moreInformation":"Not registered to plan"}`, "problem unauthorized 403"},
		"no such address":             {`{"httpCode":"404","httpMessage":"Not Found","moreInformation":"No resources match requested URI"}`, "problem not_found 404"},
		"no pieces":                   {`{"mailPieces":[]}`, ""},
		"something else":              {`{"hello":"world"}`, "error: read Royal Mail payload: neither mail pieces nor an error"},
	})
}
