package web

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// answer is the http.ResponseWriter that becomes the response of an event.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}} }

// Header is of http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader is of http.ResponseWriter: the first one counts.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write is of http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// event gives the response. A body that is no text (gzip, an image) travels in base64; cookies have a field of their own,
// because several of them cannot be joined by commas as other headers are.
func (a *answer) event() events.APIGatewayV2HTTPResponse {
	a.WriteHeader(http.StatusOK)
	out := events.APIGatewayV2HTTPResponse{
		StatusCode: a.status, Headers: make(map[string]string, len(a.header)), Cookies: a.header.Values("Set-Cookie"),
	}
	for name, values := range a.header {
		if name != "Set-Cookie" {
			out.Headers[name] = strings.Join(values, ",")
		}
	}
	if a.header.Get("Content-Encoding") != "" || !utf8.Valid(a.body.Bytes()) {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(a.body.Bytes()), true
		return out
	}
	out.Body = a.body.String()
	return out
}
