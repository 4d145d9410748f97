package mail_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"doorstep/shared/brand"
	"doorstep/shared/mail"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
)

// attacks are texts that must come out as nothing but text.
var attacks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'/onmouseover='alert(1)`, `javascript:alert(1)`, `</style><script>alert(1)</script>`,
	`</title><script>`, `<!--[if mso]><b>`, `<![endif]-->`, `{{.Subject}}`, `{brand}`, "a\r\nBcc: victim@evil.example", "a\nSubject: b\n\n<b>", "\u202egnp.exe\u2066",
	"a\x00b\x1bc", "visit evil.example", "https://evil.example/pay", "www.evil.example", "pay@evil.example", "evil.\u200dexample", "evil。example", "\xff\xfe.evil.example",
	strings.Repeat("Bad ", 2560), strings.Repeat("x", 10<<10), "*bold* <!channel> <https://evil.example|here> `code` &lt;",
}

// hostile puts a text into every field that a carrier, a shopper or a shop can fill.
func hostile(t testing.TB, kind message.Kind, text string) mail.Letter {
	t.Helper()
	l := example(t, "shipped-merged").Letter(aster(), find(t, "en"))
	l.Kind, l.Name, l.Status, l.Sub, l.Amount = kind, seal.Hide(text), shipment.Status(text), text, 4200
	o := &l.Order
	o.Number, o.PlacedAt, o.CancelReason, o.CancelledAt, o.Currency = text, text, text, text, text
	o.Items = []order.Item{{ID: "1", Name: text, SKU: text, ImageURL: text, URL: text, Quantity: 1}, {ID: text, Quantity: 2}}
	o.Promises = []order.Promise{{Earliest: text, Latest: text, Told: text}}
	o.Method, o.Pickup = order.Pickup, order.Place{Name: text, Address: text, Hours: text, URL: text, Until: text}
	at := shipment.Moment{Local: "2026-11-21T09:00:00", Offset: text, Precision: shipment.Second}
	var facts []shipment.Fact
	for _, status := range []shipment.Status{shipment.InTransit, shipment.Exception, shipment.AvailableForPickup} {
		facts = append(facts, shipment.Identify(shipment.Fact{
			Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Code: text, Text: text, Status: status, Sub: text, At: at,
			Place: shipment.Place{Text: text, City: text, Region: text, Country: text, Postal: text},
		}, string(status), text))
	}
	for i := range l.Parcels {
		s := &l.Parcels[i].Shipment
		s.Carrier, s.CarrierRaw, s.Service, s.Number, s.ShippedAt, s.Method = "", text, text, text, text, []string{"", order.Pickup}[i]
		s.Items = []order.Part{{ID: "1", Quantity: 1}, {ID: text, Quantity: 1}}
		l.Parcels[i].View = shipment.NewView(shipment.Fold(facts), shipment.Window{Earliest: text, Latest: text}, now)
	}
	l.Parcels[1].View.Tracking, l.Parcels[1].View.Since = shipment.Stale, text
	return l
}

// linked is what a mail program makes a link of by itself: an address with a scheme, or a word with a dot and a letter behind it.
var linked = regexp.MustCompile(`\w+://\S*|[\p{L}\p{N}_-]\.[\p{L}\p{M}\p{Cf}]\S*`)

// checkHarmless fails when a message holds a link, a header or a character that its sender did not put there.
func checkHarmless(t *testing.T, l mail.Letter, m mail.Email) {
	t.Helper()
	known := addresses(l)
	checkMarkup(t, m.HTML, known)
	checkSubject(t, m.Subject)
	rest := m.Text
	for _, address := range append(known, l.Brand.Support.Email) {
		if address != "" {
			rest = strings.ReplaceAll(rest, address+"\n", "\n")
		}
	}
	if found := linked.FindString(m.Subject + " " + rest); found != "" {
		t.Errorf("a mail program makes a link of %q", found)
	}
	checkCharacters(t, m.HTML+m.Text)
}

func checkCharacters(t *testing.T, s string) {
	t.Helper()
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar || r == '\u2028' {
			t.Errorf("the message holds the character %U", r)
			return
		}
	}
}

