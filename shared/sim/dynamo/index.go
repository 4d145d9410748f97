package dynamo

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// index is a sparse index that holds keys only. An entry stays as long as any version of its row has it.
type index struct {
	name       string
	keys       schema
	partitions map[string][]entry // by the index's hash key, sorted
}

// entry is a row at a sort key of the index.
type entry struct {
	sort string
	row  *row
}

func (e entry) order(o entry) int {
	return cmp.Or(strings.Compare(e.sort, o.sort), order(e.row, o.row))
}

// text gives a string attribute; ok is false when there is none.
func text(item value.Item, name string) (string, bool) {
	v, ok := item[name].(*types.AttributeValueMemberS)
	if !ok {
		return "", false
	}
	return v.Value, true
}

// of gives the keys that an item has in the index; ok is false when it is not in it.
func (x *index) of(item value.Item) (hash, sort string, ok bool) {
	hash, ok = text(item, x.keys.hash)
	if ok && x.keys.sort != "" {
		sort, ok = text(item, x.keys.sort)
	}
	return hash, sort, ok
}

func (x *index) add(r *row, item value.Item) {
	hash, sort, ok := x.of(item)
	if !ok {
		return
	}
	e := entry{sort, r}
	entries := x.partitions[hash]
	if i, there := slices.BinarySearchFunc(entries, e, entry.order); !there {
		x.partitions[hash] = slices.Insert(entries, i, e)
	}
}

// drop takes the entry of an older item away unless a version that is left has it too.
func (x *index) drop(r *row, item value.Item, left []version) {
	hash, sort, ok := x.of(item)
	if !ok {
		return
	}
	for _, v := range left {
		if h, s, still := x.of(v.item); still && h == hash && s == sort {
			return
		}
	}
	entries := x.partitions[hash]
	if i, there := slices.BinarySearchFunc(entries, entry{sort, r}, entry.order); there {
		x.partitions[hash] = slices.Delete(entries, i, i+1)
	}
	if len(x.partitions[hash]) == 0 {
		delete(x.partitions, hash)
	}
}

// project gives what the index holds of an item: the keys of the index and of the table.
func (x *index) project(item value.Item, table schema) value.Item {
	out := make(value.Item, 4)
	for _, name := range [...]string{x.keys.hash, x.keys.sort, table.hash, table.sort} {
		if v, ok := item[name]; ok {
			out[name] = v
		}
	}
	return out
}
