package colissimo_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/colissimo"
)

// timeline is an answer of timelineCompany with these events.
func timeline(events string) string {
	return `{"status":[{"code":"0","message":""}],"parcel":{"parcelNumber":"6M10203040506","event":` + events + `}}`
}

const (
	taken = `{"code":"PCHCFM","labelLong":"Votre colis est pris en charge.","date":"2026-02-05T09:00:00+01:00","siteName":"LYON","countryCode":"FR"}`
	says  = "6M10203040506 colissimo accepted | 2026-02-05T09:00:00 +01:00 PCHCFM accepted"
)

func TestShapes(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, colissimo.New(), carrier.Poll, map[string]carriertest.Shape{
		"timelineCompany":          {timeline("[" + taken + "]"), says},
		"one event without a list": {timeline(taken), says},
		"status as an object":      {`{"status":{"code":0,"message":null},"parcel":{"parcelNumber":"6M10203040506","event":[` + taken + `]}}`, says},
		"status behind the parcel": {`{"parcel":{"parcelNumber":"6M10203040506","event":[` + taken + `]},"status":[{"code":"0"}]}`, says},
		"no status":                {`{"parcel":{"parcelNumber":"6M10203040506","event":[` + taken + `]}}`, says},
		"an empty error":           {`{"error":[],"parcel":{"parcelNumber":"6M10203040506","event":[` + taken + `]}}`, says},
		"an error that is null":    {`{"error":null,"parcel":{"parcelNumber":"6M10203040506","event":[` + taken + `]}}`, says},
		"the short label alone":    {timeline(`[{"code":"QZX","labelShort":"Votre colis est livré","date":"2026-02-05T09:00:00+01:00"}]`), "6M10203040506 colissimo delivered | 2026-02-05T09:00:00 +01:00 QZX delivered"},
		"no events":                {timeline("[]"), "6M10203040506 colissimo pending/awaiting_carrier_data"},
		"steps are no scans":       {`{"parcel":{"parcelNumber":"6M10203040506","step":[{"stepId":5,"labelShort":"Livré","status":"STEP_STATUS_ACTIVE","date":"2026-02-07T09:00:00+01:00"}],"event":[` + taken + `]}}`, says},
		"Suivi, one number":        {`{"returnCode":200,"shipment":{"idShip":"6M10203040506","event":[{"code":"PC1","label":"x","date":"2026-02-05T09:00:00+01:00"}]}}`, "6M10203040506 colissimo accepted | 2026-02-05T09:00:00 +01:00 PC1 accepted"},
		"Suivi, wrapped":           {`{"responses":[{"returnCode":200,"shipment":{"idShip":"6M10203040506","event":[{"code":"DI2","label":"x","date":"2026-02-05T09:00:00+01:00"}]}}]}`, "6M10203040506 colissimo returned/to_sender | 2026-02-05T09:00:00 +01:00 DI2 returned/to_sender"},
		"track": {`<return><errorCode>0</errorCode><eventCode>MLVARS</eventCode><eventDate>05/02/2026</eventDate><eventLibelle>Votre colis est disponible dans votre point de retrait</eventLibelle><skybillNumber>6M10203040506</skybillNumber></return>`,
			"6M10203040506 colissimo available_for_pickup/parcel_shop | 2026-02-05 MLVARS available_for_pickup/parcel_shop"},
		"track without an event": {`<return><errorCode>0</errorCode><skybillNumber>6M10203040506</skybillNumber></return>`, "6M10203040506 colissimo pending/awaiting_carrier_data"},
	})
}

// The reason may be new; the situation, the first three letters, is still known.
func TestCodesOfInovert(t *testing.T) {
	t.Parallel()
	a := colissimo.New()
	for code, want := range map[string]string{
		"LIVCFM": "delivered/", "LIVREO": "returned/to_sender", "LIVXXX": "delivered/", "MLVCFM": "out_for_delivery/", "RENXXX": "delivery_attempted/",
		"RENDIA": "returning/address_problem", "DOUPRO": "exception/customs_prohibited", "DOUXXX": "exception/customs_delay", "RSTXXX": "in_transit/",
		"RENAVI": "available_for_pickup/post_office", "SOLXXX": "returning/", "livgar": "delivered/to_agent", "POCDSP": "/", "XXXCFM": "", "LIV": "", "": "", "DI1": "delivered/",
	} {
		got := ""
		if m, ok := a.Interpret(code, ""); ok {
			got = string(m.Status) + "/" + m.Sub
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
	if m, ok := a.Interpret("LIVXXX", "Votre colis est livré dans votre boîte aux lettres."); !ok || m.Sub != "mailbox" {
		t.Errorf("the words add nothing: %+v", m)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	const strange = "error: read Colissimo payload: neither a tracking answer nor an error"
	carriertest.Shapes(t, colissimo.New(), carrier.Poll, map[string]carriertest.Shape{
		"unknown number":        {`{"status":[{"code":"105","message":"Numéro de colis inconnu"}]}`, "problem not_found 105"},
		"too old":               {`{"error":{"code":"103","message":"Numéro de colis datant de plus de 30 jours"}}`, "problem not_found 103"},
		"wrong form":            {`<return><errorCode>101</errorCode><errorMessage>Numéro de colis invalide</errorMessage></return>`, "problem invalid 101"},
		"of another contract":   {`<return><errorCode>104</errorCode><errorMessage>Numéro de colis hors plage client</errorMessage></return>`, "problem unauthorized 104"},
		"wrong password":        {`{"error":[{"code":"201","message":"Identifiant / mot de passe invalide"}]}`, "problem unauthorized 201"},
		"service not allowed":   {`{"error":[{"code":202}]}`, "problem unauthorized 202"},
		"system error":          {`{"status":{"code":"1000","message":"x"}}`, "problem upstream 1000"},
		"a new code with words": {`{"error":[{"code":"E17","message":"Aucun colis ne correspond"}]}`, "problem not_found E17"},
		"a new code":            {`{"error":[{"code":"E17","message":"x"}]}`, "problem invalid E17"},
		"a fault":               {`<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>Internal error</faultstring></s:Fault></s:Body></s:Envelope>`, "problem upstream"},
		"Suivi, not found":      {`{"returnCode":404,"returnMessage":"x","idShip":"6M10203040506"}`, "problem 6M10203040506 not_found 404"},
		"a gateway":             {`{"status":503,"error":"Service Unavailable"}`, "problem upstream 503"},
		"a key refused":         {`{"code":"UNAUTHORIZED","message":"x"}`, "problem unauthorized UNAUTHORIZED"},
		"something else":        {`{"hello":"world"}`, strange},
		"a page":                {`<html><body><h1>Maintenance</h1></body></html>`, strange},
	})
}