func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	for i, text := range attacks {
		t.Run(text[:min(20, len(text))], func(t *testing.T) {
			t.Parallel()
			for j, kind := range message.Kinds() {
				checkAttack(t, hostile(t, kind, text), i+j)
			}
		})
	}
}

// checkAttack writes a letter in one of its forms: about several parcels, one, none, and to whoever is given a present.
func checkAttack(t *testing.T, l mail.Letter, form int) {
	t.Helper()
	switch uint(form) % 4 {
	case 0:
		l.Parcels = l.Parcels[1:]
	case 1:
		l.Parcels = nil
	case 2:
		l.Gift = true
	}
	checkHarmless(t, l, email(t, l))
	s, err := l.SMS()
	if err != nil {
		t.Fatal(err)
	}
	checkCharacters(t, s.Body)
	if !strings.Contains(s.Body+" ", " "+l.Links.Page+" ") || linked.MatchString(strings.ReplaceAll(s.Body, l.Links.Page, "")) {
		t.Errorf("the link of the text message is not the only one: %q", s.Body)
	}
}

// A brand that is not checked, because something wrote past the check, does not break out either.
func TestHostileBrand(t *testing.T) {
	t.Parallel()
	for _, text := range attacks {
		l := example(t, "delivered").Letter(brand.Record{
			Name: text, Site: text, Accent: text, LogoURL: text, Font: text, Colours: brand.Colours{Background: text, Banner: text},
			Support: brand.Support{URL: text, Email: text, Phone: text, Hours: text}, Messages: brand.Messages{Courtesy: text},
		}, find(t, "en").With(map[string]string{"mail.legal": text, "text.delivered": text}))
		m := email(t, l)
		l.Brand = brand.Record{}
		checkMarkup(t, m.HTML, addresses(l))
		checkSubject(t, m.Subject)
	}
}

// What whoever is given a present must not learn.
func TestGiftTellsNothing(t *testing.T) {
	t.Parallel()
	for _, e := range examples() {
		l := e.Letter(aster(), find(t, "en"))
		l.Gift = true
		m := email(t, l)
		s, err := l.SMS()
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Stoneware", "Darjeeling", "towel", "1042", "$", l.Links.Survey, l.Links.Report, "SORRY10"} {
			if strings.Contains(strings.ReplaceAll(m.Subject+m.HTML+m.Text+s.Body, "1Z999AA1012345678", ""), secret) {
				t.Errorf("%s tells %q", e.Name, secret)
			}
		}
	}
}

// No message tells a price; an amount is that of a refund or of what is due.
func TestNoPrices(t *testing.T) {
	t.Parallel()
	for _, e := range examples() {
		l := e.Letter(aster(), find(t, "en"))
		if m := email(t, l); l.Amount == 0 && strings.ContainsAny(m.Text, "$€£") {
			t.Errorf("%s tells a price:\n%s", e.Name, m.Text)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*mail.Letter){
		"no words":             func(l *mail.Letter) { l.Words = nil },
		"no page":              func(l *mail.Letter) { l.Links.Page = "" },
		"a page of a script":   func(l *mail.Letter) { l.Links.Page = "javascript:alert(1)" },
		"a page without host":  func(l *mail.Letter) { l.Links.Page = "https:///t/x" },
		"a page in the clear":  func(l *mail.Letter) { l.Links.Page = "http://track.example/t/x" },
		"a survey with spaces": func(l *mail.Letter) { l.Links.Survey = "https://track.example/s/ x" },
		"a report with breaks": func(l *mail.Letter) { l.Links.Report = "https://track.example/s/x\r\nBcc: y" },
		"a stop with a quote":  func(l *mail.Letter) { l.Links.Unsubscribe = `https://track.example/u/"x` },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := example(t, "delivered").Letter(aster(), find(t, "en"))
			change(&l)
			if m, err := l.Email(); err == nil {
				t.Errorf("Email = %q", m.Subject)
			}
			if s, err := l.SMS(); err == nil {
				t.Errorf("SMS = %q", s.Body)
			}
		})
	}
}

func FuzzLetter(f *testing.F) {
	for i, text := range attacks {
		f.Add(text, i)
	}
	kinds := message.Kinds()
	f.Fuzz(func(t *testing.T, text string, kind int) {
		checkAttack(t, hostile(t, kinds[uint(kind)%uint(len(kinds))], text), kind)
	})
}
