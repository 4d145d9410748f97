package page_test

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

var way = []shipment.Fact{label, pickedUp, departed, arrived, loaded}

func TestOnlyTheOwnerIsOffered(t *testing.T) {
	t.Parallel()
	marks := map[string]string{
		"gift": `action="/t/abc/gift"`, "rating": `action="/s/abc"`, "report": `href="/s/abc/report"`,
		"missing": `href="/s/abc/report?shipment=s0&amp;kind=not_received"`, "items": "Stoneware", "prices": "$36.00", "sources": "Who told what",
	}
	cases := map[link.Scope]string{link.Owner: "gift rating report missing items prices", link.Gift: "", link.Support: "items prices sources", "": "items prices"}
	for scope, want := range cases {
		t.Run("scope "+string(scope), func(t *testing.T) {
			t.Parallel()
			in := fixture(t, append(way, handed), way)
			in.Scope = scope
			price := int64(1800)
			in.Order.Items[0].UnitPrice = &price
			markup := render(t, in)
			for name, mark := range marks {
				if got, want := strings.Contains(markup, mark), strings.Contains(" "+want+" ", " "+name+" "); got != want {
					t.Errorf("%s: shown %t, want %t", name, got, want)
				}
			}
		})
	}
}

func TestNothingIsOfferedWithoutAPath(t *testing.T) {
	t.Parallel()
	in := fixture(t, append(way, handed), way)
	in.Paths = page.Paths{}
	if markup := render(t, in); strings.Contains(markup, "<form") || strings.Contains(markup, `href=""`) {
		t.Error("the page offers something that leads nowhere")
	}
}

func TestGiftLinkIsShown(t *testing.T) {
	t.Parallel()
	in := fixture(t, way)
	in.Paths.GiftLink = "https://track.aster.example/t/gift"
	markup := render(t, in)
	if !strings.Contains(markup, `readonly dir="ltr" value="https://track.aster.example/t/gift"`) || strings.Contains(markup, `action="/t/abc/gift"`) {
		t.Error("the page does not show the gift link, or still offers to make it")
	}
}

func TestSlotsAreSilentBesideTrouble(t *testing.T) {
	t.Parallel()
	secret := expects("2026-11-20T08:00:00", "2026-11-23", "2026-11-23")
	cases := map[string]struct {
		change func(*page.Order)
		facts  []shipment.Fact
		want   bool
	}{
		"on its way":   {func(*page.Order) {}, way, true},
		"delivered":    {func(*page.Order) {}, append(way, handed), true},
		"attempted":    {func(*page.Order) {}, append(way, tried), false},
		"damaged":      {func(*page.Order) {}, []shipment.Fact{label, pickedUp, damaged}, false},
		"returning":    {func(*page.Order) {}, append(way, refused), false},
		"late":         {func(*page.Order) {}, append(way, secret), false},
		"silent":       {func(in *page.Order) { in.Parcels[0].View.Tracking = shipment.Stale }, way, false},
		"contradicted": {func(in *page.Order) { in.Parcels[0].View.Tracking = shipment.Conflict }, way, false},
		"reopened":     {func(in *page.Order) { in.Parcels[0].View.Reopened = true }, way, false},
		"unconfirmed":  {func(in *page.Order) { in.Parcels[0].View.Unconfirmed = true }, append(way, handed), false},
		"cancelled":    {func(in *page.Order) { in.Order.CancelledAt = "2026-11-20" }, way, false},
		"taken back":   {func(in *page.Order) { in.Parcels[0].Shipment.Cancelled = "2026-11-20" }, way, false},
		"waiting too long": {func(in *page.Order) {
			in.Parcels, in.Order.Shipments, in.Order.Promises = nil, nil, []order.Promise{{Latest: "2026-11-18"}}
		}, way, false},
		"a present":         {func(in *page.Order) { in.Scope = link.Gift }, way, true},
		"of what is inside": {func(in *page.Order) { in.Scope, in.Slots[0].SKUs = link.Gift, []string{"MUG-1"} }, way, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := fixture(t, c.facts)
			in.Slots = []brand.Slot{{Kind: "tip", Title: "Rinse it first"}}
			c.change(&in)
			if got := strings.Contains(render(t, in), "Rinse it first"); got != c.want {
				t.Errorf("content shown: %t, want %t", got, c.want)
			}
		})
	}
}

