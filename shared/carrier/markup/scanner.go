package markup

import (
	"bytes"
	"errors"
	"fmt"
)

// scanner walks a document once and writes JSON on the way.
type scanner struct {
	in   []byte
	at   int
	out  []byte
	open []element
}

// element is one that is not closed yet. Whether it is a text or an object shows with what it holds.
type element struct {
	name       []byte // as written, with its prefix
	attributes []byte // as written
	text       []byte // without the white space around; most often a piece of the document
	owned      bool   // text is no piece of the document, so that more may be appended
	isObject   bool
}

var errEnd = errors.New("the document ends early")

// document reads everything. What stands outside the outermost element says nothing.
func (s *scanner) document() error {
	found := false
	for s.at < len(s.in) {
		next := bytes.IndexByte(s.in[s.at:], '<')
		if next < 0 {
			s.at = len(s.in)
			break
		}
		s.characters(s.in[s.at:s.at+next], true)
		s.at += next
		err := s.markup()
		if err != nil {
			return err
		}
		found = found || len(s.open) > 0 || len(s.out) > 1
	}
	if len(s.open) > 0 || !found {
		return errEnd
	}
	return nil
}

// markup reads what begins with "<": a tag, or what says nothing: a comment, an instruction, a declaration.
func (s *scanner) markup() error {
	rest := s.in[s.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.skip("-->")
	case bytes.HasPrefix(rest, []byte("<?")):
		return s.skip("?>")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		from := s.at + len("<![CDATA[")
		if err := s.skip("]]>"); err != nil {
			return err
		}
		s.characters(s.in[from:s.at-len("]]>")], false)
		return nil
	case bytes.HasPrefix(rest, []byte("<!")):
		if end := bytes.IndexByte(rest, '>'); end >= 0 && bytes.IndexByte(rest[:end], '[') >= 0 { // entities of its own
			return s.skip("]>")
		}
		return s.skip(">")
	default:
		return s.tag()
	}
}

// skip moves behind the next mark.
func (s *scanner) skip(mark string) error {
	end := bytes.Index(s.in[s.at:], []byte(mark))
	if end < 0 {
		return errEnd
	}
	s.at += end + len(mark)
	return nil
}

// tag reads "<name attributes>", "<name attributes/>" or "</name>".
func (s *scanner) tag() error {
	end := tagEnd(s.in[s.at:])
	if end < 0 {
		return errEnd
	}
	inner := s.in[s.at+1 : s.at+end]
	closing := bytes.HasPrefix(inner, []byte("/"))
	inner = bytes.TrimPrefix(inner, []byte("/"))
	inner, alone := bytes.CutSuffix(inner, []byte("/"))
	name := inner
	if i := space(inner); i >= 0 {
		name = inner[:i]
	}
	if !named(name) {
		return fmt.Errorf("%q is no name of an element", clip(name))
	}
	if closing {
		if err := s.end(name); err != nil {
			return err
		}
		s.at += end + 1
		return nil
	}
	if len(s.open) >= maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	s.object()
	s.open = append(s.open, element{name: name, attributes: inner[len(name):]})
	s.at += end + 1
	if alone {
		return s.end(name)
	}
	return nil
}

// tagEnd finds the ">" of the tag at the start of in, not one inside quotes.
func tagEnd(in []byte) int {
	quote := byte(0)
	for i, c := range in {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		case c == '<' && i > 0:
			return -1
		}
	}
	return -1
}

func named(name []byte) bool {
	if len(name) == 0 || name[0] >= '0' && name[0] <= '9' || name[0] == '-' || name[0] == '.' {
		return false
	}
	for _, c := range name {
		switch c {
		case '<', '>', '&', '"', '\'', '=', '/', ';', ',', '(', ')', '[', ']', '{', '}':
			return false
		}
	}
	return true
}

// space finds the first white space.
func space(in []byte) int {
	for i, c := range in {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			return i
		}
	}
	return -1
}

// characters adds text to the innermost element.
func (s *scanner) characters(run []byte, entities bool) {
	if entities {
		run = bytes.TrimSpace(run)
	}
	if len(run) == 0 || len(s.open) == 0 {
		return
	}
	e := &s.open[len(s.open)-1]
	if entities && bytes.IndexByte(run, '&') >= 0 {
		run = resolve(run)
	}
	if e.text == nil {
		e.text = run
		return
	}
	if !e.owned {
		e.text, e.owned = bytes.Clone(e.text), true
	}
	e.text = append(e.text, run...)
}

// object begins the object of the innermost element, which turns out to hold others.
func (s *scanner) object() {
	if len(s.open) == 0 {
		return
	}
	e := &s.open[len(s.open)-1]
	if e.isObject {
		return
	}
	e.isObject = true
	s.member("", e.name, nil)
	s.out = append(s.out, '{')
	attributes(e.attributes, func(name, value []byte) {
		if told(name) {
			s.member("@", name, nil)
			s.quote(resolve(value))
		}
	})
}

// end closes the innermost element, which must have this name.
func (s *scanner) end(name []byte) error {
	n := len(s.open)
	if n == 0 || !bytes.Equal(s.open[n-1].name, name) {
		return fmt.Errorf("the end of %q stands where another element is open", clip(name))
	}
	e := &s.open[n-1]
	isNull, many := s.nature(e)
	switch {
	case e.isObject:
		if len(e.text) > 0 {
			s.member("", []byte("#text"), nil)
			s.quote(e.text)
		}
		s.out = append(s.out, '}')
	case isNull:
		s.member("", name, nil)
		s.out = append(s.out, "null"...)
	case len(e.text) == 0 && many:
		s.object()
		s.out = append(s.out, '}')
	default:
		attributes(e.attributes, func(attribute, value []byte) {
			if told(attribute) {
				s.member("", name, attribute)
				s.quote(resolve(value))
			}
		})
		s.member("", name, nil)
		s.quote(e.text)
	}
	s.open = s.open[:n-1]
	return nil
}

// nature reports whether an element is said to be null, and whether it has attributes that say something.
func (s *scanner) nature(e *element) (isNull, many bool) {
	attributes(e.attributes, func(name, value []byte) {
		many = many || told(name)
		if prefix, last, ok := bytes.Cut(name, []byte(":")); ok && string(prefix) != "xmlns" && string(last) == "nil" {
			isNull = string(value) == "true" || string(value) == "1"
		}
	})
	return isNull, many
}
