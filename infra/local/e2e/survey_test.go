package e2e

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// send posts a form as a browser does from our own page, and follows to the page that answers.
func (w world) send(path string, form url.Values) (answer, error) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {"null"}, "Sec-Fetch-Site": {"same-origin"}}
	return w.try(http.MethodPost, path, header, []byte(form.Encode()))
}

func (w world) mustSend(t *testing.T, path string, form url.Values, want string) {
	t.Helper()
	a, err := w.send(path, form)
	if err != nil {
		t.Fatal(err)
	}
	if a.status != http.StatusOK || !strings.Contains(string(a.body), want) {
		t.Errorf("%v to %s gave %d without %q:\n%.1500s", form, path, a.status, want, a.body)
	}
}

// attention is the merchant's list, by kind of case or "number".
func (w world) attention(t *testing.T) []string {
	t.Helper()
	page, err := w.store().Attention(t.Context(), demo.Brand, time.Time{}, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	kinds := []string{}
	for _, e := range page.Entries {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func (w world) surveyed(t *testing.T, want store.CellSums) {
	t.Helper()
	got, err := w.store().SurveySums(t.Context(), demo.Brand, want.Cell.Week)
	if diff := cmp.Diff([]store.CellSums{want}, got); err != nil || diff != "" {
		t.Errorf("sums, %v (-want +got):\n%s", err, diff)
	}
}

// A shopper rates a delivery on the page's form, thinks better of it, and says that something is missing.
func TestAShopperRatesAndReports(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-60 * time.Hour)
	ups := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	path, _ := w.register(t, "9001", orderOf(begin, [2]string{"ups", ups.Number}))
	form := "/s/" + strings.TrimPrefix(path, "/t/")
	if a := w.call(t, http.MethodGet, form, nil, nil); a.status != http.StatusOK || strings.Contains(string(a.body), `name="score"`) {
		t.Errorf("before delivery the form gave %d:\n%.800s", a.status, a.body)
	}
	w.pushLife(t, ups)
	w.until(t, path, status(0, "delivered", len(ups.Life)))

	order := order.ID(demo.Brand, "9001")
	shipment := w.order(t, http.MethodGet, "9001", nil, 200).Shipments[0].ID
	for _, look := range []string{"", "?score=5", "?score=1&shipment=" + shipment} { // as programs that look through mail do
		a := w.call(t, http.MethodGet, form+look, nil, nil)
		if n := strings.Count(string(a.body), `name="score"`); a.status != http.StatusOK || n != survey.Best || bytes.Contains(a.body, []byte("<script")) {
			t.Errorf("the form gave %d with %d scores:\n%.800s", a.status, n, a.body)
		}
	}
	if votes, err := w.store().Votes(t.Context(), order); err != nil || len(votes) != 0 {
		t.Fatalf("looking voted: %v, %v", votes, err)
	}

	var taps sync.WaitGroup
	for range 20 {
		taps.Go(func() {
			if a, err := w.send(form, url.Values{"shipment": {shipment}, "score": {"2"}}); err != nil || a.status != http.StatusOK {
				t.Errorf("a tap gave %d, %v", a.status, err)
			}
		})
	}
	taps.Wait()
	votes, err := w.store().Votes(t.Context(), order)
	if err != nil || votes[shipment].Vote.Score != 2 || votes[shipment].Version != 1 {
		t.Fatalf("votes after 20 taps: %+v, %v", votes, err)
	}
	want := store.CellSums{Cell: votes[shipment].Vote.Cell, Sums: survey.Sums{Scores: [survey.Best]int64{1: 1}, Low: 1}}
	w.surveyed(t, want)
	if want.Cell.Carrier != "ups" || !strings.HasPrefix(want.Cell.Region, "US") || strings.Contains(want.Cell.Region, "53207") {
		t.Errorf("it is counted under %+v", want.Cell)
	}
	if diff := cmp.Diff([]string{survey.LowScore}, w.attention(t)); diff != "" {
		t.Errorf("attention after a low score:\n%s", diff)
	}

	const secret = "canary words about the driver"
	more := url.Values{"shipment": {shipment}, "reason": {"late"}, "comment": {secret}, "tracking": {"4"}}
	w.mustSend(t, form, more, "Your comment is saved")
	w.mustSend(t, form, more, "Your answer: 2 of 5")
	w.mustSend(t, form, url.Values{"shipment": {shipment}, "score": {"5"}}, "Your answer: 5 of 5")
	want.Sums = survey.Sums{Scores: [survey.Best]int64{4: 1}, Tracking: [survey.Best]int64{3: 1}}
	w.surveyed(t, want)
	if diff := cmp.Diff([]string{}, w.attention(t)); diff != "" {
		t.Errorf("attention after the score was raised:\n%s", diff)
	}
	if a := w.call(t, http.MethodGet, form, nil, nil); bytes.Contains(a.body, []byte(secret)) {
		t.Error("the form shows the comment to whoever has the link")
	}
	w.reports(t, form+"/report", shipment)
	w.strangers(t, form, order)
	nameless(t, "log", w.log.all())
	if err := w.each(t, w.Table, func(item map[string]types.AttributeValue) {
		for name, value := range item {
			nameless(t, text(item["pk"])+" "+text(item["sk"])+" "+name, flat(value))
		}
	}); err != nil {
		t.Error(err)
	}
}

// reports says twice in a row that the parcel is not there.
func (w world) reports(t *testing.T, form, shipment string) {
	t.Helper()
	a := w.call(t, http.MethodGet, form+"?kind=not_received&shipment="+shipment, nil, nil)
	if !strings.Contains(string(a.body), "Ask your neighbours") || !strings.Contains(string(a.body), `value="not_received" checked`) {
		t.Errorf("the form gave %d without advice:\n%.1500s", a.status, a.body)
	}
	for range 2 {
		w.mustSend(t, form, url.Values{"shipment": {shipment}, "kind": {survey.NotReceived}, "comment": {"canary: nothing in the porch"}}, "has your message")
	}
	if diff := cmp.Diff([]string{survey.NotReceived}, w.attention(t)); diff != "" {
		t.Errorf("attention after a report:\n%s", diff)
	}
	c, err := w.store().Case(t.Context(), order.ID(demo.Brand, "9001"), shipment, survey.NotReceived)
	if err != nil || c.Case.Times != 1 || len(c.Comment) == 0 || bytes.Contains(c.Comment, []byte("canary")) {
		t.Errorf("the case is %+v, %v", c.Case, err)
	}
	if a, err := w.send(form, url.Values{"kind": {"<b>"}, "comment": {"kept"}}); err != nil || a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), ">kept</textarea>") {
		t.Errorf("a bad report gave %d, %v:\n%.1500s", a.status, err, a.body)
	}
}

