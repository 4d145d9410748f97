package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

var update = flag.Bool("update", false, "write the goldens anew")

var now = time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC)

func aster() brand.Record {
	return brand.Record{
		Version: 1, Name: "Aster & Co", Site: "https://aster.example", Accent: "#1a6b4d",
		Support:  brand.Support{URL: "https://aster.example/help", Email: "help@aster.example", Phone: "+1 (555) 010-0199", Hours: "Mon to Fri, 9 to 17"},
		Policies: brand.Policies{Returns: "https://aster.example/returns", Privacy: "https://aster.example/privacy"},
	}
}

func english(t testing.TB) *locale.Catalog {
	t.Helper()
	c, err := locale.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// paths are what the owner of an order is offered.
var paths = page.Paths{Calendar: "/t/abc/calendar.ics", Gift: "/t/abc/gift", Survey: "/s/abc", Report: "/s/abc/report", Consent: "/t/abc/consent"}

// scan makes a scan of UPS with the offset of Louisville.
func scan(status shipment.Status, sub, local, text, city string) shipment.Fact {
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Carrier: "ups", Code: sub, Text: text, Status: status, Sub: sub,
		At:    shipment.Moment{Local: local, Offset: "-05:00", Zone: shipment.ZoneField, Precision: shipment.Second},
		Place: shipment.Place{City: city, Region: "KY", Country: "US", Postal: "40202"},
	}, string(status), local, text, city)
}

func estimate(earliest, latest string) shipment.Fact {
	return shipment.Identify(shipment.Fact{
		Kind: shipment.EstimateFact, Source: "ups", At: shipment.Moment{Local: "2026-11-20T08:00:00", Offset: "-05:00", Zone: shipment.ZoneField, Precision: shipment.Second},
		Window: shipment.Window{Earliest: earliest, Latest: latest, Precision: shipment.Day},
	}, earliest, latest)
}

func verdict(code string) shipment.Fact {
	return shipment.Identify(shipment.Fact{Kind: shipment.VerdictFact, Source: "ups", Code: code}, code)
}

var (
	label    = scan(shipment.InfoReceived, "label_created", "2026-11-18T16:02:00", "Shipper created a label, UPS has not received the package yet.", "")
	pickedUp = scan(shipment.Accepted, "picked_up", "2026-11-19T17:45:00", "Pickup Scan", "LEXINGTON")
	departed = scan(shipment.InTransit, "departed", "2026-11-19T22:10:00", "Departed from Facility", "LEXINGTON")
	arrived  = scan(shipment.InTransit, "arrived", "2026-11-20T03:20:00", "Arrived at Facility", "LOUISVILLE")
	loaded   = scan(shipment.OutForDelivery, "loaded", "2026-11-21T09:12:00", "Out For Delivery Today", "LOUISVILLE")
	handed   = scan(shipment.Delivered, "signed", "2026-11-21T13:05:00", "DELIVERED", "LOUISVILLE")
	tried    = scan(shipment.DeliveryAttempted, "not_home", "2026-11-21T12:40:00", "The receiver was not available", "LOUISVILLE")
	damaged  = scan(shipment.Exception, "damaged", "2026-11-20T11:00:00", "Merchandise damaged", "LOUISVILLE")
	refused  = scan(shipment.Returning, "refused", "2026-11-21T10:00:00", "Refused, returning to sender", "LOUISVILLE")
)

// fixture makes an order with one shipment per set of facts, as the page sees it.
func fixture(t testing.TB, sets ...[]shipment.Fact) page.Order {
	t.Helper()
	o := order.Order{
		ID: "o", Brand: "aster", Number: "A-1001", PlacedAt: "2026-11-17T20:15:00-05:00", Currency: "USD",
		Items: []order.Item{
			{ID: "a", Name: "Stoneware mug, white", SKU: "MUG-1", Quantity: 2}, {ID: "b", Name: "First flush Darjeeling, 250 g", Quantity: 1},
			{ID: "c", Name: "Linen tea towel", Quantity: 3},
		},
		Promises: []order.Promise{{Earliest: "2026-11-20", Latest: "2026-11-21", Told: "2026-11-17"}},
	}
	in := page.Order{Theme: page.NewTheme(aster()), Words: english(t), Scope: link.Owner, Paths: paths, Now: now}
	for i, facts := range sets {
		s := order.Shipment{
			ID: fmt.Sprint("s", i), Number: fmt.Sprintf("1Z999AA1012345678%d", i), Carrier: "ups", Service: "Ground",
			Items: []order.Part{{ID: o.Items[i].ID, Quantity: o.Items[i].Quantity}},
		}
		o.Shipments = append(o.Shipments, s)
		view := shipment.NewView(shipment.Fold(facts), shipment.Window{Earliest: "2026-11-20", Latest: "2026-11-21", Precision: shipment.Day}, now)
		in.Parcels = append(in.Parcels, page.Parcel{Shipment: s, View: view})
	}
	in.Order = o
	return in
}

