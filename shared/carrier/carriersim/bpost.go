package carriersim

import (
	"net/http"

	"doorstep/shared/carrier"
)

const bpostPassphrase = "sim-passphrase"

func bpost() api {
	return api{
		credentials: carrier.Credentials{"account": clientID, "password": bpostPassphrase},
		track:       route{"GET /services/trackedmail/item/{number}/trackingInfo", (*Sim).bpostTrack},
		allowed: func(_ *Sim, r *http.Request) bool {
			account, passphrase, ok := r.BasicAuth()
			return ok && account == clientID && passphrase == bpostPassphrase
		},
		failure: bpostFailure,
	}
}

// bpostTrack answers as https://api.parcel.bpost.cloud does: about an unknown number with a sentence and no markup.
func (s *Sim) bpostTrack(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	p, ok := s.known(number)
	if !ok {
		write(w, http.StatusNotFound, "No item found for this barcode")
		return
	}
	members := []string{
		xmlText("itemCode", number), xmlNode("sender", xmlText("ns2:name", "ACME")), xmlNode("addressee", xmlText("ns2:name", p.SignedBy)),
		xmlText("cityOrCountryOfdeparture", "BRUSSELS"),
	}
	if !p.Expected.IsZero() {
		members = append(members, xmlText("deliveryTime", p.Expected.Format("2006-01-02")+"T00:00:00+01:00"))
	}
	for _, scan := range p.Life { // the oldest first
		code, words := bpostWords(scan.Step)
		members = append(members, xmlNode("stateInfo", xmlText("time", scan.At.Format("2006-01-02T15:04:05-07:00")),
			xmlText("stateCode", code), xmlText("stateDescription", words)))
	}
	write(w, http.StatusOK, xmlDocument(xmlNode(`itemTracking xmlns="http://schema.post.be/tracking/v1/" xmlns:ns2="http://schema.post.be/announcement/common/v1/"`, members...)))
}

// bpostWords is how bpost calls a step.
func bpostWords(s Step) (code, words string) {
	switch s {
	case Label:
		return "A00", "AnnouncementReceived - announced"
	case Pickup:
		return "C01", "Collected by bpost"
	case Origin, Departed, Arrived:
		return "T00", "Sorted - sorted_out"
	case OutForDelivery:
		return "L00", "BoundToRound - out_for_distribution"
	case Attempted:
		return "N01", "NotDistributed - absent"
	case Weather:
		return "N91", "Delayed - weather"
	case Delivered:
		return "U01", "DistributedNormally - regular"
	case Returning:
		return "B11", "BackToSender"
	default:
		return "U02", "DistributedAfterBTS"
	}
}

func bpostFailure(status int) string {
	switch status {
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		return xmlDocument(xmlNode(`systemException xmlns="http://schema.post.be/api/shm/common/v2/" xmlns:ns2="http://schema.post.be/common/exception/v1/"`,
			xmlText("ns2:message", "An unexpected error occurred while executing the request!"), xmlText("ns2:timestamp", "2026-03-10+01:00")))
	default:
		return http.StatusText(status)
	}
}
