package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/sight"
	"doorstep/shared/web"
)

// visit is a request whose link opened: what it shows, and in which look and language.
type visit struct {
	sight.Sight
	token  string
	record brand.Record
	theme  page.Theme
	words  *locale.Catalog
}

// Addresses that pages lead to.
func (v *visit) survey() string { return "/s/" + v.token }
func (v *visit) report() string { return "/s/" + v.token + "/report" }
func (v *visit) back() string   { return "/t/" + v.token }

// enter opens the link of a request. A link that is not the owner's is refused as one that nobody made: whom the owner sent it learns
// nothing from trying.
func (h *handler) enter(r *http.Request, unit *obs.Unit) (*visit, error) {
	token, err := link.Parse(r.PathValue("token"))
	if err != nil {
		return nil, err
	}
	seen, err := h.finder.Find(r.Context(), token)
	if err != nil {
		return nil, err
	}
	if seen.Scope != link.Owner || seen.Order.Erased != "" {
		return nil, fault.New(fault.NotFound, "no such link for voting")
	}
	v := &visit{Sight: seen, token: token}
	v.record, err = h.brands.of(r.Context(), seen.Order.Brand)
	if err != nil {
		unit.Note("brand has no look", err, "brand", seen.Order.Brand)
	}
	v.theme = page.NewTheme(v.record.On(seen.Now.UTC().Format(time.DateOnly)))
	v.words, err = h.catalogs.Among(v.record.Locales, seen.Order.Locale, r.Header.Get("Accept-Language"))
	if err != nil {
		return nil, err
	}
	v.words = v.words.With(v.record.Wording(v.words.Tag())).InTone(v.record.Tone)
	return v, nil
}

// write answers with a page in the look of the brand. What it shows changes with every tap, so nobody keeps it.
func (v *visit) write(w http.ResponseWriter, r *http.Request, status int, render func(io.Writer) error) error {
	var b bytes.Buffer
	if err := render(&b); err != nil {
		return err
	}
	send(w, r, status, v.theme.Policy, b.Bytes())
	return nil
}

// moveOn sends the browser from a form that was taken to the page that says so. Loading that page again votes no second time.
func moveOn(w http.ResponseWriter, to string) {
	web.Secure(w.Header())
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// refuse answers what cannot be shown. A token that is wrong, unknown, expired, withdrawn, erased or not the owner's gets one answer.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	words, failed := h.catalogs.Find(r.Header.Get("Accept-Language"))
	if failed != nil {
		web.WriteError(w, failed)
		return
	}
	theme := page.NewTheme(brand.Default(words.Text("missing.brand"))) // which brand it would be, nobody learns here
	status, write := fault.Status(err), h.pages.WriteDown
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Gone:
		status, write = http.StatusNotFound, h.pages.WriteMissing
	case fault.Forbidden, fault.Malformed, fault.TooLarge: // no form of ours sends this
		web.WriteError(w, err)
		return
	}
	var b bytes.Buffer
	if failed := write(&b, theme, words); failed != nil {
		web.WriteError(w, fmt.Errorf("%w, while answering: %w", failed, err))
		return
	}
	send(w, r, status, theme.Policy, b.Bytes())
}

func send(w http.ResponseWriter, r *http.Request, status int, policy string, body []byte) {
	w.Header().Set("Content-Security-Policy", policy)
	web.Secure(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	body = web.Compressed(w.Header(), r, body)
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // nobody is left to tell
}
