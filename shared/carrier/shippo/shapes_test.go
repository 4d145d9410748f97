package shippo_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
)

// track is a track of the carrier given, with further members.
func track(name string, members ...string) string {
	return `{` + strings.Join(append([]string{`"carrier":"` + name + `","tracking_number":"9400111206206406260787"`}, members...), ",") + `}`
}

// status is one TrackingStatus; a sub-status of "" is left out.
func status(word, substatus, text string) string {
	s := `{"status":"` + word + `","status_details":"` + text + `","status_date":"2026-03-09T21:20:00Z"`
	if substatus != "" {
		s += `,"substatus":{"code":"` + substatus + `","text":"x","action_required":false}`
	}
	return s + `}`
}

func history(all ...string) string { return `"tracking_history":[` + strings.Join(all, ",") + `]` }

const (
	head = "9400111206206406260787 usps "
	at   = " | 2026-03-09T21:20:00 +00:00 "
)

func TestShapesOfTracks(t *testing.T) {
	t.Parallel()
	moving := status("TRANSIT", "package_arrived", "x")
	const arrived = head + "in_transit/arrived" + at + "package_arrived in_transit/arrived"
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"the newest is in the history":        {track("usps", history(moving), `"tracking_status":`+moving), arrived},
		"no history":                          {track("usps", `"tracking_history":[],"tracking_status":`+moving), arrived},
		"history is null":                     {track("usps", `"tracking_history":null,"tracking_status":`+moving), arrived},
		"history is one object":               {track("usps", `"tracking_history":`+moving), arrived},
		"the newest is not in the history":    {track("usps", history(moving), `"tracking_status":`+strings.Replace(status("DELIVERED", "delivered", "x"), "21:20", "22:20", 1)), head + "delivered" + at + "package_arrived in_transit/arrived | 2026-03-09T22:20:00 +00:00 delivered delivered"},
		"a page of tracks":                    {`{"next":null,"previous":null,"results":[` + track("usps", history(moving)) + `]}`, arrived},
		"a list of tracks":                    {`[` + track("usps", history(moving)) + `]`, arrived},
		"nobody has news":                     {track("usps", `"tracking_status":null,"tracking_history":[],"messages":[]`), head + "pending/awaiting_carrier_data | verdict not_found"},
		"a location that is null":             {track("usps", history(strings.Replace(moving, `"status_date"`, `"location":null,"status_date"`, 1))), arrived},
		"a carrier that we do not know":       {track("kangaroo_post", history(moving)), "9400111206206406260787 - in_transit/arrived" + at + "package_arrived in_transit/arrived"},
		"a date dressed as an instant":        {track("usps", history(moving), `"eta":"2026-03-11T00:00:00Z"`), arrived + " | by 2026-03-11..2026-03-11"},
		"a clock in the date":                 {track("usps", history(moving), `"eta":"2026-03-11T14:15:22Z"`), arrived + " | by 2026-03-11..2026-03-11"},
		"the first estimate is not in force":  {track("usps", history(moving), `"eta":"2026-03-11T00:00:00Z","original_eta":"2026-03-20T00:00:00Z"`), arrived + " | by 2026-03-11..2026-03-11"},
		"only the first estimate":             {track("usps", history(moving), `"eta":null,"original_eta":"2026-03-20T00:00:00Z"`), arrived + " | by 2026-03-20..2026-03-20"},
		"messages about the carrier":          {track("usps", history(moving), `"messages":["USPS is slow today"]`), arrived},
		"something else":                      {`{"hello":"world"}`, "error: read Shippo payload: neither an event nor a track"},
		"a sub-status that is only its code":  {track("usps", history(`{"status":"TRANSIT","substatus":"package_arrived","status_date":"2026-03-09T21:20:00Z"}`)), arrived},
		"a sub-status of another status":      {track("usps", history(status("DELIVERED", "information_received", "x"))), head + "delivered" + at + "information_received delivered"},
		"a new sub-status":                    {track("usps", history(status("TRANSIT", "package_levitates", "x"))), head + "in_transit" + at + "package_levitates in_transit"},
		"a new status with a known word":      {track("usps", history(status("BEAMED", "delivered", "Your shipment has been delivered."))), head + "unknown/unmapped_code" + at + "delivered unknown/unmapped_code"},
		"Shippo does not know":                {track("usps", history(status("UNKNOWN", "other", "x"))), head + "unknown" + at + "other unknown"},
		"Shippo does not know, but we do":     {track("usps", history(status("UNKNOWN", "", "Your shipment is out for delivery."))), head + "out_for_delivery" + at + "UNKNOWN out_for_delivery"},
		"out for delivery is a kind of way":   {track("usps", history(status("TRANSIT", "out_for_delivery", "x"))), head + "out_for_delivery" + at + "out_for_delivery out_for_delivery"},
		"ready to be picked up":               {track("usps", history(status("TRANSIT", "pickup_available", "x"))), head + "available_for_pickup" + at + "pickup_available available_for_pickup"},
		"lost":                                {track("usps", history(status("FAILURE", "package_lost", "x"))), head + "exception/lost" + at + "package_lost exception/lost"},
		"disposed of":                         {track("usps", history(status("FAILURE", "package_disposed", "x"))), head + "destroyed/disposed" + at + "package_disposed destroyed/disposed"},
		"failed without a reason":             {track("usps", history(status("FAILURE", "", "x"))), head + "exception/other" + at + "FAILURE exception/other"},
		"on the way back":                     {track("usps", history(status("RETURNED", "return_to_sender", "x"))), head + "returning/in_transit_back" + at + "return_to_sender returning/in_transit_back"},
		"the carrier knows that it came back": {track("usps", history(status("DELIVERED", "delivered", "Delivered, To Original Sender"))), head + "returned/to_sender" + at + "delivered returned/to_sender"},
	})
}

