package main

import (
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/look"
	"doorstep/shared/sight"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

// makeGift stores the link for the recipient of a present and leads back to the page, which shows its address. Repeating it stores the
// same link again.
func (h *handler) makeGift(w http.ResponseWriter, r *http.Request) {
	unit := h.obs.Begin(r.Context(), "make gift link")
	seen, err := h.own(r)
	if err == nil {
		unit.Set("order", seen.Order.ID)
		err = h.putGift(r, seen)
	}
	unit.End(quiet(err))
	if err != nil {
		h.refuse(w, r, false, err)
		return
	}
	web.SeeOther(w, pagePath(r)+"?gift=1"+language(r.URL.Query().Get("lang"), nil, '&')+"#gift")
}

func (h *handler) putGift(r *http.Request, seen sight.Sight) error {
	token, err := h.giftToken(r, seen)
	if err != nil {
		return err
	}
	return h.links.PutLink(r.Context(), store.Link{
		Hash: link.Hash(token), Order: seen.Order.ID, Scope: string(link.Gift), N: seen.Order.Rotation, Expires: seen.Now.Add(link.Life),
	})
}

func (h *handler) giftToken(r *http.Request, seen sight.Sight) (string, error) {
	key, err := h.search.keys.Links(r.Context())
	if err != nil {
		return "", err
	}
	return key.Token(seen.Order.ID, link.Gift, seen.Order.Rotation), nil
}

// giftLink is the whole address of the link that was made.
func (h *handler) giftLink(r *http.Request, seen sight.Sight, to look.Look) (string, error) {
	token, err := h.giftToken(r, seen)
	if err != nil {
		return "", err
	}
	return h.origin(r, to) + "/t/" + token, nil
}

// own finds the order of a request that only its owner may make, and that comes from our own page.
func (h *handler) own(r *http.Request) (sight.Sight, error) {
	if !web.SameOrigin(r, h.publicURL) {
		return sight.Sight{}, fault.New(fault.NotFound, "a form of another site")
	}
	seen, err := h.finder.Find(r.Context(), r.PathValue("token"))
	if err == nil && seen.Scope != link.Owner {
		return sight.Sight{}, fault.New(fault.NotFound, "a link of another scope")
	}
	return seen, err
}

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

// pagePath is the page of the token in a request's path.
func pagePath(r *http.Request) string {
	return "/t/" + strings.ToLower(url.PathEscape(r.PathValue("token")))
}

// maxTag is the longest language tag that must be understood (RFC 5646, section 4.4.1).
const maxTag = 35

// language keeps a language that was asked for by name in the next address; before is "?" or "&". words, when given, tell which
// language it became. What is too long to be a language is not repeated in every link of a page.
func language(wished string, words *locale.Catalog, before rune) string {
	if wished == "" || len(wished) > maxTag {
		return ""
	}
	if words != nil {
		wished = words.Tag()
	}
	return string(before) + "lang=" + url.QueryEscape(wished)
}
