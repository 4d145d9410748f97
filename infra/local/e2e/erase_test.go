package e2e

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/fault"
)

// An order lives through everything that is personal, is exported, and erased. What comes afterwards finds nothing to name.
func TestAnErasedOrderNamesNobody(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1), SignedBy: "CANARY SIGNER"}
	w.sim.Add(p)
	body := orderOf(begin, [2]string{"ups", p.Number})
	body["refs"] = []map[string]any{{"system": "shopify", "id": "4507"}}
	body["watchers"] = []map[string]any{{"id": "ben", "name": "Ben Canary", "email": "ben.canary@example.com", "phone": "+4915550100199", "consent": map[string]any{"email": true}}}
	owner, _ := w.register(t, "%231001", body)
	w.pushLife(t, p)
	w.until(t, owner, confirmed(true))
	w.eventually(t, func() error { return w.vote(owner, "Canary was not at home") })
	gift := w.makeLink(t, "%231001", "gift")
	if a := w.call(t, http.MethodGet, gift, nil, nil); a.status != http.StatusOK {
		t.Errorf("the gift link gives %d", a.status)
	}
	w.settled(t)

	export := string(w.call(t, http.MethodGet, ordersPath+"%231001/export", merchantKey(), nil).body)
	for _, held := range []string{"Quinn Canary", "quinn.canary@example.com", "+15550100199", "Ben Canary", "ben.canary@example.com", "+4915550100199", "77 Canary Row", "CANARY SIGNER", "Canary was not at home", `"scope":"gift"`} {
		if !strings.Contains(export, held) {
			t.Errorf("the export does not show %q:\n%.3000s", held, export)
		}
	}
	if strings.Contains(export, strings.TrimPrefix(gift, "/t/")) {
		t.Error("the export shows what opens the gift link")
	}
	known, err := w.store().OrderPointer(t.Context(), demo.Brand, "#1001")
	if err != nil || len(known.Lookup) != 2 {
		t.Fatalf("pointer %+v, %v", known, err)
	}

	erased := w.call(t, http.MethodDelete, ordersPath+"%231001", merchantKey(), nil)
	if erased.status != http.StatusOK {
		t.Fatalf("erasing gives %d %s", erased.status, erased.body)
	}
	if again := w.call(t, http.MethodDelete, ordersPath+"%231001", merchantKey(), nil); again.status != http.StatusOK || !bytes.Equal(again.body, erased.body) {
		t.Errorf("erasing again gives %d %s", again.status, again.body)
	}
	w.closed(t, owner, gift)
	if _, err := w.store().OrderPointer(t.Context(), demo.Brand, "#1001"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the pointer of the lookup: %v, want it gone", err)
	}
	if a := w.call(t, http.MethodPut, ordersPath+"%231001", merchantKey(), encode(t, body)); a.status != http.StatusGone {
		t.Errorf("a later PUT gives %d %s", a.status, a.body)
	}

	late := carriersim.Parcel{Number: p.Number, Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Delivered, 59)), SignedBy: "CANARY TOO LATE"}
	facts, signers := w.told(t, p.Number)
	w.push(t, "ups", pushFor(t, "ups", late, 0))
	w.eventually(t, func() error {
		if n, _ := w.told(t, p.Number); n <= facts {
			return fmt.Errorf("%d facts, as before the late scan", n)
		}
		return nil
	})
	w.settled(t)
	if _, n := w.told(t, p.Number); n != signers || n == 0 {
		t.Errorf("%d sealed signers, %d before the late scan: its signer was kept", n, signers)
	}
	w.namesNobody(t, known.OrderID, p.Number)
	nameless(t, "export", w.call(t, http.MethodGet, ordersPath+"%231001/export", merchantKey(), nil).body)
	nameless(t, "log", w.log.all())
}

