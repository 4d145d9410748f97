package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestScreen(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want string }{
		"text as it is":     {"Ankunft in Köln\t1\n", "Ankunft in Köln\t1\n"},
		"joiners stay":      {"می\u200cخواهم 👩\u200d🚀", "می\u200cخواهم 👩\u200d🚀"},
		"an escape":         {"\x1b]0;evil\x07", `\u001b]0;evil\u0007`},
		"in one character":  {"\u009b31m", `\u009b31m`},
		"as a byte":         {"\x9b31m", `\u009b31m`},
		"a line rewritten":  {"bad\rgood", `bad\u000dgood`},
		"reordered":         {"\u202egnp.exe", `\u202egnp.exe`},
		"hidden":            {"\U000e0041", `\udb40\udc41`},
		"broken and meant":  {"\ufffd\xff", `\ufffd\u00ff`},
		"a line of Unicode": {"a\u2028b", `a\u2028b`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if n, err := (screen{&b}).Write([]byte(c.in)); n != len(c.in) || err != nil || b.String() != c.want {
				t.Errorf("wrote %q, %d, %v, want %q", b.String(), n, err, c.want)
			}
		})
	}
}

// JSON means the same on the screen.
func TestScreenKeepsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		encoded, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal([]byte(visible(string(encoded))), &back); err != nil || back != text {
			t.Fatalf("%q became %q, %v", text, back, err)
		}
	})
}
