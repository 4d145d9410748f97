package signature_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/shared/signature"
)

// Keys and signatures were made with openssl; the private keys were thrown away:
//
//	openssl genrsa -out key.pem 2048 && openssl rsa -in key.pem -pubout -out public.pem
//	printf '%s' '2026-03-10T17:12:00Z.{"resource_type":"API_TRACK","data":{"tracking_number":"1Z1"}}' | openssl dgst -sha256 -sign key.pem | base64 -w0
const (
	shipengineBody = `{"resource_type":"API_TRACK","data":{"tracking_number":"1Z1"}}`
	shipengineAt   = "2026-03-10T17:12:00Z"
	shipengineSum  = "nrkI+JaXr7Hi+mDjmSiHiZyQlOUam7ZOiqreDlVJCS77bye/oriAqPk0N5F4MiFM7D3HfEga3c3RiTNG5rhOvInj5R1YVwag5lLXeCPOyUhDov8AA/+yi2L5yi0IDWwxxLkegMlHn6ftJZYGKBO9GLNs0jwWCOMlOBLTU2tF4xpy36kN7iPAVYXqlfsB1I0IzFVDfupHI5S200DX1DklqTXW0SXjJV5/jah/A3fb1VSQsYuapDKbA8RJcVN3cxj+My/WmUdxK7qy453NIeIxEIYlhjfSmp16oMsxNXwLnen11n5PdoD7PGXQsEDt3rlqvceDu6Bqe31Ow3JQYmppBQ=="
	shipengineUnix = "jzZ1rU8/oTZ3f+v88MxvvAPt1HnOMv6EVPUeNHbTG33TcV+YGACNgDfRhm78cX+2xnaqTCbZHa9HgFao4zRa4t4omIk+DjmgesDV/dI3Fz8wMEHrx/CRFITtgjY4nu6/tkMF5KFTLNZ9PPP8c4U5nGJ0cxFg2vz8RzODhfC54gUSms+es2/u/f3w8geVGBsyLHFOeCjhtT0EXShOLoZKbcDE3G2HYGr8xf4Cyt5LtJPpT1GkcS+TLm9oD9dKk2wWREiJu6/4dGfVkmDIfSb3Ky6GEb3XzPuP3r4DCFKNhf1fcvdiExqi7Cxc/iOhN2GSqitejyHBo+fnzZdy9lfjcg==" // of the same, at 1773162720
	shipengineWeak = "pgCGEAJ0mBXIRItPZQXnGVjLzqnkirdgvZBgANuRWposp7ntpS5YTvMlmfKIgSE2/MbYI2oGRGQ7rDmhziBQHcMGtuPJVf5vcKk4BghEUm7rLynROFtGaB/GjBj1iSeSdg4NILgrixQTf9tvkwUiyn8AkGqWMmXllRaXI81cB4o="                                                                                                                                                                             // by a key of 1024 bits

	modulus      = "xwQjS62GXTm15bl53aYtacXrLUuZc6-c8XE4SoYECDxzNUqJrLoSYQ5S28e6yEPGsDLlY-9KxC-m_cMD4xStlwRunK4zBMvAgZOxH_TEJjECJy4uBspfyEgyLHnx9OHtmqPJSoY8Dw2Ru85AnukCkWVJvPbYiWLR-Y7pXBC6kAyanbpcD8AH_lpV413wZ_qWLKJSPtpdJLt_3ugjtsCds8QmSqpFP_hpYzDnEO5z4mJyPF1rFQesmG5o1x7Ko0c0m5V_pX83kZpArM7skVPdgLuvjQ_0eyg9rShLKc7SuEdzQtGAWoU1rJsBnvN1dfMc5-7rTqnCoc82-hwbW85d2Q"
	otherModulus = "17EOjlSjq4QFcsXF4Rq73yBMyCW19riuRyXwoAJ6n_VTFDgHo0efnuSGg4ICRTWWyAl4S6cBqCpzFsE4Wd0UZV4pC7_cFHPdNdZHzPtkfvFyf6BDKvC41j82yLZUyhu6kOAgCJCjzCoCJtsVbgE6VacEMgR4irjKLHxcHVJcVZ5T2rm2RDVYsirEIli4H7IfFwOzs8GV1sT6geqwJSyctReA9CZdin64JYhJcdu9uILh3FDcPUfQkTyHNvBKrGanoF0xUy7BK3322yQSMQ72M1jtJgKv0HWwJHriWEvSJYHq8RZl5qnXCWJTH3DeaUTFkLBnAinGz_WzzIcKOSUZdQ"
	weakModulus  = "5xjLfE7EOR_XAr7xvHNnAn1ZR-1cn3HJM5teUlSJVqSjYSDN0RBLZKGxbpWjIfXVANSMyrV5UJl_yZDxJwm9uhS532dMG88odcJJ5FmnVEcVoU6f5oF0tjfTXeyuzB7oZdi2UW5sUQfw_i6kjQm87txfXPzm6Mlg8QmaeE698Vc"
	publicPEM    = `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxwQjS62GXTm15bl53aYt\nacXrLUuZc6+c8XE4SoYECDxzNUqJrLoSYQ5S28e6yEPGsDLlY+9KxC+m/cMD4xSt\nlwRunK4zBMvAgZOxH/TEJjECJy4uBspfyEgyLHnx9OHtmqPJSoY8Dw2Ru85AnukC\nkWVJvPbYiWLR+Y7pXBC6kAyanbpcD8AH/lpV413wZ/qWLKJSPtpdJLt/3ugjtsCd\ns8QmSqpFP/hpYzDnEO5z4mJyPF1rFQesmG5o1x7Ko0c0m5V/pX83kZpArM7skVPd\ngLuvjQ/0eyg9rShLKc7SuEdzQtGAWoU1rJsBnvN1dfMc5+7rTqnCoc82+hwbW85d\n2QIDAQAB\n-----END PUBLIC KEY-----\n`
)

