// Package markup lets adapters read XML with the reader that they use for JSON. Carriers that answer in XML or SOAP answer in
// JSON too, from their gateways, and both drift in the same ways; so New takes either, and turns XML into the JSON that says
// the same, member by member in document order. It does not look at what elements mean, resolves no namespace, loads no
// external entity and expands no entity of the document's own.
//
//	<scan id="7"><code list="A">DL</code><at/></scan>   is read as   {"scan":{"@id":"7","code@list":"A","code":"DL","at":""}}
//
// An element that occurs several times is a member that occurs several times: the adapter reads each occurrence with Each, which
// takes a single object as a list of one. Prefixes are dropped ("soap:Body" is "Body"), xsi:nil="true" is null.
package markup

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"doorstep/shared/carrier/payload"
)

const (
	// maxDepth is how deep elements may nest; an object more than payload allows would be refused there.
	maxDepth = 60
	// maxElements bounds the elements of one document: encoding/xml needs some hundred bytes for each while it reads. A history of
	// one parcel has below a thousand.
	maxElements = 40_000
)

// New starts reading a body that is XML or JSON; the first character decides. What is wrong with XML tells the reader's Err.
func New(body []byte) *payload.Reader {
	start := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(start) == 0 || start[0] != '<' {
		return payload.New(body)
	}
	text, err := JSON(start)
	if err != nil {
		return payload.Failed(err)
	}
	return payload.New(text)
}

// JSON turns one XML document into the JSON that says the same. The error gives the line.
func JSON(document []byte) ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(document))
	d.Strict = false // "&nbsp;" and bare "&" occur in carriers' texts
	d.CharsetReader = charset
	w := writer{out: make([]byte, 0, len(document)+len(document)/2)}
	w.out = append(w.out, '{')
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = w.token(token)
		}
		if err != nil {
			line, _ := d.InputPos()
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
	}
	if len(w.open) > 0 || w.elements == 0 {
		return nil, errors.New("the document ends early")
	}
	return append(w.out, '}'), nil
}

// writer is the JSON while it grows.
type writer struct {
	out      []byte
	open     []element
	elements int
}

// element is one that is not closed yet. What it is, text or object, shows with what it holds.
type element struct {
	name     string
	attrs    []xml.Attr
	text     []byte
	isObject bool
	isNull   bool
}

func (w *writer) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return w.start(t)
	case xml.EndElement:
		return w.end(t.Name.Local)
	case xml.CharData:
		if n := len(w.open); n > 0 && len(bytes.TrimSpace(t)) > 0 {
			w.open[n-1].text = append(w.open[n-1].text, t...)
		}
	}
	return nil // comments, instructions and declarations say nothing
}

func (w *writer) start(t xml.StartElement) error {
	if w.elements++; w.elements > maxElements {
		return fmt.Errorf("more than %d elements", maxElements)
	}
	if len(w.open) >= maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	if n := len(w.open); n > 0 {
		w.object(&w.open[n-1])
	}
	e := element{name: t.Name.Local}
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Local == "type" && a.Name.Space == "xsi":
		case a.Name.Local == "nil" && a.Name.Space != "":
			e.isNull = a.Value == "true" || a.Value == "1"
		default:
			e.attrs = append(e.attrs, xml.Attr{Name: a.Name, Value: a.Value})
		}
	}
	w.open = append(w.open, e)
	return nil
}

// object begins the object of an element that turns out to hold others.
func (w *writer) object(e *element) {
	if e.isObject {
		return
	}
	e.isObject = true
	w.member(e.name)
	w.out = append(w.out, '{')
	for _, a := range e.attrs {
		w.member("@" + a.Name.Local)
		w.quote(a.Value)
	}
}

func (w *writer) end(name string) error {
	n := len(w.open)
	if n == 0 || w.open[n-1].name != name {
		return fmt.Errorf("the end of %q stands where another element is open", clip(name))
	}
	e := &w.open[n-1]
	text := strings.TrimSpace(string(e.text))
	switch {
	case e.isObject:
		if text != "" {
			w.member("#text")
			w.quote(text)
		}
		w.out = append(w.out, '}')
	case e.isNull:
		w.member(name)
		w.out = append(w.out, "null"...)
	case text == "" && len(e.attrs) > 0:
		w.object(e)
		w.out = append(w.out, '}')
	default:
		for _, a := range e.attrs {
			w.member(name + "@" + a.Name.Local)
			w.quote(a.Value)
		}
		w.member(name)
		w.quote(text)
	}
	w.open = w.open[:n-1]
	return nil
}

func (w *writer) member(name string) {
	if last := w.out[len(w.out)-1]; last != '{' {
		w.out = append(w.out, ',')
	}
	w.quote(name)
	w.out = append(w.out, ':')
}

func (w *writer) quote(s string) {
	text, err := json.Marshal(s)
	if err != nil { // text always has a JSON form
		text = []byte(`""`)
	}
	w.out = append(w.out, text...)
}

func clip(name string) string {
	if len(name) > 40 {
		return name[:40]
	}
	return name
}

// charset reads the encodings that European carriers still declare. Another one is an error: guessing would garble names.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	case "iso-8859-15":
		return charmap.ISO8859_15.NewDecoder().Reader(in), nil
	default:
		return nil, fmt.Errorf("encoding %q is not supported", clip(label))
	}
}
