package mail_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/shared/mail"
)

// differences holds the two parts of a message against each other: all texts, links and numbers of the HTML are in the text, and all
// words of the text are in the HTML.
func differences(t *testing.T, m mail.Email) (found []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(m.Text), " ")
	var seen []string
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && shown(n) {
			said := strings.Join(strings.Fields(n.Data), " ")
			seen = append(seen, said)
			if !strings.Contains(text, said) {
				found = append(found, "the text part does not say "+said)
			}
		}
		for _, a := range n.Attr {
			if a.Key == "href" && !strings.HasPrefix(a.Val, "tel:") && !strings.Contains(m.Text, strings.TrimPrefix(a.Val, "mailto:")) {
				found = append(found, "the text part does not lead to "+a.Val)
			}
			if slices.Contains([]string{"href", "alt", "aria-label", "title"}, a.Key) {
				seen = append(seen, a.Val)
			}
		}
	}
	all := strings.Join(seen, " ")
	for _, word := range word.FindAllString(text, -1) {
		if word != "-" && word != "--------" && !strings.Contains(all, word) {
			found = append(found, "the HTML does not say "+word)
		}
	}
	return found
}

// word is an address, or what stands between spaces and colons: the text part puts a colon where the HTML begins a line.
var word = regexp.MustCompile(`https?://\S+|[^\s:：]+`)

// shown reports whether a reader sees a text: it is in the body, not the preheader, and no filler of an empty cell.
func shown(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "head" || p.Data == "style" {
			return false
		}
		for _, a := range p.Attr {
			if a.Key == "style" && strings.Contains(a.Val, "display:none") {
				return false
			}
		}
	}
	return strings.Trim(n.Data, " \n\t\u00a0") != ""
}

// A test that compares is worth what it finds.
func TestDifferencesAreFound(t *testing.T) {
	t.Parallel()
	m := email(t, example(t, "delay").Letter(aster(), find(t, "en")))
	for name, change := range map[string]func(*mail.Email){
		"a date only in the HTML": func(m *mail.Email) { m.Text = strings.ReplaceAll(m.Text, "Thu 26 Nov", "soon") },
		"a link only in the HTML": func(m *mail.Email) { m.Text = strings.ReplaceAll(m.Text, "https://track.example/t/", "https://other/") },
		"a fact only in the text": func(m *mail.Email) { m.Text += "\nBring 20 dollars\n" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			altered := m
			change(&altered)
			if differences(t, altered) == nil {
				t.Error("nothing was found")
			}
		})
	}
}
