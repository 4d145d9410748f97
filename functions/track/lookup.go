package main

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/look"
	"doorstep/shared/lookup"
	"doorstep/shared/page"
	"doorstep/shared/web"
)

// maxForm is more than any honest form takes, in bytes.
const maxForm = 8 << 10

// ask shows the form.
func (h *handler) ask(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	to, words, err := h.shop(r, query.Get("brand"), query.Get("lang"))
	if err != nil || !to.Known {
		h.nowhere(w, r, err)
		return
	}
	body, err := h.form(to, words, query.Get("lang"), page.Asking, false)
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	w.Header().Set("Vary", look.VaryLanguage)
	respond(w, r, body, web.HTML, to.Theme.Policy)
}

// lookup answers the form: on to the page of the order, or the form again. Nothing of what was typed is logged, kept or repeated.
func (h *handler) lookup(w http.ResponseWriter, r *http.Request) {
	form, err := web.ReadForm(r, maxForm)
	if err != nil {
		form = nil // whatever it was, no field could be read from it
	}
	sent := form.Get
	unit := h.obs.Begin(r.Context(), "lookup")
	to, words, err := h.shop(r, cmp.Or(sent("brand"), r.URL.Query().Get("brand")), sent("lang"))
	if err != nil || !to.Known {
		unit.End(err)
		h.nowhere(w, r, err)
		return
	}
	unit.Set("brand", to.ID)
	a := attempt{brand: to.ID, address: r.RemoteAddr, number: sent("order"), proof: sent("proof")}
	var token string
	var parcel page.Parcel
	answer := wrong(a)
	switch {
	case byNumber(form):
		a.number = sent("number")
		parcel, answer, err = h.search.parcel(r.Context(), a, to.Record.Lookup.ByNumber)
	case answer == page.Asking:
		token, answer, err = h.search.order(r.Context(), a)
	}
	unit.Set("answer", string(answer))
	unit.End(err)
	switch {
	case err != nil:
		h.refuse(w, r, false, err)
	case answer != page.Asking:
		h.again(w, r, to, words, form, answer)
	case byNumber(form):
		h.progress(w, r, to, words, parcel)
	default:
		web.SeeOther(w, "/t/"+token+language(sent("lang"), words, '?'))
	}
}

// byNumber reports whether a form asks for a parcel, not for an order.
func byNumber(form url.Values) bool { return form.Has("number") && !form.Has("order") }

// wrong says which field was left empty or holds more than any answer could.
func wrong(a attempt) page.Answer {
	switch {
	case a.number == "" || len(a.number) > page.LongestAnswer:
		return page.NoOrder
	case a.proof == "" || len(a.proof) > page.LongestAnswer:
		return page.NoProof
	default:
		return page.Asking
	}
}

// shop finds out whose form it is: by name, else by the host that the request came to. Words are there in every case but an error.
func (h *handler) shop(r *http.Request, id, language string) (look.Look, *locale.Catalog, error) {
	var err error
	if id == "" {
		if id, err = h.hosts.brand(r.Context(), r.Host); err != nil {
			return look.Look{}, nil, err
		}
	}
	var to look.Look
	if id != "" {
		to, err = h.looks.Of(r.Context(), id)
	}
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid:
		err = nil
	}
	if err != nil && !to.Known {
		return look.Look{}, nil, err
	}
	words, err := h.looks.Words(to, language, r.Header.Get("Accept-Language"))
	return to, words, err
}

// nowhere answers a lookup without a shop, or with one that nobody knows.
func (h *handler) nowhere(w http.ResponseWriter, r *http.Request, err error) {
	if err == nil {
		err = h.looks.Notice(w, r, http.StatusNotFound, h.pages.WriteNowhere)
	}
	if err != nil {
		h.refuse(w, r, false, err)
	}
}

func (h *handler) form(to look.Look, words *locale.Catalog, wished string, answer page.Answer, byNumber bool) ([]byte, error) {
	in := page.Lookup{Theme: to.Theme, Words: words, Brand: to.ID, Answer: answer, ByNumber: byNumber}
	if wished != "" {
		in.Language = words.Tag()
	}
	var b bytes.Buffer
	err := h.pages.WriteLookup(&b, in)
	return b.Bytes(), err
}

// again shows the form with what went wrong. The answer depends on nothing else that was sent but the language and
// which of the two forms it was.
func (h *handler) again(w http.ResponseWriter, r *http.Request, to look.Look, words *locale.Catalog, form url.Values, answer page.Answer) {
	body, err := h.form(to, words, form.Get("lang"), answer, byNumber(form))
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	status := http.StatusUnprocessableEntity
	switch answer {
	case page.Missed:
		status = http.StatusNotFound
	case page.Limited:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(int(lookup.Window.Seconds())))
	}
	web.WritePage(w, r, status, to.Theme.Policy, body)
}

// progress shows a parcel that was looked up by its number. It is an answer and no address: nobody can send it on, and the limits hold
// for every look.
func (h *handler) progress(w http.ResponseWriter, r *http.Request, to look.Look, words *locale.Catalog, parcel page.Parcel) {
	var b bytes.Buffer
	err := h.pages.WriteNumber(&b, page.Number{Theme: to.Theme, Words: words, Parcel: parcel, Now: h.finder.Now()})
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	web.WritePage(w, r, http.StatusOK, to.Theme.Policy, b.Bytes())
}
