package carriersim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"

	"doorstep/shared/carrier"
)

func seventeentrack() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"POST /track/v2.2/gettrackinfo", (*Sim).seventeentrackInfo},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("17token") == apiKey },
		failure:     seventeentrackFailure,
		push: func(secret string, p Parcel, i int) Push {
			p.Life = p.Life[:i+1]
			return seventeentrackPush(secret, encode(object{"event": "TRACKING_UPDATED", "data": seventeentrackItem(p)}))
		},
	}
}

// seventeentrackInfo answers POST /track/v2.2/gettrackinfo: what is known is accepted, what nobody registered is rejected.
func (s *Sim) seventeentrackInfo(w http.ResponseWriter, r *http.Request) {
	var ask []struct {
		Number string `json:"number"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&ask); err != nil || len(ask) > 40 {
		write(w, http.StatusOK, encode(object{"code": 0, "data": object{"errors": []object{{"code": -18010013, "message": "Submitted data is invalid."}}}}))
		return
	}
	accepted, rejected := []object{}, []object{}
	for _, one := range ask {
		if p, ok := s.known(one.Number); ok {
			accepted = append(accepted, seventeentrackItem(p))
			continue
		}
		rejected = append(rejected, object{"number": one.Number, "carrier": 0, "error": object{
			"code": -18019902, "message": "The tracking number '" + one.Number + "' does not register, please register first.",
		}})
	}
	write(w, http.StatusOK, encode(object{"code": 0, "data": object{"accepted": accepted, "rejected": rejected}}))
}

func seventeentrackItem(p Parcel) object {
	key, name := 21051, "USPS"
	if p.Carrier == "ups" {
		key, name = 100002, "UPS"
	}
	events := []object{}
	for _, scan := range slices.Backward(p.Life) { // the newest first
		events = append(events, seventeentrackEvent(p, scan))
	}
	last := p.Life[len(p.Life)-1]
	status, sub, _ := seventeentrackWords(last.Step)
	expected := object{"source": nil, "from": nil, "to": nil}
	if !p.Expected.IsZero() {
		day := p.Expected.Format("2006-01-02") + "T00:00:00" + p.Expected.Format("-07:00")
		expected = object{"source": "Official", "from": day, "to": day}
	}
	return object{
		"number": p.Number, "carrier": key, "param": nil, "tag": "",
		"track_info": object{
			"latest_status": object{"status": status, "sub_status": sub, "sub_status_descr": nil},
			"latest_event":  events[0],
			"time_metrics":  object{"days_after_order": 2, "estimated_delivery_date": expected},
			"misc_info":     object{"service_type": nil, "local_number": nil, "local_provider": nil, "local_key": 0},
			"tracking": object{"providers_hash": 1, "providers": []object{{
				"provider":           object{"key": key, "name": name, "alias": name, "tel": nil, "homepage": nil, "country": "US"},
				"latest_sync_status": "Success", "latest_sync_time": last.At.UTC().Format("2006-01-02T15:04:05Z"), "events_hash": 1, "events": events,
			}}},
		},
	}
}

func seventeentrackEvent(p Parcel, s Scan) object {
	_, sub, stage := seventeentrackWords(s.Step)
	_, text := uspsWords(s.Step)
	if p.Carrier == "ups" { // the carrier's own words are repeated
		text = upsWords(s.Step).text
	}
	location := s.City
	if s.Region != "" {
		location += ", " + s.Region + " " + s.Postal
	}
	return object{
		"time_iso": s.At.Format("2006-01-02T15:04:05-07:00"), "time_utc": s.At.UTC().Format("2006-01-02T15:04:05Z"),
		"time_raw":    object{"date": s.At.Format("2006-01-02"), "time": s.At.Format("15:04:05"), "timezone": s.At.Format("-07:00")},
		"description": text, "description_translation": nil, "location": orNull(location), "stage": orNull(stage), "sub_status": sub,
		"address": object{"country": "US", "state": orNull(s.Region), "city": orNull(s.City), "street": nil, "postal_code": orNull(s.Postal)},
	}
}

// seventeentrackWords is how 17TRACK calls a step.
func seventeentrackWords(s Step) (status, sub, stage string) {
	switch s {
	case Label:
		return "InfoReceived", "InfoReceived", "InfoReceived"
	case Pickup:
		return "InTransit", "InTransit_PickedUp", "PickedUp"
	case Origin:
		return "InTransit", "InTransit_Other", ""
	case Departed:
		return "InTransit", "InTransit_Departure", "Departure"
	case Arrived:
		return "InTransit", "InTransit_Arrival", "Arrival"
	case OutForDelivery:
		return "OutForDelivery", "OutForDelivery_Other", "OutForDelivery"
	case Attempted:
		return "DeliveryFailure", "DeliveryFailure_NoBody", ""
	case Weather:
		return "Exception", "Exception_Delayed", ""
	case Delivered:
		return "Delivered", "Delivered_Other", "Delivered"
	case Returning:
		return "Exception", "Exception_Returning", "Returning"
	default:
		return "Exception", "Exception_Returned", "Returned"
	}
}

func seventeentrackFailure(status int) string {
	code, text := -18010013, "Submitted data is invalid."
	switch status {
	case http.StatusUnauthorized:
		code, text = -18010002, "Access token is invalid."
	case http.StatusTooManyRequests:
		code, text = 429, "Access frequency exceeds limit."
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		code, text = -18010003, "Internal service error, please retry later."
	}
	return encode(object{"code": status, "data": object{"errors": []object{{"code": code, "message": text}}}})
}

func seventeentrackPush(secret, body string) Push {
	sum := sha256.Sum256([]byte(body + "/" + secret))
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Sign", hex.EncodeToString(sum[:]))
	return Push{Header: h, Body: []byte(body)}
}
