// Package value handles attribute values as DynamoDB stores them: what it accepts, how it compares and how it measures them.
//
// Values that were taken are never changed afterwards, so that items and their older versions can share them.
package value

import (
	"bytes"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item is attributes by name.
type Item = map[string]types.AttributeValue

// maxDepth is how deep lists and maps may nest
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
const maxDepth = 32

// Refusal is why DynamoDB refuses a request, in its words.
type Refusal string

func (r Refusal) Error() string { return string(r) }

const errEmpty = Refusal("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")

// Check refuses what DynamoDB does not take for a value, in its words.
func Check(v types.AttributeValue) error { return check(v, 1) }

func check(v types.AttributeValue, depth int) error {
	if depth > maxDepth {
		return Refusal("Nesting Levels have exceeded supported limits")
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS, *types.AttributeValueMemberBOOL:
		return nil
	case *types.AttributeValueMemberN:
		_, err := canonical(v.Value)
		return err
	case *types.AttributeValueMemberB:
		if v.Value == nil { // the SDK sends a value without a type
			return errEmpty
		}
		return nil
	case *types.AttributeValueMemberNULL:
		if !v.Value {
			return Refusal("One or more parameter values were invalid: Null attribute value types must have the value of true")
		}
		return nil
	case *types.AttributeValueMemberM:
		for _, name := range slices.Sorted(maps.Keys(v.Value)) {
			if err := check(v.Value[name], depth+1); err != nil {
				return err
			}
		}
		return nil
	case *types.AttributeValueMemberL:
		for _, e := range v.Value {
			if err := check(e, depth+1); err != nil {
				return err
			}
		}
		return nil
	default:
		return checkSet(v)
	}
}

func checkSet(v types.AttributeValue) error {
	texts, kind := elements(v)
	switch {
	case kind == "":
		return errEmpty
	case len(texts) == 0:
		return Refusal("One or more parameter values were invalid: An " + kind + " set may not be empty")
	}
	if kind == "number" {
		for i, text := range texts {
			number, err := canonical(text)
			if err != nil {
				return err
			}
			texts[i] = number
		}
	}
	slices.Sort(texts)
	if len(slices.Compact(texts)) != len(texts) {
		return Refusal("One or more parameter values were invalid: Input collection contains duplicates")
	}
	return nil
}

// elements gives a copy of the elements of a set and what they are; nothing for what is no set.
func elements(v types.AttributeValue) ([]string, string) {
	switch v := v.(type) {
	case *types.AttributeValueMemberSS:
		return slices.Clone(v.Value), "string"
	case *types.AttributeValueMemberNS:
		return slices.Clone(v.Value), "number"
	case *types.AttributeValueMemberBS:
		texts := make([]string, len(v.Value))
		for i, b := range v.Value {
			texts[i] = string(b)
		}
		return texts, "binary"
	default:
		return nil, ""
	}
}

// Clone copies a value, so that whoever got it may change it. Numbers come out as DynamoDB writes them: 1.50 as 1.5. The value must have
// been checked.
func Clone(v types.AttributeValue) types.AttributeValue {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return &types.AttributeValueMemberS{Value: v.Value}
	case *types.AttributeValueMemberN:
		return &types.AttributeValueMemberN{Value: written(v.Value)}
	case *types.AttributeValueMemberB:
		return &types.AttributeValueMemberB{Value: bytes.Clone(v.Value)}
	case *types.AttributeValueMemberBOOL:
		return &types.AttributeValueMemberBOOL{Value: v.Value}
	case *types.AttributeValueMemberNULL:
		return &types.AttributeValueMemberNULL{Value: v.Value}
	case *types.AttributeValueMemberM:
		return &types.AttributeValueMemberM{Value: CloneItem(v.Value)}
	case *types.AttributeValueMemberL:
		list := make([]types.AttributeValue, len(v.Value))
		for i, e := range v.Value {
			list[i] = Clone(e)
		}
		return &types.AttributeValueMemberL{Value: list}
	case *types.AttributeValueMemberSS:
		return &types.AttributeValueMemberSS{Value: slices.Clone(v.Value)}
	case *types.AttributeValueMemberNS:
		numbers := make([]string, len(v.Value))
		for i, n := range v.Value {
			numbers[i] = written(n)
		}
		return &types.AttributeValueMemberNS{Value: numbers}
	case *types.AttributeValueMemberBS:
		set := make([][]byte, len(v.Value))
		for i, b := range v.Value {
			set[i] = bytes.Clone(b)
		}
		return &types.AttributeValueMemberBS{Value: set}
	default:
		return v
	}
}

// CloneItem copies an item and its values; nil stays nil.
func CloneItem(item Item) Item {
	if item == nil {
		return nil
	}
	out := make(Item, len(item))
	for name, v := range item {
		out[name] = Clone(v)
	}
	return out
}

// Type names the type of a value as expressions and errors do, such as "S"; empty for nil.
func Type(v types.AttributeValue) string {
	switch v.(type) {
	case nil:
		return ""
	case *types.AttributeValueMemberS:
		return "S"
	case *types.AttributeValueMemberN:
		return "N"
	case *types.AttributeValueMemberB:
		return "B"
	case *types.AttributeValueMemberBOOL:
		return "BOOL"
	case *types.AttributeValueMemberNULL:
		return "NULL"
	case *types.AttributeValueMemberM:
		return "M"
	case *types.AttributeValueMemberL:
		return "L"
	case *types.AttributeValueMemberSS:
		return "SS"
	case *types.AttributeValueMemberNS:
		return "NS"
	case *types.AttributeValueMemberBS:
		return "BS"
	default:
		return "unknown"
	}
}
