package main

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

// home is where the shoppers of these tests sit.
const home = "198.51.100.7"

// ada is the pointer of the stage's order: it is found with ada@example.com or 53207.
func ada(t testing.TB) store.Pointer {
	t.Helper()
	index, err := secret.Keys{Values: secrets{}, Prefix: "/doorstep/test"}.Lookup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	who := order.Recipient{Email: seal.Hide("ada@example.com"), Postal: seal.Hide("53207")}
	return store.Pointer{OrderID: order.ID("aster", "A-1001"), Lookup: who.Lookup("aster", index)}
}

// newLookup is a stage whose order can be looked up.
func newLookup(t testing.TB) *stage {
	t.Helper()
	s := newStage(t)
	s.orderBy["aster/A-1001"] = ada(t)
	links, err := s.keys.Links(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token := links.Token(order.ID("aster", "A-1001"), link.Owner, 0)
	s.links[link.Hash(token)] = store.Link{Order: order.ID("aster", "A-1001"), Scope: "owner"}
	return s
}

// setBrand changes the stage's brand.
func (s *stage) setBrand(t testing.TB, change func(*brand.Record)) {
	t.Helper()
	r, err := brand.Decode(s.brands["aster"].Record)
	if err != nil {
		t.Fatal(err)
	}
	change(&r)
	encoded, err := brand.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	s.brands["aster"] = store.Brand{ID: "aster", Record: encoded}
}

// post sends a form from an address.
func (s *stage) post(path, address string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-For", "203.0.113.99") // says nothing
	r.RemoteAddr = address
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *stage) find(address, number, proof string) *httptest.ResponseRecorder {
	return s.post("/track", address, "brand", "aster", "order", number, "proof", proof)
}

// whole is an answer as it goes over the wire, byte by byte.
func whole(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	var b bytes.Buffer
	if err := w.Result().Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestForm(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	w := s.get("/track?brand=aster")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "Find my order") || !strings.Contains(w.Body.String(), "Aster &amp; Co") {
		t.Errorf("by brand: %d %s", w.Code, w.Body)
	}
	if w.Header().Get("Set-Cookie") != "" || w.Header().Get("Vary") != "Accept-Encoding, Accept-Language" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "form-action 'self'") {
		t.Errorf("headers %v", w.Header())
	}
	if again := s.get("/track?brand=aster", "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("again: %d", again.Code)
	}
	r := httptest.NewRequest("GET", "https://Track.aster.example/track", nil)
	byHost := httptest.NewRecorder()
	s.ServeHTTP(byHost, r)
	if byHost.Code != 200 || byHost.Body.String() != w.Body.String() {
		t.Errorf("by host: %d %s", byHost.Code, byHost.Body)
	}
	nowhere := s.get("/track")
	for _, path := range []string{"/track?brand=nobody", "/track?brand=a%23b", "/track?brand=" + strings.Repeat("x", 300)} {
		if w := s.get(path); w.Code != 404 || w.Body.String() != nowhere.Body.String() || !strings.Contains(w.Body.String(), "the shop where you bought") {
			t.Errorf("%.30s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestLanguageOfTheForm(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	if got := s.get("/track?brand=aster", "Accept-Language", "tr,de-AT;q=0.9,en;q=0.1").Body.String(); !strings.Contains(got, `lang="de`) {
		t.Errorf("the browser's language: %.200s", got)
	}
	if got := s.get("/track?brand=aster&lang=fr", "Accept-Language", "de").Body.String(); !strings.Contains(got, `lang="fr"`) || !strings.Contains(got, `name="lang" value="fr"`) {
		t.Errorf("the language that was asked for: %.200s", got)
	}
	if w := s.post("/track", home, "brand", "aster", "lang", "fr", "order", "A-1001", "proof", "53207"); !strings.HasSuffix(w.Header().Get("Location"), "?lang=fr") {
		t.Errorf("the language is lost on the way to %q", w.Header().Get("Location"))
	}
	s.setBrand(t, func(r *brand.Record) { r.Locales = []string{"es", "de"} })
	s.clock = s.clock.Add(2 * time.Minute)
	if got := s.get("/track?brand=aster&lang=fr", "Accept-Language", "it").Body.String(); !strings.Contains(got, `lang="es"`) {
		t.Errorf("a language that the brand does not speak: %.200s", got)
	}
}

func TestHit(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string][2]string{
		"e-mail":               {"A-1001", "ada@example.com"},
		"e-mail, from a phone": {" a–1001 ", "Ada @Example.com "},
		"postcode":             {"#A-1001", "53207"},
		"postcode, longer":     {"Ａ－１００１", "53207-1234"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newLookup(t)
			w := s.find(home, typed[0], typed[1])
			path := w.Header().Get("Location")
			if w.Code != 303 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Fatalf("answer %d %v", w.Code, w.Header())
			}
			if page := s.get(path); page.Code != 200 || !strings.Contains(page.Body.String(), "Stoneware mug") {
				t.Errorf("%s opens %d", path, page.Code)
			}
			if log := s.log.String(); strings.Contains(log, "example.com") || strings.Contains(log, "53207") || strings.Contains(log, "1001") || strings.Contains(log, "198.51") || strings.Contains(log, path[3:]) {
				t.Errorf("the log tells who looked what up: %s", log)
			}
		})
	}
}

func TestRotationOfTheLink(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	before := s.find(home, "A-1001", "53207").Header().Get("Location")
	p := s.orderBy["aster/A-1001"]
	p.Rotation = 1
	s.orderBy["aster/A-1001"] = p
	if after := s.find(home, "A-1001", "53207").Header().Get("Location"); after == before {
		t.Error("a rotated link is found as it was")
	}
}

func TestMissesAreAlike(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	s.find(home, "B-7", "x") // the first one of a process reads the brand
	look := func(number, proof string) (string, []string) {
		s.calls = nil
		w := s.find(home, number, proof)
		if w.Code != 404 && w.Code != 303 {
			t.Errorf("%s with %s gives %d", number, proof, w.Code)
		}
		return whole(t, w), s.calls
	}
	want, calls := look("A-1001", "eve@example.com")
	for name, typed := range map[string][2]string{
		"wrong postcode": {"A-1001", "53208"}, "no such order": {"A-9999", "ada@example.com"}, "nor that proof": {"B-1001", "10115"},
	} {
		got, made := look(typed[0], typed[1])
		if got != want {
			t.Errorf("%s: another answer:\n%s", name, cmp.Diff(want, got))
		}
		if diff := cmp.Diff(calls, made); diff != "" {
			t.Errorf("%s: other calls:\n%s", name, diff)
		}
	}
	hit, made := look("A-1001", "53207")
	if diff := cmp.Diff(calls, made); diff != "" || !strings.Contains(hit, "303 See Other") {
		t.Errorf("a hit makes other calls than a miss:\n%s\n%s", diff, hit)
	}
	if diff := cmp.Diff([]string{"OrderPointers", "CountMisses net", "CountMisses num"}, calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestEmptyFields(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields []string
		want   string
	}{
		"nothing":            {[]string{}, `href="#order"`},
		"no order":           {[]string{"order", "", "proof", "53207"}, `href="#order"`},
		"only a sign":        {[]string{"order", "#", "proof", "53207"}, `href="#order"`},
		"no proof":           {[]string{"order", "A-1001"}, `href="#proof"`},
		"an endless order":   {[]string{"order", strings.Repeat("1", 300), "proof", "53207"}, `href="#order"`},
		"an endless proof":   {[]string{"order", "A-1001", "proof", strings.Repeat("1", 300)}, `href="#proof"`},
		"no tracking number": {[]string{"number", " - "}, `href="#number"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newLookup(t)
			s.setBrand(t, func(r *brand.Record) { r.Lookup.ByNumber = true })
			w := s.post("/track?brand=aster", home, c.fields...)
			if w.Code != 422 || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("answer %d, without %s", w.Code, c.want)
			}
			if slices.ContainsFunc(s.calls, func(call string) bool { return call != "Brand" }) {
				t.Errorf("calls %v", s.calls)
			}
		})
	}
	s := newLookup(t)
	r := httptest.NewRequest("POST", "/track?brand=aster", strings.NewReader("order="+strings.Repeat("1", 20_000)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 422 {
		t.Errorf("a body of 20 kB gives %d", w.Code)
	}
}

func TestWhoeverGuessesIsLimited(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	for i := range 5 {
		if w := s.find(fmt.Sprintf("203.0.%d.7", i), "A-1001", fmt.Sprint("guess", i)); w.Code != 404 {
			t.Fatalf("guess %d gives %d", i, w.Code)
		}
	}
	limited := s.find("203.0.200.7", "A-1001", "guess")
	if limited.Code != 429 || limited.Header().Get("Retry-After") != "900" || !strings.Contains(limited.Body.String(), "15 minutes") {
		t.Fatalf("the sixth guess gives %d %v", limited.Code, limited.Header())
	}
	want := whole(t, limited)
	for name, w := range map[string]*httptest.ResponseRecorder{
		"the right pair": s.find("203.0.201.7", "A-1001", "ada@example.com"), "in another spelling": s.find("203.0.202.7", "#a-1001", "53207"),
	} {
		if diff := cmp.Diff(want, whole(t, w)); diff != "" {
			t.Errorf("%s: another answer over the limit: %s", name, diff)
		}
	}
	s.orderBy["aster/A-1002"] = s.orderBy["aster/A-1001"]
	if w := s.find("203.0.203.7", "A-1002", "53207"); w.Code != 303 {
		t.Errorf("another order gives %d", w.Code)
	}
	s.clock = s.clock.Add(15 * time.Minute)
	if w := s.find("203.0.204.7", "A-1001", "53207"); w.Code != 303 {
		t.Errorf("the next window gives %d", w.Code)
	}
}

func TestWhoeverTriesNumbersIsLimited(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	for i := range 300 { // everybody in one office looks up their order
		if w := s.find("192.0.2.10", "A-1001", "53207"); w.Code != 303 {
			t.Fatalf("hit %d gives %d", i, w.Code)
		}
	}
	for i := range 40 {
		if w := s.find(fmt.Sprintf("192.0.2.%d", i), fmt.Sprint("B-", i), "53207"); w.Code != 404 {
			t.Fatalf("miss %d gives %d", i, w.Code)
		}
	}
	if w := s.find("192.0.2.250", "C-1", "53207"); w.Code != 429 {
		t.Errorf("miss 41 of a network gives %d", w.Code)
	}
	if w := s.find("192.0.2.251", "A-1001", "53207"); w.Code != 429 {
		t.Errorf("the right pair from that network gives %d", w.Code)
	}
	if w := s.find("192.0.3.10", "A-1001", "53207"); w.Code != 303 {
		t.Errorf("its neighbour gets %d", w.Code)
	}
}

// Ten thousand wrong lookups from as many networks, half of them at an order that is there, find nothing, look alike and are limited.
func TestTenThousandGuesses(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	codes := map[int]int{}
	bodies := map[string]bool{}
	guesses := 10_000
	if testing.Short() { // as in TestTenThousandGuessesTellNothing
		guesses = 1_000
	}
	for i := range guesses {
		number := "A-1001"
		if i%2 == 1 {
			number = "A-4004"
		}
		w := s.find(fmt.Sprintf("%d.%d.%d.1", 1+i>>16, i>>8&255, i&255), number, fmt.Sprintf("%05d", 10_000+i))
		codes[w.Code]++
		bodies[whole(t, w)] = true
		s.clock = s.clock.Add(10 * time.Millisecond)
	}
	if codes[404] != 10 || codes[429] != guesses-10 || len(bodies) != 2 {
		t.Errorf("answers %v of %d kinds, want 5 misses for each of the two numbers and else 429", codes, len(bodies))
	}
}

func TestLimitsFailClosed(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"OrderPointers", "CountMisses net", "CountMisses num"} {
		s := newLookup(t)
		s.fail[method] = fault.New(fault.Throttled, "DynamoDB is busy")
		hit, miss := s.find(home, "A-1001", "53207"), s.find(home, "A-9", "53207")
		if hit.Code != 429 || whole(t, hit) != whole(t, miss) || !strings.Contains(hit.Body.String(), "Back in a moment") {
			t.Errorf("%s fails: %d and %d", method, hit.Code, miss.Code)
		}
	}
	s := newLookup(t)
	s.fail["Brand"] = fault.New(fault.Unavailable, "away")
	if w := s.find(home, "A-1001", "53207"); w.Code != 503 {
		t.Errorf("without the brand: %d", w.Code)
	}
}

