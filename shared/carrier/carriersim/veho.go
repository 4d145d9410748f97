package carriersim

import (
	"net/http"
	"time"
)

func veho() api {
	return api{
		credentials: map[string]string{"api_key": apiKey},
		track:       route{"GET /v2/packages/tracking", (*Sim).vehoTrack},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("Apikey") == apiKey },
		failure:     vehoFailure,
		push: func(secret string, p Parcel, i int) Push {
			return vehoPush(secret, encode(vehoMessage(p, p.Life[:i+1])))
		},
	}
}

// vehoTrack answers for one package, by its tracking id or its barcode.
func (s *Sim) vehoTrack(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	number := query.Get("trackingId") + query.Get("barcode")
	if len(query) != 1 || number == "" {
		write(w, http.StatusBadRequest, `{"message":"Exactly one of trackingId, barcode, externalId, or packageId must be provided"}`)
		return
	}
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusNotFound, `{"message":"Package not found"}`)
		return
	}
	write(w, http.StatusOK, encode(vehoPackage(p, p.Life)))
}

func vehoPackage(p Parcel, life []Scan) object {
	var log []object
	for _, scan := range life { // Veho prints the oldest first
		say := vehoWords(scan.Step)
		log = append(log, object{
			"eventType": say.event, "timestamp": scan.At.UTC().Format("2006-01-02T15:04:05.000Z"), "message": say.text,
			"city": orNull(scan.City), "state": orNull(scan.Region), "meta": object{},
		})
	}
	last := vehoWords(life[len(life)-1].Step)
	pack := object{
		"_id": "PKG_01JXSIM", "orderId": "ORD_01JXSIM", "trackingId": p.Number, "lastEvent": last.event, "humanReadableOperation": last.text,
		"eventLog": log, "createdAt": life[0].At.UTC().Format(time.RFC3339), "perishable": false,
	}
	if !p.Expected.IsZero() {
		pack["slaServiceDate"] = p.Expected.Format("2006-01-02")
	}
	return pack
}

// vehoMessage is a push about the last event of a life: an envelope with the package and its log inside.
func vehoMessage(p Parcel, life []Scan) object {
	last := life[len(life)-1]
	return object{
		"id": "WHE_01JXSIM", "eventType": "package." + vehoWords(last.Step).event, "serviceType": "delivery",
		"occurredAt": last.At.UTC().Format("2006-01-02T15:04:05.000Z"), "packageId": "PKG_01JXSIM", "trackingId": p.Number,
		"payload": vehoPackage(p, life),
	}
}

// vehoEvent is Veho's word on one step.
type vehoEvent struct{ event, text string }

func vehoWords(s Step) vehoEvent {
	switch s {
	case Label:
		return vehoEvent{"created", "Package created"}
	case Pickup:
		return vehoEvent{"pickedUpFromClient", "Picked up from client facility"}
	case Origin, Arrived:
		return vehoEvent{"droppedOffAtVeho", "Package arrived at Veho facility"}
	case Departed:
		return vehoEvent{"PackageDepartedFromFacility", "Package departed from Veho facility"}
	case OutForDelivery:
		return vehoEvent{"pickedUpFromVeho", "Package out for delivery"}
	case Attempted:
		return vehoEvent{"PackageHadDeliveryIssue", "Recipient unavailable"}
	case Weather:
		return vehoEvent{"delayed", "The package has been delayed"}
	case Delivered:
		return vehoEvent{"delivered", "Package delivered"}
	case Returning:
		return vehoEvent{"pendingReturnToClient", "Package will be returned"}
	default:
		return vehoEvent{"returnedToClient", "Package returned to client"}
	}
}

func vehoFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return `{"message":"Unauthorized: the header did not include a valid apikey"}`
	case http.StatusTooManyRequests:
		return `{"message":"Too Many Requests"}`
	case http.StatusServiceUnavailable:
		return `{"message":"We're temporarily offline for maintenance. Please try again later."}`
	default:
		return `{"message":"Internal Server Error","error":{"code":500,"error":"Internal Server Error"}}`
	}
}

func vehoPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Api-Key", secret)
	return Push{Header: h, Body: []byte(body)}
}
