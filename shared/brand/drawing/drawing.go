// Package drawing says what is wrong with an SVG that is meant as a logo. As an image of a page it cannot run anything
// (https://www.w3.org/TR/SVG2/conform.html#secure-static-mode), but a logo is also opened on its own and put into mails: nothing in it
// may run, load or deceive. It stands apart from shared/brand, because the functions that read records need no XML.
package drawing

import (
	"bytes"
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
			if !slices.Contains(shapes, t.Name.Local) {
				return "<" + t.Name.Local + ">"
			}
			for _, a := range t.Attr {
				if bad := attributeProblem(a); bad != "" {
					return bad
				}
			}
		case xml.CharData:
			if loads(string(t)) {
				return "styles that load something"
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

func attributeProblem(a xml.Attr) string {
	switch {
	case strings.HasPrefix(strings.ToLower(a.Name.Local), "on"):
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
	if strings.Contains(s, "@import") || strings.Contains(s, "javascript:") || strings.Contains(s, `\`) {
		return true
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
