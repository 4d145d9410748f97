package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// Longest texts of strangers on a page, in characters. A form shows again what was typed in it.
const (
	maxShown = 400
	maxTyped = 16 << 10
)

// alike fails when a page with hostile texts is built otherwise than the same page with plain ones: another element, attribute or scheme
// of an address would be the stranger's.
func alike(t *testing.T, where string, hostile, plain answer) {
	t.Helper()
	if hostile.header.Get("Content-Type") == "application/problem+json" && hostile.status == plain.status {
		return
	}
	if hostile.status != plain.status || len(hostile.body) == 0 {
		t.Errorf("%s: %d with hostile texts, %d with plain ones", where, hostile.status, plain.status)
		return
	}
	if diff := cmp.Diff(shape(t, where, plain), shape(t, where, hostile)); diff != "" {
		t.Errorf("%s: hostile texts build another page (-plain +hostile):\n%s", where, diff)
	}
}

// shape lists the elements of a page as a browser builds it, with what could do something, and fails on what must not be on any page.
func shape(t *testing.T, where string, a answer) []string {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || len(a.body) > 300<<10 {
		t.Errorf("%s: %d bytes of %s", where, len(a.body), a.header.Get("Content-Type"))
	}
	root, err := html.Parse(strings.NewReader(string(a.body)))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		switch n.Type {
		case html.CommentNode:
			t.Errorf("%s: a comment %q", where, n.Data)
		case html.TextNode:
			if n.Parent.Data != "style" {
				shown(t, where+", text", n.Data, n.Parent.Data)
			}
		case html.ElementNode:
			line := depth(n) + n.Data
			for _, attribute := range n.Attr {
				shown(t, where+", "+attribute.Key, attribute.Val, n.Data)
				line += " " + meaning(t, where, n, attribute)
			}
			out = append(out, line)
			if slices.Contains([]string{"script", "iframe", "object", "embed", "base", "u", "image"}, n.Data) {
				t.Errorf("%s: <%s>", where, n.Data)
			}
		}
	}
	return out
}

func depth(n *html.Node) string {
	deep := ""
	for up := n.Parent; up != nil; up = up.Parent {
		deep += " "
	}
	return deep
}

// meaning writes an attribute with the part of its value that decides what it does.
func meaning(t *testing.T, where string, n *html.Node, a html.Attribute) string {
	t.Helper()
	switch {
	case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
		t.Errorf("%s: <%s %s=%q>", where, n.Data, a.Key, a.Val)
	case slices.Contains([]string{"href", "src", "action", "formaction"}, a.Key):
		u, err := url.Parse(a.Val)
		if err != nil {
			t.Errorf("%s: <%s> has the address %q", where, n.Data, a.Val)
			return a.Key
		}
		if !slices.Contains([]string{"", "https", "mailto", "tel", "data"}, u.Scheme) || u.Scheme == "data" && n.Data != "img" && n.Data != "link" || strings.Contains(u.Host, "evil") {
			t.Errorf("%s: <%s> leads to %q", where, n.Data, a.Val)
		}
		return fmt.Sprintf("%s=%s//%s", a.Key, u.Scheme, u.Host)
	case slices.Contains([]string{"class", "type", "rel", "method", "target", "role", "name", "http-equiv", "dir"}, a.Key):
		return a.Key + "=" + a.Val
	}
	return a.Key
}

// shown judges one text that people see.
func shown(t *testing.T, where, text, element string) {
	t.Helper()
	visible(t, where, text)
	limit := maxShown
	switch {
	case element == "textarea":
		limit = maxTyped
	case strings.HasPrefix(text, "data:"):
		limit = 10 << 10
	case strings.HasSuffix(where, ", href"):
		limit = 2 << 10 // an address, which nobody reads
	case element == "path": // a map
		limit = 8 << 10
	}
	if n := utf8.RuneCountInString(text); n > limit {
		t.Errorf("%s of <%s> has %d characters: %.60q", where, element, n, text)
	}
}

// visible finds characters that hide or reorder text, or that end a line in a log.
func visible(t *testing.T, where, s string) {
	t.Helper()
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune("\u2028\u2029\ufeff\u200b\u00ad", r) || r == utf8.RuneError || r >= 0xe0000 && r < 0xe1000 {
			t.Errorf("%s holds %U", where, r)
			return
		}
	}
}

// harmlessJSON fails when a document for programs holds what could become something else in them.
func harmlessJSON(t *testing.T, where string, a answer) {
	t.Helper()
	var document any
	if err := json.Unmarshal(a.body, &document); err != nil || a.status != http.StatusOK {
		t.Fatalf("%s: %d %v", where, a.status, err)
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(path+"."+name, inner)
			}
		case []any:
			for i, inner := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), inner)
			}
		case string:
			visible(t, path, v)
			limit := maxShown
			if strings.HasSuffix(path, "url") {
				limit = 2 << 10
			}
			if n := utf8.RuneCountInString(v); n > limit {
				t.Errorf("%s has %d characters", path, n)
			}
			if strings.HasSuffix(path, "url") && v != "" && !strings.HasPrefix(v, "https://") {
				t.Errorf("%s leads to %q", path, v)
			}
		}
	}
	walk(where, document)
	if strings.ContainsAny(string(a.body), "<>\u2028") {
		t.Errorf("%s holds what HTML or a script would read", where)
	}
}

// properties reads a calendar as RFC 5545 says and lists the names of its lines. Values may be anything but what ends a line.
func properties(t *testing.T, where string, a answer) []string {
	t.Helper()
	body := string(a.body)
	if a.status != http.StatusOK || !strings.HasSuffix(body, "END:VCALENDAR\r\n") || strings.Count(body, "\r") != strings.Count(body, "\r\n") || strings.Count(body, "\n") != strings.Count(body, "\r\n") {
		t.Errorf("%s: %d, or a line that ends otherwise than it must: %.300q", where, a.status, body)
	}
	for line := range strings.SplitSeq(body, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%s: a line of %d octets: %q", where, len(line), line)
		}
	}
	var names []string
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(body, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, found := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		if !found || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
			t.Errorf("%s: the line %q", where, line)
		}
		visible(t, where+", "+name, strings.NewReplacer("\u2068", "", "\u2069", "").Replace(value)) // the catalogs' own isolates
		if name == "BEGIN" || name == "END" {
			name += ":" + value
		}
		names = append(names, name)
	}
	return names
}
