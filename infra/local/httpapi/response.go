package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// response is what a function answers in payload format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
type response struct {
	status  int
	headers map[string]string
	cookies []string
	body    []byte
}

// decodeResponse reads a function's answer. An answer that is no JSON object
// with a statusCode is itself the body of a 200; a text loses its quotes. An
// object with a statusCode that cannot be read is an error, which the client
// sees as a 500.
//
// AWS documents the first case for valid JSON only; anything was seen to be
// taken (https://github.com/aws/aws-lambda-dotnet, InvokeResponseExtensions.cs
// of its test tool; pull request 1934 for the quotes).
func decodeResponse(payload []byte) (response, error) {
	var probe map[string]json.RawMessage
	if json.Unmarshal(payload, &probe) == nil && probe["statusCode"] != nil {
		return decodeCustom(payload)
	}
	inferred := response{status: http.StatusOK, headers: map[string]string{"Content-Type": "application/json"}, body: payload}
	var text string
	if json.Unmarshal(payload, &text) == nil && strings.HasPrefix(strings.TrimSpace(string(payload)), `"`) {
		inferred.body = []byte(text)
	}
	return inferred, nil
}

func decodeCustom(payload []byte) (response, error) {
	var custom struct {
		StatusCode int               `json:"statusCode"`
		Headers    map[string]string `json:"headers"`
		Cookies    []string          `json:"cookies"`
		Body       string            `json:"body"`
		Base64     bool              `json:"isBase64Encoded"`
	}
	// The decoder's own error may quote the body, which may be personal.
	if err := json.Unmarshal(payload, &custom); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return response{}, fmt.Errorf("field %q is of the wrong type", wrong.Field)
		}
		return response{}, errors.New("not valid JSON")
	}
	if custom.StatusCode < 200 || custom.StatusCode > 599 {
		return response{}, fmt.Errorf("statusCode %d is outside 200 to 599", custom.StatusCode)
	}
	for name, value := range custom.Headers {
		if !isToken(name) || strings.ContainsAny(value, "\r\n\x00") {
			return response{}, fmt.Errorf("header %q cannot be sent", name)
		}
	}
	for i, cookie := range custom.Cookies {
		if strings.ContainsAny(cookie, "\r\n\x00") {
			return response{}, fmt.Errorf("cookie %d cannot be sent", i)
		}
	}
	out := response{status: custom.StatusCode, headers: custom.Headers, cookies: custom.Cookies, body: []byte(custom.Body)}
	if custom.Base64 {
		decoded, err := base64.StdEncoding.DecodeString(custom.Body)
		if err != nil {
			return response{}, errors.New("the body is not the base64 that isBase64Encoded promises")
		}
		out.body = decoded
	}
	return out, nil
}

// isToken says whether a header may have this name.
// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
func isToken(name string) bool {
	for _, c := range name {
		isLetter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !isLetter && !strings.ContainsRune("!#$%&'*+-.^_`|~", c) {
			return false
		}
	}
	return name != ""
}

// write sends the response. Headers between neighbours and the length are the
// API's business, and with CORS configured so are the CORS headers. Nothing is
// renamed: the table of remapped headers is about REST APIs
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
// Without a content type the API says text/plain, as real ones were seen to do
// (https://github.com/aws/aws-lambda-rust-runtime/issues/876).
func (p response) write(w http.ResponseWriter, ownsCORS bool) {
	header := w.Header()
	for name, value := range p.headers {
		canonical := http.CanonicalHeaderKey(name)
		switch {
		case hopByHop(name), canonical == "Content-Length", canonical == "Apigw-Requestid":
		case ownsCORS && strings.HasPrefix(canonical, "Access-Control-"):
		default:
			header.Set(name, value)
		}
	}
	for _, cookie := range p.cookies {
		header.Add("Set-Cookie", cookie)
	}
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	if p.status == http.StatusNoContent || p.status == http.StatusNotModified {
		w.WriteHeader(p.status) // these have no body
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(p.body)))
	w.WriteHeader(p.status)
	_, _ = w.Write(p.body) // the client may be gone; net/http drops the body of a HEAD
}
