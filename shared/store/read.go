package store

import (
	"context"
	"slices"
	"strings"

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
