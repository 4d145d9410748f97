package store

import (
	"context"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// Shards is into how many partitions each kind of due entry is spread. One partition takes about 500 entries a second
// (a move writes the index twice, a partition takes 1,000 writes), so this is enough for 2,000 a
// second. More shards later are safe: an entry moves to its new shard with its next move, provided that the old shards are
// still asked.
const Shards = 4

// DueEntry is one thing that has to be done: about a number, about an order, or about what was decided or found about an order.
type DueEntry struct {
	Number   string // empty for the others
	Order    string // empty for numbers
	Decision string // the key of a deferred decision of Order; else empty
	Finding  string // the name of a finding about Order, see Finding.Name; else empty. All three empty: Order itself
	Due      Due
}

// dueLayout sorts as text like as time; entries are due at whole seconds.
const dueLayout = time.RFC3339

// wholeSecond rounds up, so that nothing is ever due early.
func wholeSecond(t time.Time) time.Time {
	return t.Add(time.Second - time.Nanosecond).UTC().Truncate(time.Second)
}

// attributes gives dk and dt for the item at pk.
func (d Due) attributes(pk string) (kind, at types.AttributeValue) {
	h := fnv.New32a()
	h.Write([]byte(pk)) //nolint:errcheck // a hash never fails
	text := wholeSecond(d.At).Format(dueLayout)
	if seconds := int64(d.Lease / time.Second); seconds > 0 { // else the entry would be read back as another one
		text += leaseMark + strconv.FormatInt(seconds, 10)
	}
	return str(shardName(d.Kind, int(h.Sum32()%Shards))), str(text)
}

// leaseMark stands between the time and the seconds of the lease: entries sort by time first, and one with a lease is found by a
// question for what is due before a time just like one without.
const leaseMark = "/"

func shardName(kind string, shard int) string { return kind + "#" + strconv.Itoa(shard) }

// dueOf reads dk and dt. A time that cannot be read is due now rather than never.
func dueOf(it item) Due {
	kind, _, _ := strings.Cut(it.text("dk"), "#")
	if kind == "" {
		return Due{}
	}
	text, lease, _ := strings.Cut(it.text("dt"), leaseMark)
	at, err := time.Parse(dueLayout, text)
	if err != nil {
		return Due{Kind: kind}
	}
	seconds, err := strconv.ParseInt(lease, 10, 32)
	if err != nil {
		seconds = 0
	}
	return Due{Kind: kind, At: at.UTC(), Lease: time.Duration(seconds) * time.Second}
}

// DueBefore lists what of a kind and shard (0 to Shards-1) is due before a time, the longest due first, at most limit entries.
// The index lags a little behind the table: LeaseDue finds out whether an entry still holds.
func (s *Store) DueBefore(ctx context.Context, kind string, shard int, before time.Time, limit int) ([]DueEntry, error) {
	u := newUpdate()
	condition := u.name("dk") + " = " + u.value("dk", str(shardName(kind, shard))) + " AND " +
		u.name("dt") + " < " + u.value("dt", str(wholeSecond(before).Format(dueLayout)))
	var entries []DueEntry
	var start map[string]types.AttributeValue
	for len(entries) < limit {
		out, err := s.db.Query(ctx, &dynamodb.QueryInput{
			TableName: &s.tables.Main, IndexName: aws.String(DueIndex), KeyConditionExpression: &condition,
			ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.values,
			Limit: aws.Int32(int32(limit - len(entries))), ExclusiveStartKey: start,
			ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		})
		if err != nil {
			meterOf(ctx).add(0, 0)
			return nil, classify(err, "list what is due of %s", shardName(kind, shard))
		}
		meterOf(ctx).add(units(out.ConsumedCapacity), 0)
		for _, it := range out.Items {
			entries = append(entries, dueEntry(it))
		}
		start = out.LastEvaluatedKey
		if len(start) == 0 {
			break
		}
	}
	return entries, nil
}

func dueEntry(it item) DueEntry {
	e := DueEntry{Due: dueOf(it)}
	number, ok := strings.CutPrefix(it.text("pk"), numberPrefix)
	if ok {
		e.Number = number
		return e
	}
	e.Order = strings.TrimPrefix(it.text("pk"), orderPrefix)
	if name, ok := strings.CutPrefix(it.text("sk"), decisionPrefix); ok {
		e.Decision = name
	}
	if name, ok := strings.CutPrefix(it.text("sk"), findingPrefix); ok {
		e.Finding = name
	}
	return e
}

func (e DueEntry) key() (item, error) {
	switch {
	case e.Number != "":
		return numberKey(e.Number)
	case e.Finding != "":
		return findingKey(e.Order, e.Finding)
	case e.Decision != "":
		return decisionKey(e.Order, e.Decision)
	default:
		return orderKey(e.Order)
	}
}

// LeaseDue claims an entry by moving its time to until; false when another worker was faster or the entry is gone. The worker
// that dies with a lease leaves the entry due again at until. The length of its leases stays with the entry.
func (s *Store) LeaseDue(ctx context.Context, e DueEntry, until time.Time) (bool, error) {
	k, err := e.key()
	if err != nil {
		return false, err
	}
	refused, _, err := s.moveDue(ctx, k, e.Due, &Due{Kind: e.Due.Kind, At: until, Lease: e.Due.Lease})
	return !refused && err == nil, err
}

// MoveDue replaces the due entry of a number, if it still is from; nil removes it, and a zero from asks for there being none.
// False when the entry is another one, or the number is not there. Repeating a move that was made gives true.
func (s *Store) MoveDue(ctx context.Context, number string, from Due, to *Due) (bool, error) {
	k, err := numberKey(number)
	if err != nil {
		return false, err
	}
	if to != nil && to.Kind == "" {
		return false, fault.New(fault.Invalid, "move the due entry of %s: kind is empty", number)
	}
	refused, present, err := s.moveDue(ctx, k, from, to)
	if err != nil || !refused {
		return err == nil, err
	}
	want := Due{}
	if to != nil {
		want = Due{Kind: to.Kind, At: wholeSecond(to.At), Lease: to.Lease.Truncate(time.Second)}
	}
	return len(present) > 0 && dueOf(present) == want, nil
}

// moveDue leaves the version alone, so that it never makes a writer of facts repeat its work. It takes the news flag away: the
// flag speaks of the last write, and this one has none. The old entry may stand in any shard, so that Shards can grow.
func (s *Store) moveDue(ctx context.Context, k item, from Due, to *Due) (refused bool, present item, err error) {
	pk := k.text("pk")
	u := newUpdate()
	condition := u.presentDue(from, pk)
	u.remove("news")
	if to == nil {
		u.remove("dk")
		u.remove("dt")
	} else {
		kind, at := to.attributes(pk)
		u.set("dk", kind)
		u.set("dt", at)
	}
	refused, present, err = s.update(ctx, k, u, condition)
	if err != nil {
		return false, nil, classify(err, "move the due entry of %s", pk)
	}
	return refused, present, nil
}

// presentDue gives the condition that the due entry of an existing item is due, or that it has none when due is zero.
func (u *update) presentDue(due Due, pk string) string {
	if due.Kind == "" {
		return "attribute_exists(" + u.name("pk") + ") AND attribute_not_exists(" + u.name("dk") + ")"
	}
	_, at := due.attributes(pk)
	return "begins_with(" + u.name("dk") + ", " + u.value("fromkind", str(due.Kind+"#")) + ") AND " +
		u.name("dt") + " = " + u.value("fromat", at)
}
