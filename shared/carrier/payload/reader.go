package payload

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxDepth is how deep arrays and objects may nest. Real payloads stay below 12.
const maxDepth = 64

// Reader walks one JSON document. Its methods read the value at the current place and move behind it. After the first syntax
// error every method gives the zero value and moves nowhere; Err tells it. The zero Reader is an empty document.
type Reader struct {
	body  []byte
	at    int
	depth int
	err   error
}

// errEmpty is the error of a document without a value.
var errEmpty = errors.New("empty body")

// New starts reading a document. A byte-order mark before it is skipped.
func New(body []byte) *Reader {
	return &Reader{body: bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))}
}

// Failed is a reader of a document that could not even be opened: all its methods give nothing, and Err gives err.
func Failed(err error) *Reader { return &Reader{err: err} }

// Err gives the first syntax error, with the offset of its byte, or nil. Call it after the last value: it also checks that
// nothing but white space follows.
func (r *Reader) Err() error {
	if r.err != nil {
		return r.err
	}
	if r.peek() != 0 || r.at < len(r.body) {
		r.fail("more text after the document")
	}
	return r.err
}

// Object reads an object and calls field for each of its members, in order. field may read the member's value with the
// Reader's methods; what it leaves is skipped. key is valid only during the call ("switch string(key)" costs nothing). Any
// other value than an object is skipped.
func (r *Reader) Object(field func(key []byte)) {
	if r.peek() != '{' {
		r.Skip()
		return
	}
	if !r.enter() {
		return
	}
	for first := true; r.next('}', first); first = false {
		key := r.key()
		if r.peek() != ':' {
			r.fail("expected a colon")
			return
		}
		r.at++
		r.value(func() { field(key) })
	}
	r.depth--
}

// Each reads a list and calls item for each element; item may read it. A single object in place of the list is one element;
// null, an empty object (how XML converters print an empty list) and scalars are none.
func (r *Reader) Each(item func()) {
	switch r.peek() {
	case '[':
		if !r.enter() {
			return
		}
		for first := true; r.next(']', first); first = false {
			r.value(item)
		}
		r.depth--
	case '{':
		if r.emptyObject() {
			r.Skip()
			return
		}
		r.value(item)
	default:
		r.Skip()
	}
}

// Text reads a string, number or boolean as cleaned text of at most limit bytes (see Clean). A list gives its first element;
// null and objects give "".
func (r *Reader) Text(limit int) string {
	switch c := r.peek(); {
	case c == '"':
		raw, plain := r.quoted()
		if r.err != nil {
			return ""
		}
		if !plain {
			raw = unescape(raw)
		}
		return Clean(raw, limit)
	case c == '[':
		first, text := true, ""
		r.Each(func() {
			if first {
				text, first = r.Text(limit), false
			}
		})
		return text
	case c == 't', c == 'f', c == '-', c >= '0' && c <= '9':
		from := r.at
		r.scalar()
		if r.err != nil {
			return ""
		}
		return Clean(r.body[from:r.at], limit)
	default:
		r.Skip()
		return ""
	}
}

// Digits reads a code or a clock of a fixed width: a JSON number in its place has lost its leading zeros, and gets them back.
// A string stays as it is.
func (r *Reader) Digits(width int) string {
	c := r.peek()
	text := r.Text(Short)
	if c < '0' || c > '9' || len(text) >= width {
		return text
	}
	return strings.Repeat("0", width-len(text)) + text
}

// Inner reads a string as it stands, without cleaning: for documents inside documents. Other values give nil.
func (r *Reader) Inner() []byte {
	if r.peek() != '"' {
		r.Skip()
		return nil
	}
	raw, plain := r.quoted()
	if r.err != nil || plain {
		return raw
	}
	return unescape(raw)
}

// Raw reads any value and gives its bytes as they stand in the document: for signatures over a part of it.
func (r *Reader) Raw() []byte {
	r.peek()
	from := r.at
	r.Skip()
	if r.err != nil {
		return nil
	}
	return r.body[from:r.at]
}

// Flag reads a boolean: true, "true", "Y", 1.
func (r *Reader) Flag() bool {
	switch r.Text(8) {
	case "true", "True", "TRUE", "Y", "y", "1":
		return true
	default:
		return false
	}
}

// IsObject reports whether the next value is an object.
func (r *Reader) IsObject() bool { return r.peek() == '{' }

// IsList reports whether the next value is a list.
func (r *Reader) IsList() bool { return r.peek() == '[' }

// IsText reports whether the next value is a string.
func (r *Reader) IsText() bool { return r.peek() == '"' }

// Skip reads a value and forgets it.
func (r *Reader) Skip() {
	switch r.peek() {
	case '{':
		r.Object(func([]byte) {})
	case '[':
		r.Each(func() {})
	case '"':
		r.quoted()
	default:
		r.scalar()
	}
}

// value lets read treat the value at hand and skips it when read did not move.
func (r *Reader) value(read func()) {
	if c := r.peek(); c == 0 || c == ',' || c == ':' || c == '}' || c == ']' {
		r.fail("expected a value")
		return
	}
	from := r.at
	read()
	if r.at == from && r.err == nil {
		r.Skip()
	}
}

// enter steps over an opening bracket.
func (r *Reader) enter() bool {
	if r.depth++; r.depth > maxDepth {
		r.fail("nested deeper than " + strconv.Itoa(maxDepth))
		return false
	}
	r.at++
	return true
}

// next moves to the next member or element and reports whether there is one; otherwise it steps over the closing bracket.
func (r *Reader) next(closing byte, first bool) bool {
	c := r.peek()
	switch {
	case c == closing:
		r.at++
		return false
	case first:
		return r.err == nil
	case c == ',':
		r.at++
		if r.peek() == closing {
			r.fail("comma before the end")
			return false
		}
		return r.err == nil
	default:
		r.fail("expected a comma or the end")
		return false
	}
}

func (r *Reader) key() []byte {
	if r.peek() != '"' {
		r.fail("expected a name")
		return nil
	}
	raw, plain := r.quoted()
	if !plain {
		raw = unescape(raw)
	}
	return raw
}

// peek gives the next byte that is not white space, 0 at the end or after an error.
func (r *Reader) peek() byte {
	if r.err != nil {
		return 0
	}
	for ; r.at < len(r.body); r.at++ {
		switch c := r.body[r.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// emptyObject reports whether the object at hand is {}.
func (r *Reader) emptyObject() bool {
	rest := bytes.TrimLeft(r.body[r.at+1:], " \t\r\n")
	return len(rest) > 0 && rest[0] == '}'
}

func (r *Reader) fail(what string) {
	if r.err != nil {
		return
	}
	if len(bytes.TrimSpace(r.body)) == 0 {
		r.err = errEmpty
		return
	}
	r.err = fmt.Errorf("byte %d: %s", r.at, what)
	r.at = len(r.body)
}
