package handler

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/secret"
)

// shelf is a fake of the parameter store.
type shelf map[string][]byte

func (s shelf) Key(_ context.Context, name string) ([]byte, error) {
	if raw, ok := s[name]; ok {
		return raw, nil
	}
	return nil, fault.New(fault.NotFound, "no parameter %s", name)
}

func TestParameters(t *testing.T) {
	t.Parallel()
	raw := bytes.Repeat([]byte{9}, 32)
	full := shelf{"/doorstep/x/keys/link": raw, "/doorstep/x/keys/lookup": raw, "/doorstep/x/keys/kek": raw}
	source := parameters{from: secret.Keys{Values: full, Prefix: "/doorstep/x"}, table: newMemory(), rnd: rand.Reader}
	ring, err := source.keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if token, err := link.Parse(ring.links.Token("o", link.Owner, 0)); err != nil || token == "" {
		t.Errorf("token %q, %v", token, err)
	}
	sealed, err := ring.vault.Seal(t.Context(), "o", "l", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if clear, err := ring.vault.Open(t.Context(), "o", "l", sealed); err != nil || string(clear) != "x" {
		t.Errorf("opened %q, %v", clear, err)
	}
	for name := range full {
		broken := shelf{}
		for other, raw := range full {
			broken[other] = raw
		}
		for _, value := range [][]byte{nil, []byte("short")} {
			broken[name] = value
			if value == nil {
				delete(broken, name)
			}
			_, err := parameters{from: secret.Keys{Values: broken, Prefix: "/doorstep/x"}, table: newMemory(), rnd: rand.Reader}.keys(t.Context())
			if short := name[strings.LastIndex(name, "/")+1:]; err == nil || !strings.Contains(err.Error(), short+" key") || strings.Contains(err.Error(), "short") {
				t.Errorf("without %s: %v", name, err)
			}
		}
	}
}
