package registry_test

import (
	"errors"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/fault"
)

// Documents that are small and would become large, deep or slow in a careless reader.
func hostile() map[string]string {
	const size = 256 << 10
	long := func(head, piece, tail string) string { return head + strings.Repeat(piece, size/len(piece)) + tail }
	laughs := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">`
	for c := 'b'; c < 'k'; c++ {
		laughs += "<!ENTITY " + string(c) + ` "` + strings.Repeat("&"+string(c-1)+";", 10) + `">`
	}
	return map[string]string{
		"lists": long("", "[", ""), "lists that end": strings.Repeat("[", size/2) + strings.Repeat("]", size/2), "objects": long("", `{"a":`, ""), "objects in lists": long("", `[{"events":`, ""),
		"a number of digits": long(`{"a":`, "9", "}"), "a number of zeros": long(`{"a":0.`, "0", "1}"), "an exponent": `{"timestamp":1e999999999,"status":-1e-999999999}`, "an exponent of digits": long(`{"a":1e`, "9", "}"),
		"escapes": long(`{"a":"`, `\ud800`, `"}`), "zero bytes": long(`{"a":"`, `\u0000`, `"}`), "one name often": long("{", `"events":[],`, `"a":1}`), "names": long("{", `"x":1,`, `"a":1}`), "a long name": long(`{"`, "a", `":1}`),
		"empty events": long(`{"events":[`, "{},", "{}]}"), "nulls": long(`{"events":[`, "null,", "null]}"), "a bare word": long("", "x", ""), "spaces": long("", " ", ""), "byte order marks": long("", "\ufeff", "{}"),
		"laughs": laughs + "]><l>&j;</l>", "an outer entity": `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>`, "elements": long("", "<a>", ""), "attributes": long("<a ", `k="" `, "/>"),
		"half UTF-8": long(`{"a":"`, "\xf0\x9f", `"}`), "half an escape": `{"a":"\u12`, "a gzip": "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff",
	}
}

// No adapter panics, hangs or makes much out of little, whatever it is given; what is wrong is said in few words, of a kind that parks it.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	documents := hostile()
	for _, entry := range registry.New().Entries() {
		t.Run(entry.Adapter.Source(), func(t *testing.T) {
			t.Parallel()
			for name, document := range documents {
				for _, kind := range []carrier.Kind{carrier.Webhook, carrier.Poll} {
					update, err := entry.Adapter.Decode(kind, []byte(document))
					if known := new(fault.Error); err != nil && (!errors.As(err, &known) || fault.Disposition(err) != fault.Park || len(err.Error()) > 400) {
						t.Errorf("%s, %s: refused with %.500v", name, kind, err)
					}
					facts := 0
					for _, p := range update.Parcels {
						facts += len(p.Facts)
					}
					if facts > 1 || len(update.Problems) > 1000 || update.Handshake != nil {
						t.Errorf("%s, %s: %d facts, %d problems of nothing", name, kind, facts, len(update.Problems))
					}
				}
			}
		})
	}
}