// vote votes on the first shipment of a page.
func (w world) vote(path, comment string) error {
	a, err := w.try(http.MethodGet, path+".json", nil, nil)
	if err != nil {
		return err
	}
	var seen struct{ Shipments []struct{ ID string } }
	if err := json.Unmarshal(a.body, &seen); err != nil || len(seen.Shipments) == 0 {
		return fmt.Errorf("no shipment to vote on: %s", a.body)
	}
	form := url.Values{"shipment": {seen.Shipments[0].ID}, "score": {"4"}, "comment": {comment}}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}}
	if a, err = w.try(http.MethodPost, "/s/"+strings.TrimPrefix(path, "/t/"), header, []byte(form.Encode())); err == nil && a.status >= 400 {
		err = fmt.Errorf("the vote gives %d %.500s", a.status, a.body)
	}
	return err
}

func (w world) makeLink(t *testing.T, number, scope string) (path string) {
	t.Helper()
	a := w.call(t, http.MethodPost, ordersPath+number+"/links", merchantKey(), []byte(`{"scope":"`+scope+`"}`))
	var made struct{ URL string }
	if err := json.Unmarshal(a.body, &made); err != nil || a.status != http.StatusCreated {
		t.Fatalf("a link of scope %s: %d %s", scope, a.status, a.body)
	}
	return strings.TrimPrefix(made.URL, w.URL())
}

// closed fails when a link can be told from one that never was.
func (w world) closed(t *testing.T, paths ...string) {
	t.Helper()
	for _, suffix := range []string{"", ".json"} {
		want := w.call(t, http.MethodGet, "/t/aaaaaaaaaaaaaaaaaaaaaaaaaa"+suffix, nil, nil)
		for _, path := range paths {
			got := w.call(t, http.MethodGet, path+suffix, nil, nil)
			same := maps.EqualFunc(plainHeader(want.header), plainHeader(got.header), func(a, b []string) bool { return slices.Equal(a, b) })
			if got.status != http.StatusNotFound || !same || !bytes.Equal(got.body, want.body) {
				t.Errorf("a closed link gives %d %v %s\nan unknown one %d %v %s", got.status, got.header, got.body, want.status, want.header, want.body)
			}
		}
	}
}

// plainHeader leaves out what differs between any two answers.
func plainHeader(h http.Header) http.Header {
	out := h.Clone()
	for _, name := range []string{"Date", "Apigw-Requestid"} {
		out.Del(name)
	}
	return out
}

// told counts what is stored about a number: facts, and sealed signers.
func (w world) told(t *testing.T, number string) (facts, signers int) {
	t.Helper()
	n, err := w.store().Number(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return len(n.Facts), len(n.Proofs)
}

// namesNobody dumps both tables: nothing personal stands in clear, nothing sealed for the order or its number can be opened any more,
// and nothing was sealed after the erasure.
func (w world) namesNobody(t *testing.T, orderID, number string) {
	t.Helper()
	for _, table := range []string{w.Table, w.KeyTable} {
		err := w.each(t, table, func(item map[string]types.AttributeValue) {
			pk := text(item["pk"])
			for name, value := range item {
				raw := flat(value)
				nameless(t, pk+" "+name, raw)
				if plain, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw[min(1, len(raw)):]))); err == nil {
					nameless(t, pk+" "+name+" inflated", plain)
				}
			}
			if pk == "O#"+orderID && (item["sealed"] != nil || item["lookup"] != nil) {
				t.Errorf("%s still holds sealed data or hashes", pk)
			}
			if strings.HasPrefix(pk, "L#") && text(item["order"]) == orderID {
				t.Errorf("a link to the erased order is left")
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	n, err := w.store().Number(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	nameless(t, "facts", fmt.Appendf(nil, "%+v %+v", n.Facts, n.Claims))
	for _, owner := range []string{"order/" + orderID, "T#" + number} {
		if _, err := w.store().DataKey(t.Context(), owner); fault.KindOf(err) != fault.Gone {
			t.Errorf("the key of %s: %v, want it destroyed", owner, err)
		}
	}
}
