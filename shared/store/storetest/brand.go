package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

func (e env) brand(t *testing.T, want store.Brand) {
	t.Helper()
	got, err := e.store.Brand(e.ctx, want.ID)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("brand %s, %v:\n%s", want.ID, err, diff)
	}
}

// Whoever applies a record must not lock the shop out.
func testApplyBrand(t *testing.T, e env) {
	apply := func(id, record string, accounts []string) {
		t.Helper()
		if err := e.store.ApplyBrand(e.ctx, id, []byte(record), accounts); err != nil {
			t.Fatal(err)
		}
	}
	apply("aster", "{1}", nil)
	e.brand(t, store.Brand{ID: "aster", Record: []byte("{1}")})
	key, other := store.APIKey{Hash: "aa", Scope: "orders"}, store.APIKey{Hash: "bb", Scope: "orders"}
	for _, k := range []store.APIKey{key, other, key} {
		if err := e.store.AddKey(e.ctx, "aster", k); err != nil {
			t.Fatal(err)
		}
	}
	apply("aster", "{2}", []string{"ups/default", "easypost/main", "ups/default"})
	e.brand(t, store.Brand{ID: "aster", Record: []byte("{2}"), Keys: []store.APIKey{key, other}, Accounts: []string{"easypost/main", "ups/default"}})
	apply("aster", "{3}", nil)
	if err := e.store.RevokeKey(e.ctx, "aster", "aa"); err != nil {
		t.Fatal(err)
	}
	e.brand(t, store.Brand{ID: "aster", Record: []byte("{3}"), Keys: []store.APIKey{other}, Accounts: []string{"easypost/main", "ups/default"}})
	apply("aster", "{4}", []string{})
	e.brand(t, store.Brand{ID: "aster", Record: []byte("{4}"), Keys: []store.APIKey{other}})

	for name, err := range map[string]error{
		"a key that is gone":    e.store.RevokeKey(e.ctx, "aster", "aa"),
		"a key of nobody":       e.store.AddKey(e.ctx, "birch", key),
		"to revoke from nobody": e.store.RevokeKey(e.ctx, "birch", "aa"),
	} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v, want not found", name, err)
		}
	}
	if _, err := e.store.Brand(e.ctx, "birch"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a key made a brand: %v", err)
	}
	apply("pk", "{}", nil) // a name like an attribute's
	ids, err := e.store.Brands(e.ctx)
	if diff := cmp.Diff([]string{"aster", "pk"}, ids); err != nil || diff != "" {
		t.Errorf("brands, %v:\n%s", err, diff)
	}
}

func testHosts(t *testing.T, e env) {
	const host = "track.aster.example"
	serves := func(want string) {
		t.Helper()
		got, err := e.store.HostBrand(e.ctx, host)
		if got != want || want == "" && fault.KindOf(err) != fault.NotFound || want != "" && err != nil {
			t.Errorf("host serves %q, %v, want %q", got, err, want)
		}
	}
	serves("")
	for range 2 {
		if err := e.store.PointHost(e.ctx, host, "aster"); err != nil {
			t.Fatal(err)
		}
	}
	err := e.store.PointHost(e.ctx, host, "birch")
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "serves brand aster") {
		t.Errorf("a host of another brand: %v", err)
	}
	if err := e.store.FreeHost(e.ctx, host, "birch"); err != nil {
		t.Fatal(err)
	}
	serves("aster")
	for range 2 {
		if err := e.store.FreeHost(e.ctx, host, "aster"); err != nil {
			t.Fatal(err)
		}
	}
	serves("")
	if err := e.store.PointHost(e.ctx, host, "birch"); err != nil {
		t.Fatal(err)
	}
	serves("birch")
	if err := e.store.PointHost(e.ctx, "a#b", "birch"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a host with a #: %v", err)
	}
}

func testContent(t *testing.T, e env) {
	if _, err := e.store.Content(e.ctx, "aster"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("content of a brand without a feed: %v", err)
	}
	if err := e.store.ApplyBrand(e.ctx, "aster", []byte("{}"), nil); err != nil {
		t.Fatal(err)
	}
	c := store.Content{Brand: "aster", Feed: "https://aster.example/feed", Slots: []byte("[]"), ETag: `"1"`, Confirmed: e.now().UTC().Truncate(time.Second)}
	if err := e.store.PutContent(e.ctx, c); err != nil {
		t.Fatal(err)
	}
	m := &store.Meter{}
	got, err := e.store.Content(store.WithMeter(e.ctx, m), "aster")
	if diff := cmp.Diff(c, got); err != nil || diff != "" {
		t.Errorf("content, %v:\n%s", err, diff)
	}
	if m.Read != 0.5 {
		t.Errorf("reading content takes %.1f units, want 0.5", m.Read)
	}
	e.brand(t, store.Brand{ID: "aster", Record: []byte("{}")})
	e.pass(7*24*time.Hour - time.Second)
	if _, err := e.store.Content(e.ctx, "aster"); err != nil {
		t.Errorf("content of the last seven days: %v", err)
	}
	e.pass(time.Second)
	if _, err := e.store.Content(e.ctx, "aster"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("content that its feed has not confirmed for seven days: %v", err)
	}
	if err := e.store.PutContent(e.ctx, store.Content{Brand: "aster"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("content from nowhere: %v", err)
	}
}
