package value

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// MaxItem is how large an item may be, in bytes.
const MaxItem = 400 * 1024

// Size gives how many bytes an item counts, its names included
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
func Size(item Item) int {
	size := 0
	for name, v := range item {
		size += len(name) + sizeOf(v)
	}
	return size
}

// overhead is what a list or map counts beside its elements, each of which counts one byte more than its own.
const overhead = 3

func sizeOf(v types.AttributeValue) int {
	size := 0
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return numberSize(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberSS:
		for _, s := range v.Value {
			size += len(s)
		}
		return size
	case *types.AttributeValueMemberNS:
		for _, n := range v.Value {
			size += numberSize(n)
		}
		return size
	case *types.AttributeValueMemberBS:
		for _, b := range v.Value {
			size += len(b)
		}
		return size
	case *types.AttributeValueMemberL:
		for _, e := range v.Value {
			size += 1 + sizeOf(e)
		}
		return size + overhead
	case *types.AttributeValueMemberM:
		return Size(v.Value) + len(v.Value) + overhead
	default:
		return 1 // booleans and null
	}
}

// numberSize is a byte for two significant digits and one more, and one for the sign below zero.
func numberSize(n string) int {
	digits, negative := strings.CutPrefix(n, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	significant := len(strings.Trim(whole+fraction, "0"))
	size := (significant+1)/2 + 1
	if negative {
		size++
	}
	return size
}
