package value

import (
	"bytes"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Compare orders two values of one ordered type: strings by their bytes in UTF-8, numbers, binaries as unsigned bytes. ok is false for
// values that have no order: of two types, of another type, or absent.
func Compare(a, b types.AttributeValue) (order int, ok bool) {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		if b, same := b.(*types.AttributeValueMemberS); same {
			return strings.Compare(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberN:
		if b, same := b.(*types.AttributeValueMemberN); same {
			return compareNumbers(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberB:
		if b, same := b.(*types.AttributeValueMemberB); same {
			return bytes.Compare(a.Value, b.Value), true
		}
	}
	return 0, false
}

// Equal reports whether two values are the same; a value that is absent (nil) equals none. Sets have no order.
func Equal(a, b types.AttributeValue) bool {
	if order, ok := Compare(a, b); ok {
		return order == 0
	}
	switch a := a.(type) {
	case *types.AttributeValueMemberBOOL:
		b, same := b.(*types.AttributeValueMemberBOOL)
		return same && a.Value == b.Value
	case *types.AttributeValueMemberNULL:
		_, same := b.(*types.AttributeValueMemberNULL)
		return same
	case *types.AttributeValueMemberM:
		b, same := b.(*types.AttributeValueMemberM)
		return same && EqualItems(a.Value, b.Value)
	case *types.AttributeValueMemberL:
		b, same := b.(*types.AttributeValueMemberL)
		return same && slices.EqualFunc(a.Value, b.Value, Equal)
	default:
		return equalSets(a, b)
	}
}

func equalSets(a, b types.AttributeValue) bool {
	x, kind := elements(a)
	y, other := elements(b)
	if kind == "" || kind != other {
		return false
	}
	for _, set := range [][]string{x, y} {
		for i := range set {
			if kind == "number" {
				set[i] = written(set[i])
			}
		}
		slices.Sort(set)
	}
	return slices.Equal(x, y)
}

// EqualItems reports whether two items hold the same.
func EqualItems(a, b Item) bool {
	if len(a) != len(b) {
		return false
	}
	for name, v := range a {
		if !Equal(v, b[name]) {
			return false
		}
	}
	return true
}

// HasPrefix reports whether a string or binary begins with another; false for anything else.
func HasPrefix(v, prefix types.AttributeValue) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		p, same := prefix.(*types.AttributeValueMemberS)
		return same && strings.HasPrefix(v.Value, p.Value)
	case *types.AttributeValueMemberB:
		p, same := prefix.(*types.AttributeValueMemberB)
		return same && bytes.HasPrefix(v.Value, p.Value)
	default:
		return false
	}
}
