package carriersim

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
)

func seko() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"POST /labels/statusv2", (*Sim).sekoStatus},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("access_key") == apiKey },
		failure:     sekoFailure,
		push: func(secret string, p Parcel, i int) Push {
			return sekoPush(secret, encode([]object{sekoConsignment(p, p.Life[i:i+1])}))
		},
	}
}

// sekoStatus answers POST /labels/statusv2: a list of numbers for a list of consignments. One that it does not know has no
// events.
func (s *Sim) sekoStatus(w http.ResponseWriter, r *http.Request) {
	var numbers []string
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&numbers); err != nil {
		write(w, http.StatusBadRequest, sekoFailure(http.StatusBadRequest))
		return
	}
	consignments := []object{}
	for _, number := range numbers {
		if p, ok := s.known(number); ok {
			consignments = append(consignments, sekoConsignment(p, p.Life))
			continue
		}
		consignments = append(consignments, object{"ConsignmentNo": number, "Status": "Consignment not found", "Picked": nil, "Delivered": nil, "Tracking": nil, "Events": []object{}})
	}
	write(w, http.StatusOK, encode(consignments))
}

func sekoConsignment(p Parcel, life []Scan) object {
	events := []object{}
	c := object{"ConsignmentNo": p.Number, "Picked": nil, "Delivered": nil, "Tracking": "http://track.omniparcel.com/" + p.Number, "Reference1": ""}
	for _, scan := range life { // the oldest first
		code, text := sekoWords(scan.Step)
		place := ""
		if scan.City != "" {
			place = scan.City + "," + scan.Region + ",US"
		}
		events = append(events, object{"EventDT": scan.At.Format("2006-01-02T15:04:05"), "Code": nil, "OmniCode": code, "Description": text, "Location": place, "Part": 1})
		c["Status"] = text
		if scan.Step == Delivered {
			c["Delivered"] = scan.At.Format("2006-01-02T15:04:05")
		}
	}
	c["Events"] = events
	return c
}

// sekoWords is how OmniParcel calls a step.
func sekoWords(s Step) (code, text string) {
	switch s {
	case Label:
		return "OP-1", "Tracking number allocated & order ready"
	case Pickup:
		return "OP-33", "Collected from sender"
	case Origin:
		return "OP-14", "Parcel received and accepted"
	case Departed:
		return "OP-51", "Parcel departed courier processing facility"
	case Arrived:
		return "OP-50", "Parcel arrived to courier processing facility"
	case OutForDelivery:
		return "OP-21", "Out for delivery"
	case Attempted:
		return "OP-24", "Attempted Delivery - Receiver carded"
	case Weather:
		return "OP-16", "Parcel Delayed"
	case Delivered:
		return "OP-72", "Delivered"
	case Returning:
		return "OP-29", "Return to sender"
	default:
		return "OP-72", "Delivered"
	}
}

func sekoFailure(status int) string {
	message := http.StatusText(status)
	if status == http.StatusUnauthorized {
		message = "Invalid access key"
	}
	return encode(object{"Errors": []object{{"Property": "", "Message": message, "Key": strconv.Itoa(status), "Value": ""}}})
}

// sekoPush repeats the merchant's user name and password, or the password alone.
func sekoPush(secret, body string) Push {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	user, password, both := strings.Cut(secret, ":")
	if both {
		h.Set("Username", user)
	} else {
		password = secret
	}
	h.Set("Password", password)
	return Push{Header: h, Body: []byte(body)}
}
