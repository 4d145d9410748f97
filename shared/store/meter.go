package store

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Meter sums the capacity that calls under one context consumed, as DynamoDB reported it, indexes included. A write that fails
// its condition is not reported but billed by the size of the item that is there
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html), so it is counted by that.
// Read the fields when the calls have returned.
type Meter struct {
	Read, Write float64 // request units
	Calls       int     // requests, failed ones included

	mu sync.Mutex
}

type meterKey struct{}

// WithMeter gives a context under which the store adds what it consumes to m.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

func (m *Meter) add(read, write float64) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Read += read
	m.Write += write
	m.Calls++
}

func meterOf(ctx context.Context) *Meter {
	m, _ := ctx.Value(meterKey{}).(*Meter)
	return m
}

func units(consumed ...*types.ConsumedCapacity) float64 {
	var sum float64
	for _, c := range consumed {
		if c != nil && c.CapacityUnits != nil {
			sum += *c.CapacityUnits
		}
	}
	return sum
}

// refused counts a write whose condition failed on an item.
func (m *Meter) refused(present map[string]types.AttributeValue) {
	m.add(0, float64(max(1, (itemSize(present)+1023)/1024)))
}

// itemSize is the size of an item in bytes as DynamoDB bills it: names and values, numbers at about a byte per two digits
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
func itemSize(item map[string]types.AttributeValue) int {
	size := 0
	for name, value := range item {
		size += len(name) + valueSize(value)
	}
	return size
}

func valueSize(value types.AttributeValue) int {
	size := 0
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return (len(v.Value)+1)/2 + 1
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberSS:
		for _, s := range v.Value {
			size += len(s)
		}
		return size
	case *types.AttributeValueMemberBS:
		for _, b := range v.Value {
			size += len(b)
		}
		return size
	case *types.AttributeValueMemberL:
		for _, e := range v.Value {
			size += 1 + valueSize(e)
		}
		return size + 3
	case *types.AttributeValueMemberM:
		for name, e := range v.Value {
			size += 1 + len(name) + valueSize(e)
		}
		return size + 3
	default:
		return 1 // booleans and null
	}
}
