package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"doorstep/shared/locale"
	"doorstep/shared/look"
	"doorstep/shared/web"
)

// origin is where links that leave the page lead to: the brand's own host when the page was opened there.
func (h *handler) origin(r *http.Request, to look.Look) string {
	if slices.Contains(to.Record.Domains, r.Host) {
		return web.BaseURL("", r)
	}
	return web.BaseURL(h.publicURL, r)
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
