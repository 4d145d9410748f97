package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/locale/letters"
	"doorstep/shared/mail"
	"doorstep/shared/mail/gallery"
)

var update = flag.Bool("update", false, "write the goldens anew")

var now = time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)

func aster() brand.Record {
	return brand.Record{
		Version: 1, Name: "Aster & Pine", Site: "https://aster.example", Accent: "#1d6f5c", LogoURL: "https://cdn.aster.example/logo.png",
		Support:  brand.Support{URL: "https://aster.example/help", Email: "help@aster.example", Phone: "+1 (555) 010-0199", Hours: "Mon to Fri, 9 to 17"},
		Messages: brand.Messages{Courtesy: "SORRY10"},
	}
}

// nordlicht is as unlike aster as a record allows.
func nordlicht() brand.Record {
	r := aster()
	r.Name, r.Accent, r.Font, r.LogoURL = "Nordlicht Räder", "#c2185b", "rounded", ""
	r.Colours = brand.Colours{Background: "#eceff7", Banner: "#141a2e"}
	return r
}

func find(t testing.TB, tag string) *locale.Catalog {
	t.Helper()
	c, err := letters.Find(tag)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// examples are those of the gallery, folded once for all tests.
var examples = sync.OnceValue(func() []gallery.Example { return gallery.All(now) })

// example finds a message of the gallery.
func example(t testing.TB, name string) gallery.Example {
	t.Helper()
	for _, e := range examples() {
		if e.Name == name {
			return e
		}
	}
	t.Fatalf("the gallery has no message %q", name)
	return gallery.Example{}
}

func email(t testing.TB, l mail.Letter) mail.Email {
	t.Helper()
	m, err := l.Email()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestEveryMessage holds every kind in every state, language and look to what every message must be.
func TestEveryMessage(t *testing.T) {
	t.Parallel()
	languages := locale.Languages()
	if testing.Short() { // under the race detector: whether texts are right is the plain run's business
		languages = []string{"en", "ar"}
	}
	for _, tag := range languages {
		for _, record := range []brand.Record{aster(), nordlicht()} {
			t.Run(tag+" "+record.Name, func(t *testing.T) {
				t.Parallel()
				for _, e := range examples() {
					t.Run(e.Name, func(t *testing.T) {
						l := e.Letter(record, find(t, tag))
						m := email(t, l)
						checkMarkup(t, m.HTML, addresses(l))
						checkSubject(t, m.Subject)
						for _, found := range differences(t, m) {
							t.Error(found)
						}
						checkWords(t, e.Name, m)
					})
				}
			})
		}
	}
}

// maxHTML is far below the 102 kB at which Gmail cuts a message off.
const maxHTML = 60 << 10

var voids = []string{"meta", "br", "img", "hr", "input", "link"}

// checkMarkup reads the markup as it stands, without the corrections of a browser: every element is closed in its order, nothing runs,
// loads or leads anywhere but to the addresses given.
func checkMarkup(t *testing.T, markup string, allowed []string) {
	t.Helper()
	if len(markup) > maxHTML {
		t.Errorf("the HTML has %d bytes, more than %d", len(markup), maxHTML)
	}
	if !strings.HasPrefix(markup, "<!doctype html>\n<html lang=\"") {
		t.Errorf("the HTML begins with %.40q", markup)
	}
	known := strings.Fields("html head meta title style body div table tr td p h1 h2 ul li a img span bdi tbody")
	var open []string
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			if !slices.Contains(known, token.Data) {
				t.Errorf("the message holds <%s>", token.Data)
			}
			for _, a := range token.Attr {
				checkAttribute(t, token.Data, a, allowed)
			}
			if !slices.Contains(voids, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes nothing of %v", token.Data, open)
			}
			open = open[:len(open)-1]
		case html.CommentToken:
			if !strings.HasPrefix(token.Data, "[if mso]>") || !strings.HasSuffix(token.Data, "<![endif]") {
				t.Errorf("the message holds the comment %q", token.Data)
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("%v are never closed", open)
	}
	if strings.Count(markup, `class="push"`) != 1 {
		t.Errorf("the message has %d buttons", strings.Count(markup, `class="push"`))
	}
	for _, want := range []string{`<meta name="color-scheme" content="light dark">`, "prefers-color-scheme: dark", "max-width:600px", "<h1 "} {
		if !strings.Contains(markup, want) {
			t.Errorf("the message has no %s", want)
		}
	}
}

func checkAttribute(t *testing.T, element string, a html.Attribute, allowed []string) {
	t.Helper()
	switch {
	case strings.HasPrefix(a.Key, "on"), a.Key == "srcdoc", a.Key == "background":
		t.Errorf("<%s> has %s", element, a.Key)
	case (a.Key == "href" || a.Key == "src") && !slices.Contains(allowed, a.Val):
		t.Errorf("<%s> leads to %q", element, a.Val)
	case a.Key == "style" && (strings.Contains(a.Val, "url(") || strings.Contains(a.Val, "ZgotmplZ") || strings.Contains(a.Val, "expression")):
		t.Errorf("<%s> has the style %q", element, a.Val)
	}
}

// addresses are those to which a message may lead.
func addresses(l mail.Letter) []string {
	r := l.Brand
	out := []string{r.Site, r.LogoURL, r.Support.URL, "mailto:" + r.Support.Email, "tel:+15550100199", l.Links.Page, l.Links.Unsubscribe, l.Order.Pickup.URL}
	for _, p := range l.Parcels {
		out = append(out, "https://www.ups.com/track?tracknum="+p.Shipment.Number)
		for _, more := range []string{"", "&shipment=" + p.Shipment.ID} {
			out = append(out, l.Links.Report+"?kind=not_received"+more)
			for _, n := range "12345" {
				out = append(out, l.Links.Survey+"?score="+string(n)+more)
			}
		}
	}
	return out
}

func checkSubject(t *testing.T, subject string) {
	t.Helper()
	if n := len([]rune(subject)); n == 0 || n > 78 {
		t.Errorf("the subject has %d characters: %q", n, subject)
	}
	if i := strings.IndexFunc(subject, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Zl, r)
	}); i >= 0 {
		t.Errorf("the subject holds a control character: %q", subject)
	}
}

// key is what shows where a catalog has no text.
var key = regexp.MustCompile(`\b(mail|sms|page|status|text|next|customs|pickup|survey|widget|alert)\.[a-z_]+`)

// checkWords looks for texts and values that are missing. The long and the hostile example are cut, which looks the same.
func checkWords(t *testing.T, name string, m mail.Email) {
	t.Helper()
	for _, text := range []string{m.Subject, m.Text} {
		if found := key.FindString(text); found != "" {
			t.Errorf("the text of %s is missing", found)
		}
		if strings.Contains(text, "…") && !strings.HasPrefix(name, "problem-") {
			t.Errorf("a value is missing: %q", text)
		}
	}
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: write it with -update and have somebody who speaks the language read it", err)
	}
	if got != string(want) {
		t.Errorf("%s is different:\n%s", path, got)
	}
}
