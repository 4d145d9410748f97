package registry_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/shipment"
	"doorstep/shared/signature"
)

func TestFind(t *testing.T) {
	t.Parallel()
	r := registry.New()
	last := ""
	for _, e := range r.Entries() {
		source := e.Adapter.Source()
		if source <= last {
			t.Errorf("%q stands behind %q: Find searches a sorted list", source, last)
		}
		last = source
		found, ok := r.Find(source)
		if !ok || found.Adapter != e.Adapter {
			t.Errorf("%q is not found", source)
		}
		if e.Push != signature.Known(source) {
			t.Errorf("%q: push %t, signature scheme %t", source, e.Push, signature.Known(source))
		}
		if _, fetches := e.Adapter.(carrier.Fetcher); fetches != (e.Fetcher != nil) {
			t.Errorf("%q: the entry does not say that it can be asked", source)
		}
		if _, explains := e.Adapter.(carrier.Interpreter); explains != e.Carrier {
			t.Errorf("%q: a carrier explains its codes to others", source)
		}
	}
	for _, unknown := range []string{"", "UPS", "zzz", "a"} {
		if _, ok := r.Find(unknown); ok {
			t.Errorf("%q is found", unknown)
		}
	}
}

// The table of ../README.md is what Table says; "go test -update" writes it.
func TestTableOfSources(t *testing.T) {
	t.Parallel()
	const path, from, to = "../README.md", "<!-- sources -->\n", "<!-- end of sources -->"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(readme), from)
	table, after, ok := strings.Cut(rest, to)
	if !ok {
		t.Fatalf("%s: no place for the table", path)
	}
	want := registry.New().Table()
	switch {
	case carriertest.Updating():
		err = os.WriteFile(path, []byte(before+from+want+to+after), 0o644)
	case table != want:
		t.Errorf("the table is old: go test ./shared/carrier/registry -run TableOfSources -update")
	}
	if err != nil {
		t.Error(err)
	}
}

// What a profile says must be so.
func TestProfiles(t *testing.T) {
	t.Parallel()
	life := carriersim.Domestic(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), 1)
	for _, e := range registry.New().Entries() {
		source, p := e.Adapter.Source(), e.Adapter.Profile()
		if p.Name == "" || p.Covers == "" {
			t.Errorf("%s: no name, or not what it covers", source)
		}
		if (p.Push == "") != (p.Signing == "") || (p.Push != "") != signature.Known(source) {
			t.Errorf("%s: push %q, proven by %q, scheme %t", source, p.Push, p.Signing, signature.Known(source))
		}
		if (p.Poll == "") != (e.Fetcher == nil) || (p.PerCall > 0) != (e.Fetcher != nil) || (p.Rate.Calls > 0) != (e.Fetcher != nil) {
			t.Errorf("%s: poll %q, %d per call, rate %q, fetcher %t", source, p.Poll, p.PerCall, p.Rate, e.Fetcher != nil)
		}
		for _, code := range p.Serves {
			if carrier.Code(code) == "" && !slices.ContainsFunc(registry.New().Entries(), func(e registry.Entry) bool { return e.Adapter.Source() == code }) {
				t.Errorf("%s serves %q, which is no carrier", source, code)
			}
		}
		if p.Rate.Calls > 0 && p.Rate.String() == "" {
			t.Errorf("%s: the rate %+v cannot be written", source, p.Rate)
		}
		if strings.ContainsAny(fmt.Sprint(p), "|\n") {
			t.Errorf("%s: the profile breaks a table", source)
		}
		if p.Push == "" {
			continue
		}
		push, err := carriersim.PushFor(source, "s3cret-of-the-account", carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: life}, 0)
		if err != nil {
			t.Error(err)
			continue
		}
		proven, err := signature.Verify(source, []string{carriersim.Secret(source, "s3cret-of-the-account")}, signature.Request{Header: push.Header, Body: push.Body})
		if err != nil || strings.HasPrefix(p.Signing, "shared secret") != (proven.Assurance == shipment.BySecret) {
			t.Errorf("%s: %q is %q (%v)", source, p.Signing, proven.Assurance, err)
		}
	}
}

// The two code tables that the aggregators rely on must stay broad.
func TestCodeTablesAreBroad(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]int{"ups": 110, "usps": 60} {
		f, err := os.Open(filepath.Join("..", source, "codes.csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]bool{}
		for _, row := range rows[1:] {
			if row[0] != "words" && row[1] != "" {
				codes[row[0]+row[1]] = true
			}
			if !strings.HasPrefix(row[5], "https://") {
				t.Errorf("%s: %v has no link", source, row)
			}
		}
		if len(codes) < want {
			t.Errorf("%s: %d codes, want %d", source, len(codes), want)
		}
	}
}

func TestInterpret(t *testing.T) {
	t.Parallel()
	r := registry.New()
	cases := []struct{ source, code, text, want string }{
		{"ups", "I", "Origin Scan", "accepted/origin_scan"},
		{"ups", "I", "Something new", "nothing"},
		{"ups", "P", "", "accepted/picked_up"},
		{"ups", "MV", "", "cancelled/voided_label"},
		{"ups", "021", "", "out_for_delivery/"},
		{"ups", "FS", "Returned to the sender", "returned/to_sender"},
		{"ups", "", "", "nothing"},
		{"usps", "", "Delivered, Front Door/Porch", "delivered/safe_place"},
		{"usps", "01", "Delivered, On the Moon", "delivered/"},
		{"usps", "", "Delivered, On the Moon", "delivered/"},
		{"usps", "53", "", "delivery_attempted/access_problem"},
		{"usps", "ZZ", "Something new", "nothing"},
	}
	for _, c := range cases {
		e, _ := r.Find(c.source)
		got := "nothing"
		if m, ok := e.Adapter.(carrier.Interpreter).Interpret(c.code, c.text); ok {
			got = string(m.Status) + "/" + m.Sub
		}
		if got != c.want {
			t.Errorf("%s %q %q: got %s, want %s", c.source, c.code, c.text, got, c.want)
		}
	}
}
