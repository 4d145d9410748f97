package carriertest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"doorstep/shared/carrier/markup"
)

// swollen gives, for each list of objects in a fixture, the fixture with that list grown to about a megabyte: once of its own
// elements, once of empty objects.
func swollen(t *testing.T, body []byte) [][]byte {
	var out [][]byte
	lists := 0
	rewrite(t, body, func(v any) any {
		if l, ok := v.([]any); ok && len(l) > 0 {
			lists++
		}
		return v
	})
	for target := range lists {
		for _, empty := range []bool{false, true} {
			at := 0
			out = append(out, rewrite(t, body, func(v any) any {
				l, ok := v.([]any)
				if !ok || len(l) == 0 {
					return v
				}
				at++
				if at-1 != target {
					return v
				}
				if empty {
					return slices.Repeat([]any{map[string]any{}}, 300_000)
				}
				size := len(marshal(t, l[0]))
				return slices.Repeat(l[:1], 1+(1<<20)/(size+1))
			}))
		}
	}
	return out
}

// rewrite changes every value of a JSON document, inner ones first.
func rewrite(t *testing.T, body []byte, change func(any) any) []byte {
	t.Helper()
	var walk func(any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			keys := make([]string, 0, len(v))
			for k := range v {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			for _, k := range keys {
				v[k] = walk(v[k])
			}
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
		}
		return change(v)
	}
	return marshal(t, walk(parse(t, body)))
}

// count gives the number of values in a document; replaceAt changes or drops the one at a place.
func count(t *testing.T, body []byte) int {
	n := 0
	rewrite(t, body, func(v any) any { n++; return v })
	return n
}

func replaceAt(t *testing.T, body []byte, place int, value any, drop bool) []byte {
	n := 0
	type gone struct{}
	out := rewrite(t, body, func(v any) any {
		n++
		if n-1 == place {
			if drop {
				return gone{}
			}
			return value
		}
		if m, ok := v.(map[string]any); ok && drop {
			for k, inner := range m {
				if reflect.TypeOf(inner) == reflect.TypeFor[gone]() {
					delete(m, k)
				}
			}
		}
		return v
	})
	return out
}

// parse reads a fixture of either language. What an XML document says several times is a list, so that its elements can be turned
// around and doubled; adapters of XML read JSON as well (package markup), so the changed document need not become XML again.
func parse(t *testing.T, body []byte) any {
	t.Helper()
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		text, err := markup.JSON(bytes.TrimSpace(body))
		if err != nil {
			t.Fatalf("a fixture is no XML: %v", err)
		}
		d := json.NewDecoder(bytes.NewReader(text))
		return gather(t, d)
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("a fixture is no JSON: %v", err)
	}
	return v
}

// gather reads a value, and makes a list of what an object holds several times under one name.
func gather(t *testing.T, d *json.Decoder) any {
	t.Helper()
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	if token != json.Delim('{') {
		return token
	}
	found := map[string][]any{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		found[name.(string)] = append(found[name.(string)], gather(t, d))
	}
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	object := make(map[string]any, len(found))
	for name, values := range found {
		object[name] = values
		if len(values) == 1 {
			object[name] = values[0]
		}
	}
	return object
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
