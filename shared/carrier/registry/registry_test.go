package registry_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/registry"
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

// The table of ../README.md says what the code can do.
func TestTableOfSources(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "## What each source can do")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := map[string][]string{}
	for _, line := range strings.Split(table, "\n") {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| `") && len(cells) == 6 {
			rows[strings.Trim(cells[0], "| `")] = cells
		}
	}
	life := carriersim.Domestic(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), 1)
	entries := registry.New().Entries()
	for _, e := range entries {
		source := e.Adapter.Source()
		row, ok := rows[source]
		if !ok {
			t.Errorf("%s: no row", source)
			continue
		}
		push, proof, poll, perCall := row[1], row[2], row[3], row[4]
		if (push == "no") == e.Push || (poll == "no") == (e.Fetcher != nil) || (poll == "no") != (perCall == "no") {
			t.Errorf("%s: push %t, poll %t in the code, not as in %q", source, e.Push, e.Fetcher != nil, row)
		}
		if !e.Push {
			continue
		}
		p, err := carriersim.PushFor(source, "s3cret", carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: life}, 0)
		if err != nil {
			t.Fatal(err)
		}
		proven, err := signature.Verify(source, []string{"s3cret"}, signature.Request{Header: p.Header, Body: p.Body})
		if err != nil || !strings.HasSuffix(proof, "(`"+string(proven.Assurance)+"`)") {
			t.Errorf("%s: %q does not say %q (%v)", source, proof, proven.Assurance, err)
		}
	}
	if len(rows) != len(entries) {
		t.Errorf("%d rows for %d sources", len(rows), len(entries))
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
