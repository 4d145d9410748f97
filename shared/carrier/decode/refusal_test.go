package decode_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

func TestRefusal(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"error":"invalid_client","error_description":"Client authentication failed."}`: "unauthorized invalid_client Client authentication failed.",
		`{"error":"invalid_request"}`: "invalid invalid_request ",
		`{"fault":{"faultstring":"The Token has expired: policy(Verify-JWT)","detail":{"errorcode":"steps.jwt.TokenExpired"}}}`: "unauthorized steps.jwt.TokenExpired The Token has expired: policy(Verify-JWT)",
		`{"fault":{"faultstring":"Rate limit quota violation.","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`:    "rate_limited policies.ratelimit.QuotaViolation Rate limit quota violation.",
		`{"fault":{"faultstring":"Gateway Timeout","detail":{"errorcode":"messaging.adaptors.http.flow.GatewayTimeout"}}}`:      "upstream messaging.adaptors.http.flow.GatewayTimeout Gateway Timeout",
		`{"httpCode":"401","httpMessage":"Unauthorized","moreInformation":"Invalid client id or secret."}`:                      "unauthorized 401 Invalid client id or secret.",
		`{"type":"about:blank","title":"Bad Request","status":400,"detail":"Failed to convert 'showLinks'"}`:                    "invalid 400 Failed to convert 'showLinks'",
		`{"statusCode":429,"message":"Rate limit is exceeded. Try again in 4 seconds."}`:                                        "rate_limited 429 Rate limit is exceeded. Try again in 4 seconds.",
		`{"error":{"code":404,"message":"No shipments found"}}`:                                                                 "not_found 404 No shipments found",
		`{"error":{"code":"E-17","message":"Something new"}}`:                                                                   "invalid E-17 Something new",
		`{"error":"Something went wrong, try again later"}`:                                                                     "upstream  Something went wrong, try again later",
		`{"message":"Forbidden"}`: "unauthorized  Forbidden",
		`{"status":503}`:          "upstream 503 ",
		`{"error":null}`:          "", `{"error":{}}`: "", `{"error":""}`: "", `{"error":false}`: "", `{"status":200,"message":"OK"}`: "", `{"status":"DELIVERED"}`: "", `{"other":1}`: "",
	} {
		var f decode.Refusal
		r := payload.New([]byte(body))
		r.Object(func(key []byte) { f.Member(r, string(key)) })
		got := ""
		if p, ok := f.Problem(); ok {
			got = p.Kind + " " + p.Code + " " + p.Message
		}
		if got != want || r.Err() != nil {
			t.Errorf("%s: got %q, want %q (%v)", body, got, want, r.Err())
		}
	}
}

// A code of the carrier's own says nothing to a Refusal; the adapter knows that it is one.
func TestRefusalByTheAdapter(t *testing.T) {
	t.Parallel()
	var f decode.Refusal
	r := payload.New([]byte(`{"status":"998","detail":"extraneous key"}`))
	r.Object(func(key []byte) { f.Member(r, string(key)) })
	if p, ok := f.Problem(); ok {
		t.Errorf("a problem before: %+v", p)
	}
	f.Fail()
	if p, ok := f.Problem(); !ok || p != (carrier.Problem{Kind: carrier.Invalid, Code: "998", Message: "extraneous key"}) {
		t.Errorf("got %+v, %t", p, ok)
	}
}
