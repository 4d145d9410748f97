package main

import (
	"context"
	"net/http"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/sight"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

// linkTable stores links.
type linkTable interface {
	PutLink(ctx context.Context, l store.Link) error
}

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