func TestLookupByNumber(t *testing.T) {
	t.Parallel()
	on := func(r *brand.Record) { r.Lookup.ByNumber = true }
	s := newLookup(t)
	s.setBrand(t, on)
	s.brands["other"] = store.Brand{ID: "other", Record: []byte(`{"version":1,"name":"Other","lookup":{"by_number":true}}`)}
	w := s.post("/track", home, "brand", "aster", "number", "1z 999 aa1 01-2345-6784")
	got := w.Body.String()
	if w.Code != 200 || !strings.Contains(got, "Delivered") || !strings.Contains(got, "Louisville") || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("a parcel of the brand gives %d %s", w.Code, got)
	}
	for _, never := range []string{"A-1001", "Stoneware", "Tea", "21 Nov 2026 promised", "/gift", "/s/", "/t/", "Ground", "Canary", "40202", "PARIS", order.ID("aster", "A-1001")} {
		if strings.Contains(got, never) {
			t.Errorf("the page of a number shows %q", never)
		}
	}
	s.calls = nil
	miss := s.post("/track", home, "brand", "aster", "number", "1Z999AA10123456785")
	want := whole(t, miss)
	if miss.Code != 404 || !slices.Equal(s.calls, []string{"Numbers", "CountMisses net", "CountMisses num"}) {
		t.Errorf("an unknown number: %d with calls %v", miss.Code, s.calls)
	}
	n := s.numbers[ups]
	for name, change := range map[string]func(*store.ClaimState){
		"another brand's": func(c *store.ClaimState) { c.Brand = "other" }, "taken back": func(c *store.ClaimState) { c.Released = true },
	} {
		claim := n.Claims[0]
		change(&claim)
		s.numbers[ups] = store.Number{Number: ups, Facts: n.Facts, Claims: []store.ClaimState{claim}}
		if got := whole(t, s.post("/track", home, "brand", "aster", "number", ups)); got != want {
			t.Errorf("a number that is %s: %s", name, cmp.Diff(want, got))
		}
	}
	s.numbers[ups] = n
	s.setBrand(t, func(r *brand.Record) { r.Lookup.ByNumber = false })
	s.clock = s.clock.Add(time.Minute)
	off := s.post("/track", home, "brand", "aster", "number", ups)
	unknown := s.post("/track", home, "brand", "aster", "number", "1Z999AA10123456785")
	if off.Code != 404 || whole(t, off) != whole(t, unknown) {
		t.Errorf("switched off: %d", off.Code)
	}
}

func TestNumbersAreLimited(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	s.setBrand(t, func(r *brand.Record) { r.Lookup.ByNumber = true })
	for i := range 41 {
		if w := s.post("/track", home, "brand", "aster", "number", fmt.Sprint("1Z", i)); (w.Code == 404) != (i < 40) {
			t.Fatalf("miss %d gives %d", i+1, w.Code)
		}
	}
	if w := s.post("/track", home, "brand", "aster", "number", ups); w.Code != 429 {
		t.Errorf("after 41 misses: %d", w.Code)
	}
}
