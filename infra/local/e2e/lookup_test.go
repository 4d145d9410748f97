package e2e

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// once sends a form and follows nowhere; again when the API itself says that this is too fast for it. What the API adds to every answer,
// and the time, are left out.
func (w world) once(t *testing.T, path string, fields ...string) answer {
	t.Helper()
	return w.onceThrough(t, client.Transport, path, fields...)
}

func (w world) onceThrough(t *testing.T, through http.RoundTripper, path string, fields ...string) (said answer) {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	w.eventually(t, func() (err error) {
		said, err = w.post(t, through, path, http.Header{}, form)
		return err
	})
	return said
}

// post sends a form through a transport.
func (w world) post(t *testing.T, through http.RoundTripper, path string, header http.Header, form url.Values) (answer, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	request.Header = header.Clone()
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := through.RoundTrip(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body) // compressed, if the caller asked for that
	if err == nil && response.StatusCode == http.StatusTooManyRequests && response.Header.Get("Content-Type") == "application/json" {
		err = errors.New("the API throttles")
	}
	return answer{response.StatusCode, plainHeader(response.Header), body}, err
}

// A shopper without the link finds the order by what they know; whoever only guesses learns nothing and is stopped.
func TestAShopperFindsAnOrderWithoutItsLink(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z999AA10123456784", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:4]}
	path, _ := w.register(t, "L-1001", orderOf(begin, [2]string{"ups", p.Number}))
	for i := range p.Life {
		w.push(t, "ups", pushFor(t, "ups", p, i))
	}
	w.until(t, path, status(0, "in_transit", 4))

	form := w.call(t, http.MethodGet, "/track?brand="+demo.Brand, nil, nil)
	for _, want := range []string{`action="/track"`, `name="order"`, `name="proof"`, `name="number"`, "Aster &amp; Pine"} {
		if form.status != http.StatusOK || !strings.Contains(string(form.body), want) {
			t.Errorf("the form gave %d without %s", form.status, want)
		}
	}
	find := func(number, proof string) answer {
		return w.once(t, "/track", "brand", demo.Brand, "order", number, "proof", proof)
	}
	for _, typed := range [][2]string{{"L-1001", "quinn.canary@example.com"}, {" #l–1001", "Quinn.Canary@Example.com "}, {"L-1001", "53207"}, {"L-1001", "53207-0001"}} {
		if a := find(typed[0], typed[1]); a.status != http.StatusSeeOther || a.header.Get("Location") != path {
			t.Errorf("%q with %q gave %d to %q, not to %q", typed[0], typed[1], a.status, a.header.Get("Location"), path)
		}
	}

	wrong, none := find("L-1001", "guess@example.com"), find("L-1002", "guess@example.com")
	if wrong.status != http.StatusNotFound || !strings.Contains(string(wrong.body), "Nothing was found") {
		t.Errorf("a miss gave %d %.300s", wrong.status, wrong.body)
	}
	if diff := cmp.Diff(wrong, none, cmp.AllowUnexported(answer{})); diff != "" {
		t.Errorf("the two misses differ:\n%s", diff)
	}

	way := w.once(t, "/track", "brand", demo.Brand, "number", "1z 999 aa1 01-2345 6784")
	if way.status != http.StatusOK || !strings.Contains(string(way.body), "On its way") {
		t.Errorf("a tracking number gave %d %.2000s", way.status, way.body)
	}
	for _, never := range []string{"L-1001", "Mug", path, "anary", "53207"} {
		if strings.Contains(string(way.body), never) {
			t.Errorf("the page of a tracking number tells %q", never)
		}
	}
	if a := w.once(t, "/track", "brand", demo.Brand, "number", "1Z999AA10123456785"); a.status != http.StatusNotFound {
		t.Errorf("a tracking number of nobody gave %d", a.status)
	}

	limited := answer{}
	for range 12 { // five in a window, and the next window may begin meanwhile
		if limited = find("L-1001", "guess"); limited.status == http.StatusTooManyRequests {
			break
		}
	}
	if limited.status != http.StatusTooManyRequests || limited.header.Get("Retry-After") != "900" {
		t.Errorf("guess after guess gave %d %v", limited.status, limited.header)
	}
	if a := w.call(t, http.MethodGet, path, nil, nil); a.status != http.StatusOK {
		t.Errorf("the link of an order that somebody guesses at gave %d", a.status)
	}
	w.present(t, path)
	for _, typed := range []string{"anary@", "53207", "L-1001", "l–1001", "guess"} {
		if bytes.Contains(w.log.all(), []byte(typed)) {
			t.Errorf("the log holds %q", typed)
		}
	}
	w.sound(t)
}

// present makes the link for the recipient of a present from an owner's page.
func (w world) present(t *testing.T, path string) {
	t.Helper()
	made := w.once(t, path+"/gift")
	if made.status != http.StatusSeeOther || made.header.Get("Location") != path+"?gift=1#gift" {
		t.Fatalf("a gift link gave %d to %q", made.status, made.header.Get("Location"))
	}
	shown := w.call(t, http.MethodGet, path+"?gift=1", nil, nil)
	_, rest, _ := strings.Cut(string(shown.body), `value="`+w.URL()+"/t/")
	token, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatalf("the page shows no gift link: %.3000s", shown.body)
	}
	gift := w.call(t, http.MethodGet, "/t/"+token, nil, nil)
	if gift.status != http.StatusOK || strings.Contains(string(gift.body), "Mug") || strings.Contains(string(gift.body), "/gift") {
		t.Errorf("the gift link gave %d", gift.status)
	}
	if a := w.once(t, "/t/"+token+"/gift"); a.status != http.StatusNotFound {
		t.Errorf("a gift link makes gift links: %d", a.status)
	}
}
