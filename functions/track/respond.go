package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"doorstep/shared/web"
)

// minGzip is the length from which compression pays.
const minGzip = 512

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
	if len(body) >= minGzip && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if packed, err := pack(body); err == nil {
			h.Set("Content-Encoding", "gzip")
			body = packed
		}
	}
	w.Write(body) //nolint:errcheck // nobody is left to tell
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

// acceptsGzip reads Accept-Encoding as far as it matters here: gzip is named and not refused by q=0.
func acceptsGzip(header string) bool {
	for entry := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(entry, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q := strings.TrimSpace(parameter)
		return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
	}
	return false
}

func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
