package value

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Union gives the elements of two sets of one type, sorted.
func Union(a, b types.AttributeValue) types.AttributeValue {
	x, kind := elements(a)
	y, _ := elements(b)
	x = append(x, y...)
	plain(x, kind)
	return setOf(slices.Compact(x), kind)
}

// Without gives the elements of a set that are not in another of its type, sorted; nil when there are none.
func Without(a, b types.AttributeValue) types.AttributeValue {
	x, kind := elements(a)
	y, _ := elements(b)
	plain(x, kind)
	plain(y, kind)
	x = slices.DeleteFunc(x, func(e string) bool { return slices.Contains(y, e) })
	if len(x) == 0 {
		return nil
	}
	return setOf(x, kind)
}

// plain sorts the elements of a set, numbers as they are written.
func plain(texts []string, kind string) {
	if kind == "number" {
		for i, text := range texts {
			texts[i] = written(text)
		}
	}
	slices.Sort(texts)
}

func setOf(texts []string, kind string) types.AttributeValue {
	switch kind {
	case "number":
		return &types.AttributeValueMemberNS{Value: texts}
	case "binary":
		set := make([][]byte, len(texts))
		for i, text := range texts {
			set[i] = []byte(text)
		}
		return &types.AttributeValueMemberBS{Value: set}
	default:
		return &types.AttributeValueMemberSS{Value: texts}
	}
}
