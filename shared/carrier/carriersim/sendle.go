package carriersim

import (
	"net/http"
	"strings"

	"doorstep/shared/carrier"
)

// sendleUser is the Sendle ID of the simulated account.
const sendleUser = "sim_shop_example_com"

func sendle() api {
	return api{
		credentials: carrier.Credentials{"username": sendleUser, "api_key": apiKey},
		track:       route{"GET /api/tracking/{ref}", (*Sim).sendleTrack},
		allowed: func(_ *Sim, r *http.Request) bool {
			user, key, ok := r.BasicAuth()
			return ok && user == sendleUser && key == apiKey
		},
		failure: sendleFailure,
	}
}

// sendleTrack answers GET /api/tracking/{ref}. The answer does not repeat the reference.
func (s *Sim) sendleTrack(w http.ResponseWriter, r *http.Request) {
	p, ok := s.known(r.PathValue("ref"))
	if !ok {
		write(w, http.StatusNotFound, sendleFailure(http.StatusNotFound))
		return
	}
	events := []object{}
	for _, scan := range p.Life { // Sendle prints the oldest first
		events = append(events, sendleEvent(scan))
	}
	last := p.Life[len(p.Life)-1]
	kind, text := sendleWords(last.Step)
	scheduling := object{"pickup_date": "", "picked_up_on": nil, "delivered_on": nil, "estimated_delivery_date_minimum": nil, "estimated_delivery_date_maximum": nil, "status": ""}
	if !p.Expected.IsZero() {
		scheduling["estimated_delivery_date_minimum"] = p.Expected.Format("2006-01-02")
		scheduling["estimated_delivery_date_maximum"] = p.Expected.Format("2006-01-02")
	}
	write(w, http.StatusOK, encode(object{
		"state": kind, "status": object{"description": text, "last_changed_at": last.At.UTC().Format("2006-01-02 15:04:05 UTC")},
		"origin": object{"country": "US"}, "destination": object{"country": "US"}, "scheduling": scheduling, "tracking_events": events,
	}))
}

func sendleEvent(s Scan) object {
	kind, text := sendleWords(s.Step)
	e := object{"event_type": kind, "description": text, "scan_time": s.At.UTC().Format("2006-01-02T15:04:05Z"), "display_time": s.At.UTC().Format("2006-01-02T15:04:05Z")}
	if s.City != "" {
		e["location"] = strings.Trim(s.City+", "+s.Region, ", ")
		e["local_scan_time"] = s.At.Format("2006-01-02T15:04:05")
		e["display_time"] = s.At.Format("2006-01-02T15:04:05-07:00")
	}
	return e
}

// sendleWords is how Sendle calls a step.
func sendleWords(s Step) (kind, text string) {
	switch s {
	case Label:
		return "Info", "Your label has been created."
	case Pickup:
		return "Pickup", "Parcel picked up"
	case Origin, Departed:
		return "In Transit", "Your package is in transit with the carrier."
	case Arrived:
		return "In Transit", "Your package has arrived at a facility."
	case OutForDelivery:
		return "Out for Delivery", "Your package is on board for delivery!"
	case Attempted:
		return "Delivery Attempted", "We attempted delivery but were unsuccessful"
	case Weather:
		return "Info", "Your package is delayed by the weather."
	case Delivered:
		return "Delivered", "Your package has been delivered to your mailbox!"
	case Returning:
		return "In Transit", "Your package is on its way back to you."
	default:
		return "Delivered", "Your package has been returned to sender."
	}
}

func sendleFailure(status int) string {
	code, text := "unprocessable_entity", "The data you supplied is invalid."
	switch status {
	case http.StatusUnauthorized:
		code, text = "unauthorised", "The authorisation details are not valid. Either the Sendle ID or API key are incorrect."
	case http.StatusNotFound:
		code, text = "not_found", "The resource you requested was not found. Please check the URI and try again."
	case http.StatusTooManyRequests:
		code, text = "too_many_requests", "You have made too many requests."
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		code, text = "internal_server_error", "Something went wrong on our side."
	}
	return encode(object{"error": code, "error_description": text})
}
