package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// stop is a place that a parcel passes.
type stop struct{ city, region, postal, offset string }

var stops = [...]stop{
	{"Twinsburg", "OH", "44087", "-05:00"}, {"Maumee", "OH", "43537", "-05:00"}, {"Willow Grove", "PA", "19090", "-05:00"},
	{"Louisville", "KY", "40213", "-05:00"}, {"Lenexa", "KS", "66219", "-06:00"}, {"Hodgkins", "IL", "60525", "-06:00"},
	{"Earth City", "MO", "63045", "-06:00"}, {"Mesquite", "TX", "75150", "-06:00"}, {"Commerce City", "CO", "80022", "-07:00"},
	{"Kalispell", "MT", "59901", "-07:00"}, {"Ontario", "CA", "91761", "-08:00"}, {"Tualatin", "OR", "97062", "-08:00"},
}

// step is one happening in the words of UPS, and of EasyPost about the post. %s is a place.
type step struct {
	kind, code, detail, ups  string
	status, statusDetail, ep string
}

// The steps of an ordinary life: the first two once, then movements, the last two once. Movements vary as carriers vary them:
// equal texts would compress to nothing and flatter the result.
var (
	beginning = [...]step{
		{"M", "MP", "003", "Shipper created a label, UPS has not received the package yet. ", "pre_transit", "label_created", "Shipping Label Created, USPS Awaiting Item"},
		{"P", "PU", "038", "Pickup Scan ", "in_transit", "received_at_origin_facility", "Accepted at USPS Origin Facility"},
	}
	movements = [...]step{
		{"I", "AR", "005", "Arrived at Facility", "in_transit", "arrived_at_facility", "Arrived at USPS Regional Facility"},
		{"I", "DP", "005", "Departed from Facility", "in_transit", "departed_facility", "Departed USPS Regional Facility"},
		{"I", "YP", "005", "Processing at UPS Facility", "in_transit", "in_transit", "In Transit to Next Facility"},
		{"I", "DS", "005", "Destination Scan", "in_transit", "arrived_at_destination", "Arrived at USPS Regional Destination Facility"},
		{"X", "D", "12", "A late trailer arrival has caused a delay. We are adjusting plans for %s.", "in_transit", "delayed", "In Transit, Arriving Late"},
		{"I", "YP", "014", "Your package was transferred at the %s operating centre", "in_transit", "in_transit", "Item reached the %s annex on the evening truck"},
	}
	ending = [...]step{
		{"I", "OT", "021", "Out For Delivery Today", "out_for_delivery", "out_for_delivery", "Out for Delivery, Expected Delivery by 9:00pm"},
		{"D", "FS", "011", "DELIVERED", "delivered", "arrived_at_destination", "Delivered, Front Door/Porch"},
	}
)

// scan is a step at a time and place. The label has no place.
type scan struct {
	step
	at   time.Time
	stop stop
}

// story tells n scans of one parcel, oldest first, the last one at end. A seed always tells the same steps.
func story(seed uint64, n int, end time.Time) []scan {
	r := rand.New(rand.NewPCG(seed, 0))
	here := stops[r.IntN(len(stops))]
	scans := make([]scan, n)
	for i := range scans {
		s := scan{step: movements[r.IntN(len(movements))]}
		switch {
		case i < len(beginning):
			s.step = beginning[i]
		case i >= n-len(ending):
			s.step = ending[i-(n-len(ending))]
		case r.IntN(2) == 0:
			here = stops[r.IntN(len(stops))]
		}
		if i > 0 {
			s.stop = here
		}
		zone, err := time.Parse("-07:00", here.offset)
		if err != nil {
			panic(err) // a typing error in stops
		}
		// Three to five hours between scans, so that a life of eight is news to the end.
		s.at = end.Add(-time.Duration(n-1-i)*4*time.Hour - time.Duration(1+r.IntN(3600))*time.Second).In(zone.Location())
		scans[i] = s
	}
	return scans
}

// text fills the place into words that name one.
func (s scan) text(words string, upper bool) string {
	city := s.stop.city
	if upper {
		city = strings.ToUpper(city)
	}
	return strings.ReplaceAll(words, "%s", city)
}

type object = map[string]any

// upsAlert is the push of UPS Track Alert about one scan (github.com/UPS-API/api-documentation, UPSTrackAlert.yaml).
func upsAlert(number, signer string, s scan) ([]byte, error) {
	body := object{
		"trackingNumber":    number,
		"localActivityDate": s.at.Format("20060102"), "localActivityTime": s.at.Format("150405"),
		"gmtActivityDate": s.at.UTC().Format("20060102"), "gmtActivityTime": s.at.UTC().Format("150405"),
		"activityLocation":      object{"city": s.stop.city, "stateProvince": s.stop.region, "postalCode": s.stop.postal, "country": "US"},
		"activityStatus":        object{"type": s.kind, "code": s.code, "descriptionCode": s.detail, "description": s.text(s.ups, false)},
		"scheduledDeliveryDate": "", "actualDeliveryDate": "", "actualDeliveryTime": "", "deliveryStartTime": "", "deliveryEndTime": "",
	}
	if s.kind == "D" {
		body["actualDeliveryDate"], body["actualDeliveryTime"], body["receivedBy"] = body["localActivityDate"], body["localActivityTime"], signer
	}
	return json.Marshal(body)
}

// easypostEvent is the push of EasyPost after a scan: the whole history so far
// (https://docs.easypost.com/docs/trackers, "Tracker Object").
func easypostEvent(number string, scans []scan) ([]byte, error) {
	details := make([]object, len(scans))
	for i, s := range scans {
		text := s.text(s.ep, true)
		details[i] = object{
			"object": "TrackingDetail", "message": text, "description": text, "status": s.status, "status_detail": s.statusDetail,
			"datetime": s.at.UTC().Format(time.RFC3339), "source": "USPS", "carrier_code": nil,
			"tracking_location": object{"object": "TrackingLocation", "city": strings.ToUpper(s.stop.city), "state": s.stop.region, "country": "US", "zip": s.stop.postal},
		}
	}
	last := scans[len(scans)-1]
	return json.Marshal(object{
		"id": fmt.Sprintf("evt_%s_%d", number, len(scans)), "object": "Event", "description": "tracker.updated", "mode": "production", "status": "pending",
		"previous_attributes": object{}, "pending_urls": []string{}, "completed_urls": []string{},
		"result": object{
			"id": "trk_" + number, "object": "Tracker", "mode": "production", "tracking_code": number, "carrier": "USPS",
			"status": last.status, "status_detail": last.statusDetail, "created_at": scans[0].at.UTC().Format(time.RFC3339),
			"updated_at": last.at.UTC().Format(time.RFC3339), "signed_by": nil, "weight": nil, "est_delivery_date": nil,
			"tracking_details": details, "is_return": false,
		},
	})
}