func TestShapesOfEvents(t *testing.T) {
	t.Parallel()
	moving := track("usps", history(status("TRANSIT", "package_arrived", "x")))
	const arrived = head + "in_transit/arrived" + at + "package_arrived in_transit/arrived"
	carriertest.Shapes(t, adapter(), carrier.Webhook, map[string]carriertest.Shape{
		"a track":           {`{"event":"track_updated","test":false,"data":` + moving + `}`, arrived},
		"data comes first":  {`{"data":` + moving + `,"test":"false","event":"track_updated"}`, arrived},
		"without its event": {`{"data":` + moving + `}`, arrived},
		"a made-up number":  {`{"event":"track_updated","test":true,"data":{"carrier":"shippo","tracking_number":"SHIPPO_TRANSIT","tracking_status":` + status("TRANSIT", "package_arrived", "x") + `}}`, "SHIPPO_TRANSIT - in_transit/arrived" + at + "package_arrived in_transit/arrived"},
		"a label":           {`{"event":"transaction_created","test":true,"data":{"status":"SUCCESS","tracking_number":"9400111206206406260787","tracking_status":"UNKNOWN"}}`, ""},
		"a batch":           {`{"event":"batch_purchased","test":true,"data":{"object_id":"x","batch_shipments":{"results":[]}}}`, ""},
		"no data":           {`{"event":"track_updated","test":true,"data":null}`, ""},
	})
}

func TestShapesOfErrors(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, adapter(), carrier.Poll, map[string]carriertest.Shape{
		"a wrong key":           {`{"detail":"Invalid token"}`, "problem unauthorized"},
		"no key":                {`{"detail":"Authentication credentials were not provided."}`, "problem unauthorized"},
		"no such page":          {`{"detail":"Not found."}`, "problem not_found"},
		"too often":             {`{"detail":"Request was throttled. Expected available in 12 seconds."}`, "problem rate_limited"},
		"about the whole":       {`{"__all__":["Tracking is not supported for this carrier"]}`, "problem invalid __all__"},
		"about a member":        {`{"carrier":["Invalid value specified for provider 'X'"]}`, "problem invalid carrier"},
		"about the number":      {`{"tracking_number":["This field is required."]}`, "problem invalid tracking_number"},
		"two complaints":        {`{"tracking_number":["This field is required.","x"],"carrier":["y"]}`, "problem invalid tracking_number"},
		"complaints as objects": {`{"errors":[{"code":"throttled","detail":"Rate limit exceeded"}]}`, "problem rate_limited errors"},
		"a message":             {`{"message":"Internal server error"}`, "problem upstream"},
		"a gateway":             {`{"statusCode":503,"message":"x"}`, "problem upstream 503"},
		"no complaint":          {`{"carrier":[]}`, "error: read Shippo payload: neither an event nor a track"},
	})
}
