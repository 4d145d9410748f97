package store

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"

	"doorstep/shared/fault"
)

// maxUnpacked bounds what a compressed attribute may grow to, so that damaged or hostile bytes cannot fill the memory. The
// largest honest one is a third of it: see limits.go.
const maxUnpacked = 1 << 20

// packer compresses with dictionaryOne. A compressor takes most of a megabyte to set up, so it is kept between uses. The zero
// value is ready, and safe for concurrent use.
type packer struct {
	writers sync.Pool // of *flate.Writer
}

// pack appends the compressed form of plain to b. The same bytes give the same result as long as the Go version is the same;
// nothing compares compressed bytes to find out whether something changed.
func (p *packer) pack(b, plain []byte) ([]byte, error) {
	out := bytes.NewBuffer(b)
	w, ok := p.writers.Get().(*flate.Writer)
	if ok {
		w.Reset(out)
	} else {
		fresh, err := flate.NewWriterDict(out, flate.BestCompression, []byte(dictionaryOne))
		if err != nil {
			return nil, err
		}
		w = fresh
	}
	defer p.writers.Put(w)
	_, err := w.Write(plain)
	if err != nil {
		return nil, err
	}
	err = w.Close()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpack reads what pack wrote.
func unpack(packed []byte, what string) (string, error) {
	r := flate.NewReaderDict(bytes.NewReader(packed), []byte(dictionaryOne))
	var plain bytes.Buffer
	n, err := io.Copy(&plain, io.LimitReader(r, maxUnpacked+1))
	if err != nil {
		return "", fault.Wrap(fault.Malformed, err, "%s: decompress", what)
	}
	if n > maxUnpacked {
		return "", fault.New(fault.Malformed, "%s: more than %d bytes when decompressed", what, maxUnpacked)
	}
	return plain.String(), nil
}