func jwk(id, n string) string {
	return `{"kty":"RSA","use":"sig","alg":"RS256","kid":"` + id + `","n":"` + n + `","e":"AQAB"}`
}

func jwks(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }

// pushed is the headers of a push.
func pushed(id, at, sum string) http.Header {
	return header("x-shipengine-rsa-sha256-key-id", id, "x-shipengine-timestamp", at, "x-shipengine-rsa-sha256-signature", sum)
}

func TestShipEngine(t *testing.T) {
	t.Parallel()
	genuine := pushed("k1", shipengineAt, shipengineSum)
	arrival := time.Date(2026, 3, 10, 17, 12, 0, 0, time.UTC)
	both := jwks(jwk("k0", otherModulus), jwk("k1", modulus))
	cases := map[string]struct {
		configured []string
		header     http.Header
		body       string
		at         time.Time
		want       string
	}{
		"a JWKS":                      {[]string{both}, genuine, shipengineBody, arrival, "signed 0"},
		"a key alone":                 {[]string{jwk("k1", modulus)}, genuine, shipengineBody, arrival, "signed 0"},
		"a PEM":                       {[]string{publicPEM}, genuine, shipengineBody, arrival, "signed 0"},
		"a PEM on several lines":      {[]string{strings.ReplaceAll(publicPEM, `\n`, "\n")}, genuine, shipengineBody, arrival, "signed 0"},
		"the second of two":           {[]string{jwks(jwk("k0", otherModulus)), publicPEM}, genuine, shipengineBody, arrival, "signed 1"},
		"five minutes late":           {[]string{both}, genuine, shipengineBody, arrival.Add(5 * time.Minute), "signed 0"},
		"too late":                    {[]string{both}, genuine, shipengineBody, arrival.Add(5*time.Minute + time.Second), "unauthorized"},
		"too early":                   {[]string{both}, genuine, shipengineBody, arrival.Add(-6 * time.Minute), "unauthorized"},
		"nobody knows when":           {[]string{both}, genuine, shipengineBody, time.Time{}, "signed 0"},
		"seconds since 1970":          {[]string{both}, pushed("k1", "1773162720", shipengineUnix), shipengineBody, arrival, "signed 0"},
		"no time at all":              {[]string{both}, pushed("k1", "soon", shipengineSum), shipengineBody, time.Time{}, "unauthorized"},
		"another time":                {[]string{both}, pushed("k1", "2026-03-10T17:12:01Z", shipengineSum), shipengineBody, arrival, "unauthorized"},
		"another body":                {[]string{both}, genuine, shipengineBody + " ", arrival, "unauthorized"},
		"another key of the document": {[]string{both}, pushed("k0", shipengineAt, shipengineSum), shipengineBody, arrival, "unauthorized"},
		"a key that is not there":     {[]string{both}, pushed("k2", shipengineAt, shipengineSum), shipengineBody, arrival, "unauthorized"},
		"no key id":                   {[]string{publicPEM}, header("x-shipengine-timestamp", shipengineAt, "x-shipengine-rsa-sha256-signature", shipengineSum), shipengineBody, arrival, "unauthorized"},
		"two signatures":              {[]string{both}, header("x-shipengine-rsa-sha256-key-id", "k1", "x-shipengine-timestamp", shipengineAt, "x-shipengine-rsa-sha256-signature", shipengineSum, "x-shipengine-rsa-sha256-signature", shipengineSum), shipengineBody, arrival, "unauthorized"},
		"no base64":                   {[]string{both}, pushed("k1", shipengineAt, "***"), shipengineBody, arrival, "unauthorized"},
		"a weak key":                  {[]string{jwks(jwk("k1", weakModulus))}, pushed("k1", shipengineAt, shipengineWeak), shipengineBody, arrival, "unauthorized"},
		"a key for encryption":        {[]string{strings.Replace(both, `"use":"sig","alg":"RS256","kid":"k1"`, `"use":"enc","kid":"k1"`, 1)}, genuine, shipengineBody, arrival, "unauthorized"},
		"a symmetric key":             {[]string{`{"keys":[{"kty":"oct","kid":"k1","k":"AAAA"}]}`}, genuine, shipengineBody, arrival, "unauthorized"},
		"an exponent of one":          {[]string{strings.ReplaceAll(both, "AQAB", "AQ")}, genuine, shipengineBody, arrival, "unauthorized"},
		"an address":                  {[]string{"https://api.shipengine.com/jwks"}, genuine, shipengineBody, arrival, "unauthorized"},
		"a broken document":           {[]string{both[:len(both)-2]}, genuine, shipengineBody, arrival, "unauthorized"},
		"a certificate":               {[]string{`-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`}, genuine, shipengineBody, arrival, "unauthorized"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := signature.Verify("shipengine", c.configured, signature.Request{Header: c.header, Body: []byte(c.body), At: c.at})
			if got := outcome(r, err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestEveryByteOfAPushCounts(t *testing.T) {
	t.Parallel()
	for i := range len(shipengineBody) {
		body := []byte(shipengineBody)
		body[i] ^= 1
		if _, err := signature.Verify("shipengine", []string{publicPEM}, signature.Request{Header: pushed("k1", shipengineAt, shipengineSum), Body: body}); err == nil {
			t.Errorf("byte %d flipped: accepted", i)
		}
	}
}

func TestHasKey(t *testing.T) {
	t.Parallel()
	both := jwks(jwk("k0", otherModulus), jwk("k1", modulus))
	cases := map[string]struct {
		document, id string
		want         bool
	}{
		"one of two": {both, "k1", true}, "none of two": {both, "k2", false}, "any": {both, "", true}, "an empty document": {`{"keys":[]}`, "", false},
		"only a weak one": {jwks(jwk("k1", weakModulus)), "", false}, "a page of errors": {"<html>", "", false}, "nothing": {"", "", false},
	}
	for name, c := range cases {
		if got := signature.HasKey(c.document, c.id); got != c.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestKeyID(t *testing.T) {
	t.Parallel()
	if id, published := signature.KeyID("shipengine", pushed("k1", "", "")); id != "k1" || !published {
		t.Errorf("got %q, %t", id, published)
	}
	if id, published := signature.KeyID("easypost", pushed("k1", "", "")); id != "" || published {
		t.Errorf("a source with secrets: got %q, %t", id, published)
	}
}
