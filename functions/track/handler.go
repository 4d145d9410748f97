// Command track shows shoppers their orders: GET /t/{token} is the page, GET /t/{token}.json the same as data. It only reads:
// the link, the order and the tracking numbers, in at most two read units for an order with two shipments.
//
// Idempotency key: none is needed, since nothing is written.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/sight"
	"doorstep/shared/web"
)

type handler struct {
	finder sight.Finder
	looks  *looks
	pages  *page.Pages
	obs    *obs.Recorder
}

func (h *handler) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /t/{token}", h.serve)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		h.refuse(w, r, false, fault.New(fault.NotFound, "no such route"))
	})
	return mux
}

// serve answers both forms. The line about it never holds the token: who has it sees the order.
func (h *handler) serve(w http.ResponseWriter, r *http.Request) {
	unit := h.obs.Begin(r.Context(), "view")
	token, asJSON := strings.CutSuffix(r.PathValue("token"), ".json")
	seen, err := h.finder.Find(r.Context(), token)
	if err != nil {
		unit.End(quiet(err))
		h.refuse(w, r, asJSON, err)
		return
	}
	look, err := h.looks.of(r.Context(), seen.Order.Brand)
	if err != nil {
		unit.Note("brand has no look", err, "brand", seen.Order.Brand)
	}
	unit.Set("order", seen.Order.ID)
	unit.Set("json", asJSON)
	body, err := h.render(seen, look, asJSON)
	unit.End(err)
	if err != nil {
		h.refuse(w, r, asJSON, err)
		return
	}
	if asJSON {
		respond(w, r, body, "application/json", "")
		return
	}
	respond(w, r, body, "text/html; charset=utf-8", look.theme.Policy)
}

// quiet makes a link that opens nothing no error of the log: people mistype, robots guess.
func quiet(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

func (h *handler) render(s sight.Sight, l look, asJSON bool) ([]byte, error) {
	if asJSON {
		body, err := json.Marshal(newDocument(s, l.record.Name))
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "write document")
		}
		return append(body, '\n'), nil
	}
	words, err := locale.Find(append([]string{s.Order.Locale}, l.record.Locales...)...)
	if err != nil {
		return nil, err
	}
	in := page.Order{Theme: l.theme, Words: words, Order: s.Order, Scope: s.Scope, Now: s.Now}
	for i, v := range s.Parcels {
		in.Parcels = append(in.Parcels, page.Parcel{Shipment: s.Order.Shipments[i], View: v})
	}
	var b bytes.Buffer
	if err := h.pages.WriteOrder(&b, in); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// refuse answers what cannot be shown. A token that is wrong, unknown, expired or withdrawn gets one and the same answer.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, asJSON bool, err error) {
	if asJSON {
		web.WriteError(w, err)
		return
	}
	words, failed := locale.Find(r.Header.Get("Accept-Language"))
	if failed != nil {
		web.WriteError(w, failed)
		return
	}
	theme := page.NewTheme(brand.Default(words.Text("missing.brand"))) // which brand it would be, nobody learns here
	write := h.pages.WriteDown
	if fault.KindOf(err) == fault.NotFound {
		write = h.pages.WriteMissing
	}
	var b bytes.Buffer
	if failed := write(&b, theme, words); failed != nil {
		web.WriteError(w, fmt.Errorf("%w, while answering: %w", failed, err))
		return
	}
	w.Header().Set("Content-Security-Policy", theme.Policy)
	web.Secure(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(fault.Status(err))
	w.Write(b.Bytes()) //nolint:errcheck // nobody is left to tell
}
