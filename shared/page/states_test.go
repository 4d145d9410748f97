package page_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/page/gallery"
)

// dressed is a brand that uses all that a brand may.
func dressed() brand.Record {
	r := aster()
	r.Images = brand.Images{Show: true, Host: "cdn.aster.example"}
	r.Seasons = []brand.Season{{Name: "Winter", From: "2026-11-20", Until: "2026-12-24", Banner: "Ordered by 18 December, there by the 24th."}}
	r.Slots = []brand.Slot{
		{Kind: "tip", Title: "Rinse before the first cup", Text: "Warm water is enough.", URL: "https://aster.example/care", Link: "How to care for stoneware"},
		{Kind: "recommendation", Title: "The matching saucer", URL: "https://aster.example/saucer"},
	}
	return r
}

// TestStates renders every example of the gallery: what a person reads against its golden, and the markup against the rules.
func TestStates(t *testing.T) {
	t.Parallel()
	words := english(t)
	for _, example := range gallery.All(now) {
		t.Run(example.Name, func(t *testing.T) {
			t.Parallel()
			in := example.Page(dressed(), words)
			markup := render(t, in)
			golden(t, filepath.Join("states", example.Name), readable(t, markup))
			checkMarkup(t, markup)
			if dir := os.Getenv("DOORSTEP_PAGES"); dir != "" { // to look at them in a browser
				if err := os.WriteFile(filepath.Join(dir, example.Name+".html"), []byte(markup), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestSummarySaysWhatThePageSays, so that widget, data and page never differ.
func TestSummarySaysWhatThePageSays(t *testing.T) {
	t.Parallel()
	words := english(t)
	for _, example := range gallery.All(now) {
		t.Run(example.Name, func(t *testing.T) {
			t.Parallel()
			in := example.Page(dressed(), words)
			text := strings.Join(strings.Fields(readable(t, render(t, in))), " ")
			lines := page.Summary(in)
			if len(lines) != max(1, len(in.Parcels)) {
				t.Fatalf("%d lines for %d parcels", len(lines), len(in.Parcels))
			}
			for i, line := range lines {
				if len(in.Parcels) > 0 && line.Shipment != in.Parcels[i].Shipment.ID {
					t.Errorf("line %d is of shipment %q", i, line.Shipment)
				}
				for _, said := range append([]string{line.Headline, line.Text, line.Next, line.Expected, line.AsOf, line.Age, line.Place}, line.Notes...) {
					if said = strings.Join(strings.Fields(said), " "); !strings.Contains(text, said) {
						t.Errorf("the page does not say %q", said)
					}
				}
				if line.Headline == "" || line.Rail < 0 || line.Rail > 4 {
					t.Errorf("line %+v", line)
				}
			}
		})
	}
}

// TestLanguages holds states to the rules and to their weight in all languages: words differ, and so do their lengths and direction.
// Each language takes the heaviest states and its share of the others.
func TestLanguages(t *testing.T) {
	t.Parallel()
	for i, tag := range locale.Languages() {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			words, err := locale.Find(tag)
			if err != nil {
				t.Fatal(err)
			}
			heaviest, where := 0, ""
			for j, example := range gallery.All(now) {
				if (i+j)%5 != 0 && !strings.Contains(" three-parcels long hostile support many-scans ", " "+example.Name+" ") {
					continue
				}
				markup := render(t, example.Page(dressed(), words))
				checkMarkup(t, markup)
				if n := zipped(t, markup); n > heaviest {
					heaviest, where = n, example.Name
				}
				if want := fmt.Sprintf(`<html lang="%s" dir="%s">`, words.Tag(), words.Dir()); !strings.Contains(markup, want) {
					t.Errorf("%s: the page does not say %s", example.Name, want)
				}
				if key := regexp.MustCompile(`[>"](page|status|text|next|step|slot|customs|pickup)\.[a-z_.]+[<"]`).FindString(markup); key != "" {
					t.Errorf("%s: the page shows the key %s", example.Name, key)
				}
			}
			if heaviest > 15_000 {
				t.Errorf("%s takes %d bytes gzipped, more than 15 kB", where, heaviest)
			}
			t.Logf("%s: %d bytes gzipped", where, heaviest)
		})
	}
}

// checkMarkup holds a page to what assistive technology and a strict policy need.
func checkMarkup(t *testing.T, markup string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	ids, refs, labelled := map[string]bool{}, []string{}, map[string]bool{}
	level, firsts := 0, 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		if id, ok := attr["id"]; ok {
			if ids[id] {
				t.Errorf("two elements have the id %q", id)
			}
			ids[id] = true
		}
		refs = append(append(refs, strings.Fields(attr["aria-labelledby"])...), strings.Fields(attr["aria-describedby"])...)
		if target, ok := strings.CutPrefix(attr["href"], "#"); ok {
			refs = append(refs, target)
		}
		switch n.Data {
		case "h1", "h2", "h3", "h4":
			now := int(n.Data[1] - '0')
			if now > level+1 {
				t.Errorf("<%s> %q follows a heading of level %d", n.Data, textOf(n), level)
			}
			level = now
			if now == 1 {
				firsts++
			}
			fallthrough
		case "a", "button", "legend", "summary", "label", "th":
			if textOf(n) == "" && attr["aria-label"] == "" && !strings.Contains(markup, "<img") {
				t.Errorf("<%s %v> says nothing", n.Data, n.Attr)
			}
			labelled[attr["for"]] = n.Data == "label"
		case "input":
			if attr["type"] != "hidden" && !labelled[attr["id"]] {
				t.Errorf("the field %q has no label before it", attr["id"])
			}
		case "img":
			if _, ok := attr["alt"]; !ok {
				t.Errorf("<img src=%q> has no alt", attr["src"])
			}
			if !strings.HasPrefix(attr["src"], "https://cdn.aster.example/") && !strings.HasPrefix(attr["src"], "data:") {
				t.Errorf("<img src=%q> asks somebody else", attr["src"])
			}
		case "time":
			if textOf(n) != "" && attr["datetime"] == "" {
				t.Errorf("<time>%s</time> has no datetime", textOf(n))
			}
		case "script", "iframe", "object", "embed", "base":
			t.Errorf("the page holds <%s>", n.Data)
		}
		for key := range attr {
			if strings.HasPrefix(key, "on") || key == "style" {
				t.Errorf("<%s> has %s", n.Data, key)
			}
		}
	}
	if firsts != 1 {
		t.Errorf("the page has %d first headings", firsts)
	}
	for _, ref := range refs {
		if !ids[ref] {
			t.Errorf("nothing has the id %q that is referred to", ref)
		}
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func zipped(t testing.TB, markup string) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(markup)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
