package lookup_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/lookup"
	"doorstep/shared/order"
	"doorstep/shared/seal"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		typed string
		want  []string
	}{
		"digits":             {"1001", []string{"1001", "#1001"}},
		"as the shop shows":  {" #1001 ", []string{"1001", "#1001"}},
		"full width":         {"＃１００１", []string{"1001", "#1001"}},
		"Arabic":             {"١٠٠١", []string{"1001", "#1001"}},
		"the number sign":    {"№ 1001", []string{"1001", "#1001"}},
		"letters":            {"a-1001", []string{"a-1001", "#a-1001", "A-1001", "#A-1001"}},
		"mixed letters":      {"Ab1", []string{"Ab1", "#Ab1", "AB1", "#AB1", "ab1", "#ab1"}},
		"spaces inside":      {"A 1", []string{"A 1", "#A 1", "a 1", "#a 1", "A1", "#A1", "a1", "#a1"}},
		"nothing":            {"", nil},
		"only a sign":        {" # ", nil},
		"longer than any is": {strings.Repeat("1", 65), nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, lookup.Numbers(c.typed)); diff != "" {
				t.Errorf("forms of %q differ (-want +got):\n%s", c.typed, diff)
			}
		})
	}
}

// FuzzNumbers: every form is one that an order may have, so that none of them can break the read of the others.
func FuzzNumbers(f *testing.F) {
	f.Add("#A 1001")
	f.Fuzz(func(t *testing.T, typed string) {
		forms := lookup.Numbers(typed)
		if len(forms) > 12 || len(slices.Compact(slices.Sorted(slices.Values(forms)))) != len(forms) {
			t.Errorf("%q gives %q", typed, forms)
		}
		for _, form := range forms {
			if wrong := order.CheckNumber(form); wrong != "" {
				t.Errorf("%q gives the form %q, which %s", typed, form, wrong)
			}
		}
	})
}

// counting counts the hashes that are made.
type counting struct {
	seal.Index
	n *int
}

func (c counting) Hash(scope, label, value string) []byte {
	*c.n++
	return c.Index.Hash(scope, label, value)
}

func index(t testing.TB) seal.Index {
	t.Helper()
	x, err := seal.NewIndex(make([]byte, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestFind(t *testing.T) {
	t.Parallel()
	x := index(t)
	ada := order.Recipient{Email: seal.Hide("Ada@Example.com"), Postal: seal.Hide("53207-1234")}
	orders := map[string]lookup.Candidate{
		"#1001": {OrderID: "a", Rotation: 2, Lookup: ada.Lookup("aster", x)},
		"1002":  {OrderID: "b", Lookup: nil}, // nothing is known of its shopper, or it is erased
		"x1":    {OrderID: "c", Lookup: order.Recipient{Email: seal.Hide("bob@example.com")}.Lookup("aster", x)},
		"X1":    {OrderID: "d", Lookup: ada.Lookup("aster", x)},
	}
	cases := map[string]struct{ number, proof, want string }{
		"e-mail":                         {"1001", "ada@example.com", "a"},
		"e-mail as phones write it":      {"#1001", " ADA@example.com ", "a"},
		"postcode":                       {"1001", "53207", "a"},
		"postcode, longer":               {"1001", "53207 1234", "a"},
		"the other order of two forms":   {"x1", "53207", "d"},
		"the first order of two forms":   {"x1", "bob@example.com", "c"},
		"wrong e-mail":                   {"1001", "eve@example.com", ""},
		"wrong postcode":                 {"1001", "53208", ""},
		"no such order":                  {"1003", "ada@example.com", ""},
		"nothing typed":                  {"1001", "", ""},
		"an order without any hash":      {"1002", "", ""},
		"an order that nobody can prove": {"1002", "ada@example.com", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := 0
			proof := lookup.Prove("aster", c.proof, counting{x, &n})
			lookup.NamesOf("aster", c.number, "192.0.2.1", counting{x, &n})
			got, ok := lookup.Find(lookup.Numbers(c.number), func(form string) lookup.Candidate { return orders[form] }, proof)
			if got.OrderID != c.want || ok != (c.want != "") || n != 4 {
				t.Errorf("found %q, %v with %d hashes, want %q with 4", got.OrderID, ok, n, c.want)
			}
		})
	}
	if _, ok := lookup.Find([]string{"#1001"}, func(form string) lookup.Candidate { return orders[form] }, lookup.Prove("other", "53207", x)); ok {
		t.Error("the proof of another brand opens the order")
	}
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ address, want string }{
		"IPv4":                      {"198.51.100.77", "198.51.100.0/24"},
		"IPv6":                      {"2001:db8:0:1:ffff::7", "2001:db8:0:1::/64"},
		"IPv4 in IPv6":              {"::ffff:198.51.100.77", "198.51.100.0/24"},
		"IPv6 with a zone":          {"fe80::1%eth0", "fe80::/64"},
		"nothing":                   {"", "unknown"},
		"what a proxy could append": {"198.51.100.77, 203.0.113.9", "unknown"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := lookup.Network(c.address); got != c.want {
				t.Errorf("Network(%q) = %q, want %q", c.address, got, c.want)
			}
		})
	}
}

func TestNamesOf(t *testing.T) {
	t.Parallel()
	x := index(t)
	one := lookup.NamesOf("aster", "#A 1001", "198.51.100.1", x)
	for _, same := range []string{"a1001", "Ａ１００１", " A1001"} {
		if got := lookup.NamesOf("aster", same, "198.51.100.254", x); got != one {
			t.Errorf("%q counts apart: %v, %v", same, got, one)
		}
	}
	if got := lookup.NamesOf("other", "A1001", "198.51.101.1", x); got.Number == one.Number || got.Network == one.Network {
		t.Errorf("another brand or network counts together: %v", got)
	}
}

// Whatever somebody types, all forms that it is tried in count under one name: else the limit of a number could be stretched by
// spelling it in ways that lead to the same order.
func TestEveryFormCountsTogether(t *testing.T) {
	t.Parallel()
	x := index(t)
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if unicode.ToUpper(r) == r && unicode.ToLower(r) == r { // one form, but for "#"
			continue
		}
		typed := "x" + string(r) + "1"
		want := lookup.NamesOf("aster", typed, "", x)
		for _, form := range lookup.Numbers(typed) {
			if got := lookup.NamesOf("aster", form, "", x); got != want {
				t.Errorf("%q (%U) is tried as %q, which counts apart", typed, r, form)
			}
		}
	}
}

func TestOver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		network, number int
		want            bool
	}{{0, 0, false}, {40, 5, false}, {41, 1, true}, {1, 6, true}} {
		if got := lookup.Over(c.network, c.number); got != c.want {
			t.Errorf("Over(%d, %d) = %v", c.network, c.number, got)
		}
	}
}
