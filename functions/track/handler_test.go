package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

var update = flag.Bool("update", false, "write the goldens anew")

func TestDocument(t *testing.T) {
	t.Parallel()
	for name, token := range map[string]string{"owner": owner, "gift": gift} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newStage(t).get("/t/" + token + ".json")
			if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
				t.Fatalf("answer %d %v", w.Code, w.Header())
			}
			var got bytes.Buffer
			if err := json.Indent(&got, w.Body.Bytes(), "", "  "); err != nil {
				t.Fatal(err)
			}
			path := "testdata/" + name + ".json"
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("document differs (-want +got; write anew with -update):\n%s", diff)
			}
		})
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	w := newStage(t).get("/t/" + owner)
	got := w.Body.String()
	for _, want := range []string{"Order A-1001", "Parcel 1 of 2", "Delivered", "Waiting for the carrier", "Stoneware mug", "Aster &amp; Co", "UPS", "help@aster.example"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	for _, never := range []string{"Canary", "10101", "40202", "PARIS", "earlier life", "12.90", "1290", "<script", "http://"} {
		if strings.Contains(got, never) {
			t.Errorf("the page shows %q", never)
		}
	}
	for header, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-cache",
	} {
		if got := w.Header().Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") {
		t.Errorf("policy %q", policy)
	}
}

func TestGiftShowsNoContents(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, path := range []string{"/t/" + gift, "/t/" + gift + ".json"} {
		got := s.get(path).Body.String()
		for _, never := range []string{"Stoneware", "MUG-1", "Tea", "1290", "USD", "40202"} {
			if strings.Contains(got, never) {
				t.Errorf("%s shows %q", path, never)
			}
		}
		if !strings.Contains(got, "Louisville") && !strings.Contains(got, "LOUISVILLE") {
			t.Errorf("%s shows no progress", path)
		}
	}
}

func TestWhatOpensNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, form := range []string{"", ".json"} {
		want := s.get("/t/" + strings.Repeat("z", 26) + form).Body.String()
		for name, token := range map[string]string{
			"unknown": "daaaaaaaaaaaaaaaaaaaaaaaaa", "of an order that is gone": dangling, "too short": "abc", "no base32": strings.Repeat("0", 26), "a path": "..%2F..%2Fetc",
		} {
			w := s.get("/t/" + token + form)
			if w.Code != 404 || w.Body.String() != want || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("token %s%s: %d %q, others get %q", name, form, w.Code, w.Body, want)
			}
		}
	}
	if w := s.get("/elsewhere"); w.Code != 404 {
		t.Errorf("another path gives %d", w.Code)
	}
	if log := s.log.String(); strings.Contains(log, "ERROR") || strings.Contains(log, "daaaaaaaaaaaaa") {
		t.Errorf("the log holds an error or a token: %s", log)
	}
}

func TestWhenTheTableIsDown(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Link", "Order", "Numbers"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.fail[method] = fault.New(fault.Unavailable, "DynamoDB is away")
			page, data := s.get("/t/"+owner), s.get("/t/"+owner+".json")
			if page.Code != 503 || !strings.Contains(page.Body.String(), "Back in a moment") || data.Code != 503 {
				t.Errorf("answers %d and %d", page.Code, data.Code)
			}
			if strings.Contains(page.Body.String()+data.Body.String(), "DynamoDB") || !strings.Contains(s.log.String(), "DynamoDB is away") {
				t.Error("the cause belongs into the log, not onto the page")
			}
		})
	}
}

func TestNotModified(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/t/" + owner, "/t/" + owner + ".json"} {
		s := newStage(t)
		etag := s.get(path).Header().Get("ETag")
		for name, header := range map[string]string{"the same": etag, "strong": strings.TrimPrefix(etag, "W/"), "in a list": `"x", ` + etag, "any": "*"} {
			w := s.get(path, "If-None-Match", header)
			if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != etag || w.Header().Get("Content-Security-Policy") == "" {
				t.Errorf("%s, %s: %d with %d bytes", path, name, w.Code, w.Body.Len())
			}
		}
		n := s.numbers[ups]
		n.Facts, _ = shipment.Merge(n.Facts, []shipment.Fact{scan("ups", shipment.Exception, "damaged", "2026-11-21T15:00:00", "Damage reported", "LOUISVILLE")})
		s.numbers[ups] = n
		if w := s.get(path, "If-None-Match", etag); w.Code != 200 || w.Header().Get("ETag") == etag {
			t.Errorf("%s: a new scan gives %d", path, w.Code)
		}
	}
}

func TestATimeAloneChangesThePage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	n := s.numbers[ups]
	n.Facts = n.Facts[:2] // until it moves
	s.numbers[ups] = n
	before := s.get("/t/" + owner + ".json")
	s.clock = s.clock.AddDate(0, 0, 20)
	after := s.get("/t/"+owner+".json", "If-None-Match", before.Header().Get("ETag"))
	if after.Code != 200 || !strings.Contains(after.Body.String(), `"tracking_state":"stale"`) {
		t.Errorf("three weeks of silence give %d %s", after.Code, after.Body)
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	plain := s.get("/t/" + owner)
	for header, want := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "GZIP": true, "": false, "br": false, "gzip;q=0": false, "x-gzip": false,
	} {
		w := s.get("/t/"+owner, "Accept-Encoding", header)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("%q gives gzip: %v", header, got)
			continue
		}
		if !want {
			continue
		}
		if w.Body.Len() > 15_000 {
			t.Errorf("the page takes %d bytes", w.Body.Len())
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != plain.Body.String() {
			t.Errorf("%q: the packed page is another one: %v", header, err)
		}
	}
}

