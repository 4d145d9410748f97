package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// Sizes of request units: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
const (
	writeUnit = 1024
	readUnit  = 4096
)

// usage is what calls consumed of one table, in request units.
type usage struct {
	table   float64
	indexes map[string]float64 // by name; nil for none
}

func (u *usage) index(name string, units float64) {
	if u.indexes == nil {
		u.indexes = map[string]float64{}
	}
	u.indexes[name] += units
}

func (u *usage) add(o usage) {
	u.table += o.table
	for name, units := range o.indexes {
		u.index(name, units)
	}
}

func (u *usage) total() float64 {
	sum := u.table
	for _, units := range u.indexes {
		sum += units
	}
	return sum
}

// doubled is what the same costs in a transaction.
func (u *usage) doubled() {
	u.table *= 2
	for name := range u.indexes {
		u.indexes[name] *= 2
	}
}

// blocks gives how many units of a size are begun.
func blocks(size, unit int) float64 { return float64(max(1, (size+unit-1)/unit)) }

// readUnits is for items of a size that are read together.
func readUnits(size int, consistent bool) float64 {
	if consistent {
		return blocks(size, readUnit)
	}
	return blocks(size, readUnit) / 2
}

// writeUnits is for a write that replaces an item: the larger of both, and what it changes in indexes: an entry that comes, goes, or
// goes and comes elsewhere.
func (t *table) writeUnits(old version, item value.Item) usage {
	u := usage{table: blocks(max(old.size, value.Size(item)), writeUnit)}
	for _, x := range t.indexes {
		hash, sort, before := x.of(old.item)
		newHash, newSort, after := x.of(item)
		if before && after && hash == newHash && sort == newSort {
			continue
		}
		if before {
			u.index(x.name, blocks(value.Size(x.project(old.item, t.keys)), writeUnit))
		}
		if after {
			u.index(x.name, blocks(value.Size(x.project(item, t.keys)), writeUnit))
		}
	}
	return u
}

// consumed tells a usage as far as it was asked for.
func (t *table) consumed(asked types.ReturnConsumedCapacity, u usage) *types.ConsumedCapacity {
	if asked != types.ReturnConsumedCapacityTotal && asked != types.ReturnConsumedCapacityIndexes {
		return nil
	}
	out := &types.ConsumedCapacity{TableName: ptr(t.name), CapacityUnits: ptr(u.total())}
	if asked == types.ReturnConsumedCapacityTotal {
		return out
	}
	out.Table = &types.Capacity{CapacityUnits: ptr(u.table)}
	for name, units := range u.indexes {
		if out.GlobalSecondaryIndexes == nil {
			out.GlobalSecondaryIndexes = map[string]types.Capacity{}
		}
		out.GlobalSecondaryIndexes[name] = types.Capacity{CapacityUnits: ptr(units)}
	}
	return out
}
