package carriersim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// asendiaCustomer is the customer number of the simulated account.
const asendiaCustomer = "CH00000001"

func asendia() api {
	return api{
		credentials: map[string]string{"username": clientID, "password": clientSecret, "customer_id": asendiaCustomer},
		tokens:      route{"POST /api/authenticate", (*Sim).asendiaLogin},
		track:       route{"POST /api/customers/{customer}/tracking", (*Sim).asendiaTrack},
		allowed:     bearer("asendia"),
		failure:     func(status int) string { return asendiaProblem(status, "", "") },
	}
}

// asendiaLogin answers as https://www.asendia-sync.com/api/authenticate does: name and password in JSON, a token that does not say
// how long it lives.
func (s *Sim) asendiaLogin(w http.ResponseWriter, r *http.Request) {
	var login struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	if json.NewDecoder(r.Body).Decode(&login) != nil || login.Username != clientID || login.Password != clientSecret {
		write(w, http.StatusUnauthorized, asendiaProblem(http.StatusUnauthorized, "Bad credentials", "/api/authenticate"))
		return
	}
	write(w, http.StatusOK, encode(object{"id_token": s.issue("asendia", 24*time.Hour)}))
}

// asendiaTrack answers for a list of numbers, and not at all when it does not know one of them.
func (s *Sim) asendiaTrack(w http.ResponseWriter, r *http.Request) {
	var numbers []string
	if json.NewDecoder(r.Body).Decode(&numbers) != nil || r.PathValue("customer") != asendiaCustomer {
		write(w, http.StatusBadRequest, asendiaProblem(http.StatusBadRequest, "Validation failed", r.URL.Path))
		return
	}
	answers := make([]object, 0, len(numbers))
	for _, number := range numbers {
		p, ok := s.known(number)
		if !ok {
			write(w, http.StatusNotFound, asendiaProblem(http.StatusNotFound, "Tracking number not found", strings.TrimPrefix(r.URL.Path, "/asendia")+"/"+number))
			return
		}
		var events []object
		for i, scan := range slices.Backward(p.Life) {
			say := asendiaWords(scan.Step)
			events = append(events, object{
				"id": i + 1, "code": say.code, "time": scan.At.UTC().Format("2006-01-02T15:04:05Z"),
				"locationName": orNull(scan.City), "carrierEventDescription": say.text, "locationCountry": "US",
			})
		}
		answers = append(answers, object{"trackingNumber": number, "trackingEvents": events})
	}
	body, err := json.Marshal(answers)
	if err != nil {
		body = []byte("[]") // maps of text and numbers cannot fail
	}
	write(w, http.StatusOK, string(body))
}

// asendiaScan is Asendia's word on one step.
type asendiaScan struct{ code, text string }

func asendiaWords(s Step) asendiaScan {
	switch s {
	case Label:
		return asendiaScan{"CREATED", "Shipment information received"}
	case Pickup:
		return asendiaScan{"PU", "Package picked up"}
	case Origin:
		return asendiaScan{"PROCESSED", "Processed by Asendia"}
	case Departed:
		return asendiaScan{"DEPARTED", "Departed from country of origin"}
	case Arrived:
		return asendiaScan{"IT", "Arrived in destination country"}
	case OutForDelivery:
		return asendiaScan{"OFD", "Out for delivery"}
	case Attempted:
		return asendiaScan{"FAILED", "Delivery attempt: nobody at home"}
	case Weather:
		return asendiaScan{"DELAYED", "Delayed"}
	case Delivered:
		return asendiaScan{"DL", "Delivered"}
	case Returning:
		return asendiaScan{"RTS", "Return to sender"}
	default:
		return asendiaScan{"RETURNED", "Returned to sender"}
	}
}

// asendiaProblem is an error as the API prints it (RFC 7807).
func asendiaProblem(status int, detail, path string) string {
	return encode(object{
		"type": "https://www.asendia-sync.com/problem/problem-with-message", "title": http.StatusText(status), "status": status,
		"detail": detail, "path": path, "message": "error.http." + strconv.Itoa(status),
	})
}
