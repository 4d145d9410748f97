package main

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"doorstep/shared/web"
)

// respond answers with a body that only the holder of the link may keep, and that must be asked for again each time: the next
// scan may be a second away. Its ETag is a hash of the body, because the versions of what was read do not say it all: a parcel
// also goes silent by time alone, and a brand changes its look. policy is the Content-Security-Policy, or empty for the strictest.
func respond(w http.ResponseWriter, r *http.Request, body []byte, contentType, policy string) {
	h := w.Header()
	if policy != "" {
		h.Set("Content-Security-Policy", policy)
	}
	h.Set("Cache-Control", "private, no-cache")
	if h.Get("Vary") == "" {
		h.Set("Vary", "Accept-Encoding")
	}
	web.Secure(h)
	sum := sha256.Sum256(body)
	etag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"` // weak: compressed or not, it is the same
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", contentType)
	w.Write(web.Compressed(h, r, body)) //nolint:errcheck // nobody is left to tell
}

// matches compares weakly, as RFC 9110 section 13.1.2 asks for If-None-Match.
func matches(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
