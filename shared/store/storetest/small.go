package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

func testLinks(t *testing.T, e env) {
	l := store.Link{Hash: "00ff", Order: "o1", Scope: "owner", Expires: e.now().Add(time.Hour)}
	forever := store.Link{Hash: "11ff", Order: "o1", Scope: "support"}
	for _, link := range []store.Link{l, forever, l} {
		err := e.store.PutLink(e.ctx, link)
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := e.store.Link(e.ctx, "00ff")
	if err != nil || got != l {
		t.Errorf("link %+v, %v, want %+v", got, err, l)
	}
	e.pass(time.Hour)
	_, expired := e.store.Link(e.ctx, "00ff")
	_, unknown := e.store.Link(e.ctx, "22ff")
	if fault.KindOf(expired) != fault.NotFound || expired.Error() != unknown.Error() {
		t.Errorf("expired: %v, unknown: %v, want the same", expired, unknown)
	}
	got, err = e.store.Link(e.ctx, "11ff")
	if err != nil || got != forever {
		t.Errorf("link without end: %+v, %v", got, err)
	}
	err = e.store.PutLink(e.ctx, store.Link{Hash: "33ff", Order: "o1"})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("link without scope: %v, want invalid", err)
	}
}

func testBrands(t *testing.T, e env) {
	_, err := e.store.Brand(e.ctx, "aster")
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown brand: %v, want not found", err)
	}
	for _, b := range []store.Brand{
		{ID: "aster", Record: []byte("{}"), Keys: []store.APIKey{{Hash: "aa", Scope: "orders"}, {Hash: "bb", Scope: "read"}}, Accounts: []string{"easypost/main", "ups/default"}},
		{ID: "aster", Record: []byte("{}")},
	} {
		err := e.store.PutBrand(e.ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.store.Brand(e.ctx, "aster")
		if diff := cmp.Diff(b, got); err != nil || diff != "" {
			t.Errorf("brand, %v:\n%s", err, diff)
		}
	}
}

func testDataKeys(t *testing.T, e env) {
	_, err := e.store.DataKey(e.ctx, "order/o1")
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown owner: %v, want not found", err)
	}
	stored := make([]string, 8)
	var wg sync.WaitGroup
	for i := range stored {
		wg.Go(func() {
			winner, err := e.store.PutDataKey(e.ctx, "order/o1", fmt.Appendf(nil, "key %d", i))
			if err != nil {
				t.Error(err)
			}
			stored[i] = string(winner)
		})
	}
	wg.Wait()
	got, err := e.store.DataKey(e.ctx, "order/o1")
	if all := slices.Compact(stored); err != nil || len(all) != 1 || all[0] != string(got) {
		t.Errorf("eight writers got %v, stored is %s, %v", stored, got, err)
	}
	_, err = e.store.PutDataKey(e.ctx, "order/o2", nil)
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("empty key: %v, want invalid", err)
	}
}

func testPark(t *testing.T, e env) {
	u := store.Unreadable{ID: "h1", Source: "ups", Account: "default", Kind: "webhook", Reason: "line 3: no number", Sealed: []byte("sealed"), At: e.now()}
	for range 2 {
		err := e.store.Park(e.ctx, u)
		if err != nil {
			t.Fatal(err)
		}
	}
	got := names(e.raw(t, "X#"+e.now().Format("2006-01-02"), "h1"))
	if want := []string{"account", "kind", "made", "parked", "pk", "reason", "sealed", "sk", "source", "ttl"}; !slices.Equal(got, want) {
		t.Errorf("attributes %v, want %v", got, want)
	}
	err := e.store.Park(e.ctx, store.Unreadable{Source: "ups"})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("body without id: %v, want invalid", err)
	}
}
