// Command track is what shoppers reach without an account:
//
//	GET  /track                       the form that finds an order without its link
//	POST /track                       order number and e-mail or postcode, or a tracking number alone
//	GET  /t/{token}                   the page of an order; with .json behind the token the same as data
//	GET  /t/{token}/calendar.ics      the expected days for the reader's calendar
//	GET  /widget.js                   the custom element that shows an order on the shop's own pages
//	POST /t/{token}/gift              makes the link for the recipient of a present
//	POST /t/{token}/consent           remembers whether the reader agrees to be counted
//
// A view only reads: the link, the order and the tracking numbers, in at most two read units for an order with two shipments.
//
// Idempotency key: none is needed. A gift link is derived from the order, so making it again stores the same item; misses of the
// form are only counted.
package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/sight"
	"doorstep/shared/web"
)

type handler struct {
	finder    sight.Finder
	search    search
	links     linkTable
	looks     *look.Looks
	hosts     *hosts
	pages     *page.Pages
	widget    widget
	publicURL string // origin of links that leave the page; empty: the host of the request
	obs       *obs.Recorder
}

func (h *handler) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /track", h.ask)
	mux.HandleFunc("POST /track", h.lookup)
	mux.HandleFunc("GET /widget.js", h.widget.serve)
	mux.HandleFunc("GET /t/{token}", h.serve)
	mux.HandleFunc("GET /t/{token}/calendar.ics", h.calendar)
	mux.HandleFunc("POST /t/{token}/gift", h.makeGift)
	mux.HandleFunc("POST /t/{token}/consent", h.consent)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		h.refuse(w, r, false, fault.New(fault.NotFound, "no such route"))
	})
	return mux
}

// serve answers both forms. The line about it never holds the token: who has it sees the order.
func (h *handler) serve(w http.ResponseWriter, r *http.Request) {
	unit := h.obs.Begin(r.Context(), "view")
	token, asJSON := strings.CutSuffix(r.PathValue("token"), ".json")
	if asJSON { // a shop's page may show it: who has the address may see the order, and there is no cookie that would say more
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	seen, err := h.finder.Find(r.Context(), token)
	if err != nil {
		unit.End(quiet(err))
		h.refuse(w, r, asJSON, err)
		return
	}
	to, err := h.looks.Of(r.Context(), seen.Order.Brand)
	if err != nil {
		unit.Note("brand has no look", err, "brand", seen.Order.Brand)
	}
	unit.Set("order", seen.Order.ID)
	unit.Set("json", asJSON)
	in, err := h.scene(r, token, seen, to)
	var body []byte
	if err == nil {
		body, err = h.render(in, seen, to, asJSON)
	}
	unit.End(err)
	if err != nil {
		h.refuse(w, r, asJSON, err)
		return
	}
	w.Header().Set("Vary", look.VaryLanguage)
	if asJSON {
		respond(w, r, body, "application/json", "")
		return
	}
	respond(w, r, body, web.HTML, in.Policy())
}

// quiet makes a link that opens nothing no error of the log: people mistype, robots guess.
func quiet(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

func (h *handler) render(in page.Order, s sight.Sight, l look.Look, asJSON bool) ([]byte, error) {
	if asJSON {
		d := newDocument(s, l.Record.Name)
		d.Display = newDisplay(in)
		body, err := json.Marshal(d)
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "write document")
		}
		return append(body, '\n'), nil
	}
	var b bytes.Buffer
	if err := h.pages.WriteOrder(&b, in); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// refuse answers what cannot be shown: with a page, or with a problem where the order was asked for as data.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, asJSON bool, err error) {
	if asJSON {
		web.WriteError(w, err)
		return
	}
	h.looks.Refuse(w, r, h.pages, err)
}
