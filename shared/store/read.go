package store

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// Number reads what is known about a number: fault.NotFound when nothing is, or when it has expired.
func (s *Store) Number(ctx context.Context, number string) (Number, error) {
	return s.known(ctx, number, s.get)
}

// LatestNumber is Number with everything that was written before, at twice the price: for a decision that stands for ever.
func (s *Store) LatestNumber(ctx context.Context, number string) (Number, error) {
	return s.known(ctx, number, s.latest)
}

func (s *Store) known(ctx context.Context, number string, get func(context.Context, string, item) (item, error)) (Number, error) {
	seen, err := s.look(ctx, number, get)
	if err != nil {
		return Number{}, err
	}
	if !seen.present || seen.expired {
		return Number{}, fault.New(fault.NotFound, "nothing is known about %s", number)
	}
	return seen.number, nil
}

// maxBatch is how many items DynamoDB reads in one request
// (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html).
const maxBatch = 100

// Numbers reads several numbers at once. Numbers of which nothing is known, or that have expired, are missing in the result.
// Keys that DynamoDB leaves unread are asked again; fault.Throttled when some stay unread.
func (s *Store) Numbers(ctx context.Context, numbers []string) (map[string]Number, error) {
	unique := slices.Compact(slices.Sorted(slices.Values(numbers)))
	found := make(map[string]Number, len(unique))
	for chunk := range slices.Chunk(unique, maxBatch) {
		keys := make([]map[string]types.AttributeValue, len(chunk))
		for i, number := range chunk {
			k, err := numberKey(number)
			if err != nil {
				return nil, err
			}
			keys[i] = k
		}
		err := s.batch(ctx, keys, func(it item) error { return s.collect(it, found) })
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// batch reads up to maxBatch items of the main table and hands on those that are there, in any order.
func (s *Store) batch(ctx context.Context, keys []map[string]types.AttributeValue, collect func(item) error) error {
	for attempt := 1; ; attempt++ {
		err := s.pause(ctx, attempt)
		if err != nil {
			return classify(err, "wait to read %d items", len(keys))
		}
		out, err := s.db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems:           map[string]types.KeysAndAttributes{s.tables.Main: {Keys: keys}},
			ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		})
		if err != nil {
			meterOf(ctx).add(0, 0)
			return classify(err, "read %d items", len(keys))
		}
		for i := range out.ConsumedCapacity {
			meterOf(ctx).add(units(&out.ConsumedCapacity[i]), 0)
		}
		for _, it := range out.Responses[s.tables.Main] {
			err = collect(it)
			if err != nil {
				return err
			}
		}
		keys = out.UnprocessedKeys[s.tables.Main].Keys
		if len(keys) == 0 {
			return nil
		}
		if attempt == maxAttempts {
			return fault.New(fault.Throttled, "read items: %d stayed unread in %d attempts", len(keys), attempt)
		}
	}
}

func (s *Store) collect(it item, found map[string]Number) error {
	name, ok := strings.CutPrefix(it.text("pk"), numberPrefix)
	if !ok {
		return nil
	}
	seen, err := s.image(name, it)
	if err == nil && !seen.expired {
		found[name] = seen.number
	}
	return err
}
