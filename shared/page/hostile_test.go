package page_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// attacks are texts that must come out as nothing but text.
var attacks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'/onmouseover='alert(1)`, `javascript:alert(1)`, `</style><script>alert(1)</script>`, `1Z<b onclick="x()">999</b>&#39;`,
	`{{.CSS}}`, "\u202egnp.exe\u2066", "a\x00b\x1bc", `<!--`, `]]>`, `&lt;script&gt;`, `https://evil.example/"onload="x`, strings.Repeat("Bad", 3400),
}

// hostile puts a text into every field that a carrier, a merchant or an operator can fill.
func hostile(t testing.TB, text string) page.Order {
	in := fixture(t, []shipment.Fact{label}, []shipment.Fact{label})
	fact := scan(shipment.InTransit, "arrived", "2026-11-20T03:20:00", text, text)
	fact.Place = shipment.Place{Text: text, City: text, Region: text, Country: text, Postal: text}
	undated := scan(shipment.Status(text), text, text, text, "")
	undated.Place = shipment.Place{Text: text}
	undated.At.Offset = text
	facts := []shipment.Fact{fact, undated, estimate(text, text)}
	o := &in.Order
	o.Number, o.PlacedAt = text, text
	for i := range o.Items {
		o.Items[i].Name, o.Items[i].ImageURL, o.Items[i].URL = text, text, text
	}
	o.Promises = []order.Promise{{Earliest: text, Latest: text, Told: text}}
	s := &in.Parcels[0].Shipment
	s.Number, s.Carrier, s.CarrierRaw, s.Service, s.ShippedAt = text, "", text, text, text
	in.Parcels[0].View = shipment.NewView(shipment.Fold(facts), shipment.Window{Earliest: text, Latest: text}, now)
	in.Parcels[1].Shipment.Carrier, in.Parcels[1].Shipment.Number = "ups", text
	o.CancelReason, o.Method, o.Pickup = text, order.Pickup, order.Place{Name: text, Address: text, Hours: text, URL: text, Until: text}
	in.Slots = []brand.Slot{{Kind: text, Title: text, Text: text, URL: text, Link: text}, {Kind: "tip", Title: text, URL: text}}
	in.Paths, in.Analytics = paths, page.Analytics{ID: text, Agreed: true}
	in.Theme = page.NewTheme(brand.Record{
		Name: text, Site: text, Accent: text, Logo: text, Support: brand.Support{URL: text, Email: text, Phone: text, Hours: text},
		Policies: brand.Policies{Returns: text, Shipping: text, Privacy: text},
	})
	return in
}

func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	for _, text := range attacks {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			for _, scope := range []link.Scope{link.Owner, link.Gift, link.Support} {
				in := hostile(t, text)
				in.Scope = scope
				checkHarmless(t, render(t, in))
			}
		})
	}
}

// checkHarmless fails when a page holds anything that runs, loads, or deceives.
func checkHarmless(t *testing.T, markup string) {
	t.Helper()
	for _, r := range markup {
		if r < ' ' && r != '\n' || strings.ContainsRune("\u202e\u2066\u2028\ufeff", r) {
			t.Errorf("the page holds the character %U", r)
		}
	}
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	allowed := " html head meta title link style body header main section div span p a h1 h2 h3 h4 ol ul li dl dt dd b i br svg path circle time details summary footer form fieldset legend label input textarea button small " +
		"nav bdi q title g text line table thead tbody tr th td "
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("the page holds a comment %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if !strings.Contains(allowed, " "+n.Data+" ") {
			t.Errorf("the page holds <%s>", n.Data)
		}
		for _, a := range n.Attr {
			checkAttribute(t, n.Data, a)
		}
	}
}

func checkAttribute(t *testing.T, element string, a html.Attribute) {
	t.Helper()
	switch {
	case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src", a.Key == "srcdoc":
		t.Errorf("<%s> has %s=%q", element, a.Key, a.Val)
	case a.Key == "href" && strings.Contains(a.Val, ":"):
		scheme, _, _ := strings.Cut(a.Val, ":")
		if !strings.Contains(" https data mailto tel ", " "+scheme+" ") || scheme == "data" && a.Val != "data:," {
			t.Errorf("<%s> leads to %q", element, a.Val)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in    string
		limit int
		want  string
	}{
		"as it is":            {"Ankunft in Köln", 50, "Ankunft in Köln"},
		"spaces and breaks":   {" a\r\n\tb\u00a0\u2028c ", 50, "a b c"},
		"controls":            {"a\x00\x1b[31mb\x7f", 50, "a[31mb"},
		"reordering":          {"\u202eexe.\u2066gnp\u200f", 50, "exe.gnp"},
		"invisible":           {"p\u200ba\u00ady\ufeff\U000e0041", 50, "pay"},
		"joiners stay":        {"می\u200cخواهم 👩\u200d🚀", 50, "می\u200cخواهم 👩\u200d🚀"},
		"marks in heaps":      {"e" + strings.Repeat("\u0301\u200d", 9) + "x\u0301\u20dd", 50, "e" + strings.Repeat("\u0301\u200d", 6) + "\u200d\u200d\u200dx\u0301\u20dd"},
		"marks of a language": {"נְּ֥ 👩\u200d❤\ufe0f\u200d👩", 50, "נְּ֥ 👩\u200d❤\ufe0f\u200d👩"},
		"broken UTF-8":        {"a\xffb", 50, "ab"},
		"cut at a character":  {"äöüß", 2, "äö…"},
		"no space before cut": {"ab cd", 3, "ab…"},
		"exactly the limit":   {"abc", 3, "abc"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := page.Plain(c.in, c.limit); got != c.want {
				t.Errorf("Plain = %q, want %q", got, c.want)
			}
		})
	}
}

func TestCarrierOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		code, raw, number string
		want              page.Carrier
	}{
		"with a page":    {"ups", "", "1Z 9", page.Carrier{Name: "UPS", URL: "https://www.ups.com/track?tracknum=1Z+9"}},
		"without a page": {"veho", "", "1", page.Carrier{Name: "Veho"}},
		"a new code":     {"zebra", "", "1", page.Carrier{Name: "zebra"}},
		"only a word":    {"", "Bob's Vans", "1", page.Carrier{Name: "Bob's Vans"}},
		"nothing":        {"", "", "1", page.Carrier{}},
		"the header row": {"name", "", "1", page.Carrier{Name: "name"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := page.CarrierOf(c.code, c.raw, c.number); got != c.want {
				t.Errorf("CarrierOf = %+v, want %+v", got, c.want)
			}
		})
	}
}

func FuzzRender(f *testing.F) {
	for _, text := range attacks {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkHarmless(t, render(t, hostile(t, text))) })
}
