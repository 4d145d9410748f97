package dhlparcelde_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	dhlparcelde "doorstep/shared/carrier/dhl_parcel_de"
)

const number = "00340434161094099991"

// event is one in Bonn, on 10 March 2026: its three codes, joined by slashes as in codes.csv, and its words.
func event(codes, text, clock string, more ...string) string {
	code := append(strings.Split(codes, "/"), "", "")
	return `<data name="piece-event" event-timestamp="10.03.2026 ` + clock + `" ice="` + code[0] + `" ric="` + code[1] + `" standard-event-code="` + code[2] +
		`" event-text="` + text + `" event-location="Bonn" event-country="Germany" ` + strings.Join(more, " ") + `/>`
}

// answer is an answer about one piece; attributes are further ones of it.
func answer(attributes string, events ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><data name="piece-shipment-list" code="0" request-id="1"><data name="piece-shipment" error-status="0" piece-code="` + number + `" ` +
		attributes + `><data name="piece-event-list">` + strings.Join(events, "") + `</data></data></data>`
}

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	out := event("SRTED/NRQRD/PO", "x", "09:02")
	const told = number + " dhl_parcel_de out_for_delivery/loaded | 2026-03-10T09:02:00 +01:00 PO out_for_delivery/loaded"
	carriertest.Shapes(t, dhlparcelde.New(), carrier.Poll, map[string]carriertest.Shape{
		"one event":                 {answer("", out), told},
		"the same as JSON":          {`{"data":{"@name":"piece-shipment-list","@code":"0","data":{"@name":"piece-shipment","@piece-code":"` + number + `","data":{"@name":"piece-event-list","data":{"@name":"piece-event","@event-timestamp":"10.03.2026 09:02","@ice":"SRTED","@ric":"NRQRD","@standard-event-code":"PO","@event-country":"Germany"}}}}}`, told},
		"a piece without a list":    {`<data name="piece-shipment" piece-code="` + number + `"><data name="piece-event-list">` + out + `</data></data>`, told},
		"the request of its events": {`<data name="piece-shipment" piece-code="` + number + `">` + out + `</data>`, told},
		"names without hyphens":     {strings.NewReplacer("piece-shipment", "pieceshipment", "piece-event", "pieceevent").Replace(answer("", out)), told},
		"the public status":         {answer(`last-event-timestamp="10.03.2026 09:02" event-country="DE" status="Die Sendung wurde fehlgeleitet."`), number + " dhl_parcel_de exception/missort | 2026-03-10T09:02:00 +01:00 exception/missort"},
		"a status without history":  {answer(`status-timestamp="10.03.2026 09:02" event-country="DE" ice="SRTED" ric="NRQRD" standard-event-code="PO" status="x"`), told},
		"the old encoding":          {strings.Replace(answer("", out), "UTF-8", "ISO-8859-1", 1), told},
		"seconds":                   {answer("", event("SRTED/NRQRD/PO", "x", "09:02:17")), number + " dhl_parcel_de out_for_delivery/loaded | 2026-03-10T09:02:17 +01:00 PO out_for_delivery/loaded"},
		"the year first":            {strings.Replace(answer("", out), "10.03.2026", "2026-03-10", 1), told},
		"summer":                    {strings.Replace(answer("", out), "10.03.2026", "10.07.2026", 1), number + " dhl_parcel_de out_for_delivery/loaded | 2026-07-10T09:02:00 +02:00 PO out_for_delivery/loaded"},
		"abroad":                    {strings.Replace(answer("", out), "Germany", "Austria", 1), number + " dhl_parcel_de out_for_delivery/loaded | 2026-03-10T09:02:00 PO out_for_delivery/loaded"},
		"no country":                {strings.Replace(answer("", out), "Germany", "", 1), number + " dhl_parcel_de out_for_delivery/loaded | 2026-03-10T09:02:00 PO out_for_delivery/loaded"},
		"no country, never abroad":  {strings.Replace(answer(`origin-country="DE" dest-country="DE"`, out), "Germany", "", 1), told},
		"no number":                 {strings.Replace(answer("", out), number, "", 1), strings.Replace(told, number, "-", 1)},
		"asked by another number":   {answer(`searched-piece-code="JJD000390007654321"`, out), told + " | also JJD000390007654321"},
		"the number of the world":   {answer(`upu="CV123456785DE" airway-bill-number="8812345675" piece-identifier="340434161094099991"`, out), told + " | also CV123456785DE 8812345675"},
		"nothing has happened":      {answer(""), number + " dhl_parcel_de pending/awaiting_carrier_data"},
		"signed":                    {answer(`recipient-id-text="CANARY"`, event("DLVRD/FAMLY/ZU", "x", "10:02")), number + " dhl_parcel_de delivered/to_recipient | 2026-03-10T10:02:00 +01:00 ZU delivered/to_recipient | signed"},
		"nobody signs before":       {answer(`recipient-id-text="CANARY"`, out), told},

		"expected on a day":       {answer(`delivery-date="11.03.2026"`, out), told + " | by 2026-03-11..2026-03-11"},
		"expected on an ISO day":  {answer(`delivery-date="2026-03-11"`, out), told + " | by 2026-03-11..2026-03-11"},
		"expected in a window":    {answer(`delivery-date="11.03.2026" delivery-timeframe-from="10:30" delivery-timeframe-to="12:00"`, out), told + " | by 2026-03-11T10:30:00..2026-03-11T12:00:00"},
		"expected in whole times": {answer(`delivery-timeframe-from="2026-03-11T10:30:00+01:00" delivery-timeframe-to="2026-03-11T12:00:00+01:00"`, out), told + " | by 2026-03-11T10:30:00..2026-03-11T12:00:00"},
		"not expected":            {answer(`delivery-date="" delivery-timeframe-from="" delivery-timeframe-to=""`, out), told},
	})
}

// The three codes together say what a scan means; a new combination is as exact as its class.
func TestShapesOfCodes(t *testing.T) {
	t.Parallel()
	shape := func(codes, text, want string, more ...string) carriertest.Shape {
		class := codes[strings.LastIndexByte(codes, '/')+1:]
		return carriertest.Shape{answer("", event(codes, text, "09:02", more...)), strings.Join(strings.Fields(number+" dhl_parcel_de "+want+" | 2026-03-10T09:02:00 +01:00 "+class+" "+want), " ")}
	}
	carriertest.Shapes(t, dhlparcelde.New(), carrier.Poll, map[string]carriertest.Shape{
		"announced":                    shape("PARCV/NRQRD/VA", "x", "info_received"),
		"a pickup is ordered":          shape("PURCR/BOOKN/VA", "x", "info_received/pickup_scheduled"),
		"not picked up":                shape("NTPUP/GDNRD/AN", "x", "info_received/awaiting_handover"),
		"picked up":                    shape("PCKDU/PUBCR/AE", "x", "accepted/picked_up"),
		"posted":                       shape("SHRCU/SERPT/ES", "x", "accepted/dropped_off"),
		"the class decides: transit":   shape("SRTED/NRQRD/NB", "x", "in_transit/sorted"),
		"the class decides: last mile": shape("SRTED/NRQRD/PO", "x", "out_for_delivery/loaded"),
		"not home":                     shape("NTDEL/NHOME/ZN", "x", "delivery_attempted/not_home"),
		"moved":                        shape("NTDEL/MOVED/ZN", "x", "exception/recipient_moved"),
		"the identity check failed":    shape("NTDEL/IDNEG/ZN", "x", "delivery_attempted/id_or_signature_missing"),
		"refused":                      shape("DLVRF/NTORD/ZN", "x", "exception/refused"),
		"in the shop":                  shape("CNRFC/SERPT/ZF", "x", "available_for_pickup/parcel_shop"),
		"never fetched":                shape("RETRN/NTCCN/ZN", "x", "returning/unclaimed"),
		"in the letter box":            shape("DLVRD/POBOX/ZU", "x", "delivered/mailbox"),
		"disposed of is no delivery":   shape("DSPSD/NTCLM/ZU", "x", "destroyed/disposed"),
		"another carrier takes over":   shape("DLVRD/HNDTC/ZU", "x", "in_transit/handed_to_partner"),
		"damaged":                      shape("DMGDS/DMGPC/BV", "x", "exception/damaged"),
		"lost":                         shape("EXPHD/LOSTX/BV", "x", "exception/lost"),
		"cancelled":                    shape("CANCL/NRQRD/BV", "x", "cancelled/by_sender"),
		"out of customs":               shape("RSDCP/OARRV/ZO", "x", "in_transit/customs_cleared"),
		"a new reason":                 shape("NTDEL/QQQQQ/ZN", "x", "delivery_attempted"),
		"the class alone":              shape("//EE", "x", "in_transit/arrived"),
		"what happened alone":          shape("RSDCP//", "x", "in_transit/customs_cleared"),
		"words alone":                  shape("//", "Die Sendung wurde im Ziel-Paketzentrum bearbeitet.", "in_transit/arrived"),
		"a coming delivery is none":    shape("//", "Die Sendung wird voraussichtlich heute zugestellt.", "in_transit"),
		"on the way back":              shape("ULFMV/UNLDD/EE", "x", "returning/in_transit_back", `ruecksendung="true"`),
		"back at the sender":           shape("DLVRD/ACCPT/ZU", "x", "returned/to_sender", `ruecksendung="true"`),
		"a new return in class BV":     shape("RETRN/QQQQQ/BV", "x", "returning"),
		"any exception: misrouted":     shape("QQQQQ/QQQQQ/BV", "Die Sendung wurde fehlgeleitet.", "exception/missort"),
		"any delivery: to whom":        shape("//ZU", "Die Sendung wurde einem Nachbarn zugestellt.", "delivered/to_neighbour"),
		"with the customs office":      shape("DLVRD/CUSTM/ZU", "x", "in_transit/customs_processing"),
		"words: repacked":              shape("//", "Die Sendung wird zur Nachverpackung zurückgesandt.", "exception/damaged"),
		"words: to be returned":        shape("//", "The shipment is being returned to the sender.", "returning"),
		"words: a chosen day":          shape("//", "Die Sendung wird am gewünschten Liefertag zugestellt.", "in_transit"),
		"words: on the card":           shape("//", "The earliest time when it can be picked up can be found on the notification card", "available_for_pickup"),
		"words: not into the locker":   shape("//", "Zustellung in Packstation nicht möglich", "delivery_attempted"),
		"words: out with the courier":  shape("//", "Sendung in Auslieferung", "out_for_delivery"),
		"words: a wish":                {answer("", event("//", "There is a preferred location/neighbour for this item", "09:02")), number + " dhl_parcel_de pending/awaiting_carrier_data | 2026-03-10T09:02:00 +01:00 -"},
		"words: once more":             shape("//", "Es erfolgt ein 2. Zustellversuch.", "in_transit/rescheduled"),
		"nobody knows":                 shape("QQQQQ/QQQQQ/QQ", "x", "unknown/unmapped_code"),
		"a chosen day says nothing":    {answer("", event("ADVIS/DLVDT/DD", "x", "09:02")), number + " dhl_parcel_de pending/awaiting_carrier_data | 2026-03-10T09:02:00 +01:00 DD -"},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	list := func(attributes string) string {
		return `<data name="piece-shipment-list" request-id="1" ` + attributes + `/>`
	}
	carriertest.Shapes(t, dhlparcelde.New(), carrier.Poll, map[string]carriertest.Shape{
		"no data":                    {list(`code="100" error="Keine Daten gefunden"`), "problem not_found 100"},
		"no electronic data":         {list(`code="200" error="No electronic shipment data available"`), "problem not_found 200"},
		"login failed":               {list(`code="5" error="Login failed"`), "problem unauthorized 5"},
		"too many logins":            {list(`code="6" error="Too many invalid logins"`), "problem unauthorized 6"},
		"no right":                   {list(`code="62" error="Authorization error"`), "problem unauthorized 62"},
		"no such format":             {list(`code="41" error="Invalid tracking number format"`), "problem invalid 41"},
		"a new code":                 {list(`code="77" error="The service is unavailable"`), "problem upstream 77"},
		"out of order":               {list(`code="-1" error=""`), "problem upstream -1"},
		"a postal code is missing":   {list(`code="57" error="x"`), "problem invalid 57"},
		"disturbed, in German":       {list(`code="77" error="Der Dienst ist vorübergehend gestört"`), "problem upstream 77"},
		"an empty list":              {list(`code="0"`), "problem not_found"},
		"a page of a limit":          {`<html><head><title>Too many requests</title></head></html>`, "problem rate_limited"},
		"an error inside of status":  {`{"status":{"statusCode":401,"title":"Unauthorized","detail":"Unauthorized for given resource."}}`, "problem unauthorized 401"},
		"a list without a name":      {`<data code="5" error="Login failed"/>`, "problem unauthorized 5"},
		"one number of several":      {`<data name="piece-shipment-list" code="0"><data name="piece-shipment" error-status="0" piece-status="100" piece-status-desc="No data found" searched-piece-code="` + number + `"/></data>`, "problem " + number + " not_found 100"},
		"a signature":                {`<data name="signaturelist" code="0"><data name="signature" event-date="10.03.2026" mime-type="image/gif" image="CANARY"/></data>`, ""},
		"no signature":               {`<data name="signaturelist" code="100" error="no data found"/>`, "problem not_found 100"},
		"a page":                     {`<html><head><title>503 Service Unavailable</title></head><body/></html>`, "problem upstream 503"},
		"a page that says no number": {`<html><head><title>Welcome</title></head></html>`, "error: read DHL Paket payload: neither tracking data nor an error"},
		"the gateway":                {`{"title":"Unauthorized","status":401,"detail":"Unauthorized for given resource."}`, "problem unauthorized 401"},
		"a limit":                    {`{"fault":{"faultstring":"Rate limit quota violation.","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`, "problem rate_limited policies.ratelimit.QuotaViolation"},
		"not found, unified":         {`{"title":"No result found","detail":"No shipment with given tracking number found.","status":404,"instance":"/shipment/8264715546"}`, "problem not_found 404"},
		"something else":             {`<hello/>`, "error: read DHL Paket payload: neither tracking data nor an error"},
		"something else, JSON":       {`{"hello":"world"}`, "error: read DHL Paket payload: neither tracking data nor an error"},
		"cut":                        {`<data name="piece-shipment-list" code="0">`, "error: read DHL Paket payload: line 1: the document ends early"},
	})
}
