package order

import (
	"bytes"
	"compress/flate"
	"strings"
	"testing"

	"doorstep/shared/fault"
)

// A stored order that unfolds without end is refused at its cap, and a body of the API that is made to be deep, wide or full of numbers is
// refused with a word about what is wrong.
func TestStoredBombs(t *testing.T) {
	t.Parallel()
	for name, piece := range map[string]string{"zeros": "\x00", "spaces": " ", "a list": "[", "one field": `{"Items":[`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var packed bytes.Buffer
			packed.WriteByte(codecVersion)
			w, err := flate.NewWriter(&packed, flate.BestSpeed)
			if err != nil {
				t.Fatal(err)
			}
			for chunk, n := []byte(strings.Repeat(piece, 1<<20/len(piece))), 0; n < 4*maxDecoded; n += len(chunk) {
				if _, err := w.Write(chunk); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := Decode("o", "aster", "1", packed.Bytes()); fault.KindOf(err) != fault.Malformed || len(err.Error()) > 300 {
				t.Errorf("Decode gives %.300v", err)
			}
		})
	}
}

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	const size = 200 << 10
	long := func(head, piece, tail string) string { return head + strings.Repeat(piece, size/len(piece)) + tail }
	for name, body := range map[string]string{
		"deep lists": long("", "[", ""), "deep objects": long("", `{"items":`, ""), "a deep unknown field": long(`{"x":`, "[", "") + strings.Repeat("]", size) + "}", "digits": long(`{"refunds":[{"id":"1","amount":`, "9", "}]}"),
		"an exponent": `{"items":[{"id":"1","quantity":1e999999999}]}`, "a fraction": `{"items":[{"id":"1","quantity":1.5}]}`, "minus nothing": `{"items":[{"id":"1","quantity":-0.0e-9}]}`,
		"half an escape": `{"channel":"\ud8`, "many items": long(`{"items":[`, `{"id":"1","quantity":1},`, `{"id":"1","quantity":1}]}`), "one field often": long("{", `"channel":"a",`, `"channel":"a"}`),
		"NaN": `{"items":[{"id":"1","quantity":NaN}]}`, "comments": `{/*"a"*/}`, "two documents": `{}{}`, "a byte order mark": "\ufeff{}", "zero bytes": "{\x00}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := Parse([]byte(body))
			if err == nil {
				err = change.Check(Order{})
			}
			if kind := fault.KindOf(err); kind != fault.Malformed && kind != fault.Invalid {
				t.Fatalf("Parse gives %v", err)
			}
			if len(err.Error()) > 32<<10 {
				t.Errorf("said in %d bytes: %.200s", len(err.Error()), err)
			}
		})
	}
}
