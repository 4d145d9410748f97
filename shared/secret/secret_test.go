package secret_test

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

// drawer is a fake of the table of data keys.
type drawer map[string][]byte

func (d drawer) DataKey(_ context.Context, owner string) ([]byte, error) {
	if wrapped, ok := d[owner]; ok {
		return wrapped, nil
	}
	return nil, fault.New(fault.NotFound, "no data key")
}

func (d drawer) PutDataKey(_ context.Context, owner string, wrapped []byte) ([]byte, error) {
	d[owner] = wrapped
	return wrapped, nil
}

func TestEachKeyIsItsOwnParameter(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(context.Context, secret.Keys) error{
		"link":   func(ctx context.Context, k secret.Keys) error { _, err := k.Links(ctx); return err },
		"lookup": func(ctx context.Context, k secret.Keys) error { _, err := k.Lookup(ctx); return err },
		"kek": func(ctx context.Context, k secret.Keys) error {
			_, err := k.Vault(ctx, drawer{}, rand.Reader)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, c := range map[string]struct {
				value []byte
				want  string
			}{
				"there":   {bytes.Repeat([]byte{9}, 32), ""},
				"short":   {[]byte("hunter2"), "use " + name + " key"},
				"missing": {nil, "read " + name + " key"},
			} {
				values := shelf{}
				if c.value != nil {
					values["/doorstep/x/keys/"+name] = c.value
				}
				err := use(t.Context(), secret.Keys{Values: values, Prefix: "/doorstep/x"})
				if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
					t.Errorf("%s: %v, want %q", what, err, c.want)
				}
				if err != nil && strings.Contains(err.Error(), "hunter2") {
					t.Errorf("%s: the error tells the key: %v", what, err)
				}
			}
		})
	}
}

func TestLinksAreOfTheFirstVersion(t *testing.T) {
	t.Parallel()
	raw := bytes.Repeat([]byte{9}, 32)
	want, err := link.NewKey(link.KeyVersion, raw)
	if err != nil {
		t.Fatal(err)
	}
	got, err := secret.Keys{Values: shelf{"/x/keys/link": raw}, Prefix: "/x"}.Links(t.Context())
	if err != nil || got.Token("o", link.Owner, 0) != want.Token("o", link.Owner, 0) {
		t.Errorf("another token, %v", err)
	}
}

func TestSealerFollowsTheKey(t *testing.T) {
	t.Parallel()
	values := shelf{"/x/keys/kek": bytes.Repeat([]byte{9}, 32)}
	s := secret.Sealer{Keys: secret.Keys{Values: values, Prefix: "/x"}, Table: drawer{}, Rnd: rand.Reader}
	sealed, err := s.Seal(t.Context(), secret.OfOrder("1"), "comment", []byte("fine"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := s.Open(t.Context(), secret.OfOrder("1"), "comment", sealed); err != nil || string(plain) != "fine" {
		t.Errorf("opened %q, %v", plain, err)
	}
	values["/x/keys/kek"] = bytes.Repeat([]byte{8}, 32)
	if _, err := s.Open(t.Context(), secret.OfOrder("1"), "comment", sealed); fault.KindOf(err) != fault.Internal {
		t.Errorf("another key-encrypting key opens it: %v", err)
	}
	delete(values, "/x/keys/kek")
	if _, err := s.Seal(t.Context(), secret.OfOrder("1"), "comment", []byte("more")); err == nil {
		t.Error("sealed without a key")
	}
}
