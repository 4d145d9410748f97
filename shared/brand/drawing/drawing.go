// Package drawing says what is wrong with an SVG that is meant as a logo. As an image of a page it cannot run anything
// (https://www.w3.org/TR/SVG2/conform.html#secure-static-mode), but a logo is also opened on its own and put into mails: nothing in it
// may run, load or deceive. It stands apart from shared/brand, because the functions that read records need no XML.
package drawing

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// shapes are the elements that a drawing needs. What is not listed (script, foreignObject, animations, image, use of other files)
// is refused by its absence.
var shapes = []string{
	"svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use",
	"symbol", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "pattern", "style",
}

// Problem names what an SVG must not hold and does: "<script>", "a DOCTYPE"; empty: nothing.
func Problem(raw []byte) string {
	d := xml.NewDecoder(bytes.NewReader(raw))
	root := ""
	var style *strings.Builder // of the element that is open: comments and CDATA may split it, and it is read as one
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if root != "svg" {
				return "anything but an <svg> element"
			}
			return ""
		}
		if err != nil {
			return "broken XML (" + err.Error() + ")"
		}
		switch t := token.(type) {
		case xml.StartElement:
			if root == "" {
				root = t.Name.Local
			}
			if bad := elementProblem(t); bad != "" || style != nil {
				return cmp.Or(bad, "elements in a style")
			}
			if t.Name.Local == "style" {
				style = &strings.Builder{}
			}
		case xml.EndElement:
			if style != nil && loads(style.String()) {
				return "styles that load something"
			}
			style = nil
		case xml.CharData:
			if style != nil {
				style.Write(t)
			}
		case xml.Directive:
			return "a DOCTYPE"
		case xml.ProcInst:
			if t.Target != "xml" {
				return "<?" + t.Target + "?>"
			}
		}
	}
}

func elementProblem(e xml.StartElement) string {
	if !slices.Contains(shapes, e.Name.Local) {
		return "<" + e.Name.Local + ">"
	}
	for _, a := range e.Attr {
		if bad := attributeProblem(a); bad != "" {
			return bad
		}
	}
	return ""
}

func attributeProblem(a xml.Attr) string {
	switch {
	case strings.HasPrefix(strings.ToLower(a.Name.Local), "on"), a.Name.Local == "base": // xml:base moves what "#a" refers to
		return "the attribute " + a.Name.Local
	case a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#"):
		return "references to anything outside itself"
	case a.Name.Local != "href" && a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && loads(a.Value):
		return "styles that load something"
	default:
		return ""
	}
}

// loads reports whether a style names something outside the drawing. Escapes are refused with it, since they can spell anything.
func loads(style string) bool {
	s := strings.ToLower(style)
	for _, word := range []string{"@import", "image-set", "src(", "javascript:", `\`} {
		if strings.Contains(s, word) {
			return true
		}
	}
	for {
		_, rest, ok := strings.Cut(s, "url(")
		if !ok {
			return false
		}
		if !strings.HasPrefix(strings.TrimLeft(rest, " \t\n'\""), "#") {
			return true
		}
		s = rest
	}
}
