package sendle_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/sendle"
)

func events(all ...string) string {
	return `{"state":"Transit","status":{"description":"x"},"tracking_events":[` + strings.Join(all, ",") + `]}`
}

const pickup = `{"event_type":"Pickup","scan_time":"2026-03-05T03:20:00Z","description":"Parcel picked up"}`

func TestShapesOfAnswers(t *testing.T) {
	t.Parallel()
	scan := "- sendle accepted/picked_up | 2026-03-05T03:20:00 +00:00 Pickup accepted/picked_up"
	scheduled := func(from, till string) string {
		return `{"scheduling":{"estimated_delivery_date_minimum":` + from + `,"estimated_delivery_date_maximum":` + till + `},"tracking_events":[` + pickup + `]}`
	}
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"an answer":                         {events(pickup), scan},
		"an event as one object":            {`{"state":"Transit","tracking_events":` + pickup + `}`, scan},
		"no events yet":                     {events(), "- sendle pending/awaiting_carrier_data"},
		"events are null":                   {`{"state":"Booking","status":null,"tracking_events":null}`, "- sendle pending/awaiting_carrier_data"},
		"the state of the order is no scan": {`{"state":"Delivered","scheduling":{"delivered_on":"2026-03-09"},"tracking_events":[` + pickup + `]}`, scan},
		"a window of days":                  {scheduled(`"2026-03-06"`, `"2026-03-09"`), scan + " | by 2026-03-06..2026-03-09"},
		"one day":                           {scheduled(`"2026-03-09"`, `"2026-03-09"`), scan + " | by 2026-03-09..2026-03-09"},
		"only the first day":                {scheduled(`"2026-03-06"`, `null`), scan + " | by 2026-03-06..2026-03-06"},
		"no estimate":                       {scheduled(`""`, `""`), scan},
		"an event alone":                    {`{"sendle_reference":"s34wer4s","event_id":"x","event_type":"Dropped off","scan_time":"2026-03-05T03:20:00Z","description":"Parcel has been dropped off"}`, "S34WER4S sendle accepted/dropped_off | 2026-03-05T03:20:00 +00:00 Dropped off accepted/dropped_off"},
		"not found":                         {`{"error":"not_found","error_description":"The resource you requested was not found."}`, "problem not_found not_found"},
		"British spelling":                  {`{"error":"unauthorised","error_description":"x"}`, "problem unauthorized unauthorised"},
		"a plan to pay":                     {`{"error":"payment_required","error_description":"x"}`, "problem unauthorized payment_required"},
		"a field":                           {`{"messages":{"ref":["is invalid"]},"error":"unprocessable_entity","error_description":"x"}`, "problem invalid unprocessable_entity"},
		"a gateway":                         {`{"message":"Too Many Requests"}`, "problem rate_limited"},
		"a gateway's status":                {`{"status":503,"error":"Service Unavailable"}`, "problem upstream 503"},
		"an error that is null":             {`{"error":null,"state":"Transit","tracking_events":[` + pickup + `]}`, scan},
		"something else":                    {`{"hello":"world"}`, "error: read Sendle payload: neither a tracking answer nor an event"},
	})
}

