package main

import (
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
	"doorstep/shared/store"
)

// Ten thousand wrong lookups from as many networks, spread over so many numbers that no limit helps to find them alike: half of the
// numbers are orders. Every answer of a way of asking is the same to the byte, headers included, and takes the same calls.
func TestTenThousandGuessesTellNothing(t *testing.T) {
	t.Parallel()
	numbers := 2_500
	if testing.Short() { // under the race detector, which has seen all there is to see by then
		numbers = 100
	}
	s := newLookup(t)
	known := s.orderBy["aster/A-1001"]
	for i := range numbers {
		if i%2 == 0 {
			s.orderBy[fmt.Sprintf("aster/G-%d", i)] = known
		}
	}
	for i, way := range []struct {
		name, host, encoding, accept string
		form                         url.Values
	}{
		{"plain", "example.com", "", "", url.Values{"brand": {"aster"}}},
		{"compressed", "example.com", "gzip", "de", url.Values{"brand": {"aster"}}},
		{"in a language", "example.com", "", "", url.Values{"brand": {"aster"}, "lang": {"ar"}}},
		{"on the brand's host", "track.aster.example", "br, gzip", "ja,en;q=0.1", url.Values{}},
	} {
		var want string
		var calls []string
		for n := range numbers {
			form := url.Values{"order": {fmt.Sprintf("G-%d", n)}, "proof": {fmt.Sprintf("%05d", 10_000+n)}}
			for name, values := range way.form {
				form[name] = values
			}
			r := httptest.NewRequest("POST", "https://"+way.host+"/track", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Accept-Encoding", way.encoding)
			r.Header.Set("Accept-Language", way.accept)
			r.RemoteAddr = fmt.Sprintf("%d.%d.%d.1", 1+i, n>>8&255, n&255)
			s.calls = nil
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			made := slices.DeleteFunc(s.calls, func(call string) bool { return call == "Brand" || call == "HostBrand" }) // once a minute, whatever is asked
			got := whole(t, w)
			if n == 0 {
				want, calls = got, made
			}
			if w.Code != 404 || got != want || !slices.Equal(made, calls) || len(made) != 3 {
				t.Fatalf("%s: guess %d (order there: %v) gives %d with calls %v, the first had %v:\n%s", way.name, n, n%2 == 0, w.Code, made, calls, cmp.Diff(want, got))
			}
		}
	}
	if w := s.find(home, "A-1001", "53207"); w.Code != 303 {
		t.Errorf("the shopper gets %d", w.Code)
	}
	if log := s.log.String(); strings.Contains(log, "G-1") || strings.Contains(log, "10001") {
		t.Error("the log tells what was guessed")
	}
}

// However a number is spelled, its order is found by five guesses less: no spelling has misses of its own.
func TestSpellingsStretchNoLimit(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	s.orderBy["aster/kiki-7"] = s.orderBy["aster/A-1001"]
	missed := 0
	for _, typed := range []string{
		"kiki-7", "KIKI-7", "#Kiki-7", "\u212aiki-7", "ki\u212ai-7", "k\u0130ki-7", "\u212a\u0130\u212a\u0130-7", "ｋｉｋｉ－７", "ki\u200bki-7", "k i k i - 7", "#№kiki–7", "kıkı-7",
	} {
		if w := s.find(home, typed, "guess"); w.Code == 404 {
			missed++
		}
	}
	if missed > 6 { // "kıkı" is another number
		t.Errorf("%d guesses were let through at one number", missed)
	}
}

// Bodies that no form of ours sends find nothing, read nothing, and cost nothing.
func TestOddForms(t *testing.T) {
	t.Parallel()
	var parts strings.Builder
	m := multipart.NewWriter(&parts)
	for name, value := range map[string]string{"brand": "aster", "order": "A-1001", "proof": "53207"} {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	const good = "brand=aster&order=A-1001&proof=53207"
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		kind, query, body string
		want              int
	}{
		"as it is meant":            {form, "", good, 303},
		"several orders":            {form, "", "order=A-1001&order=B-2&proof=53207&proof=x&brand=aster&brand=other", 303}, // the first of each
		"the first one counts":      {form, "", "order=B-2&order=A-1001&proof=53207&brand=aster", 404},
		"both forms at once":        {form, "", good + "&number=" + ups, 303},
		"fields in the query":       {form, "?brand=aster&order=A-1001&proof=53207", "", 422},
		"proof in the query":        {form, "?proof=53207", "brand=aster&order=A-1001", 422},
		"several parts":             {m.FormDataContentType(), "?brand=aster", parts.String(), 422},
		"JSON":                      {"application/json", "?brand=aster", `{"order":"A-1001","proof":"53207"}`, 422},
		"without a type":            {"", "?brand=aster", good, 303},
		"a broken escape":           {form, "?brand=aster", good + "&x=%zz", 422},
		"a broken query":            {form, "?brand=aster&x=%zz", good, 303}, // nothing of the form is in it
		"thousands of fields":       {form, "?brand=aster", strings.Repeat("a&", 4000) + good, 303},
		"more than a form may have": {form, "?brand=aster", strings.Repeat("a&", 4096) + good, 422},
		"nothing":                   {form, "?brand=aster", "", 422},
		"a zero byte":               {form, "", "brand=aster&order=A-1001%00&proof=53207", 303}, // invisible, as a copied text may be
		"another brand's key":       {form, "", "brand=aster%23A-1001&order=A-1001&proof=53207", 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newLookup(t)
			r := httptest.NewRequest("POST", "/track"+c.query, strings.NewReader(c.body))
			if c.kind != "" {
				r.Header.Set("Content-Type", c.kind)
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			reads := slices.Contains(s.calls, "OrderPointers")
			if w.Code != c.want || reads != (c.want == 303 || c.want == 404 && !strings.Contains(c.body, "%23")) {
				t.Errorf("answer %d, want %d; calls %v", w.Code, c.want, s.calls)
			}
			if at := w.Header().Get("Location"); (c.want == 303) != (at != "") || at != "" && !strings.HasPrefix(at, "/t/") {
				t.Errorf("leads to %q", at)
			}
		})
	}
}

// What can be proved by nothing, nothing proves.
func TestNoProofIsNoProof(t *testing.T) {
	t.Parallel()
	for _, proof := range []string{"-", "- -", "mailto:", "@", "#", "。", "\u200b", "--------", "null", "undefined", "0", "*", "%"} {
		s := newLookup(t)
		if w := s.find(home, "A-1001", proof); w.Code == 303 {
			t.Errorf("%q opens the order", proof)
		}
		bare := s.orderBy["aster/A-1001"]
		bare.Lookup = nil
		s.orderBy["aster/A-1001"] = bare
		if w := s.find(home, "A-1001", proof); w.Code == 303 {
			t.Errorf("%q opens an order of which no proof is known", proof)
		}
	}
}

// What a reader's browser sends along does not end up in what it gets.
func TestNothingIsRepeated(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	long := strings.Repeat("zz-", 2_700)
	want := s.get("/t/" + owner).Body.Len()
	for name, w := range map[string]*httptest.ResponseRecorder{
		"a language":   s.get("/t/" + owner + "?lang=" + long),
		"a header":     s.get("/t/"+owner, "Accept-Language", long, "User-Agent", long, "Origin", long, "Referer", long, "X-Forwarded-Host", "evil.example"),
		"a parameter":  s.get("/t/" + owner + "?gift=&x=" + long),
		"the calendar": s.get("/t/" + owner + "/calendar.ics?lang=" + long + "&parcel=" + long),
		"the form":     s.get("/track?brand=aster&lang=" + long),
	} {
		if got := w.Body.String(); strings.Contains(got, "zz-zz") || strings.Contains(got, "evil.example") || len(got) > want+100 {
			t.Errorf("%s: %d with %d bytes, %d without it", name, w.Code, len(got), want)
		}
	}
	if w := s.post("/t/"+owner+"/gift?lang="+long, home); strings.Contains(w.Header().Get("Location"), "zz-zz") {
		t.Errorf("the way back is %.100q", w.Header().Get("Location"))
	}
}

// A brand's key, an order's number and the counts of its misses lie apart, whatever they are called.
func TestBrandsAreApart(t *testing.T) {
	t.Parallel()
	s := newLookup(t)
	s.brands["other"] = store.Brand{ID: "other", Record: []byte(`{"version":1,"name":"Other"}`)}
	for range 6 {
		s.post("/track", home, "brand", "other", "order", "A-1001", "proof", "53208")
	}
	if w := s.post("/track", home, "brand", "other", "order", "A-1001", "proof", "53207"); w.Code != 429 {
		t.Errorf("guesses at another brand's number give %d", w.Code)
	}
	if w := s.find(home, "A-1001", "53207"); w.Code != 303 {
		t.Errorf("they lock out this brand's: %d", w.Code)
	}
}

// A merchant's names of lines and addresses go to programs as they go to people: without what hides or reorders.
func TestHostileItemsInTheDocument(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	hidden := strings.NewReplacer(`"id":"a"`, `"id":"a\u202eb"`, "https://aster.example/mug", `https://aster.example/\u202egpj.\u200bexe`).Replace(body)
	stored, err := order.Encode(testOrder(t, hidden))
	if err != nil {
		t.Fatal(err)
	}
	o := s.orders[order.ID("aster", "A-1001")]
	o.Body = stored
	s.orders[o.ID] = o
	got := s.get("/t/" + owner + ".json").Body.String()
	if strings.ContainsAny(got, "\u202e\u200b") || strings.Count(got, `"id":"ab"`) != 2 || strings.Contains(got, "exe") {
		t.Errorf("%s", got)
	}
}
