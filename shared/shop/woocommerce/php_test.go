package woocommerce

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The texts were made with PHP's serialize().
func TestUnserialize(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text string
		want []string // texts of the entries' tracking_number
		ok   bool
	}{
		"list":                      {`a:2:{i:0;a:1:{s:15:"tracking_number";s:4:"1234";}i:1;a:1:{s:15:"tracking_number";i:5678;}}`, []string{"1234", "5678"}, true},
		"object":                    {`a:1:{i:0;O:8:"stdClass":1:{s:15:"tracking_number";s:1:"1";}}`, []string{"1"}, true},
		"bytes, not runes":          {`a:1:{i:0;a:1:{s:15:"tracking_number";s:2:"é";}}`, []string{"é"}, true},
		"other kinds":               {`a:1:{i:0;a:4:{s:1:"a";N;s:1:"b";b:1;s:1:"c";d:1.5;s:15:"tracking_number";s:1:"1";}}`, []string{"1"}, true},
		"empty":                     {`a:0:{}`, nil, true},
		"cut off":                   {`a:1:{i:0;s:4:"12`, nil, false},
		"wrong length":              {`a:1:{i:0;s:9:"1234";}`, nil, false},
		"more behind it":            {`a:0:{}a:0:{}`, nil, false},
		"reference":                 {`a:2:{i:0;s:1:"1";i:1;R:2;}`, nil, false},
		"a class that reads itself": {`C:3:"Foo":2:{xx}`, nil, false},
		"too deep":                  {strings.Repeat(`a:1:{i:0;`, 50) + `N;` + strings.Repeat(`}`, 50), nil, false},
		"too many":                  {`a:99999999:{}`, nil, false},
		"a number":                  {`1Z999AA10123456784`, nil, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, ok := unserialize(c.text)
			var got []string
			for _, entry := range n.List() {
				got = append(got, entry.Get("tracking_number").Text())
			}
			if diff := cmp.Diff(c.want, got); diff != "" || ok != c.ok {
				t.Errorf("ok %v, (-want +got)\n%s", ok, diff)
			}
		})
	}
}

func FuzzUnserialize(f *testing.F) {
	f.Add(`a:1:{i:0;O:8:"stdClass":1:{s:15:"tracking_number";s:1:"1";}}`)
	f.Add(`b:1;`)
	f.Add(`d:-1.5e3;`)
	f.Fuzz(func(t *testing.T, text string) {
		if n, ok := unserialize(text); ok && n.Exists() && len(n.Text()) > len(text) {
			t.Errorf("%q became longer", text)
		}
	})
}