func TestLooksAreKeptForAMinute(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	name := func() string {
		var d document
		if err := json.Unmarshal(s.get("/t/"+owner+".json").Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		return d.Order.Brand.Name
	}
	reads := func() int {
		return len(slices.DeleteFunc(slices.Clone(s.calls), func(c string) bool { return c != "Brand" }))
	}
	name()
	s.clock = s.clock.Add(59 * time.Second)
	if got := name(); got != "Aster & Co" || reads() != 1 {
		t.Errorf("within a minute: %q after %d reads", got, reads())
	}
	s.clock = s.clock.Add(2 * time.Second)
	s.fail["Brand"] = fault.New(fault.Unavailable, "away")
	if got := name(); got != "Aster & Co" || reads() != 2 {
		t.Errorf("when it cannot be read again: %q after %d reads", got, reads())
	}
	delete(s.fail, "Brand")
	s.clock = s.clock.Add(2 * time.Second)
	s.brands["aster"] = store.Brand{ID: "aster", Record: []byte(`{"version":1,"name":"Renamed"}`)}
	if got := name(); got != "Renamed" {
		t.Errorf("a changed brand shows as %q", got)
	}
	for what, brands := range map[string]map[string]store.Brand{"missing": {}, "unreadable": {"aster": {Record: []byte("{")}}} {
		fresh := newStage(t)
		fresh.brands = brands
		if w := fresh.get("/t/" + owner); w.Code != 200 || !strings.Contains(w.Body.String(), "aster") {
			t.Errorf("a brand that is %s gives %d", what, w.Code)
		}
	}
}

func TestAFreshRegistrationShowsWhatIsKnown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	n := s.numbers[ups]
	n.Claims = nil // the scans came first, and the claim has not arrived yet
	s.numbers[ups] = n
	if got := s.get("/t/" + owner + ".json").Body.String(); !strings.Contains(got, `"status":"delivered"`) || strings.Contains(got, "PARIS") {
		t.Errorf("the document is %s", got)
	}
}

func TestAnAliasShowsItsMainNumber(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	o := testOrder(t, body)
	s.numbers["MAIN1"] = store.Number{Number: "MAIN1", Facts: s.numbers[ups].Facts}
	s.numbers[ups] = store.Number{Number: ups, Main: "MAIN1", Claims: []store.ClaimState{{Claim: o.Claim(o.Shipments[0])}}}
	if got := s.get("/t/" + owner + ".json").Body.String(); !strings.Contains(got, `"status":"delivered"`) {
		t.Errorf("the document is %s", got)
	}
}

func TestTwoOrdersInOneBoxBothShowIt(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	other := testOrder(t, body)
	other.ID = "another"
	n := s.numbers[ups]
	n.Claims = append(n.Claims, store.ClaimState{Claim: other.Claim(other.Shipments[0])})
	s.numbers[ups] = n
	stored, err := order.Encode(other)
	if err != nil {
		t.Fatal(err)
	}
	s.orders["another"] = store.Order{ID: "another", Brand: "aster", Number: "A-1002", Version: 1, Body: stored}
	s.links[link.Hash(dangling)] = store.Link{Order: "another", Scope: "owner"}
	for _, token := range []string{owner, dangling} {
		if got := s.get("/t/" + token + ".json").Body.String(); !strings.Contains(got, `"status":"delivered"`) {
			t.Errorf("the document is %s", got)
		}
	}
}

func TestOneLookReadsEachThingOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.get("/t/" + owner)
	if diff := cmp.Diff([]string{"Link", "Order", "Numbers", "Brand"}, s.calls); diff != "" {
		t.Errorf("calls differ (-want +got):\n%s", diff)
	}
	s.calls = nil
	waiting, err := order.Encode(testOrder(t, `{"items":[{"id":"a","name":"Mug","quantity":1}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for id, o := range s.orders {
		o.Body = waiting
		s.orders[id] = o
	}
	if w := s.get("/t/" + owner); w.Code != 200 || !strings.Contains(w.Body.String(), "We have your order") {
		t.Errorf("an order before its first number gives %d", w.Code)
	}
	if diff := cmp.Diff([]string{"Link", "Order"}, s.calls); diff != "" {
		t.Errorf("calls differ (-want +got):\n%s", diff)
	}
}

func TestHostileTextsInTheDocument(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	n := s.numbers[ups]
	evil := "a\u202eb\x00c\u2028<script>" + strings.Repeat("x", 2000)
	n.Facts = []shipment.Fact{scan("ups", shipment.InTransit, "departed", "2026-11-19T22:10:00", evil, evil)}
	n.Facts[0].Code, n.Facts[0].At.Offset = evil, evil
	s.numbers[ups] = n
	w := s.get("/t/" + owner + ".json")
	got := w.Body.String()
	if w.Code != 200 || strings.ContainsAny(got, "\u202e\u2028\x00<") || strings.Contains(got, `\u202e`) || strings.Contains(got, `\u0000`) || len(got) > 8000 {
		t.Errorf("%d, %d bytes: %s", w.Code, len(got), got)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	answers := map[string]*httptest.ResponseRecorder{
		"page": s.get("/t/" + owner), "document": s.get("/t/" + owner + ".json"), "missing page": s.get("/t/x"), "missing document": s.get("/t/x.json"),
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		h := answers[name].Header()
		if h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") == "" ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", name, h)
		}
	}
}
