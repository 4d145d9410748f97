package link_test

import (
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/link"
)

const stopHash = "000102030405060708090a0b0c0d0e0f"

func stopToken(t testing.TB, key link.Key, brand, hash string) string {
	t.Helper()
	token, err := key.StopToken(brand, hash)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestStopTokenIsStable(t *testing.T) {
	t.Parallel()
	// Pinned: a changed form would break the way out of every message ever sent.
	const want = "aeaqaaicamcakbqhbaequcymbuha6ypuomhwxmqyopatxnh3urzjiltbon2gk4q"
	key := testKey(t, 1, 0xab)
	got := stopToken(t, key, "aster", stopHash)
	if got != want {
		t.Errorf("token %s, want %s", got, want)
	}
	for name, spelled := range map[string]string{"as made": got, "in capitals": strings.ToUpper(got)} {
		if brand, hash, err := key.ParseStop(spelled); brand != "aster" || hash != stopHash || err != nil {
			t.Errorf("%s: %q, %q, %v", name, brand, hash, err)
		}
	}
	long := strings.Repeat("b", 64)
	if token := stopToken(t, key, long, stopHash); len(token) != link.MaxStopToken {
		t.Errorf("the longest token has %d characters, want %d", len(token), link.MaxStopToken)
	} else if brand, _, err := key.ParseStop(token); brand != long || err != nil {
		t.Errorf("the longest token: %q, %v", brand, err)
	}
}

// Every change of a character, and every token of another key, another form or another purpose, opens nothing, and all with one answer.
func TestForgedStopTokens(t *testing.T) {
	t.Parallel()
	key := testKey(t, 1, 0xab)
	good := stopToken(t, key, "aster", stopHash)
	forged := map[string]string{
		"empty": "", "short": good[:len(good)-1], "long": good + "a", "very long": strings.Repeat("a", 10000),
		"other key":     stopToken(t, testKey(t, 1, 0xcd), "aster", stopHash),
		"other version": stopToken(t, testKey(t, 2, 0xab), "aster", stopHash),
		"a link":        key.Token("order", link.Owner, 0),
		"not base32":    strings.Replace(good, "a", "1", 1),
	}
	for i := range good {
		for _, c := range []byte("abz7") {
			if good[i] != c {
				forged["changed at "+good[:i]+"_"+string(c)] = good[:i] + string(c) + good[i+1:]
			}
		}
	}
	_, _, same := key.ParseStop("")
	for name, token := range forged {
		brand, hash, err := key.ParseStop(token)
		if fault.KindOf(err) != fault.NotFound || err.Error() != same.Error() || brand != "" || hash != "" {
			t.Errorf("%s: %q, %q, %v", name, brand, hash, err)
		}
	}
}

func TestStopTokenRefuses(t *testing.T) {
	t.Parallel()
	key := testKey(t, 1, 0xab)
	for name, c := range map[string]struct{ brand, hash string }{
		"no brand":         {"", stopHash},
		"endless brand":    {strings.Repeat("b", 65), stopHash},
		"no hash":          {"aster", ""},
		"short hash":       {"aster", stopHash[2:]},
		"hash in capitals": {"aster", strings.ToUpper(stopHash)},
		"an address":       {"aster", "ada@example.com"},
	} {
		if token, err := key.StopToken(c.brand, c.hash); fault.KindOf(err) != fault.Invalid || strings.Contains(err.Error(), "ada@") {
			t.Errorf("%s: %q, %v", name, token, err)
		}
	}
}

func FuzzParseStop(f *testing.F) {
	key := testKey(f, 1, 0xab)
	f.Add(stopToken(f, key, "aster", stopHash))
	f.Add("")
	f.Add(strings.Repeat("k", 26))
	f.Fuzz(func(t *testing.T, s string) {
		brand, hash, err := key.ParseStop(s)
		if err != nil {
			return
		}
		if again, err := key.StopToken(brand, hash); err != nil || again != strings.ToLower(s) {
			t.Errorf("%q parses, and is made as %q, %v", s, again, err)
		}
	})
}
