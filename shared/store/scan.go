package store

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// NumbersPage is a part of all numbers. Next is where the following part starts; nil: this was the last.
type NumbersPage struct {
	Numbers []Number
	Looked  int // items that were read for it, of any kind
	Next    map[string]types.AttributeValue
}

// ScanNumbers reads a part of the table, about limit items, and gives the numbers in it. It is for operators' tools alone, because it reads,
// and is billed for, everything; so the operation is handed in (dynamodb.Client.Scan) and no function's Client has it. An item that
// cannot be decoded is given to broken with its number, and the rest goes on.
func (s *Store) ScanNumbers(
	ctx context.Context, scan Operation[dynamodb.ScanInput, dynamodb.ScanOutput], from map[string]types.AttributeValue, limit int, broken func(number string, err error),
) (NumbersPage, error) {
	u := newUpdate()
	filter := "begins_with(" + u.name("pk") + ", " + u.value("pk", str(numberPrefix)) + ")"
	out, err := scan.call(ctx, "Scan", &dynamodb.ScanInput{
		TableName: &s.tables.Main, FilterExpression: &filter, ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.values,
		Limit: aws.Int32(int32(max(limit, 1))), ExclusiveStartKey: from, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
	}, nil)
	if err != nil {
		meterOf(ctx).add(0, 0)
		return NumbersPage{}, classify(err, "scan the table")
	}
	meterOf(ctx).add(units(out.ConsumedCapacity), 0)
	page := NumbersPage{Looked: int(out.ScannedCount), Next: out.LastEvaluatedKey}
	if len(page.Next) == 0 {
		page.Next = nil
	}
	for _, it := range out.Items {
		name, ok := strings.CutPrefix(item(it).text("pk"), numberPrefix)
		if !ok || item(it).text("sk") != numberSort {
			continue
		}
		seen, err := s.image(name, it)
		switch {
		case err != nil:
			broken(name, err)
		case !seen.expired:
			page.Numbers = append(page.Numbers, seen.number)
		}
	}
	return page, nil
}
