package woocommerce

import (
	"encoding/json"
	"strconv"
	"strings"

	"doorstep/shared/shop"
)

// WordPress keeps lists in PHP's own form (https://www.php.net/manual/function.serialize.php), and a plugin that writes such a text
// itself gets it back as a text. unserialize reads it without making anything of a class: an object is the list of its fields.
func unserialize(s string) (shop.Node, bool) {
	p := php{rest: s}
	v, ok := p.value(0)
	if !ok || p.rest != "" {
		return shop.Node{}, false
	}
	return shop.Of(v), true
}

// php reads values from the front of rest.
type php struct {
	rest  string
	count int
}

// Limits: what a plugin writes about parcels is flat and short.
const (
	maxDepth   = 16
	maxEntries = 10_000
)

func (p *php) value(depth int) (any, bool) {
	if p.count++; depth > maxDepth || p.count > maxEntries || len(p.rest) < 2 {
		return nil, false
	}
	kind := p.rest[0]
	if kind == 'N' {
		return nil, p.skip("N;")
	}
	if p.rest[1] != ':' {
		return nil, false
	}
	p.rest = p.rest[2:]
	switch kind {
	case 's':
		return p.text()
	case 'i', 'd':
		digits, ok := p.until(";")
		_, err := strconv.ParseFloat(digits, 64)
		return json.Number(digits), ok && err == nil
	case 'b':
		digit, ok := p.until(";")
		return digit == "1", ok
	case 'O': // O:8:"stdClass":2:{...}
		if _, ok := p.quoted(); !ok || !p.skip(":") {
			return nil, false
		}
		return p.entries(depth)
	case 'a':
		return p.entries(depth)
	default: // references and classes that read themselves
		return nil, false
	}
}

// entries reads 2:{key;value;key;value;}. A list that counts from 0 becomes a list.
func (p *php) entries(depth int) (any, bool) {
	digits, ok := p.until(":")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 0 || n > maxEntries || !p.skip("{") {
		return nil, false
	}
	fields := map[string]any{}
	list := []any{}
	for i := range n {
		key, ok := p.value(depth + 1)
		name := shop.Of(key).Text()
		v, ok2 := p.value(depth + 1)
		if !ok || !ok2 {
			return nil, false
		}
		fields[name] = v
		if _, isNumber := key.(json.Number); isNumber && name == strconv.Itoa(i) {
			list = append(list, v)
		}
	}
	if !p.skip("}") {
		return nil, false
	}
	if len(list) == n {
		return list, true
	}
	return fields, true
}

// text reads 5:"hello"; where the length is in bytes.
func (p *php) text() (any, bool) {
	s, ok := p.quoted()
	return strings.ToValidUTF8(s, "\uFFFD"), ok && p.skip(";")
}

func (p *php) quoted() (string, bool) {
	digits, ok := p.until(":")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 0 || n > len(p.rest)-2 || p.rest[0] != '"' || p.rest[n+1] != '"' {
		return "", false
	}
	s := p.rest[1 : n+1]
	p.rest = p.rest[n+2:]
	return s, true
}

func (p *php) until(end string) (string, bool) {
	s, rest, ok := strings.Cut(p.rest, end)
	p.rest = rest
	return s, ok
}

func (p *php) skip(prefix string) bool {
	rest, ok := strings.CutPrefix(p.rest, prefix)
	p.rest = rest
	return ok
}
