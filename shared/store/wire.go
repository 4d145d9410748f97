package store

import (
	"encoding/binary"
	"encoding/hex"
	"slices"

	"doorstep/shared/fault"
)

// appendText writes a string with its length before it.
func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// appendHex writes a string that mostly is lower-case hex in half its length; any other string goes in as it is.
func appendHex(b []byte, s string) []byte {
	raw, ok := rawHex(s)
	if !ok {
		b = binary.AppendUvarint(b, uint64(len(s))<<1)
		return append(b, s...)
	}
	b = binary.AppendUvarint(b, uint64(len(raw))<<1|1)
	return append(b, raw...)
}

// rawHex gives the bytes that s writes in lower-case hex, and false when s is anything else.
func rawHex(s string) ([]byte, bool) {
	raw, err := hex.DecodeString(s)
	if err != nil || hex.EncodeToString(raw) != s {
		return nil, false
	}
	return raw, true
}

// appendWord writes a string that mostly is one of a table as one byte. Tables only ever grow at their end, because stored
// items hold their indexes; 0 announces a string that stands in no table.
func appendWord(b []byte, table []string, s string) []byte {
	i := slices.Index(table, s)
	if i < 0 || i >= 255 {
		return appendText(append(b, 0), s)
	}
	return append(b, byte(i+1))
}

// decoder reads what the append functions wrote. The first thing that does not fit stops it: everything read afterwards is
// zero, and err says what was wrong, so that callers check once.
type decoder struct {
	rest string
	err  error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fault.New(fault.Malformed, format, args...)
	}
	d.rest = ""
}

func (d *decoder) take(n uint64, what string) string {
	if n > uint64(len(d.rest)) {
		d.fail("%s: %d bytes wanted, %d left", what, n, len(d.rest))
		return ""
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

func (d *decoder) byte(what string) byte {
	s := d.take(1, what)
	if s == "" {
		return 0
	}
	return s[0]
}

func (d *decoder) uint(what string) uint64 {
	var v uint64
	for i := range len(d.rest) {
		c := d.rest[i]
		if i == binary.MaxVarintLen64-1 && c > 1 {
			break
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.rest = d.rest[i+1:]
			return v
		}
	}
	d.fail("%s: no whole number", what)
	return 0
}

func (d *decoder) text(what string) string { return d.take(d.uint(what), what) }

func (d *decoder) hex(what string) string {
	n := d.uint(what)
	s := d.take(n>>1, what)
	if n&1 == 0 {
		return s
	}
	return hex.EncodeToString([]byte(s))
}

func (d *decoder) word(table []string, what string) string {
	i := int(d.byte(what))
	if i == 0 {
		return d.text(what)
	}
	if i > len(table) {
		d.fail("%s: word %d is newer than this build, which knows %d", what, i, len(table))
		return ""
	}
	return table[i-1]
}

// zigzag folds the sign into the lowest bit, so that small negative numbers stay short.
func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
