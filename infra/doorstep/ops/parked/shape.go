package parked

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// The bounds of a shape: enough to see where a format differs, little enough to read.
const (
	maxDepth = 12
	maxLines = 200
	maxName  = 64
)

// Shape tells what a body is made of without telling anything that it says: names of fields, kinds and lengths of values. One line each.
// Names that may be data are hidden as well.
func Shape(body []byte) []string {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&value) == nil {
		if _, err := decoder.Token(); err == io.EOF {
			s := &shape{}
			s.value("", value, 0)
			return s.lines
		}
	}
	kind := http.DetectContentType(body)
	lines := []string{fmt.Sprintf("%d bytes, no JSON: %s", len(body), kind)}
	return append(lines, elements(body)...)
}

type shape struct{ lines []string }

func (s *shape) add(path, what string) {
	switch {
	case len(s.lines) < maxLines:
		s.lines = append(s.lines, strings.TrimSpace(path+" "+what))
	case len(s.lines) == maxLines:
		s.lines = append(s.lines, "...")
	}
}

func (s *shape) value(path string, v any, depth int) {
	if depth > maxDepth {
		s.add(path, "deeper")
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			s.add(path, "object without fields")
		}
		for _, name := range slices.Sorted(keys(v)) {
			s.value(path+"."+harmless(name), v[name], depth+1)
		}
	case []any:
		s.add(path, fmt.Sprintf("list of %d", len(v)))
		if len(v) > 0 {
			s.value(path+"[0]", v[0], depth+1)
		}
	case string:
		s.add(path, fmt.Sprintf("text of %d", len(v)))
	case json.Number:
		s.add(path, "number")
	case bool:
		s.add(path, "true or false")
	default:
		s.add(path, "null")
	}
}

func keys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range m {
			if !yield(name) {
				return
			}
		}
	}
}

// harmless gives a name as it stands when it looks like one that a program was written with.
func harmless(name string) string {
	digits := 0
	for _, r := range name {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-' || r == ':' || r == '$':
		default:
			return fmt.Sprintf("(name of %d)", len(name))
		}
	}
	if len(name) > maxName || digits > 4 {
		return fmt.Sprintf("(name of %d)", len(name))
	}
	return name
}

// elements names the elements of XML in the order in which they first appear.
func elements(body []byte) []string {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.Strict = false
	decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var path, lines []string
	for len(lines) < maxLines {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, harmless(t.Name.Local))
			if at := strings.Join(path, "/"); len(path) <= maxDepth && !slices.Contains(lines, at) {
				lines = append(lines, at)
			}
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
	}
	return lines
}
