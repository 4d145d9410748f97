package carriersim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
)

func laposte() api {
	return api{
		credentials: carrier.Credentials{"api_key": apiKey},
		track:       route{"GET /suivi/v2/idships/{ids}", (*Sim).laposteTrack},
		allowed:     func(_ *Sim, r *http.Request) bool { return r.Header.Get("X-Okapi-Key") == apiKey },
		failure:     laposteFailure,
	}
}

// laposteTrack answers as https://api.laposte.fr/suivi/v2/idships/{ids} does: an object about one number, a list about several.
func (s *Sim) laposteTrack(w http.ResponseWriter, r *http.Request) {
	numbers := strings.Split(r.PathValue("ids"), ",")
	entries := make([]object, len(numbers))
	for i, number := range numbers {
		entries[i] = s.laposteEntry(number)
	}
	if len(entries) == 1 {
		status, _ := entries[0]["returnCode"].(int)
		write(w, status, encode(entries[0]))
		return
	}
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = encode(e)
	}
	write(w, http.StatusMultiStatus, "["+strings.Join(list, ",")+"]")
}

func (s *Sim) laposteEntry(number string) object {
	p, ok := s.known(number)
	if !ok {
		return object{
			"lang": "fr_FR", "scope": "open", "returnCode": 404, "idShip": number,
			"returnMessage": "Nous ne parvenons pas à récupérer les informations de suivi de votre envoi car il n'est pas pris en charge par La Poste.",
		}
	}
	last := p.Life[len(p.Life)-1]
	entry := object{
		"idShip": number, "holder": 4, "product": "colissimo", "isFinal": last.Step == Delivered || last.Step == ReturnedToSender,
		"entryDate": p.Life[0].At.Format("2006-01-02T15:04:05-07:00"), "event": laposteEvents(p.Life), "timeline": laposteTimeline(last.Step),
		"contextData": object{"deliveryChoice": object{"deliveryChoice": 0}, "originCountry": "FR", "arrivalCountry": "FR"},
		"url":         "https://www.laposte.fr/outils/suivre-vos-envois?code=" + number,
	}
	if !p.Expected.IsZero() {
		entry["estimDate"] = p.Expected.Format("2006-01-02") + "T00:00:00+01:00"
	}
	return object{"lang": "fr_FR", "scope": "open", "returnCode": 200, "shipment": entry}
}

func laposteEvents(life []Scan) []object {
	var events []object
	for _, scan := range slices.Backward(life) { // the newest first
		code, label := laposteWords(scan.Step)
		events = append(events, object{"code": code, "label": label, "date": scan.At.Format("2006-01-02T15:04:05-07:00")})
	}
	return events
}

// laposteTimeline is the progress bar: five steps, done or not.
func laposteTimeline(now Step) []object {
	var steps []object
	for i, step := range []Step{Pickup, Departed, Arrived, OutForDelivery, Delivered} {
		_, label := laposteWords(step)
		steps = append(steps, object{"id": i + 1, "shortLabel": label, "longLabel": "", "country": "FR", "status": now >= step, "type": 1})
	}
	return steps
}

// laposteWords is how La Poste calls a step.
func laposteWords(s Step) (code, label string) {
	switch s {
	case Label:
		return "DR1", "Votre Colissimo va bientôt nous être confié ! Il est en cours de préparation chez votre expéditeur."
	case Pickup:
		return "PC1", "Votre colis est pris en charge par La Poste."
	case Origin, Departed:
		return "ET1", "Votre colis est en cours d'acheminement."
	case Arrived:
		return "EP1", "Votre colis est arrivé sur son site de distribution."
	case OutForDelivery:
		return "MD2", "Votre colis est en cours de livraison."
	case Attempted:
		return "ND1", "Votre colis n'a pu être livré car le destinataire était absent."
	case Weather:
		return "PB1", "La livraison de votre colis est retardée en raison d'intempéries."
	case Delivered:
		return "DI1", "Votre colis est livré."
	case Returning:
		return "RE1", "Votre colis est en cours de retour vers son expéditeur."
	default:
		return "DI2", "Votre colis est livré à l'expéditeur."
	}
}

// laposteFailure is what the gateway says before the API is reached.
func laposteFailure(status int) string {
	code, ok := map[int]string{
		http.StatusUnauthorized: "UNAUTHORIZED", http.StatusTooManyRequests: "TOO_MANY_REQUESTS",
		http.StatusInternalServerError: "INTERNAL_SERVER_ERROR", http.StatusServiceUnavailable: "SERVICE_UNAVAILABLE",
	}[status]
	if !ok {
		code = strconv.Itoa(status)
	}
	return encode(object{"code": code, "message": http.StatusText(status)})
}
