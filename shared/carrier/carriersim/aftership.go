package carriersim

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
)

func aftership() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /trackings", (*Sim).aftershipTrackings},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("as-api-key") == apiKey },
		failure:     aftershipFailure,
		push: func(secret string, p Parcel, i int) Push {
			p.Life = p.Life[:i+1]
			return aftershipPush(secret, encode(object{
				"event": "tracking_update", "event_id": fmt.Sprintf("94dadd60-ed26-46d0-aa52-%012d", i), "is_tracking_first_tag": true,
				"msg": aftershipTracking(p), "ts": p.Life[i].At.Unix(),
			}))
		},
	}
}

// aftershipTrackings answers GET /trackings?tracking_numbers=…: the trackings of the numbers that were added to the account.
func (s *Sim) aftershipTrackings(w http.ResponseWriter, r *http.Request) {
	trackings := []object{}
	for number := range strings.SplitSeq(r.URL.Query().Get("tracking_numbers"), ",") {
		if p, ok := s.known(number); ok {
			trackings = append(trackings, aftershipTracking(p))
		}
	}
	write(w, http.StatusOK, encode(object{
		"meta": object{"code": http.StatusOK},
		"data": object{"pagination": object{"total": len(trackings), "next_cursor": "", "has_next_page": false}, "trackings": trackings},
	}))
}

func aftershipTracking(p Parcel) object {
	checkpoints := []object{}
	for _, scan := range p.Life { // AfterShip prints the oldest first
		checkpoints = append(checkpoints, aftershipCheckpoint(p, scan))
	}
	last := p.Life[len(p.Life)-1]
	tag, subtag, message := aftershipWords(last.Step)
	t := object{
		"id": "trk" + strings.ToLower(p.Number), "legacy_id": "", "created_at": p.Life[0].At.UTC().Format("2006-01-02T15:04:05Z"),
		"updated_at": last.At.UTC().Format("2006-01-02T15:04:05Z"), "tracking_number": p.Number, "slug": p.Carrier, "active": last.Step != Delivered,
		"custom_fields": nil, "shipment_package_count": 1, "shipment_type": nil, "signed_by": nil, "source": "api",
		"tag": tag, "subtag": subtag, "subtag_message": message, "title": p.Number, "tracked_count": len(p.Life), "checkpoints": checkpoints,
		"courier_estimated_delivery_date": nil, "latest_estimated_delivery": nil, "first_mile": nil, "last_mile": nil,
		"customers": []object{{"role": "buyer", "name": "CANARY", "email": "canary@example.com"}},
	}
	if !p.Expected.IsZero() {
		t["courier_estimated_delivery_date"] = object{"estimated_delivery_date": p.Expected.Format("2006-01-02"), "estimated_delivery_date_min": nil, "estimated_delivery_date_max": nil}
	}
	if last.Step == Delivered {
		t["signed_by"] = orNull(p.SignedBy)
	}
	return t
}

func aftershipCheckpoint(p Parcel, s Scan) object {
	tag, subtag, message := aftershipWords(s.Step)
	code, text := uspsWords(s.Step)
	if p.Carrier == "ups" {
		say := upsWords(s.Step)
		code, text = say.code, say.text
	}
	return object{
		"created_at": s.At.UTC().Format("2006-01-02T15:04:05Z"), "slug": p.Carrier, "checkpoint_time": s.At.Format("2006-01-02T15:04:05-07:00"),
		"message": text, "tag": tag, "subtag": subtag, "subtag_message": message, "raw_tag": orNull(code), "events": []object{}, "source": "carrier",
		"location": orNull(strings.Trim(s.City+", "+s.Region, ", ")), "city": orNull(s.City), "state": orNull(s.Region), "postal_code": orNull(s.Postal),
		"country_region": "USA", "country_region_name": "United States", "coordinate": nil,
	}
}

// aftershipWords is how AfterShip calls a step.
func aftershipWords(s Step) (tag, subtag, message string) {
	switch s {
	case Label:
		return "InfoReceived", "InfoReceived_001", "Info Received"
	case Pickup, Origin:
		return "InTransit", "InTransit_002", "Acceptance scan"
	case Departed:
		return "InTransit", "InTransit_007", "Departure Scan"
	case Arrived:
		return "InTransit", "InTransit_003", "Arrival scan"
	case OutForDelivery:
		return "OutForDelivery", "OutForDelivery_001", "Out for Delivery"
	case Attempted:
		return "AttemptFail", "AttemptFail_002", "Addressee not available"
	case Weather:
		return "Exception", "Exception_017", "Delayed (Extreme weather)"
	case Delivered:
		return "Delivered", "Delivered_001", "Delivered"
	case Returning:
		return "Exception", "Exception_010", "Returning to sender"
	default:
		return "Exception", "Exception_011", "Returned to sender"
	}
}

func aftershipFailure(status int) string {
	kind := map[int]string{
		http.StatusUnauthorized: "Unauthorized", http.StatusTooManyRequests: "TooManyRequests", http.StatusInternalServerError: "InternalError",
	}[status]
	if kind == "" {
		kind = strings.ReplaceAll(http.StatusText(status), " ", "")
	}
	return encode(object{"meta": object{"code": status, "type": kind, "message": http.StatusText(status) + " (" + strconv.Itoa(status) + ")"}, "data": object{}})
}

func aftershipPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "aftership-webhook-agent/0.1")
	h.Set("Aftership-Hmac-Sha256", base64.StdEncoding.EncodeToString(mac(secret, body)))
	return Push{Header: h, Body: []byte(body)}
}
