package main

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"doorstep/shared/calendar"
	"doorstep/shared/link"
	"doorstep/shared/look"
)

// stampEvery is how often a calendar gets a new time of its making: a program that asks again in between gets "not modified".
const stampEvery = time.Hour

// calendar gives the expected days as a file for the reader's calendar; ?parcel= limits it to one shipment.
func (h *handler) calendar(w http.ResponseWriter, r *http.Request) {
	unit := h.obs.Begin(r.Context(), "calendar")
	body, err := h.calendarOf(r)
	unit.End(quiet(err))
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	w.Header().Set("Vary", look.VaryLanguage)
	w.Header().Set("Content-Disposition", `attachment; filename="delivery.ics"`)
	respond(w, r, body, "text/calendar; charset=utf-8", "")
}

func (h *handler) calendarOf(r *http.Request) ([]byte, error) {
	token := strings.ToLower(r.PathValue("token"))
	seen, err := h.finder.Find(r.Context(), token)
	if err != nil {
		return nil, err
	}
	to, _ := h.looks.Of(r.Context(), seen.Order.Brand) // without its look an order still has its days
	query := r.URL.Query()
	words, err := h.looks.Words(to, query.Get("lang"), seen.Order.Locale, r.Header.Get("Accept-Language"))
	if err != nil {
		return nil, err
	}
	in := calendar.Of(calendar.Order{
		Words: words, Brand: to.Record.Name, Order: seen.Order, Views: seen.Parcels, Gift: seen.Scope == link.Gift,
		Page: h.origin(r, to) + "/t/" + token, Token: token, Parcel: query.Get("parcel"), Now: seen.Now,
	})
	in.Stamp = seen.Now.Truncate(stampEvery)
	var b bytes.Buffer
	if err := calendar.Write(&b, in); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