// strangers have other links, or other pages.
func (w world) strangers(t *testing.T, form, order string) {
	t.Helper()
	missing := w.call(t, http.MethodGet, "/s/"+strings.Repeat("a", link.TokenLength), nil, nil)
	if missing.status != http.StatusNotFound {
		t.Errorf("a link that nobody made gave %d", missing.status)
	}
	for i, scope := range []link.Scope{link.Gift, link.Support} {
		token := strings.Repeat(string(rune('c'+i)), link.TokenLength-1) + "a"
		if err := w.store().PutLink(t.Context(), store.Link{Hash: link.Hash(token), Order: order, Scope: string(scope)}); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/s/" + token, "/s/" + token + "/report"} {
			if a := w.call(t, http.MethodGet, path, nil, nil); a.status != missing.status || !bytes.Equal(a.body, missing.body) {
				t.Errorf("a %s link gave another answer at %s: %d", scope, path[27:], a.status)
			}
			if a, err := w.send(path, url.Values{"score": {"1"}}); err != nil || a.status != missing.status || !bytes.Equal(a.body, missing.body) {
				t.Errorf("a %s link may send to %s: %d, %v", scope, path[27:], a.status, err)
			}
		}
	}
	foreign := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}
	if a := w.call(t, http.MethodPost, form, foreign, []byte("score=1")); a.status != http.StatusForbidden {
		t.Errorf("another site's form gave %d", a.status)
	}
	if a := w.call(t, http.MethodPost, form, nil, bytes.Repeat([]byte("a"), 20<<10)); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("20 kB gave %d", a.status)
	}
}
