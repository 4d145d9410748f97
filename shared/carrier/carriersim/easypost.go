package carriersim

import (
	"encoding/json"
	"net/http"
	"strings"
)

// easypostBatch answers POST /v2/trackers/batch: the trackers of the numbers that have one.
func (s *Sim) easypostBatch(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Codes []string `json:"tracking_codes"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&ask); err != nil {
		write(w, http.StatusUnprocessableEntity, failure("easypost", http.StatusUnprocessableEntity))
		return
	}
	trackers := []object{}
	for _, code := range ask.Codes {
		if p, ok := s.known(code); ok {
			trackers = append(trackers, easypostTracker(p))
		}
	}
	write(w, http.StatusOK, encode(object{"trackers": trackers, "has_more": false}))
}

func easypostTracker(p Parcel) object {
	var details []object
	for _, scan := range p.Life { // EasyPost prints the oldest first
		details = append(details, easypostDetail(p, scan))
	}
	last := p.Life[len(p.Life)-1]
	say := wordsFor(last.Step)
	t := object{
		"id": "trk_" + strings.ToLower(p.Number), "object": "Tracker", "mode": "test", "tracking_code": p.Number,
		"status": say.easypost, "status_detail": say.easypostDetail, "carrier": strings.ToUpper(p.Carrier),
		"created_at": p.Life[0].At.UTC().Format("2006-01-02T15:04:05Z"), "updated_at": last.At.UTC().Format("2006-01-02T15:04:05Z"),
		"signed_by": nil, "weight": nil, "est_delivery_date": nil, "tracking_details": details, "is_return": false,
	}
	if !p.Expected.IsZero() {
		t["est_delivery_date"] = p.Expected.Format("2006-01-02") + "T00:00:00Z"
	}
	if last.Step == Delivered {
		t["signed_by"] = orNull(p.SignedBy)
	}
	return t
}

func easypostDetail(p Parcel, s Scan) object {
	say := wordsFor(s.Step)
	code := ""
	if p.Carrier == "ups" { // EasyPost repeats the type of UPS, and no code at all of USPS
		code = say.upsType
	}
	return object{
		"object": "TrackingDetail", "message": say.text(p.Carrier), "description": say.text(p.Carrier),
		"status": say.easypost, "status_detail": say.easypostDetail, "datetime": s.At.UTC().Format("2006-01-02T15:04:05Z"),
		"source": strings.ToUpper(p.Carrier), "carrier_code": code,
		"tracking_location": object{"object": "TrackingLocation", "city": orNull(s.City), "state": orNull(s.Region), "country": "US", "zip": orNull(s.Postal)},
	}
}
