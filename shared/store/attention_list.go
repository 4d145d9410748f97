package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// AttentionEntry is one thing on a brand's list of what a person should look at: a tracking number with an open exception, an open case
// of an order, or a finding about one.
type AttentionEntry struct {
	Number                string // empty for cases
	Order, Shipment, Kind string // empty for numbers; Shipment also for a case of the whole order
	Finding               string // Finding.Name of a finding; empty for cases and numbers
	Since                 time.Time
}

// AttentionPage is a part of the list. Next is where the following part starts; empty: this was the last.
type AttentionPage struct {
	Entries []AttentionEntry
	Next    string
}

// Attention lists what of a brand is open since a time or later (the zero time: since ever), the longest open first, at most limit
// entries; cursor is the Next of the part before. The index lags a little behind the table.
func (s *Store) Attention(ctx context.Context, brand string, since time.Time, cursor string, limit int) (AttentionPage, error) {
	if err := brandNamed(brand); err != nil {
		return AttentionPage{}, err
	}
	start, err := readCursor(brand, cursor)
	if err != nil {
		return AttentionPage{}, err
	}
	u := newUpdate()
	condition := u.name("ab") + " = " + u.value("ab", str(brand))
	if !since.IsZero() {
		condition += " AND " + u.name("at") + " >= " + u.value("at", str(wholeSecond(since).Format(time.RFC3339)))
	}
	out, err := s.db.Query(ctx, &dynamodb.QueryInput{
		TableName: &s.tables.Main, IndexName: aws.String(AttentionIndex), KeyConditionExpression: &condition,
		ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.values, ExclusiveStartKey: start,
		Limit: aws.Int32(int32(max(limit, 1))), ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
	})
	if err != nil {
		meterOf(ctx).add(0, 0)
		return AttentionPage{}, classify(err, "list what of %s is open", brand)
	}
	meterOf(ctx).add(units(out.ConsumedCapacity), 0)
	var page AttentionPage
	for _, it := range out.Items {
		if e, ok := attentionEntry(it); ok {
			page.Entries = append(page.Entries, e)
		}
	}
	if len(out.LastEvaluatedKey) > 0 {
		page.Next, err = writeCursor(out.LastEvaluatedKey)
	}
	return page, err
}

func attentionEntry(it item) (AttentionEntry, bool) {
	e := AttentionEntry{}
	if at, err := time.Parse(time.RFC3339, it.text("at")); err == nil {
		e.Since = at
	}
	if number, ok := strings.CutPrefix(it.text("pk"), numberPrefix); ok {
		e.Number = number
		return e, true
	}
	order, ok := strings.CutPrefix(it.text("pk"), orderPrefix)
	if !ok {
		return e, false
	}
	e.Order = order
	if name, found := strings.CutPrefix(it.text("sk"), findingPrefix); found {
		e.Finding = name
		e.Shipment, e.Kind, _, ok = findingNames(name)
		return e, ok
	}
	e.Shipment, e.Kind, ok = caseNames(it.text("sk"))
	return e, ok
}

// A cursor is the key of the last entry, without the brand: whoever brings it says that.
func writeCursor(last item) (string, error) {
	b, err := json.Marshal([]string{last.text("at"), last.text("pk"), last.text("sk")})
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "write a cursor")
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func readCursor(brand, cursor string) (map[string]types.AttributeValue, error) {
	if cursor == "" {
		return nil, nil
	}
	var parts [3]string
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(b, &parts)
	}
	if err != nil || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return nil, fault.New(fault.Invalid, "this is no cursor of the attention list")
	}
	return item{"ab": str(brand), "at": str(parts[0]), "pk": str(parts[1]), "sk": str(parts[2])}, nil
}
