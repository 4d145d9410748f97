// Package markup lets adapters read XML with the reader that they use for JSON. Carriers that answer in XML or SOAP answer in
// JSON too, from their gateways, and both drift in the same ways; so New takes either, and turns XML into the JSON that says
// the same, member by member in document order. It does not look at what elements mean, resolves no namespace, loads no
// external entity and expands no entity of the document's own.
//
//	<scan id="7"><code list="A">DL</code><at/></scan>   is read as   {"scan":{"@id":"7","code@list":"A","code":"DL","at":""}}
//
// An element that occurs several times is a member that occurs several times: the adapter reads each occurrence with Each, which
// takes a single object as a list of one. Prefixes are dropped ("soap:Body" is "Body"), xsi:nil="true" is null.
//
// It stands beside encoding/xml for the reasons that payload stands beside encoding/json: that one needs some eight allocations
// for each element, and a hundred bytes of memory for each byte of "<a/><a/>…".
package markup

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"doorstep/shared/carrier/payload"
)

// maxDepth is how deep elements may nest. It is below what payload allows for objects.
const maxDepth = 60

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
	document, err := utf8Of(document)
	if err != nil {
		return nil, err
	}
	s := scanner{in: document, out: make([]byte, 0, len(document)+len(document)/4), open: make([]element, 0, 12)}
	s.out = append(s.out, '{')
	if err := s.document(); err != nil {
		return nil, fmt.Errorf("line %d: %w", 1+bytes.Count(document[:min(s.at, len(document))], []byte("\n")), err)
	}
	return append(s.out, '}'), nil
}

// utf8Of reads the encodings that European carriers still declare. Another one is an error: guessing would garble names.
func utf8Of(document []byte) ([]byte, error) {
	declaration, _, ok := bytes.Cut(document, []byte("?>"))
	if !ok || !bytes.HasPrefix(declaration, []byte("<?xml")) {
		return document, nil
	}
	label := ""
	attributes(declaration[len("<?xml"):], func(name, value []byte) {
		if string(name) == "encoding" {
			label = strings.ToLower(string(value[:min(len(value), 40)]))
		}
	})
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return document, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252": // browsers and senders take the first for the last
		return charmap.Windows1252.NewDecoder().Bytes(document)
	case "iso-8859-15":
		return charmap.ISO8859_15.NewDecoder().Bytes(document)
	default:
		return nil, fmt.Errorf("encoding %q is not supported", label)
	}
}
