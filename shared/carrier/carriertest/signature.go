package carriertest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/signature"
)

// signatures: a genuine push is accepted, and nothing else is.
func signatures(t *testing.T, s Suite) {
	source := s.New().Source()
	const old, current, foreign = "old-secret-0123456789", "new-secret-0123456789", "foreign-secret-012345"
	verify := func(h http.Header, body []byte, secrets ...string) (signature.Result, error) {
		return signature.Verify(source, secrets, signature.Request{Header: h, Body: body})
	}
	accepted := func(name string, want int, h http.Header, body []byte, secrets ...string) {
		t.Helper()
		r, err := verify(h, body, secrets...)
		if err != nil || r.Secret != want {
			t.Errorf("%s: secret %d, %v; want secret %d", name, r.Secret, err, want)
		}
		if signs := s.Weakness == ""; signs != (r.Assurance == shipment.Signed) {
			t.Errorf("%s: assurance %q", name, r.Assurance)
		}
	}
	refused := func(name string, h http.Header, body []byte, secrets ...string) {
		t.Helper()
		if _, err := verify(h, body, secrets...); fault.KindOf(err) != fault.Unauthorized {
			t.Errorf("%s: want fault.Unauthorized, got %v", name, err)
		}
	}
	h, body := clone(s.Push(current))
	accepted("genuine", 0, h, body, current)
	accepted("the new of two live secrets", 1, h, body, old, current)
	oldHeader, oldBody := clone(s.Push(old))
	accepted("the old of two live secrets", 0, oldHeader, oldBody, old, current)

	refused("wrong secret", h, body, foreign)
	refused("no secret configured", h, body)
	refused("empty secrets configured", h, body, "", "  ")
	refused("no headers", http.Header{}, body, current)
	for name := range h {
		if name == "Content-Type" || name == "User-Agent" {
			continue
		}
		value := h.Get(name)
		for what, changed := range map[string][]string{
			"twice": {value, value}, "empty": {""}, "cut": {value[:len(value)-1]}, "longer": {value + "0"}, "other": {"AAAA" + value[4:]},
		} {
			tampered := h.Clone()
			tampered[name] = changed
			refused("header "+name+" "+what, tampered, body, current)
		}
	}
	if s.Weakness != "" {
		return
	}
	from, to := 0, len(body)
	if s.Signed != nil {
		from, to = s.Signed(body)
	}
	for i := from; i < to; i += max(1, (to-from)/200) {
		flipped := bytes.Clone(body)
		flipped[i] ^= 1
		if _, err := verify(h, flipped, current); err == nil {
			t.Errorf("byte %d flipped: accepted", i)
		}
	}
	refused("nothing", h, nil, current)
	var indented bytes.Buffer
	if err := json.Indent(&indented, body, "", " "); err == nil && s.Signed == nil {
		refused("printed anew", h, indented.Bytes(), current)
	}
}
