package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// minGzip is the length from which compression pays.
const minGzip = 512

// Compressed gives a body as the reader takes it, and says so in the header h of the answer. API Gateway compresses nothing.
func Compressed(h http.Header, r *http.Request, body []byte) []byte {
	if h.Get("Vary") == "" {
		h.Set("Vary", "Accept-Encoding")
	}
	if len(body) < minGzip || !AcceptsGzip(r.Header.Get("Accept-Encoding")) {
		return body
	}
	packed, err := Gzip(body)
	if err != nil {
		return body
	}
	h.Set("Content-Encoding", "gzip")
	return packed
}

// AcceptsGzip reads Accept-Encoding as far as it matters here: gzip is named and not refused by q=0.
func AcceptsGzip(header string) bool {
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

// Gzip compresses.
func Gzip(body []byte) ([]byte, error) {
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
