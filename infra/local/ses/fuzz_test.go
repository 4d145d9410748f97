package ses_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/ses"
)

// request sends one raw request.
func request(method, path, body string) *httptest.ResponseRecorder {
	server := ses.New(time.Now)
	server.Verify("aster.test")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

func TestErrorsOnTheWire(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		code               string
	}{
		"unknown path":    {"POST", "/v2/email/dances", "{}", 404, "UnknownOperationException"},
		"unknown method":  {"PATCH", "/v2/email/templates/x", "{}", 404, "UnknownOperationException"},
		"absent template": {"GET", "/v2/email/templates/x", "", 404, "NotFoundException"},
		"not JSON":        {"POST", "/v2/email/outbound-emails", "Jane Roe", 400, "BadRequestException"},
		"wrong type":      {"POST", "/v2/email/outbound-emails", `{"Content":"Jane Roe"}`, 400, "BadRequestException"},
		"bad date":        {"GET", "/v2/email/suppression/addresses?StartDate=Jane", "", 400, "BadRequestException"},
		"bad end":         {"GET", "/v2/email/suppression/addresses?EndDate=Jane", "", 400, "BadRequestException"},
		"unverified": {"POST", "/v2/email/outbound-emails", `{"FromEmailAddress":"a@b.test","Destination":{"ToAddresses":["jane@example.com"]},
			"Content":{"Simple":{"Subject":{"Data":"x"},"Body":{"Text":{"Data":"x"}}}}}`, 400, "MessageRejected"},
	} {
		w := request(c.method, c.path, c.body)
		if w.Code != c.status || w.Header().Get("X-Amzn-Errortype") != c.code || !json.Valid(w.Body.Bytes()) || strings.Contains(strings.ToLower(w.Body.String()), "jane") {
			t.Errorf("%s: got %d %s %s, want %d %s", name, w.Code, w.Header().Get("X-Amzn-Errortype"), w.Body, c.status, c.code)
		}
	}
}

// FuzzSendEmail checks that no request makes the server fail.
func FuzzSendEmail(f *testing.F) {
	f.Add(`{"FromEmailAddress":"post@aster.test","Destination":{"ToAddresses":["a@b.test"]},"Content":{"Simple":{"Subject":{"Data":"x"},"Body":{"Text":{"Data":"y"}}}}}`)
	f.Add(`{"Content":{"Raw":{"Data":"RnJvbTogcG9zdEBhc3Rlci50ZXN0DQpUbzogYUBiLnRlc3QNCg0KeA=="}}}`)
	f.Add(`{"FromEmailAddress":"post@aster.test","Destination":{"ToAddresses":["a@b.test"]},"Content":{"Template":{"TemplateContent":{"Subject":"{{a.b}}"},"TemplateData":"{\"a\":{\"b\":1}}"}}}`)
	f.Fuzz(func(t *testing.T, body string) {
		w := request(http.MethodPost, "/v2/email/outbound-emails", body)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	})
}
