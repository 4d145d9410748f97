package store

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// missPrefix is followed by who or what missed; the sort key is the start of the window.
const missPrefix = "R#lookup#"

// missLife is how long a count is kept after its window, for whoever wants to look.
const missLife = time.Hour

// CountMisses adds n, which may be 0, to what a name missed in the present window and gives the sum. Windows of one length begin
// for everybody at the same moments. It is one write unit whatever n is, so that what a lookup found cannot be told from what it
// cost. A count whose answer was lost may count twice. The name goes into a key: hash what is personal.
func (s *Store) CountMisses(ctx context.Context, name string, window time.Duration, n int) (int, error) {
	if err := named("name of the count", name); err != nil {
		return 0, err
	}
	if window < time.Second || n < 0 {
		return 0, fault.New(fault.Invalid, "count %d misses in a window of %v", n, window)
	}
	begin := s.now().UTC().Truncate(window)
	u := newUpdate()
	u.set("ttl", num(begin.Add(window+missLife).Unix()))
	expression := u.expression() + " ADD " + u.name("n") + " " + u.value("n", num(int64(n)))
	out, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Main,
		Key:                       key(missPrefix+name, begin.Format(time.RFC3339)),
		UpdateExpression:          &expression,
		ExpressionAttributeNames:  u.names,
		ExpressionAttributeValues: u.declared(),
		ReturnValues:              types.ReturnValueUpdatedNew,
		ReturnConsumedCapacity:    types.ReturnConsumedCapacityIndexes,
	})
	if err != nil {
		meterOf(ctx).add(0, 0)
		return 0, classify(err, "count misses")
	}
	meterOf(ctx).add(0, units(out.ConsumedCapacity))
	return int(item(out.Attributes).number("n")), nil
}
