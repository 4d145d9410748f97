package shop_test

import (
	"strings"
	"testing"

	"doorstep/shared/shop"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	const a, b = "1Z999AA10123456784", "1Z999AA10123456793"
	cases := []struct {
		name, field string
		want        string // numbers
		bad         bool
	}{
		{"one", a, a, false},
		{"one in small letters", "1z999aa10123456784", a, false},
		{"one in groups", "1Z 999 AA1 0123 4567 84", a, false},
		{"one in long groups", "JJD000390007 882293330236", "JJD000390007882293330236", false},
		{"commas", a + ", " + b, a + " " + b, false},
		{"semicolon and line break", a + ";\r\n" + b, a + " " + b, false},
		{"a report's tags", a + "<br>" + b + "<BR/>", a + " " + b, false},
		{"spaces between whole numbers", a + " " + b, a + " " + b, false},
		{"spaces between numbers of two carriers", "00340434161094042557 " + a, "00340434161094042557 " + a, false},
		{"twice", a + "," + strings.ToLower(a), a, false},
		{"a word beside it", a + " / by hand", a, true},
		{"a word", "by hand", "", true},
		{"short pieces of a drawing", "#☠1☢\n---\n4321\n", "", true},
		{"short and alone", "4321", "4321", false},
		{"a page", "https://carrier.example/track/123456789012", "", true},
		{"an open tag", "<b" + a, "", true},
		{"nothing", " \n", "", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			numbers, bad := shop.Numbers(c.field)
			if got := strings.Join(numbers, " "); got != c.want || bad != c.bad {
				t.Errorf("got %q %v, want %q %v", got, bad, c.want, c.bad)
			}
		})
	}
}

func FuzzNumbers(f *testing.F) {
	f.Add("1Z999AA10123456784, 1Z999AA10123456793")
	f.Add("a<br>b <")
	f.Fuzz(func(t *testing.T, field string) {
		numbers, _ := shop.Numbers(field)
		for _, n := range numbers {
			if !shop.Trackable(n) {
				t.Errorf("%q of %q is no number", n, field)
			}
			if again, bad := shop.Numbers(n); bad || len(again) != 1 || again[0] != n {
				t.Errorf("%q is read as %q", n, again)
			}
		}
	})
}
