package link_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/link"
)

func testKey(t testing.TB, version uint32, fill byte) link.Key {
	t.Helper()
	key, err := link.NewKey(version, bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestTokenIsStable(t *testing.T) {
	t.Parallel()
	// Pinned: a changed derivation would break every link ever mailed.
	const want = "tleg5cdg22x6andn7vkvhyqlkq"
	if got := testKey(t, 1, 0xab).Token("order", link.Owner, 0); got != want {
		t.Errorf("Token = %s, want %s", got, want)
	}
}

func TestTokenDependsOnEverything(t *testing.T) {
	t.Parallel()
	key := testKey(t, 1, 0xab)
	tokens := map[string]string{
		"as is":          key.Token("order", link.Owner, 0),
		"other order":    key.Token("ordes", link.Owner, 0),
		"other scope":    key.Token("order", link.Gift, 0),
		"rotated":        key.Token("order", link.Owner, 1),
		"other key":      testKey(t, 1, 0xcd).Token("order", link.Owner, 0),
		"other version":  testKey(t, 2, 0xab).Token("order", link.Owner, 0),
		"shifted border": key.Token("ordero", "wner", 0),
	}
	form := regexp.MustCompile(`^[a-z2-7]{26}$`)
	seen := map[string]string{}
	for name, token := range tokens {
		if !form.MatchString(token) {
			t.Errorf("%s: %q is not 26 characters of base32", name, token)
		}
		if other, ok := seen[token]; ok {
			t.Errorf("%s and %s give the same token", name, other)
		}
		seen[token] = name
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	good := testKey(t, 1, 0xab).Token("order", link.Owner, 0)
	cases := map[string]struct {
		in, want string
		bad      bool
	}{
		"as made":              {in: good, want: good},
		"typed in capitals":    {in: strings.ToUpper(good), want: good},
		"empty":                {in: "", bad: true},
		"short":                {in: good[:25], bad: true},
		"long":                 {in: good + "a", bad: true},
		"spare bits set":       {in: strings.Repeat("a", 25) + "b", bad: true},
		"foreign letter":       {in: strings.Repeat("a", 25) + "0", bad: true},
		"line break":           {in: good[:25] + "\n", bad: true},
		"path in it":           {in: "../" + good[3:], bad: true},
		"26 bytes of a script": {in: strings.Repeat("é", 13), bad: true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := link.Parse(c.in)
			if c.bad {
				if fault.KindOf(err) != fault.NotFound {
					t.Errorf("Parse gives %v, want a not-found error", err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("Parse = %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestKeyStaysSecret(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "short", "a secret that is much longer than 32 bytes"} {
		if _, err := link.NewKey(1, []byte(raw)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("a key of %d bytes gives %v", len(raw), err)
		}
	}
	key := testKey(t, 1, 0xab)
	if text := fmt.Sprintf("%v %+v %#v %s", key, key, key, key); strings.Contains(text, "171") || strings.Contains(text, "ab") {
		t.Errorf("a key prints as %s", text)
	}
}

func TestHashIsNotTheToken(t *testing.T) {
	t.Parallel()
	// The SHA-256 of "abc" in FIPS 180-2, appendix B.1.
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := link.Hash("abc"); got != want {
		t.Errorf("Hash = %s, want %s", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(testKey(f, 1, 0xab).Token("order", link.Owner, 0))
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		token, err := link.Parse(s)
		if err != nil {
			return
		}
		again, err := link.Parse(token)
		if err != nil || again != token {
			t.Errorf("Parse(%q) = %q, which parses to %q, %v", s, token, again, err)
		}
	})
}
