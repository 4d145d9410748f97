package main

import (
	"bytes"
	"cmp"
	"net/http"
	"strconv"

	"doorstep/shared/fault"
	"doorstep/shared/locale"
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
	if err != nil || !to.known {
		h.nowhere(w, r, words, err)
		return
	}
	body, err := h.form(to, words, query.Get("lang"), page.Asking, false)
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	w.Header().Set("Vary", varyLanguage)
	respond(w, r, body, htmlType, to.theme.Policy)
}

// lookup answers the form: on to the page of the order, or the form again. Nothing of what was typed is logged, kept or repeated.
func (h *handler) lookup(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		r.PostForm = nil // whatever it was, no field could be read from it
	}
	sent := r.PostForm.Get
	unit := h.obs.Begin(r.Context(), "lookup")
	to, words, err := h.shop(r, cmp.Or(sent("brand"), r.URL.Query().Get("brand")), sent("lang"))
	if err != nil || !to.known {
		unit.End(err)
		h.nowhere(w, r, words, err)
		return
	}
	unit.Set("brand", to.id)
	a := attempt{brand: to.id, address: r.RemoteAddr, number: sent("order"), proof: sent("proof")}
	var token string
	var parcel page.Parcel
	answer := wrong(a)
	switch {
	case byNumber(r):
		a.number = sent("number")
		parcel, answer, err = h.search.parcel(r.Context(), a, to.record.Lookup.ByNumber)
	case answer == page.Asking:
		token, answer, err = h.search.order(r.Context(), a)
	}
	unit.Set("answer", string(answer))
	unit.End(err)
	switch {
	case err != nil:
		h.refuse(w, r, false, err)
	case answer != page.Asking:
		h.again(w, r, to, words, answer)
	case byNumber(r):
		h.progress(w, r, to, words, parcel)
	default:
		h.redirect(w, "/t/"+token+language(sent("lang"), words, '?'))
	}
}

// byNumber reports whether a form asks for a parcel, not for an order.
func byNumber(r *http.Request) bool { return r.PostForm.Has("number") && !r.PostForm.Has("order") }

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
func (h *handler) shop(r *http.Request, id, language string) (look, *locale.Catalog, error) {
	var err error
	if id == "" {
		if id, err = h.looks.host(r.Context(), r.Host); err != nil {
			return look{}, nil, err
		}
	}
	var to look
	if id != "" {
		to, err = h.looks.of(r.Context(), id)
	}
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid:
		err = nil
	}
	if err != nil && !to.known {
		return look{}, nil, err
	}
	words, err := h.looks.speak(to, language, r.Header.Get("Accept-Language"))
	return to, words, err
}

// nowhere answers a lookup without a shop, or with one that nobody knows.
func (h *handler) nowhere(w http.ResponseWriter, r *http.Request, words *locale.Catalog, err error) {
	if err == nil {
		err = h.notice(w, r, words, http.StatusNotFound, h.pages.WriteNowhere)
	}
	if err != nil {
		h.refuse(w, r, false, err)
	}
}

func (h *handler) form(to look, words *locale.Catalog, wished string, answer page.Answer, byNumber bool) ([]byte, error) {
	in := page.Lookup{Theme: to.theme, Words: words, Brand: to.id, Answer: answer, ByNumber: byNumber}
	if wished != "" {
		in.Language = words.Tag()
	}
	var b bytes.Buffer
	err := h.pages.WriteLookup(&b, in)
	return b.Bytes(), err
}

// again shows the form with what went wrong. The answer depends on nothing else that was sent but the language and
// which of the two forms it was.
func (h *handler) again(w http.ResponseWriter, r *http.Request, to look, words *locale.Catalog, answer page.Answer) {
	body, err := h.form(to, words, r.PostForm.Get("lang"), answer, byNumber(r))
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
	answerOnce(w, status, body, to.theme.Policy)
}

// progress shows a parcel that was looked up by its number. It is an answer and no address: nobody can send it on, and the limits hold
// for every look.
func (h *handler) progress(w http.ResponseWriter, r *http.Request, to look, words *locale.Catalog, parcel page.Parcel) {
	var b bytes.Buffer
	err := h.pages.WriteNumber(&b, page.Number{Theme: to.theme, Words: words, Parcel: parcel, Now: h.finder.Now()})
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	answerOnce(w, http.StatusOK, b.Bytes(), to.theme.Policy)
}

// answerOnce answers a form: the answer is for this moment and for nobody's cache.
func answerOnce(w http.ResponseWriter, status int, body []byte, policy string) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	web.Secure(h)
	h.Set("Content-Type", htmlType)
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // nobody is left to tell
}
