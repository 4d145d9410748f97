package store

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// item is an item as the SDK gives it, with readers that take an attribute of another type for absent: a stored item is input
// like any other, and must not be able to stop a reader.
type item map[string]types.AttributeValue

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// blob never holds nil, which the SDK would send as an attribute without a type.
func blob(b []byte) types.AttributeValue {
	return &types.AttributeValueMemberB{Value: append([]byte{}, b...)}
}

func num(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func (i item) text(name string) string {
	v, ok := i[name].(*types.AttributeValueMemberS)
	if !ok {
		return ""
	}
	return v.Value
}

func (i item) bytes(name string) []byte {
	v, ok := i[name].(*types.AttributeValueMemberB)
	if !ok {
		return nil
	}
	return v.Value
}

func (i item) number(name string) int64 {
	v, ok := i[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// expired reports whether DynamoDB may delete the item, which it does late.
func (i item) expired(now time.Time) bool {
	ttl := i.number("ttl")
	return ttl != 0 && ttl <= now.Unix()
}

func key(pk, sk string) item { return item{"pk": str(pk), "sk": str(sk)} }

// maxName bounds the parts that keys are made of, in bytes; DynamoDB takes 2048 for a whole pk.
const maxName = 256

// named checks the name and value pairs that go into keys and index keys. A '#' may only stand in the last part of a key.
func named(pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return fault.New(fault.Invalid, "%s is empty", pairs[i])
		}
		if len(pairs[i+1]) > maxName {
			return fault.New(fault.Invalid, "%s has %d bytes, more than %d", pairs[i], len(pairs[i+1]), maxName)
		}
	}
	return nil
}

// brandNamed checks a brand, after which more follows in a key.
func brandNamed(brand string) error {
	err := named("brand", brand)
	if err == nil && strings.Contains(brand, "#") {
		return fault.New(fault.Invalid, "brand %q holds a #", brand)
	}
	return err
}

func list(blobs [][]byte) types.AttributeValue {
	l := make([]types.AttributeValue, len(blobs))
	for i, b := range blobs {
		l[i] = blob(b)
	}
	return &types.AttributeValueMemberL{Value: l}
}

func (i item) blobs(name string) [][]byte {
	l, ok := i[name].(*types.AttributeValueMemberL)
	if !ok {
		return nil
	}
	out := make([][]byte, 0, len(l.Value))
	for _, v := range l.Value {
		if b, ok := v.(*types.AttributeValueMemberB); ok {
			out = append(out, b.Value)
		}
	}
	return out
}

func equalBlobs(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) }
