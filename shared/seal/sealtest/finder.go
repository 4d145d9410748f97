// Package sealtest finds in tests what should have been sealed: words of a person in bytes, as they stand or wrapped as programs wrap
// things: escaped for addresses, JSON or HTML, in hex or base64, compressed, and one inside the other.
package sealtest

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
)

// Finder looks for words. They should be longer than chance: five letters at least.
type Finder struct{ words [][]byte }

// New makes a finder of words, whatever their case.
func New(words ...string) Finder {
	var f Finder
	for _, w := range words {
		f.words = append(f.words, []byte(strings.ToLower(w)))
	}
	return f
}

// Hit is a word that was found.
type Hit struct {
	Word string
	Way  string // how it was wrapped: "base64, gzip"; empty: it stands there
	Near string // what stands around it
}

// Find gives the first hit in b, and whether there is one.
func (f Finder) Find(b []byte) (Hit, bool) { return f.find(b, nil, deepest) }

const (
	deepest = 4       // wraps one inside the other; a queue body is JSON of base64 of gzip of JSON
	largest = 1 << 22 // bytes of something unpacked
	around  = 60      // bytes before and behind a hit
)

func (f Finder) find(b []byte, way []string, deep int) (Hit, bool) {
	low := bytes.ToLower(b)
	for _, w := range f.words {
		if at := bytes.Index(low, w); at >= 0 {
			return Hit{string(w), strings.Join(way, ", "), string(bytes.Trim(low[max(0, at-around):min(len(low), at+around)], "\x00"))}, true
		}
	}
	if deep == 0 {
		return Hit{}, false
	}
	for _, wrap := range wraps {
		for _, inner := range wrap.open(b) {
			if bytes.Equal(inner, b) {
				continue
			}
			if hit, found := f.find(inner, append(way[:len(way):len(way)], wrap.name), deep-1); found {
				return hit, true
			}
		}
	}
	return Hit{}, false
}

// wraps are the ways in which something may be wrapped, each with what opens it wherever it stands.
var wraps = [...]struct {
	name string
	open func([]byte) [][]byte
}{
	{"compressed", inflated}, {"address", unescaped}, {"JSON", unquoted}, {"HTML", plain}, {"hex", fromHex}, {"base64", fromBase64},
}

// inflated opens gzip anywhere, and zlib or bare deflate from the beginning or behind a first byte that says what follows.
func inflated(b []byte) (out [][]byte) {
	add := func(r io.Reader, err error) {
		if err != nil {
			return
		}
		if plain, _ := io.ReadAll(io.LimitReader(r, largest)); len(plain) > 0 { // a broken end hides nothing of the beginning
			out = append(out, plain)
		}
	}
	for at := 0; ; at++ {
		next := bytes.Index(b[at:], []byte{0x1f, 0x8b, 8})
		if next < 0 {
			break
		}
		at += next
		add(gzip.NewReader(bytes.NewReader(b[at:])))
	}
	for _, start := range []int{0, 1} {
		if len(b) > start {
			add(zlib.NewReader(bytes.NewReader(b[start:])))
			add(flate.NewReader(bytes.NewReader(b[start:])), nil)
		}
	}
	return out
}

func unescaped(b []byte) [][]byte {
	if !bytes.ContainsAny(b, "%+") {
		return nil
	}
	return [][]byte{escape.ReplaceAllFunc(bytes.ReplaceAll(b, []byte("+"), []byte(" ")), func(e []byte) []byte {
		if s, err := url.PathUnescape(string(e)); err == nil {
			return []byte(s)
		}
		return e
	})}
}

func unquoted(b []byte) [][]byte {
	if !bytes.Contains(b, []byte(`\`)) {
		return nil
	}
	return [][]byte{quoted.ReplaceAllFunc(b, func(e []byte) []byte {
		var s string
		if json.Unmarshal([]byte(`"`+string(e)+`"`), &s) == nil {
			return []byte(s)
		}
		return e
	})}
}

func plain(b []byte) [][]byte {
	if !bytes.Contains(b, []byte("&")) {
		return nil
	}
	return [][]byte{[]byte(html.UnescapeString(string(b)))}
}

// The shortest runs hold a word of five letters.
var (
	escape  = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)
	quoted  = regexp.MustCompile(`(?:\\(?:u[0-9A-Fa-f]{4}|["\\/bfnrt]))+`)
	hexRun  = regexp.MustCompile(`[0-9A-Fa-f]{10,}`)
	base64s = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
)

func fromHex(b []byte) [][]byte {
	var out openings
	for _, run := range hexRun.FindAll(b, -1) {
		for start := range 2 {
			part := run[start:]
			raw := make([]byte, len(part)/2)
			if _, err := hex.Decode(raw, part[:len(raw)*2]); err == nil {
				out.add(start, raw)
			}
		}
	}
	return out.all()
}

// fromBase64 reads runs of either alphabet from each place where a group of four may begin.
func fromBase64(b []byte) [][]byte {
	var out openings
	for _, found := range base64s.FindAll(b, -1) {
		run := standard(found)
		for start := range 4 {
			part := run[start:]
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			raw := make([]byte, base64.RawStdEncoding.DecodedLen(len(part)))
			if _, err := base64.RawStdEncoding.Decode(raw, part); err == nil {
				out.add(start, raw)
			}
		}
	}
	return out.all()
}

// standard gives a run in the alphabet of base64 that is not made for addresses.
func standard(run []byte) []byte {
	run = bytes.Clone(run)
	for i, c := range run {
		switch c {
		case '-':
			run[i] = '+'
		case '_':
			run[i] = '/'
		}
	}
	return run
}

// openings are what runs hold, read from each place where they may begin. Ordinary text is full of short runs, which are looked at together;
// a long one may be something compressed and is looked at by itself.
type openings struct {
	short [4][]byte
	long  [][]byte
}

const shortRun = 24 // bytes; nothing compressed that holds a word is shorter

func (o *openings) add(start int, raw []byte) {
	if len(raw) > shortRun {
		o.long = append(o.long, raw)
		return
	}
	o.short[start] = append(append(o.short[start], raw...), 0)
}

func (o *openings) all() [][]byte {
	out := o.long
	for _, joined := range o.short {
		if len(joined) > 0 {
			out = append(out, joined)
		}
	}
	return out
}
