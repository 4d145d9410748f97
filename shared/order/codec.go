package order

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"

	"doorstep/shared/fault"
)

// The stored form is one byte of version and the deflated JSON of Order. Items repeat the same words and addresses, so it
// stays below 1 KB, one write unit, for orders of common size.
const (
	codecVersion = 1
	// MaxEncoded is the largest stored form, in bytes; a DynamoDB item may have 400 KB with everything beside it
	// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
	MaxEncoded = 300 << 10
	// maxDecoded bounds what a stored form may inflate to.
	maxDecoded = 8 << 20
)

// Encode gives the stored form of everything but ID, Brand and Number, which the item has beside it. Equal orders give equal
// bytes. The error is of kind fault.TooLarge when the order outgrew MaxEncoded.
func Encode(o Order) ([]byte, error) {
	plain, err := json.Marshal(o)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "encode order")
	}
	var out bytes.Buffer
	out.WriteByte(codecVersion)
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "start compression of order")
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "compress order")
	}
	if err := w.Close(); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "finish compression of order")
	}
	if out.Len() > MaxEncoded {
		return nil, fault.New(fault.TooLarge, "order takes %d bytes, the limit is %d", out.Len(), MaxEncoded)
	}
	return out.Bytes(), nil
}

// Decode reads what Encode gave. The error is of kind fault.Malformed.
func Decode(id, brand, number string, b []byte) (Order, error) {
	if len(b) == 0 || b[0] != codecVersion {
		return Order{}, fault.New(fault.Malformed, "stored order %s is of no known version", id)
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[1:])), maxDecoded))
	if err != nil {
		return Order{}, fault.Wrap(fault.Malformed, err, "inflate order %s", id)
	}
	o := Order{ID: id, Brand: brand, Number: number}
	if err := json.Unmarshal(plain, &o); err != nil {
		return Order{}, fault.Wrap(fault.Malformed, err, "decode order %s", id)
	}
	return o, nil
}
