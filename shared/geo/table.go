package geo

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"io"
	"strings"
)

// placesBin holds the names of places. Its head gives the number of blocks and, for each, the first name in it and the length of
// its deflated bytes, which follow the head. The first block is the list of areas; maketable says what the others look like.
//
//go:embed places.bin
var placesBin string

// candidate is one place of a name.
type candidate struct {
	area     int
	lat, lon float64
}

// block gives the deflated bytes of the i-th block; nothing when there is none.
func block(i int) string { return pick(func(at int, _ string) bool { return at == i }) }

// pick gives the last block that suits.
func pick(suits func(at int, first string) bool) string {
	r := strings.NewReader(placesBin)
	count, err := binary.ReadUvarint(r)
	if err != nil {
		return ""
	}
	begin, end, offset := 0, 0, 0
	for i := range int(count) { //nolint:gosec // our own table
		n, err1 := binary.ReadUvarint(r)
		at := len(placesBin) - r.Len()
		if err1 != nil || n > uint64(r.Len()) {
			return ""
		}
		first := placesBin[at : at+int(n)]
		r.Seek(int64(n), io.SeekCurrent) //nolint:errcheck // it is there
		length, err := binary.ReadUvarint(r)
		if err != nil {
			return ""
		}
		if suits(i, first) {
			begin, end = offset, offset+int(length) //nolint:gosec // our own table
		}
		offset += int(length) //nolint:gosec // our own table
	}
	body := placesBin[len(placesBin)-r.Len():]
	if end > len(body) {
		return ""
	}
	return body[begin:end]
}

// inflate unpacks; what is broken gives what could be read of it.
func inflate(s string) []byte {
	b, _ := io.ReadAll(flate.NewReader(strings.NewReader(s))) //nolint:errcheck // our own table, and a test reads it all
	return b
}

// look gives the places of a key, the largest first.
func look(key string) []candidate {
	b := inflate(pick(func(at int, first string) bool { return at > 0 && first <= key }))
	names, n := binary.Uvarint(b)
	letters, m := binary.Uvarint(b[max(n, 0):])
	if n <= 0 || m <= 0 || uint64(len(b)) < 3*names+letters {
		return nil
	}
	b = b[n+m:]
	lengths, text, counts, rest := b[:2*names], b[2*names:2*names+letters], b[2*names+letters:3*names+letters], b[3*names+letters:]
	total := 0
	for _, c := range counts {
		total += int(c)
	}
	if len(rest) < 5*total {
		return nil
	}
	begin, count := 0, 0
	var name []byte
	for i, c := range counts {
		shared, own := int(lengths[2*i]), int(lengths[2*i+1])
		if shared > len(name) || own > len(text) {
			return nil
		}
		name = append(name[:shared], text[:own]...)
		text = text[own:]
		if bytes.Equal(name, []byte(key)) {
			count = int(c)
			break
		}
		begin += int(c)
	}
	var out []candidate
	for i := begin; i < begin+count; i++ {
		at := rest[2*total+3*i:]
		packed := int(at[0]) | int(at[1])<<8 | int(at[2])<<16
		out = append(out, candidate{
			area: int(rest[i]) | int(rest[total+i])<<8, lat: float64(packed/3600)/10 - 90, lon: float64(packed%3600)/10 - 180,
		})
	}
	return out
}
