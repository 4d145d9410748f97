package seal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/seal"
)

func testKey(t testing.TB, fill byte) seal.Key {
	t.Helper()
	key, err := seal.NewKey(bytes.Repeat([]byte{fill}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeyOpensOnlyWhatItSealed(t *testing.T) {
	t.Parallel()
	key := testKey(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "plain")
		about := rapid.String().Draw(t, "context")
		sealed, err := key.Seal(rand.Reader, about, plain)
		if err != nil {
			t.Fatal(err)
		}
		back, err := key.Open(about, sealed)
		if err != nil || !bytes.Equal(back, plain) {
			t.Fatalf("opened %x, %v; sealed %x", back, err, plain)
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		sealed[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		if _, err := key.Open(about, sealed); fault.KindOf(err) != fault.Malformed {
			t.Fatalf("a changed byte %d gives %v", at, err)
		}
	})
}

func TestKeyRefuses(t *testing.T) {
	t.Parallel()
	sealed, err := testKey(t, 1).Seal(rand.Reader, "a", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		key     seal.Key
		context string
		sealed  []byte
	}{
		"other key":     {testKey(t, 2), "a", sealed},
		"other context": {testKey(t, 1), "b", sealed},
		"cut":           {testKey(t, 1), "a", sealed[:len(sealed)-1]},
		"empty":         {testKey(t, 1), "a", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := c.key.Open(c.context, c.sealed); fault.KindOf(err) != fault.Malformed {
				t.Errorf("Open gives %v, want a malformed error", err)
			}
		})
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	t.Parallel()
	for _, raw := range [][]byte{nil, []byte("a secret that is too short"), bytes.Repeat([]byte{0xab}, 33)} {
		_, keyErr := seal.NewKey(raw)
		_, indexErr := seal.NewIndex(raw)
		for _, err := range []error{keyErr, indexErr} {
			if err == nil || strings.Contains(err.Error(), "secret") {
				t.Errorf("a key of %d bytes gives %v", len(raw), err)
			}
		}
	}
	key, index := testKey(t, 0xab), testIndex(t, 0xab)
	type holder struct {
		key   seal.Key
		index seal.Index
	}
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v %s %x", key, key, key, key, key), fmt.Sprintf("%v %+v %#v %s %x", index, index, index, index, index),
		fmt.Sprintf("%v %#v", holder{key, index}, &holder{key, index}),
	} {
		if strings.Contains(text, "171") || strings.Contains(text, "abab") || strings.Contains(text, "0xab,") {
			t.Errorf("a key prints as %s", text)
		}
	}
}

func testIndex(t testing.TB, fill byte) seal.Index {
	t.Helper()
	index, err := seal.NewIndex(bytes.Repeat([]byte{fill}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// drawer is a fake key table.
type drawer struct {
	keys  map[string][]byte
	racer []byte // stored by somebody else just before our first put
	gone  bool   // every key was destroyed
	early bool   // the first read still finds none
	down  error
}

func (d *drawer) DataKey(_ context.Context, owner string) ([]byte, error) {
	if d.down != nil {
		return nil, d.down
	}
	if d.gone && !d.early {
		return nil, fault.New(fault.Gone, "destroyed")
	}
	if key, ok := d.keys[owner]; ok {
		return key, nil
	}
	return nil, fault.New(fault.NotFound, "no data key")
}

func (d *drawer) PutDataKey(_ context.Context, owner string, wrapped []byte) ([]byte, error) {
	if d.gone {
		return nil, fault.New(fault.Gone, "destroyed")
	}
	if d.racer != nil {
		d.keys[owner] = d.racer
	}
	if _, ok := d.keys[owner]; !ok {
		d.keys[owner] = wrapped
	}
	return d.keys[owner], nil
}

func TestVault(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	table := &drawer{keys: map[string][]byte{}}
	vault := seal.NewVault(testKey(t, 7), table, rand.Reader)

	sealed, err := vault.Seal(ctx, "order-1", "recipient", []byte(canary))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("Canary")) {
		t.Fatal("the sealed bytes hold the text")
	}
	if got, err := vault.Open(ctx, "order-1", "recipient", sealed); err != nil || string(got) != canary {
		t.Fatalf("Open = %q, %v", got, err)
	}
	if _, err := vault.Seal(ctx, "order-1", "recipient", []byte("again")); err != nil || len(table.keys) != 1 {
		t.Errorf("a second value made a second key (%d keys, %v)", len(table.keys), err)
	}
	if _, err := vault.Seal(ctx, "order-2", "recipient", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(ctx, "order-2", "recipient", sealed); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("another owner opens it: %v", err)
	}
	if _, err := vault.Open(ctx, "order-1", "proof", sealed); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("another label opens it: %v", err)
	}
}

// Of an owner who is taken for new the key is not asked for, and a key that is there all the same is the one that seals.
func TestVaultSealsFirst(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	table := &drawer{keys: map[string][]byte{}}
	vault := seal.NewVault(testKey(t, 7), table, rand.Reader)
	for _, text := range []string{"first", "not the first at all"} {
		sealed, err := vault.SealFirst(ctx, "o", "recipient", []byte(text))
		if err != nil || len(table.keys) != 1 {
			t.Fatalf("SealFirst of %q: %d keys, %v", text, len(table.keys), err)
		}
		if got, err := vault.Open(ctx, "o", "recipient", sealed); err != nil || string(got) != text {
			t.Errorf("Open = %q, %v", got, err)
		}
	}
	erased := seal.NewVault(testKey(t, 7), &drawer{keys: map[string][]byte{}, gone: true}, rand.Reader)
	if sealed, err := erased.SealFirst(ctx, "o", "recipient", []byte("x")); fault.KindOf(err) != fault.Gone || sealed != nil {
		t.Errorf("SealFirst for an erased owner gives %x, %v", sealed, err)
	}
}

func TestVaultMakesNoKeyInPlaceOfADestroyedOne(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]*drawer{
		"destroyed": {keys: map[string][]byte{}, gone: true},
		"destroyed after it was found to be none": {keys: map[string][]byte{}, gone: true, early: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sealed, err := seal.NewVault(testKey(t, 7), table, rand.Reader).Seal(t.Context(), "o", "proof", []byte(canary))
			if fault.KindOf(err) != fault.Gone || sealed != nil || len(table.keys) != 0 {
				t.Errorf("Seal gives %x, %v and leaves %d keys, want gone and none", sealed, err, len(table.keys))
			}
		})
	}
	table := &drawer{keys: map[string][]byte{}, gone: true}
	if _, err := seal.NewVault(testKey(t, 7), table, rand.Reader).Open(t.Context(), "o", "proof", []byte("x")); fault.KindOf(err) != fault.Gone {
		t.Errorf("Open gives %v, want gone", err)
	}
}

func TestVaultOfTwoWritersUsesTheStoredKey(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := &drawer{keys: map[string][]byte{}}
	if _, err := seal.NewVault(testKey(t, 7), first, rand.Reader).Seal(ctx, "o", "recipient", []byte("x")); err != nil {
		t.Fatal(err)
	}
	second := &drawer{keys: map[string][]byte{}, racer: first.keys["o"]}
	sealed, err := seal.NewVault(testKey(t, 7), second, rand.Reader).Seal(ctx, "o", "recipient", []byte("late"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := seal.NewVault(testKey(t, 7), first, rand.Reader).Open(ctx, "o", "recipient", sealed); err != nil || string(got) != "late" {
		t.Errorf("the loser sealed with its own key: %q, %v", got, err)
	}
}

// With the wrong master key nothing is bad input: a push with a signer must come back, a merchant must get a 5xx.
func TestVaultWithAnotherMasterKey(t *testing.T) {
	t.Parallel()
	table := &drawer{keys: map[string][]byte{}}
	sealed, err := seal.NewVault(testKey(t, 7), table, rand.Reader).Seal(t.Context(), "o", "recipient", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	wrong := seal.NewVault(testKey(t, 8), table, rand.Reader)
	if _, err := wrong.Seal(t.Context(), "o", "recipient", []byte("y")); err == nil || fault.Disposition(err) != fault.Retry {
		t.Errorf("Seal gives %v, which is not tried again", err)
	}
	if _, err := wrong.Open(t.Context(), "o", "recipient", sealed); err == nil || fault.Status(err) != 500 {
		t.Errorf("Open gives %v, which answers %d", err, fault.Status(err))
	}
}

func TestVaultWhenTheTableIsDown(t *testing.T) {
	t.Parallel()
	down := fault.New(fault.Unavailable, "no answer")
	vault := seal.NewVault(testKey(t, 7), &drawer{down: down}, rand.Reader)
	_, err := vault.Seal(t.Context(), "o", "recipient", []byte("x"))
	if !errors.Is(err, down) {
		t.Errorf("Seal gives %v: it must not make a key when it cannot know whether there is one", err)
	}
}

func TestIndex(t *testing.T) {
	t.Parallel()
	one, two := testIndex(t, 1), testIndex(t, 2)
	same := one.Hash("aster", "email", "a@example.com")
	if !bytes.Equal(same, one.Hash("aster", "email", "a@example.com")) || len(same) != 16 {
		t.Errorf("hash %x is not a stable value of 16 bytes", same)
	}
	for name, other := range map[string][]byte{
		"key": two.Hash("aster", "email", "a@example.com"), "scope": one.Hash("birch", "email", "a@example.com"),
		"label": one.Hash("aster", "postal", "a@example.com"), "value": one.Hash("aster", "email", "b@example.com"),
	} {
		if bytes.Equal(same, other) {
			t.Errorf("another %s gives the same hash", name)
		}
	}
}

func FuzzOpen(f *testing.F) {
	key := testKey(f, 1)
	sealed, err := key.Seal(rand.Reader, "a", []byte("x"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if plain, err := key.Open("a", b); err == nil && string(plain) != "x" {
			t.Errorf("opened %x to %q", b, plain)
		}
	})
}
