package page_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/shared/brand"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// lookupOf renders the form for a brand.
func lookupOf(t testing.TB, r brand.Record, l page.Lookup) string {
	t.Helper()
	l.Theme, l.Words = page.NewTheme(r), fixture(t).Words
	return written(t, func(p *page.Pages, b *bytes.Buffer) error { return p.WriteLookup(b, l) })
}

func written(t testing.TB, write func(*page.Pages, *bytes.Buffer) error) string {
	t.Helper()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := write(pages, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLookupForm(t *testing.T) {
	t.Parallel()
	aster := brand.Record{Name: "Aster & Co", Support: brand.Support{Email: "help@aster.example"}}
	open := aster
	open.Lookup.ByNumber = true
	cases := map[string]struct {
		record brand.Record
		in     page.Lookup
		has    []string
		lacks  []string
	}{
		"fresh": {
			aster, page.Lookup{Brand: "aster"},
			[]string{`name="brand" value="aster"`, `name="order"`, `autocomplete="email"`, "Find my order", "help@aster.example"},
			[]string{`role="alert"`, `name="number"`, `aria-invalid="true"`, `name="lang"`},
		},
		"in a language that was asked for": {aster, page.Lookup{Brand: "aster", Language: "de"}, []string{`name="lang" value="de"`}, nil},
		"with numbers":                     {open, page.Lookup{Brand: "aster"}, []string{`id="number" name="number"`, "Follow the parcel"}, nil},
		"no order number": {
			aster, page.Lookup{Answer: page.NoOrder},
			[]string{`<a href="#order">Please enter your order number.`, `aria-describedby="order-hint error" aria-invalid="true"`},
			[]string{`proof-hint error`},
		},
		"no proof":       {aster, page.Lookup{Answer: page.NoProof}, []string{`<a href="#proof">`, `proof-hint error" aria-invalid="true"`}, []string{"order-hint error"}},
		"no number":      {open, page.Lookup{Answer: page.NoNumber}, []string{`<a href="#number">`, `aria-invalid="true" aria-describedby="error"`}, nil},
		"nothing found":  {aster, page.Lookup{Answer: page.Missed}, []string{`role="alert"`, "Nothing was found"}, []string{`aria-invalid="true"`}},
		"no such parcel": {open, page.Lookup{Answer: page.Missed, ByNumber: true}, []string{`<a href="#number">Nothing was found`}, nil},
		"no such parcel, where numbers are not looked up": {aster, page.Lookup{Answer: page.Missed, ByNumber: true}, []string{`<a href="#order">Nothing was found`}, nil},
		"too many tries": {aster, page.Lookup{Answer: page.Limited}, []string{`role="alert"`, "wait 15 minutes"}, []string{`aria-invalid="true"`, `href="#order"`}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := lookupOf(t, c.record, c.in)
			checkHarmless(t, got)
			checkLabels(t, got)
			for _, want := range c.has {
				if !strings.Contains(got, want) {
					t.Errorf("the form lacks %q:\n%s", want, got[strings.Index(got, "<main"):])
				}
			}
			for _, never := range c.lacks {
				if strings.Contains(got, never) {
					t.Errorf("the form holds %q", never)
				}
			}
		})
	}
}

// checkLabels fails when a field has no label, or an attribute names an id that is not there.
func checkLabels(t *testing.T, markup string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	ids, labelled := map[string]bool{}, map[string]bool{}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("the id %q is there twice", a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "for":
				labelled[a.Val] = true
			}
		}
	}
	for n := range doc.Descendants() {
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
		}
		if n.Data == "input" && attributes["type"] != "hidden" && !labelled[attributes["id"]] {
			t.Errorf("the field %q has no label", attributes["name"])
		}
		for _, id := range strings.Fields(attributes["aria-describedby"]) {
			if !ids[id] {
				t.Errorf("%q describes a field and is not there", id)
			}
		}
		if id, ok := strings.CutPrefix(attributes["href"], "#"); ok && !ids[id] {
			t.Errorf("a link leads to %q, which is not there", id)
		}
	}
}

func TestLookupWithHostileBrand(t *testing.T) {
	t.Parallel()
	for _, text := range attacks {
		r := brand.Record{Name: text, Site: text, Support: brand.Support{URL: text, Email: text, Phone: text, Hours: text}, Lookup: brand.Lookup{ByNumber: true}}
		checkHarmless(t, lookupOf(t, r, page.Lookup{Brand: text, Language: text, Answer: page.Missed}))
	}
}

func TestNumberShowsNothingOfTheOrder(t *testing.T) {
	t.Parallel()
	in := fixture(t, []shipment.Fact{label, scan(shipment.InTransit, "departed", "2026-11-20T03:20:00", "Departed", "LEXINGTON")})
	parcel := in.Parcels[0]
	parcel.Shipment.Ref, parcel.Shipment.Service = "F-77-1", "Gift wrap express"
	parcel.Shipment.Items = []order.Part{{ID: "a", Quantity: 1}}
	got := written(t, func(p *page.Pages, b *bytes.Buffer) error {
		return p.WriteNumber(b, page.Number{Theme: in.Theme, Words: in.Words, Parcel: parcel, Now: in.Now})
	})
	checkHarmless(t, got)
	if !strings.Contains(got, parcel.Shipment.Number) || !strings.Contains(got, "Lexington") {
		t.Errorf("the page does not show the way of the parcel:\n%s", got[strings.Index(got, "<main"):])
	}
	never := []string{"F-77-1", "Gift wrap", "Promised", in.Order.Number}
	for _, item := range in.Order.Items {
		never = append(never, item.Name)
	}
	for _, text := range never {
		if text == "" || strings.Contains(got, text) {
			t.Errorf("the page shows %q", text)
		}
	}
	if strings.Contains(got, "/t/") || strings.Contains(got, "<form") {
		t.Error("the page leads on")
	}
}