// parsed is the templates, parsed once for all tests.
var parsed = sync.OnceValues(page.New)

func render(t testing.TB, in page.Order) string {
	t.Helper()
	pages, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := pages.WriteOrder(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// stories are the pages that people should look at.
func stories(t testing.TB) map[string]page.Order {
	facts := func(f ...shipment.Fact) []shipment.Fact { return f }
	stale := fixture(t, facts(label, pickedUp, departed))
	stale.Parcels[0].View = shipment.NewView(stale.Parcels[0].View.State, shipment.Window{}, now.AddDate(0, 0, 9))
	gift := fixture(t, facts(label, pickedUp, loaded), facts(label))
	gift.Scope = link.Gift
	unknown := fixture(t, facts())
	unknown.Order.Shipments[0].Carrier = ""
	unknown.Parcels[0].Shipment.Carrier, unknown.Parcels[0].Shipment.CarrierRaw = "", "Bob's Vans"
	return map[string]page.Order{
		"waiting":       fixture(t),
		"announced":     fixture(t, facts(label)),
		"no-scan":       unknown,
		"in-transit":    fixture(t, facts(label, pickedUp, departed, arrived, estimate("2026-11-23", "2026-11-23"))),
		"two-parcels":   fixture(t, facts(label, pickedUp, departed, arrived, loaded, handed), facts(label, pickedUp, departed, arrived, loaded, estimate("2026-11-21", "2026-11-21"))),
		"attempted":     fixture(t, facts(label, pickedUp, departed, arrived, loaded, tried)),
		"damaged":       fixture(t, facts(label, pickedUp, departed, damaged)),
		"returning":     fixture(t, facts(label, pickedUp, departed, arrived, loaded, refused)),
		"not-permitted": fixture(t, facts(verdict(shipment.VerdictNotPermitted))),
		"stale":         stale,
		"gift":          gift,
	}
}

func TestStories(t *testing.T) {
	t.Parallel()
	for name, in := range stories(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			markup := render(t, in)
			golden(t, name, readable(t, markup))
			if dir := os.Getenv("DOORSTEP_PAGES"); dir != "" { // to look at them in a browser
				if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(markup), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// golden compares what a person reads on a page with testdata/name.txt.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("page differs (-want +got; write anew with -update):\n%s", diff)
	}
}

// readable gives the texts of a page, one block per line, as somebody hears them who does not see the page.
func readable(t testing.TB, markup string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(strings.Join(strings.Fields(n.Data), " "))
			b.WriteString(" ")
			return
		case n.Type == html.ElementNode && (n.Data == "style" || n.Data == "title" || n.Data == "svg"):
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && strings.Contains(" h1 h2 h3 h4 p li dt dd summary header b time a ", " "+n.Data+" ") {
			b.WriteString("\n")
		}
	}
	walk(doc)
	lines := regexp.MustCompile(` *\n[ \n]*`).ReplaceAllString(b.String(), "\n")
	return strings.TrimSpace(lines) + "\n"
}

func TestPolicyFitsThePage(t *testing.T) {
	t.Parallel()
	in := fixture(t, []shipment.Fact{label})
	pages, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	var number, nowhere bytes.Buffer
	if err := errors.Join(pages.WriteNumber(&number, page.Number{Theme: in.Theme, Words: in.Words, Parcel: in.Parcels[0], Now: in.Now}), pages.WriteNowhere(&nowhere, in.Theme, in.Words)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ markup, policy string }{
		"order": {render(t, in), in.Policy()}, "number": {number.String(), in.Theme.Policy}, "notice": {nowhere.String(), in.Theme.Policy},
	} {
		style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(c.markup)
		if style == nil {
			t.Fatalf("%s: the page has no style sheet", name)
		}
		sum := sha256.Sum256([]byte(style[1]))
		if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(c.policy, want) {
			t.Errorf("%s: policy %q does not allow the style sheet %s", name, c.policy, want)
		}
		if !strings.HasPrefix(c.policy, "default-src 'none'; ") || strings.Contains(c.policy, "unsafe") {
			t.Errorf("%s: policy %q", name, c.policy)
		}
	}
	if other := page.NewTheme(brand.Record{Name: "Birch", Accent: "#aa3300"}); other.Policy == in.Theme.Policy {
		t.Error("another accent has the same hash")
	}
}

// Classes of a page have their rules in the page: an order's does without what belongs to forms that it does not have.
func TestOrdersHoldTheirRules(t *testing.T) {
	t.Parallel()
	markup := render(t, fixture(t, []shipment.Fact{label}))
	for _, rule := range []string{".rate .scale{", ".card>h2{", ".ends{", ".map text{", ".gift .field{", "form .button{", ".scale button:hover{"} {
		if !strings.Contains(markup, rule) {
			t.Errorf("the page of an order has no rule %s", rule)
		}
	}
	for _, rule := range []string{".error{", ".thanks{", ".scale input{", "\n.scale"} {
		if strings.Contains(markup, rule) {
			t.Errorf("the page of an order has the rule %q", rule)
		}
	}
}

// A drawing is on the page as text, and is the same drawing; what else a logo may be stays as it is.
func TestLogo(t *testing.T) {
	t.Parallel()
	const drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox='0 0 9 9'>\n<title>100% Æ & #1+</title></svg>"
	for name, c := range map[string]struct{ logo, want string }{
		"a drawing": {"data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(drawing)), "data:image/svg+xml," + strings.ReplaceAll(drawing, "\n", " ")},
		"a picture": {"data:image/png;base64,iVBORw0KGgo=", "data:image/png;base64,iVBORw0KGgo="},
		"no base64": {"data:image/svg+xml;base64,===", "data:image/svg+xml;base64,==="},
	} {
		in := fixture(t, []shipment.Fact{label})
		in.Theme = page.NewTheme(brand.Record{Name: "Aster", Logo: c.logo})
		found := regexp.MustCompile(`<img src="([^"]*)"`).FindStringSubmatch(render(t, in))
		if found == nil {
			t.Fatalf("%s: no picture", name)
		}
		if got, err := url.PathUnescape(html.UnescapeString(found[1])); err != nil || got != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestPageIsSmall weighs the heaviest page that is likely: two parcels of forty scans that differ in everything, with maps, content,
// prices, an estimate for each day and an open question about consent.
func TestPageIsSmall(t *testing.T) {
	t.Parallel()
	cities := []string{"PORTLAND", "SALT LAKE CITY", "CHICAGO", "LOUISVILLE", "ATLANTA", "MIAMI", "DALLAS", "DENVER", "BOSTON", "SEATTLE"}
	regions := []string{"OR", "UT", "IL", "KY", "GA", "FL", "TX", "CO", "MA", "WA"}
	var facts []shipment.Fact
	for i := range 40 {
		local := fmt.Sprintf("2026-11-%02dT%02d:%02d:00", 1+i/3, i%24, i*7%60)
		f := scan(shipment.InTransit, []string{"arrived", "departed", "sorted", "delayed"}[i%4], local, fmt.Sprintf("Scan %d at facility %d", i, i*7919), cities[i%10])
		f.Place.Region = regions[i%10]
		facts = append(facts, f)
		if i%3 == 0 {
			facts = append(facts, expects(local, fmt.Sprintf("2026-11-%02d", 10+i/3), fmt.Sprintf("2026-11-%02d", 11+i/3)))
		}
	}
	for _, tag := range locale.Languages() {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			words, err := locale.Find(tag)
			if err != nil {
				t.Fatal(err)
			}
			in := fixture(t, facts, facts)
			in.Words, in.Slots, in.Analytics, in.Theme = words, dressed().Slots, page.Analytics{ID: "G-ABC1234"}, page.NewTheme(dressed())
			markup := render(t, in)
			if strings.Count(markup, `<figure class="map">`) != 2 {
				t.Error("the page has not two maps, so it is not the heaviest one")
			}
			n := zipped(t, markup)
			if n > 15_000 {
				t.Errorf("the page takes %d bytes gzipped, more than 15 kB", n)
			}
			t.Logf("%d bytes gzipped", n)
		})
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	theme := page.NewTheme(brand.Default("aster"))
	for name, write := range map[string]func(*bytes.Buffer) error{
		"missing": func(b *bytes.Buffer) error { return pages.WriteMissing(b, theme, english(t)) },
		"down":    func(b *bytes.Buffer) error { return pages.WriteDown(b, theme, english(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, name, readable(t, b.String()))
		})
	}
}
