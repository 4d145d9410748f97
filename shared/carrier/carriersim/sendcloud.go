package carriersim

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
)

func sendcloud() api {
	return api{
		credentials: carrier.Credentials{"username": clientID, "password": clientSecret},
		track:       route{"GET /tracking/{number}", (*Sim).sendcloudTracking},
		allowed: func(_ *Sim, r *http.Request) bool {
			public, secret, ok := r.BasicAuth()
			return ok && public == clientID && secret == clientSecret
		},
		failure: sendcloudFailure,
		push: func(secret string, p Parcel, i int) Push {
			return sendcloudPush(secret, encode(sendcloudHook(p, p.Life[i])))
		},
	}
}

// sendcloudTracking answers GET /tracking/{number} of API v2. The number stands only in the address of the carrier's page.
func (s *Sim) sendcloudTracking(w http.ResponseWriter, r *http.Request) {
	p, ok := s.known(r.PathValue("number"))
	if !ok {
		write(w, http.StatusNotFound, encode(object{"error": object{"code": http.StatusNotFound, "message": "No Parcel matches the given query.", "request": "api/v2/tracking"}}))
		return
	}
	statuses := []object{}
	for i, scan := range p.Life { // the oldest first
		_, slug, _ := sendcloudWords(scan.Step)
		_, words := uspsWords(scan.Step)
		statuses = append(statuses, object{
			"carrier_update_timestamp": scan.At.UTC().Format("2006-01-02 15:04:05.000000+00:00"), "parcel_status_history_id": strconv.Itoa(1295844071 + i),
			"parent_status": slug, "carrier_code": p.Carrier, "carrier_message": words,
		})
	}
	write(w, http.StatusOK, encode(object{
		"parcel_id": "1", "carrier_code": p.Carrier, "created_at": p.Life[0].At.UTC().Format("2006-01-02 15:04:05.000000+00:00"),
		"carrier_tracking_url":   "https://tracking.eu-central-1-0.sendcloud.sc/forward?carrier=" + p.Carrier + "&code=" + p.Number + "&destination=NL&lang=en-us",
		"sendcloud_tracking_url": nil, "is_return": false, "is_to_service_point": false, "is_mail_box": false,
		"expected_delivery_date": orNull(expectedDay(p)), "statuses": statuses,
	}))
}

func expectedDay(p Parcel) string {
	if p.Expected.IsZero() {
		return ""
	}
	return p.Expected.Format("2006-01-02")
}

func sendcloudHook(p Parcel, s Scan) object {
	id, _, message := sendcloudWords(s.Step)
	return object{
		"action": "parcel_status_changed", "timestamp": s.At.UnixMilli() + 4321, "carrier_status_change_timestamp": s.At.UnixMilli(),
		"parcel": object{
			"id": 1, "name": "CANARY", "company_name": "", "address": "CANARY 10", "city": s.City, "postal_code": s.Postal, "telephone": "", "email": "canary@example.com",
			"date_created": p.Life[0].At.Format("02-01-2006 15:04:05"), "tracking_number": p.Number, "weight": "2.000",
			"status": object{"id": id, "message": message}, "carrier": object{"code": p.Carrier}, "shipment": object{"id": 1, "name": "Standard"}, "order_number": "1001",
			"country": object{"iso_2": "US", "iso_3": "USA", "name": "United States"},
		},
	}
}

// sendcloudWords is how Sendcloud calls a step: by number in webhooks, by a slug in trackings.
func sendcloudWords(s Step) (id int, slug, message string) {
	switch s {
	case Label:
		return 1, "announced", "Announced"
	case Pickup, Origin:
		return 22, "picked-up-by-driver", "Shipment picked up by driver"
	case Departed:
		return 91, "shipment-on-route", "Parcel en route"
	case Arrived:
		return 62990, "at-sorting-centre", "At sorting centre"
	case OutForDelivery:
		return 92, "driver-on-route", "Driver en route"
	case Attempted:
		return 8, "delivery-failed", "Delivery attempt failed"
	case Weather:
		return 4, "delayed", "Delivery delayed"
	case Delivered:
		return 11, "delivered", "Delivered"
	case Returning:
		return 80, "undeliverable", "Unable to deliver"
	default:
		return 62992, "returned-to-sender", "Returned to sender"
	}
}

func sendcloudFailure(status int) string {
	message := http.StatusText(status)
	if status == http.StatusUnauthorized {
		message = "Invalid username/password."
	}
	return encode(object{"error": object{"code": status, "request": "api/v2/tracking", "message": message}})
}

// sendcloudPush signs the body as Sendcloud prints it: with a space behind each colon.
func sendcloudPush(secret, body string) Push {
	body = strings.ReplaceAll(body, `":`, `": `)
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Sendcloud-Signature", hex.EncodeToString(mac(secret, body)))
	return Push{Header: h, Body: []byte(body)}
}