func TestPicturesOnlyFromTheBrand(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		images  brand.Images
		address string
		want    bool
	}{
		"from its host":    {brand.Images{Show: true, Host: "cdn.aster.example"}, "https://cdn.aster.example/mug.webp", true},
		"switched off":     {brand.Images{Host: "cdn.aster.example"}, "https://cdn.aster.example/mug.webp", false},
		"from elsewhere":   {brand.Images{Show: true, Host: "cdn.aster.example"}, "https://cdn.aster.example.evil.example/mug.webp", false},
		"not over https":   {brand.Images{Show: true, Host: "cdn.aster.example"}, "http://cdn.aster.example/mug.webp", false},
		"none for the mug": {brand.Images{Show: true, Host: "cdn.aster.example"}, "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := fixture(t, way)
			record := aster()
			record.Images = c.images
			in.Theme = page.NewTheme(record)
			in.Order.Items[0].ImageURL = c.address
			if got := strings.Contains(render(t, in), "<img"); got != c.want {
				t.Errorf("picture shown: %t, want %t", got, c.want)
			}
			if got := strings.Contains(in.Policy(), "img-src data: https://cdn.aster.example;"); got != c.images.Show {
				t.Errorf("policy lets pictures of the host through: %t", got)
			}
		})
	}
}

func TestAnalyticsOnlyWithConsent(t *testing.T) {
	t.Parallel()
	const id = "G-ABC1234"
	cases := map[string]struct {
		is          page.Analytics
		script, ask bool
	}{
		"the brand counts nobody": {page.Analytics{Agreed: true}, false, false},
		"not asked yet":           {page.Analytics{ID: id}, false, true},
		"agreed":                  {page.Analytics{ID: id, Agreed: true}, true, true}, // to be taken back
		"no id of Google's":       {page.Analytics{ID: `G-1"</script>`, Agreed: true}, false, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := fixture(t, way)
			in.Analytics = c.is
			markup, policy := render(t, in), in.Policy()
			if got := strings.Contains(markup, "<script"); got != c.script {
				t.Errorf("script in the page: %t, want %t", got, c.script)
			}
			if got := strings.Contains(policy, "google") || strings.Contains(policy, "script-src"); got != c.script {
				t.Errorf("policy %q", policy)
			}
			if got := strings.Contains(markup, `action="/t/abc/consent"`); got != c.ask {
				t.Errorf("consent form: %t, want %t", got, c.ask)
			}
			if inline := regexp.MustCompile(`<script>(.*?)</script>`).FindStringSubmatch(markup); inline != nil {
				sum := sha256.Sum256([]byte(inline[1]))
				if !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
					t.Errorf("policy %q does not let the script %q run", policy, inline[1])
				}
				if !strings.Contains(inline[1], "page_location:location.origin+'/t/'") {
					t.Error("the script sends the address with its token")
				}
			}
		})
	}
}

func TestPrices(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		unit     int64
		currency string
		want     string
	}{
		"two digits":    {1805, "USD", "$36.10"},
		"no digits":     {1200, "JPY", "¥2,400"},
		"three digits":  {1500, "KWD", "KWD 3.000"},
		"thousands":     {123456789, "EUR", "€2,469,135.78"},
		"free":          {0, "GBP", "£0.00"},
		"no currency":   {100, "", ""},
		"a refund":      {-100, "USD", ""},
		"beyond reason": {9e18, "USD", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := fixture(t, way)
			in.Order.Currency, in.Order.Items[0].UnitPrice = c.currency, &c.unit
			got := regexp.MustCompile(`<span class="price"><bdi>(.*?)</bdi>`).FindStringSubmatch(render(t, in))
			if (got == nil) != (c.want == "") || got != nil && got[1] != c.want {
				t.Errorf("price %v, want %q", got, c.want)
			}
		})
	}
}

func TestOwnNumbersStayInside(t *testing.T) {
	t.Parallel()
	in := fixture(t, []shipment.Fact{loaded})
	number := order.OwnNumber("o", "fulfilment-1")
	in.Parcels[0].Shipment.Number, in.Parcels[0].Shipment.Carrier, in.Order.Method = number, "", order.LocalDelivery
	markup := render(t, in)
	if strings.Contains(markup, number) || strings.Contains(markup, "Tracking number") || strings.Contains(markup, "The carrier") {
		t.Error("the page speaks of a carrier or a number that nobody has")
	}
}
