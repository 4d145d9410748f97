package httpapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeResponse(t *testing.T) {
	t.Parallel()
	inferred := map[string]string{"Content-Type": "application/json"}
	tests := map[string]struct {
		payload string
		want    response
	}{
		"everything": {
			`{"statusCode":201,"headers":{"X-A":"b"},"cookies":["a=1","b=2"],"body":"hi","isBase64Encoded":false}`,
			response{status: 201, headers: map[string]string{"X-A": "b"}, cookies: []string{"a=1", "b=2"}, body: []byte("hi")},
		},
		"base64":                    {`{"statusCode":200,"body":"AAH/","isBase64Encoded":true}`, response{status: 200, body: []byte{0, 1, 255}}},
		"status only":               {`{"statusCode":204}`, response{status: 204, body: []byte{}}},
		"nulls":                     {`{"statusCode":200,"headers":null,"cookies":null,"body":null}`, response{status: 200, body: []byte{}}},
		"multi-value is not of 2.0": {`{"statusCode":200,"multiValueHeaders":{"A":["b"]}}`, response{status: 200, body: []byte{}}},
		"object without status":     {`{"message":"hi"}`, response{status: 200, headers: inferred, body: []byte(`{"message":"hi"}`)}},
		"text":                      {`"Hello \"you\""`, response{status: 200, headers: inferred, body: []byte(`Hello "you"`)}},
		"list":                      {`[1,2]`, response{status: 200, headers: inferred, body: []byte(`[1,2]`)}},
		"null":                      {`null`, response{status: 200, headers: inferred, body: []byte(`null`)}},
		"no JSON":                   {`{"half":`, response{status: 200, headers: inferred, body: []byte(`{"half":`)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decodeResponse([]byte(tt.payload))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(response{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMalformedResponse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ payload, want string }{
		"status as text":        {`{"statusCode":"200"}`, `field "statusCode" is of the wrong type`},
		"status null":           {`{"statusCode":null}`, "statusCode 0 is outside"},
		"status too low":        {`{"statusCode":100}`, "statusCode 100 is outside"},
		"status too high":       {`{"statusCode":600}`, "statusCode 600 is outside"},
		"body as an object":     {`{"statusCode":200,"body":{"name":"Zoë"}}`, `field "body" is of the wrong type`},
		"number as a header":    {`{"statusCode":200,"headers":{"A":1}}`, `field "headers" is of the wrong type`},
		"not base64":            {`{"statusCode":200,"body":"Zoë","isBase64Encoded":true}`, "not the base64"},
		"header name":           {`{"statusCode":200,"headers":{"a b":"c"}}`, `header "a b" cannot be sent`},
		"header with two lines": {`{"statusCode":200,"headers":{"A":"b\r\nC: d"}}`, `header "A" cannot be sent`},
		"cookie with two lines": {`{"statusCode":200,"cookies":["a\nb"]}`, "cookie 0 cannot be sent"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decodeResponse([]byte(tt.payload))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error = %v, want %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "Zoë") {
				t.Errorf("the error quotes the body: %v", err)
			}
		})
	}
}

func FuzzDecodeResponse(f *testing.F) {
	f.Add([]byte(`{"statusCode":200,"headers":{"A":"b"},"cookies":["c"],"body":"aGk=","isBase64Encoded":true}`))
	f.Add([]byte(`"text"`))
	f.Add([]byte(`{"statusCode":null}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		got, err := decodeResponse(payload)
		if err != nil {
			var object map[string]json.RawMessage
			if json.Unmarshal(payload, &object) != nil || object["statusCode"] == nil {
				t.Errorf("refused without a statusCode: %v", err)
			}
			return
		}
		if got.status < 200 || got.status > 599 {
			t.Errorf("status %d", got.status)
		}
		for name, value := range got.headers {
			if (http.Header{name: {value}}).Write(discard{}) != nil {
				t.Errorf("header %q cannot be written", name)
			}
		}
	})
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
