// Command survey asks shoppers how a delivery was and takes down what is wrong. GET /s/{token} shows the form of an order's deliveries,
// POST takes a vote: one tap first, a reason, a comment and the question about the tracking later. GET and POST /s/{token}/report do the
// same for reports. A low score and every report stand on the merchant's attention list. Only the owner's link opens any of it, and
// a GET never votes: programs that look through mail open every link.
//
// Idempotency key: order and shipment, of a report also its kind. A form that is sent twice counts once, because what is counted is the
// difference between the vote before and after, written with it in one transaction on the vote's version.
package main

import (
	"context"
	"net/http"

	"doorstep/shared/fault"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/sight"
	"doorstep/shared/web"
)

// finder finds what a link shows.
type finder interface {
	Find(ctx context.Context, token string) (sight.Sight, error)
}

// table keeps votes and cases.
type table interface {
	votes
	cases
}

type handler struct {
	finder    finder
	table     table
	looks     *look.Looks
	sealer    sealer
	pages     *page.Pages
	publicURL string
	obs       *obs.Recorder
}

func (h *handler) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /s/{token}", h.serve("survey", h.showSurvey))
	mux.HandleFunc("POST /s/{token}", h.serve("vote", h.own(h.vote)))
	mux.HandleFunc("GET /s/{token}/report", h.serve("complaint", h.showReport))
	mux.HandleFunc("POST /s/{token}/report", h.serve("report", h.own(h.report)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		h.refuse(w, r, fault.New(fault.NotFound, "no such route"))
	})
	return mux
}

// action answers a request of somebody whose link opened. An error that it gives back is still to be answered.
type action func(w http.ResponseWriter, r *http.Request, v *visit) error

// serve opens the link, acts, and writes the line of the request. The line never holds the token: who has it may vote.
func (h *handler) serve(what string, act action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		unit := h.obs.Begin(r.Context(), what)
		v, err := h.enter(r, unit)
		if err == nil {
			unit.Set("order", v.Order.ID)
			err = act(w, r, v)
		}
		if err != nil {
			h.refuse(w, r, err)
		}
		unit.End(quiet(err))
	}
}

// own lets a form through that one of our own pages sent, or a program that does not say where it comes from. Nobody else's page may
// vote with a link that it happens to know.
func (h *handler) own(act action) action {
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		if !web.SameOrigin(r, h.publicURL) {
			return fault.New(fault.Forbidden, "a form of another site")
		}
		return act(w, r, v)
	}
}

// quiet makes what a stranger can cause no error of the log: people mistype, robots guess.
func quiet(err error) error {
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Gone, fault.Forbidden, fault.TooLarge, fault.Malformed:
		return nil
	default:
		return err
	}
}
