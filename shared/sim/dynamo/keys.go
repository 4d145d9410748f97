package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// Bounds of keys: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const (
	maxHash = 2048
	maxSort = 1024
)

// key reads the key that a request gives, which holds the key attributes and nothing else.
func (s schema) key(key value.Item) (hash, sort string, err error) {
	want := 1
	if s.sort != "" {
		want = 2
	}
	const mismatch = "The provided key element does not match the schema"
	hash, ok := text(key, s.hash)
	if !ok || len(key) != want {
		return "", "", invalid(mismatch)
	}
	if s.sort != "" {
		if sort, ok = text(key, s.sort); !ok {
			return "", "", invalid(mismatch)
		}
	}
	return hash, sort, s.bounded(hash, sort)
}

// keyOf reads the key of a whole item.
func (s schema) keyOf(item value.Item) (hash, sort string, err error) {
	for _, name := range []string{s.hash, s.sort} {
		if name == "" {
			continue
		}
		v, ok := item[name]
		if !ok {
			return "", "", invalid("One or more parameter values were invalid: Missing the key %s in the item", name)
		}
		if kind := value.Type(v); kind != "S" {
			return "", "", invalid("One or more parameter values were invalid: Type mismatch for key %s expected: S actual: %s", name, kind)
		}
	}
	hash, _ = text(item, s.hash)
	if s.sort != "" {
		sort, _ = text(item, s.sort)
	}
	return hash, sort, s.bounded(hash, sort)
}

func (s schema) bounded(hash, sort string) error {
	const empty = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: %s"
	switch {
	case hash == "":
		return invalid(empty, s.hash)
	case s.sort != "" && sort == "":
		return invalid(empty, s.sort)
	case len(hash) > maxHash:
		return invalid("One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of %d bytes", maxHash)
	case len(sort) > maxSort:
		return invalid("One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of %d bytes", maxSort)
	}
	return nil
}

// item gives the key attributes of a row.
func (s schema) item(hash, sort string) value.Item {
	key := value.Item{s.hash: &types.AttributeValueMemberS{Value: hash}}
	if s.sort != "" {
		key[s.sort] = &types.AttributeValueMemberS{Value: sort}
	}
	return key
}

// indexable refuses an item that has an attribute of an index's key which is no key.
func (t *table) indexable(item value.Item) error {
	for _, x := range t.indexes {
		for i, name := range [...]string{x.keys.hash, x.keys.sort} {
			v, ok := item[name]
			if !ok {
				continue
			}
			limit := [...]int{maxHash, maxSort}[i]
			if kind := value.Type(v); kind != "S" {
				return invalid("One or more parameter values were invalid: Type mismatch for Index Key %s Expected: S Actual: %s IndexName: %s",
					name, kind, x.name)
			}
			switch held, _ := text(item, name); {
			case held == "":
				return invalid("One or more parameter values are not valid. A value specified for a secondary index key is not supported. "+
					"The AttributeValue for a key attribute cannot contain an empty string value. IndexName: %s, IndexKey: %s", x.name, name)
			case len(held) > limit:
				return invalid("One or more parameter values were invalid: Size of index key %s has exceeded the limit of %d bytes", name, limit)
			}
		}
	}
	return nil
}
