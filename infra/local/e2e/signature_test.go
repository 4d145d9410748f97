package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// forgery is a push that must not be taken.
type forgery struct {
	name, path string
	header     http.Header
	body       []byte
}

// forgeries spoils a valid push of a source in every way that an attacker or a proxy could.
func forgeries(t *testing.T, source, header string, p carriersim.Parcel, i int) []forgery {
	t.Helper()
	valid := pushFor(t, source, p, i)
	value := valid.Header.Get(header)
	with := func(values ...string) http.Header {
		h := valid.Header.Clone()
		h[http.CanonicalHeaderKey(header)] = values
		return h
	}
	others, err := carriersim.PushFor(source, demo.Secret("nobody"), p, i)
	if err != nil {
		t.Fatal(err)
	}
	path := "/webhooks/" + source
	list := []forgery{
		{"no signature", path, with(), valid.Body},
		{"an empty signature", path, with(""), valid.Body},
		{"a truncated signature", path, with(value[:len(value)-1]), valid.Body},
		{"a longer signature", path, with(value + "00"), valid.Body},
		{"the signature twice", path, with(value, value), valid.Body},
		{"the signature twice in one header", path, with(value + "," + value), valid.Body},
		{"a wrong signature before the right one", path, with("x", value), valid.Body},
		{"the signature in base64", path, with(base64.StdEncoding.EncodeToString([]byte(value))), valid.Body},
		{"another secret", path, others.Header, others.Body},
		{"an account without secret", path + "/elsewhere", valid.Header, valid.Body},
		{"the default account by name, unsigned", path + "/default", with(), valid.Body},
		{"the secret in the query", path + "?secret=" + demo.Secret(source), with(), valid.Body},
		{"the secret of another source in the path", path + "/" + demo.Secret("nobody"), with(), valid.Body},
	}
	if source == "ups" {
		return list // signs nothing: who holds the secret may write what he likes
	}
	reencoded, err := json.Marshal(json.RawMessage(bytes.ReplaceAll(valid.Body, []byte(`"tracker.updated"`), []byte(`"tracker.updated" `))))
	if err != nil {
		t.Fatal(err)
	}
	list = append(list,
		forgery{"a changed byte", path, valid.Header, bytes.Replace(valid.Body, []byte("MILWAUKEE"), []byte("MILWAUKEF"), 1)},
		forgery{"a body in base64", path, valid.Header, []byte(base64.StdEncoding.EncodeToString(valid.Body))},
		forgery{"an empty body", path, valid.Header, nil},
		forgery{"the secret in the path", path + "/" + demo.Secret(source), with(), valid.Body},
	)
	if source == "easypost" { // signs every byte; USPS signs two texts of the envelope
		return append(list,
			forgery{"the same JSON in other bytes", path, valid.Header, append(bytes.Clone(reencoded), '\n')},
			forgery{"the same JSON with another space", path, valid.Header, bytes.Replace(valid.Body, []byte(":"), []byte(": "), 1)},
			forgery{"a byte order mark", path, valid.Header, append([]byte("\ufeff"), valid.Body...)},
		)
	}
	return append(list, forgery{"the signed text twice", path, valid.Header, bytes.Replace(valid.Body, []byte(`"payload":`), []byte(`"payload":"{}","payload":`), 1)})
}

// Nothing that is not signed as its source signs is taken, and none of it is ever seen.
func forged(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	for _, c := range []struct{ source, header, carrier, number string }{
		{"ups", "Credential", "ups", "1Z879E930346834440"},
		{"usps", "X-Hmac", "usps", "9400111206206406260787"},
		{"easypost", "X-Hmac-Signature", "usps", "9400111206206407628845"},
	} {
		t.Run(c.source, func(t *testing.T) {
			t.Parallel()
			p := carriersim.Parcel{Number: c.number, Carrier: c.carrier, Life: carriersim.Domestic(begin, 1)}
			path, _ := w.register(t, "sig-"+c.source, orderOf(begin, [2]string{c.carrier, p.Number}))
			for _, f := range forgeries(t, c.source, c.header, p, 6) {
				if a := w.call(t, http.MethodPost, f.path, f.header, f.body); a.status != http.StatusUnauthorized || string(a.body) != "{}" {
					t.Errorf("%s: %d %s", f.name, a.status, a.body)
				}
			}
			w.push(t, c.source, pushFor(t, c.source, p, 0))
			w.until(t, path, status(0, "info_received", 1))
			w.settled(t)
			w.until(t, path, status(0, "info_received", 1))
		})
	}
}

// What every source may do, and what nobody may.
func doors(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z12345E1412345678", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	push := pushFor(t, "ups", p, 0)
	bare := push.Header.Clone()
	bare.Del("Credential")
	bearer := bare.Clone()
	bearer.Set("Authorization", "Bearer "+demo.Secret("ups"))
	for _, c := range []struct {
		name, method, path string
		header             http.Header
		want               int
	}{
		{"secret in the header", "POST", "/webhooks/ups", push.Header, 202},
		{"secret as bearer token", "POST", "/webhooks/ups", bearer, 202},
		{"secret in the path", "POST", "/webhooks/ups/local-ups-secret", bare, 202},
		{"account by name, secret in the header", "POST", "/webhooks/ups/default", push.Header, 202},
		{"account by name, no secret", "POST", "/webhooks/ups/default", bare, 401},
		{"the end of the secret in the path", "POST", "/webhooks/ups/secret", bare, 401},
		{"the secret of another source in the path", "POST", "/webhooks/ups/local-usps-secret", bare, 401},
		{"a path in the account", "POST", "/webhooks/ups/..%2Fdefault", bare, 404},
		{"a wildcard as account", "POST", "/webhooks/ups/*", bare, 401},
		{"an account of 9 kB", "POST", "/webhooks/ups/" + strings.Repeat("a", 9000), bare, 401},
		{"an unknown source", "POST", "/webhooks/nobody", push.Header, 404},
		{"an unknown source with an account", "POST", "/webhooks/nobody/default", push.Header, 404},
		{"a source in capitals", "POST", "/webhooks/UPS", push.Header, 404},
		{"no source", "POST", "/webhooks/", push.Header, 404},
		{"too many segments", "POST", "/webhooks/ups/default/x", push.Header, 404},
		{"another method", "GET", "/webhooks/ups", push.Header, 404},
		{"another method", "PUT", "/webhooks/ups/default", push.Header, 404},
	} {
		a := w.call(t, c.method, c.path, c.header, push.Body)
		if a.status != c.want {
			t.Errorf("%s: %s %.60s gave %d %s, want %d", c.name, c.method, c.path, a.status, a.body, c.want)
		}
		if body := string(a.body); body != "{}" && body != `{"message":"Not Found"}` {
			t.Errorf("%s: the answer tells more than its status: %s", c.name, body)
		}
	}
}