func TestShapesOfEvents(t *testing.T) {
	t.Parallel()
	event := func(kind, text string, more ...string) string {
		return `{` + strings.Join(append([]string{`"event_type":"` + kind + `"`, `"description":"` + text + `"`}, more...), ",") + `}`
	}
	const utc = `"scan_time":"2026-03-05T20:55:00Z"`
	cases := map[string]struct{ event, want string }{
		"only UTC":                      {event("In Transit", "x", utc), "2026-03-05T20:55:00 +00:00 In Transit in_transit"},
		"the clock of the place":        {event("In Transit", "x", utc, `"local_scan_time":"2026-03-05T15:55:00"`, `"display_time":"2026-03-05T15:55:00-05:00"`), "2026-03-05T15:55:00 -05:00 In Transit in_transit"},
		"without its offset":            {event("In Transit", "x", utc, `"local_scan_time":"2026-03-06T07:55:00"`), "2026-03-06T07:55:00 +11:00 In Transit in_transit"},
		"only to be displayed":          {event("In Transit", "x", utc, `"display_time":"2026-03-06T07:55:00+11:00"`), "2026-03-06T07:55:00 +11:00 In Transit in_transit"},
		"UTC called local":              {event("In Transit", "x", utc, `"local_scan_time":"2026-03-05T20:55:00"`, `"display_time":"2026-03-05T20:55:00Z"`), "2026-03-05T20:55:00 +00:00 In Transit in_transit"},
		"no UTC":                        {event("In Transit", "x", `"local_scan_time":"2026-03-05T15:55:00"`), "2026-03-05T15:55:00 In Transit in_transit"},
		"UTC in words":                  {event("In Transit", "x", `"scan_time":"2026-03-05 20:55:00 UTC"`), "2026-03-05T20:55:00 +00:00 In Transit in_transit"},
		"no time":                       {event("In Transit", "x"), "In Transit in_transit"},
		"another spelling":              {event("OUT FOR DELIVERY", "x", utc), "2026-03-05T20:55:00 +00:00 OUT FOR DELIVERY out_for_delivery"},
		"the reason":                    {event("Delivery Attempted", "x", utc, `"reason":"Business closed"`), "2026-03-05T20:55:00 +00:00 Delivery Attempted delivery_attempted/business_closed"},
		"a refusal":                     {event("Unable to Deliver", "The receiver refused the parcel", utc), "2026-03-05T20:55:00 +00:00 Unable to Deliver exception/refused"},
		"on its way back":               {event("In Transit", "Return to sender: in transit", utc), "2026-03-05T20:55:00 +00:00 In Transit returning/in_transit_back"},
		"back at the sender":            {event("Delivered", "Delivered to the sender", utc), "2026-03-05T20:55:00 +00:00 Delivered returned/to_sender"},
		"a safe place":                  {event("Delivered", "Left at the front door", utc), "2026-03-05T20:55:00 +00:00 Delivered delivered/safe_place"},
		"a promise is no delivery":      {event("In Transit", "Will be left in your mailbox", utc), "2026-03-05T20:55:00 +00:00 In Transit in_transit"},
		"customs":                       {event("In Transit", "Released by customs", utc), "2026-03-05T20:55:00 +00:00 In Transit in_transit/customs_cleared"},
		"duties":                        {event("Info", "Import duties are due", utc), "2026-03-05T20:55:00 +00:00 Info exception/customs_duties"},
		"a locker":                      {event("Left with Agent", "At a parcel locker", utc), "2026-03-05T20:55:00 +00:00 Left with Agent available_for_pickup/parcel_shop"},
		"a new type with known words":   {event("Brand New", "Parcel delivered", utc), "2026-03-05T20:55:00 +00:00 Brand New delivered"},
		"a new type":                    {event("Brand New", "x", utc), "2026-03-05T20:55:00 +00:00 Brand New unknown/unmapped_code"},
		"a new type and a customs scan": {event("Brand New", "Held by customs", utc), "2026-03-05T20:55:00 +00:00 Brand New exception/customs_delay"},
	}
	shapes := make(map[string]carriertest.Shape, len(cases))
	for name, c := range cases {
		fields := strings.Fields(c.want)
		shapes[name] = carriertest.Shape{events(c.event), "- sendle " + fields[len(fields)-1] + " | " + c.want}
	}
	shapes["information without news"] = carriertest.Shape{events(event("Info", "x", utc)), "- sendle pending/awaiting_carrier_data | 2026-03-05T20:55:00 +00:00 Info -"}
	carriertest.Shapes(t, adapter(), carrier.Poll, shapes)
}

func TestInterpret(t *testing.T) {
	t.Parallel()
	a := sendle.New()
	for _, c := range []struct{ code, text, want string }{
		{"Pickup", "", "accepted/picked_up"},
		{"", "Parcel picked up", "accepted/picked_up"},
		{"", "Delivered", "delivered/"},
		{"Delivered", "Returned to sender", "returned/to_sender"},
		{"Q7", "Something new", "nothing"},
		{"", "", "nothing"},
	} {
		got := "nothing"
		if m, ok := a.Interpret(c.code, c.text); ok {
			got = string(m.Status) + "/" + m.Sub
		}
		if got != c.want {
			t.Errorf("%q %q: got %s, want %s", c.code, c.text, got, c.want)
		}
	}
}
