package main

import (
	"net/http"

	"doorstep/shared/fault"
	"doorstep/shared/web"
)

// The cookie that remembers whether a reader agreed to be counted. It is the only one there is, and only brands that count have it.
const (
	consentCookie = "analytics"
	consentLife   = 180 * 24 * 60 * 60 // seconds
)

// consent remembers whether the reader agrees to be counted.
func (h *handler) consent(w http.ResponseWriter, r *http.Request) {
	unit := h.obs.Begin(r.Context(), "consent")
	form, err := web.ReadForm(r, maxForm)
	said := form.Get("analytics")
	if err == nil {
		err = h.mayConsent(r, said)
	}
	unit.End(quiet(err))
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: consentCookie, Value: said, Path: "/t/", MaxAge: consentLife, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	web.SeeOther(w, pagePath(r)+language(r.URL.Query().Get("lang"), nil, '?'))
}

func (h *handler) mayConsent(r *http.Request, said string) error {
	if !web.SameOrigin(r, h.publicURL) || said != "yes" && said != "no" {
		return fault.New(fault.NotFound, "no answer to our question")
	}
	seen, err := h.finder.Find(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	to, err := h.looks.Of(r.Context(), seen.Order.Brand)
	if err != nil {
		return err
	}
	if to.Record.Analytics.GA4 == "" {
		return fault.New(fault.NotFound, "the brand counts nobody")
	}
	return nil
}

// consented gives what the reader said: "yes", "no", or nothing.
func consented(r *http.Request) string {
	c, err := r.Cookie(consentCookie)
	if err != nil {
		return ""
	}
	return c.Value
}
