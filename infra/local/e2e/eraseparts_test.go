package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"doorstep/shared/carrier/carriersim"
)

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

// nobodys is the token of a link that never was.
const nobodys = "aaaaaaaaaaaaaaaaaaaaaaaaaa"

// closed fails when a link can be told from one that never was: as a page, as data, as a calendar, as a survey or a report.
func (w world) closed(t *testing.T, paths ...string) {
	t.Helper()
	for _, form := range [][2]string{{"/t/", ""}, {"/t/", ".json"}, {"/t/", "/calendar.ics"}, {"/s/", ""}, {"/s/", "/report"}} {
		want := w.call(t, http.MethodGet, form[0]+nobodys+form[1], nil, nil)
		for _, path := range paths {
			got := w.call(t, http.MethodGet, form[0]+strings.TrimPrefix(path, "/t/")+form[1], nil, nil)
			same := maps.EqualFunc(plainHeader(want.header), plainHeader(got.header), func(a, b []string) bool { return slices.Equal(a, b) })
			if got.status != http.StatusNotFound || !same || !bytes.Equal(got.body, want.body) {
				t.Errorf("a closed link %s gives %d %v %s\nan unknown one %d %v %s", form, got.status, got.header, got.body, want.status, want.header, want.body)
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

// pushSaid pushes a scan of UPS with other words than its own.
func (w world) pushSaid(t *testing.T, p carriersim.Parcel, i int, words string) {
	t.Helper()
	push := pushFor(t, "ups", p, i)
	var m map[string]any
	if err := json.Unmarshal(push.Body, &m); err != nil {
		t.Fatal(err)
	}
	m["activityStatus"].(map[string]any)["description"] = words
	push.Body = encode(t, m)
	w.push(t, "ups", push)
}

// export gives all that is held about an order of a brand, readable.
func (w world) exported(t *testing.T, brand, number, key string) string {
	t.Helper()
	a := w.call(t, http.MethodGet, "/v1/orders/"+brand+"/"+number+"/export", http.Header{"Authorization": {"Bearer " + key}}, nil)
	if a.status != http.StatusOK {
		t.Fatalf("the export of %s gives %d %s", number, a.status, a.body)
	}
	return string(a.body)
}
