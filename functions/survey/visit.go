package main

import (
	"bytes"
	"io"
	"net/http"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/sight"
	"doorstep/shared/web"
)

// visit is a request whose link opened: what it shows, and in which look and language.
type visit struct {
	sight.Sight
	look.Look
	token string
	words *locale.Catalog
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
	v.Look, err = h.looks.Of(r.Context(), seen.Order.Brand)
	if err != nil {
		unit.Note("brand has no look", err, "brand", seen.Order.Brand)
	}
	v.words, err = h.looks.Words(v.Look, seen.Order.Locale, r.Header.Get("Accept-Language"))
	return v, err
}

// write answers with a page in the look of the brand. What it shows changes with every tap, so nobody keeps it.
func (v *visit) write(w http.ResponseWriter, r *http.Request, status int, render func(io.Writer) error) error {
	var b bytes.Buffer
	if err := render(&b); err != nil {
		return err
	}
	web.WritePage(w, r, status, v.Theme.Policy, b.Bytes())
	return nil
}

// refuse answers what cannot be shown.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	switch fault.KindOf(err) {
	case fault.Forbidden, fault.Malformed, fault.TooLarge: // no form of ours sends this
		web.WriteError(w, err)
	default:
		h.looks.Refuse(w, r, h.pages, err)
	}
}
