package carriersim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"

	"doorstep/shared/carrier"
)

const colissimoPassword = "sim-password"

func colissimo() api {
	return api{
		credentials: carrier.Credentials{"username": clientID, "password": colissimoPassword},
		track:       route{"POST /tracking-timeline-ws/rest/tracking/timelineCompany", (*Sim).colissimoTrack},
		allowed: func(_ *Sim, r *http.Request) bool {
			call := colissimoCall(r)
			return call["login"] == clientID && call["password"] == colissimoPassword
		},
		failure: colissimoFailure,
	}
}

// colissimoCall reads the call, in which the credentials stand, and leaves it to be read again.
func colissimoCall(r *http.Request) map[string]string {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		return nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	call := map[string]string{}
	if json.Unmarshal(body, &call) != nil {
		return nil
	}
	return call
}

// colissimoTrack answers as https://ws.colissimo.fr/tracking-timeline-ws does: errors, too, come with the status 200.
func (s *Sim) colissimoTrack(w http.ResponseWriter, r *http.Request) {
	number := colissimoCall(r)["parcelNumber"]
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusOK, encode(object{"status": []object{{"code": "105", "message": "Numéro de colis inconnu"}}, "parcel": nil}))
		return
	}
	var events []object
	for _, scan := range slices.Backward(p.Life) {
		code, label := colissimoWords(scan.Step)
		events = append(events, object{
			"code": code, "labelLong": label, "labelShort": nil, "date": scan.At.Format("2006-01-02T15:04:05-07:00"),
			"siteCode": "", "siteName": scan.City, "siteZipCode": scan.Postal, "countryCode": "",
		})
	}
	write(w, http.StatusOK, encode(object{
		"lang": "fr_FR", "status": []object{{"code": "0", "message": ""}},
		"parcel": object{"parcelNumber": number, "event": events, "step": []object{
			{"stepId": 5, "labelShort": "Livré", "status": "STEP_STATUS_INACTIVE"},
		}},
	}))
}

// colissimoWords is how Colissimo calls a step: the codes of INOVERT.
func colissimoWords(s Step) (code, label string) {
	switch s {
	case Label:
		return "COMCFM", "Votre colis est prêt à être expédié."
	case Pickup:
		return "PCHCFM", "Votre colis est pris en charge par La Poste."
	case Origin:
		return "AECCFM", "Votre colis est en cours d'acheminement."
	case Departed:
		return "EXPCFM", "Votre colis a quitté le site."
	case Arrived:
		return "AARCFM", "Votre colis est arrivé sur son site de distribution."
	case OutForDelivery:
		return "MLVCFM", "Votre colis est en cours de livraison."
	case Attempted:
		return "RENNRV", "Le destinataire était absent lors de la livraison."
	case Weather:
		return "RSTFMA", "Distribution différée pour force majeure."
	case Delivered:
		return "LIVCFM", "Votre colis est livré."
	case Returning:
		return "SOLREO", "Le colis est retourné à l'expéditeur."
	default:
		return "LIVREO", "Le colis est livré à l'expéditeur suite à un retour."
	}
}

func colissimoFailure(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return encode(object{"status": []object{{"code": "201", "message": "Identifiant / mot de passe invalide"}}, "parcel": nil})
	case http.StatusInternalServerError:
		return encode(object{"error": []object{{"code": "1000", "message": "Erreur système (erreur technique)"}}})
	default:
		return encode(object{"status": status, "error": http.StatusText(status)})
	}
}
